"""疑问数据 over the region: batches with rows left behind, what is wrong with them, for how long."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.http import HttpResponseBase
from django.urls import reverse
from django.views.decorators.http import require_safe

from mingxin.doors.desk import listing
from mingxin.doors.desk.guard import DeskRequest
from mingxin.doors.desk.pages.accounts.words import item_names
from mingxin.doors.desk.pages.office.places import region_choices
from mingxin.intake.actions.settled import settled_rows
from mingxin.intake.models import Batch
from mingxin.intake.queries.batches import left_behind, visible
from mingxin.intake.queries.findings import kinds_kept
from mingxin.kernel.clock import CHINA, today


@require_safe
def questioned(request: DeskRequest) -> HttpResponseBase:
    names, on = item_names(), today()
    return listing.show(
        request,
        listing.Listing(
            title="疑问数据（本区域）",
            unit="批",
            rows=left_behind(visible(request.holder, request.act)),
            order=("received_at", "number"),
            columns=_columns(names, on),
            filters=_filters(request, names),
            empty="本区域没有待补报的疑问数据。",
        ),
        template="desk/office/questioned.html",
    )


def _columns(names: Mapping[str, str], on: date) -> list[listing.Column]:
    return [
        listing.Column("unit", "单位", lambda b: b.unit.name),
        listing.Column(
            "file",
            "批次文件",
            lambda b: b.file_name,
            kind="link",
            link=lambda b: reverse("desk:batch", args=[b.number]) + "#rows",
        ),
        listing.Column("item", "事项", lambda b: names.get(b.item, b.item)),
        listing.Column("days", "已等待天数", lambda b: _days(b, on), kind="number"),
        listing.Column("left", "待补报", lambda b: b.left, kind="number"),
        listing.Column("questioned", "疑问", lambda b: b.questioned, kind="number"),
        listing.Column("unlinked", "未关联", lambda b: b.unlinked, kind="number"),
        listing.Column("kinds", "问题种类", _kinds),
        listing.Column("sender", "经办人", lambda b: b.handler),
        listing.Column("received_at", "报送时间", lambda b: b.received_at, kind="time"),
    ]


def _filters(request: DeskRequest, names: Mapping[str, str]) -> list[listing.Filter]:
    return [
        listing.Filter("danwei", "单位", "text", lambda rows, text: rows.filter(unit__name__contains=text)),
        listing.Filter(
            "quhua",
            "区划",
            "choice",
            lambda rows, code: rows.filter(unit__region=code),
            choices=region_choices(request.holder, request.act),
        ),
        listing.Filter(
            "shixiang",
            "事项",
            "choice",
            lambda rows, item: rows.filter(item=item),
            choices=sorted(names.items(), key=lambda one: one[1]),
        ),
        listing.Filter("zhi", "报送日期不晚于", "day", _received_until),
    ]


def _received_until(rows: Any, day: date) -> Any:
    return rows.filter(received_at__date__lte=day)


def _days(batch: Batch, on: date) -> int:
    return (on - batch.received_at.astimezone(CHINA).date()).days


def _kinds(batch: Batch) -> str:
    """The three kinds that touch the most rows."""
    is_part = batch.questioned + batch.unlinked > batch.left  # type: ignore[attr-defined]  # annotated by `left_behind`
    settled = frozenset(settled_rows(batch)) if is_part else frozenset[int]()
    kinds = kinds_kept(batch.findings_file, settled) if batch.findings_file else ()
    shown = "；".join(f"{title} {rows} 行" for title, rows in kinds[:3])
    return f"{shown} 等 {len(kinds)} 种" if len(kinds) > 3 else shown
