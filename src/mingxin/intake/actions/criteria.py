"""A unit's 口径表: how it grades its penalties, from a day on. An import makes a new edition; none is edited."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Final

from django.db import transaction
from django.db.models import Max

from mingxin.access.models import Unit
from mingxin.catalogue.queries import card as card_of
from mingxin.catalogue.queries import rulebook_in_force
from mingxin.catalogue.rules.severity import CriterionLine
from mingxin.intake.models import Criterion
from mingxin.kernel.money import AmountProblem, parse_amount
from mingxin.kernel.refusal import Refusal
from mingxin.kernel.resident_id import cut
from mingxin.kernel.separated import small_table, unlike_header
from mingxin.ledger import actions as ledger
from mingxin.ledger.actor import Actor

LONGEST: Final = {"类别": 200, "依据": 300}  # of the columns
_BELOW_WAN: Final = Decimal(10) ** 9  # with six decimals the 15 digits that SQLite gives back as they were
_SMALLEST_WAN: Final = Decimal("0.000001")
_MOST_BYTES: Final = 1_000_000
HEADERS = ("类别", "金额下限(万元)", "金额上限(万元)", "失信程度", "是否公开", "依据")


def newest_edition(unit: Unit, item: str) -> int:
    """Its number; 0 before the first."""
    return Criterion.objects.filter(unit=unit, item=item).aggregate(last=Max("edition"))["last"] or 0


@transaction.atomic
def import_criteria(
    path: Path, *, unit: Unit, item: str, in_force_from: date, by: Actor, at: datetime, seen: int | None = None
) -> int:
    """Import a CSV with the columns of HEADERS; how many lines. Whole or not at all: a wrong line refuses the file.

    `seen`: the edition with which somebody compared it before. Raises Refusal("criteria.crossed") where there is a
    newer one, which would be superseded unread.
    """
    card_of(item)
    lines = _lines(path)
    Unit.objects.select_for_update().get(pk=unit.pk)  # of two imports at once each makes an edition of its own
    edition = 1 + newest_edition(unit, item)
    if seen is not None and edition != seen + 1:
        raise Refusal(
            "criteria.crossed",
            f"预览之后，这个口径表又有了第 {edition - 1} 版，因此没有导入。",
            "请重新上传口径表，与现在的版本比对后再导入。",
        )
    entered = Criterion.objects.bulk_create(
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
        rows=entered,
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


def _lines(path: Path) -> list[CriterionLine]:
    try:
        if path.stat().st_size > _MOST_BYTES:
            raise Refusal(
                "criteria.too_large", "口径表超过 1 MB。", "口径表通常只有几十行，请删除无关的内容后重新导入。"
            )
        rows = small_table(path.read_bytes(), HEADERS, name="口径表", code="criteria")
    except FileNotFoundError:
        raise Refusal("file.not_found", f"找不到文件 {path.name}。", "请核对路径和文件名。") from None
    headers = rows[0] if rows else []
    missing = [h for h in HEADERS if h not in headers]
    if missing:
        raise Refusal(
            "criteria.columns", f"口径表缺少这些列：{'、'.join(missing)}。", f"表头应为：{'，'.join(HEADERS)}。"
        )
    twice = [h for h in HEADERS if headers.count(h) > 1]
    if twice:
        raise Refusal("criteria.columns", f"口径表有重复的列：{'、'.join(twice)}。", "每一列请只保留一次。")
    filled = [(number, cells) for number, cells in enumerate(rows[1:], start=2) if any(cells)]
    if not filled:
        raise Refusal("criteria.empty", "口径表里没有内容。", "请至少填写一行。")
    return [_line(number, _by_header(number, cells, headers)) for number, cells in filled]


def _by_header(number: int, cells: Sequence[str], headers: Sequence[str]) -> dict[str, str]:
    if unlike := unlike_header(cells, headers):
        raise Refusal("criteria.cells", f"口径表第 {number} 行{unlike}。", "请改正这一行后重新导入。")
    return dict(zip(headers, cells, strict=False))


def _line(number: int, row: Mapping[str, str]) -> CriterionLine:
    said = {h: cut(row[h])[0] for h in HEADERS}
    words = rulebook_in_force().publicity.severity.words
    if said["失信程度"] not in words:
        raise Refusal(
            "criteria.severity",
            f"口径表第 {number} 行的失信程度“{said['失信程度'][:20]}”无法识别。",
            f"请填写：{'、'.join(words)}。",
        )
    if said["是否公开"] not in ("是", "否"):
        raise Refusal(
            "criteria.public", f"口径表第 {number} 行的是否公开“{said['是否公开'][:20]}”无法识别。", "请填写：是、否。"
        )
    if not said["依据"]:
        raise Refusal(
            "criteria.ground", f"口径表第 {number} 行没有写明依据。", "请写明裁量基准或者行业标准的名称、条款。"
        )
    parts = said["类别"].replace("；", ";").replace("、", ";").split(";")
    categories = tuple(part.strip() for part in parts if part.strip())
    _require_length(number, "类别", ";".join(categories), "请只写判断所需的类别词。")
    _require_length(number, "依据", said["依据"], "请只写名称和条款号，不必抄录全文。")
    at_least, below = (_amount(number, said[header]) for header in ("金额下限(万元)", "金额上限(万元)"))
    if at_least is not None and below is not None and at_least >= below:
        raise Refusal(
            "criteria.span",
            f"口径表第 {number} 行的金额下限 {at_least:f} 不小于上限 {below:f}，没有金额会符合。",
            "请核对两个金额：含下限，不含上限，单位是万元。",
        )
    return CriterionLine(
        category=categories,
        at_least_wan=at_least,
        below_wan=below,
        severity=words[said["失信程度"]],
        is_public=said["是否公开"] == "是",
        ground=said["依据"],
    )


def _require_length(number: int, header: str, said: str, remedy: str) -> None:
    if len(said) > LONGEST[header]:
        raise Refusal(
            "criteria.length",
            f"口径表第 {number} 行的{header}有 {len(said)} 个字，最多 {LONGEST[header]} 个字。",
            remedy,
        )


def _amount(number: int, written: str) -> Decimal | None:
    if not written:
        return None
    try:
        amount = parse_amount(written)
    except AmountProblem:
        amount = None
    if amount is None or amount.unit not in (None, "万元"):
        raise Refusal(
            "criteria.amount", f"口径表第 {number} 行的金额“{written[:20]}”无法识别。", "请填写以万元为单位的数字。"
        )
    if not 0 <= amount.value < _BELOW_WAN or amount.value != amount.value.quantize(_SMALLEST_WAN):
        raise Refusal(
            "criteria.amount_size",
            f"口径表第 {number} 行的金额“{written[:20]}”超出可以填写的范围。",
            "金额不能是负数，整数部分最多 9 位，小数最多 6 位，单位是万元。",
        )
    return amount.value
