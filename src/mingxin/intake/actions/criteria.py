"""A unit's 口径表: how it grades its penalties, from a day on. An import makes a new edition; none is edited."""

import csv
import io
from collections.abc import Iterator, Mapping
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

from django.db import transaction
from django.db.models import Max

from mingxin.access.models import Unit
from mingxin.catalogue.queries import rulebook_in_force
from mingxin.catalogue.rules.severity import CriterionLine
from mingxin.intake.models import Criterion
from mingxin.kernel import text
from mingxin.kernel.money import AmountProblem, parse_amount
from mingxin.kernel.refusal import Refusal
from mingxin.kernel.resident_id import cut
from mingxin.ledger import actions as ledger
from mingxin.ledger.actor import Actor

HEADERS = ("类别", "金额下限(万元)", "金额上限(万元)", "失信程度", "是否公开", "依据")


@transaction.atomic
def import_criteria(path: Path, *, unit: Unit, item: str, in_force_from: date, by: Actor, at: datetime) -> int:
    """Import a CSV with the columns of HEADERS; how many lines. Whole or not at all: a wrong line refuses the file."""
    lines = list(_lines(path))
    edition = 1 + (Criterion.objects.filter(unit=unit, item=item).aggregate(last=Max("edition"))["last"] or 0)
    Criterion.objects.bulk_create(
        Criterion(
            unit=unit,
            item=item,
            edition=edition,
            in_force_from=in_force_from,
            position=position,
            category=";".join(line.category),
            at_least_wan=line.at_least_wan,
            below_wan=line.below_wan,
            severity=line.severity,
            is_public=line.is_public,
            ground=line.ground,
            confirmed_by=by.name,
            confirmed_at=at,
        )
        for position, line in enumerate(lines)
    )
    ledger.write(
        action="criteria.import",
        object_type="unit",
        object_key=unit.uscc,
        by=by,
        at=at,
        detail={"item": item, "edition": edition, "in_force_from": in_force_from.isoformat(), "lines": len(lines)},
    )
    return len(lines)


def read_criteria(path: Path) -> tuple[CriterionLine, ...]:
    """The lines of a file as `import_criteria` would enter them; nothing is entered. Raises what it raises."""
    return tuple(_lines(path))


def criteria_of(unit: Unit, item: str, on: date) -> tuple[CriterionLine, ...]:
    """The lines in force on a day: those of the newest edition that has begun."""
    begun = Criterion.objects.filter(unit=unit, item=item, in_force_from__lte=on)
    newest = begun.order_by("-in_force_from", "-edition").values_list("edition", flat=True).first() or 0
    return tuple(
        CriterionLine(
            category=tuple(part for part in row.category.split(";") if part),
            at_least_wan=row.at_least_wan,
            below_wan=row.below_wan,
            severity=row.severity,
            is_public=row.is_public,
            ground=row.ground,
        )
        for row in begun.filter(edition=newest).order_by("position")
    )


def _lines(path: Path) -> Iterator[CriterionLine]:
    try:
        content = cut(text.decode(path.read_bytes()).text)[0]
    except FileNotFoundError:
        raise Refusal("file.not_found", f"找不到文件 {path.name}。", "请核对路径和文件名。") from None
    reader = csv.DictReader(io.StringIO(content))
    missing = [h for h in HEADERS if h not in (reader.fieldnames or ())]
    if missing:
        raise Refusal(
            "criteria.columns", f"口径表缺少这些列：{'、'.join(missing)}。", f"表头应为：{'，'.join(HEADERS)}。"
        )
    lines = [_line(number, row) for number, row in enumerate(reader, start=2)]
    if not lines:
        raise Refusal("criteria.empty", "口径表里没有内容。", "请至少填写一行。")
    yield from lines


def _line(number: int, row: Mapping[str, str | None]) -> CriterionLine:
    said = {h: (row.get(h) or "").strip() for h in HEADERS}
    words = rulebook_in_force().publicity.severity.words
    if said["失信程度"] not in words:
        raise Refusal(
            "criteria.severity",
            f"口径表第 {number} 行的失信程度“{said['失信程度']}”无法识别。",
            f"请填写：{'、'.join(words)}。",
        )
    if said["是否公开"] not in ("是", "否"):
        raise Refusal(
            "criteria.public", f"口径表第 {number} 行的是否公开“{said['是否公开']}”无法识别。", "请填写：是、否。"
        )
    if not said["依据"]:
        raise Refusal(
            "criteria.ground", f"口径表第 {number} 行没有写明依据。", "请写明裁量基准或者行业标准的名称、条款。"
        )
    categories = said["类别"].replace("；", ";").replace("、", ";").split(";")
    return CriterionLine(
        category=tuple(c.strip() for c in categories if c.strip()),
        at_least_wan=_amount(number, said["金额下限(万元)"]),
        below_wan=_amount(number, said["金额上限(万元)"]),
        severity=words[said["失信程度"]],
        is_public=said["是否公开"] == "是",
        ground=said["依据"],
    )


def _amount(number: int, written: str) -> Decimal | None:
    if not written:
        return None
    try:
        return parse_amount(written).value
    except AmountProblem:
        raise Refusal(
            "criteria.amount", f"口径表第 {number} 行的金额“{written}”无法识别。", "请填写以万元为单位的数字。"
        ) from None
