"""The withdrawals of a unit, and whether each was in time."""

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any, Final

from django.db.models import Q
from django.http import HttpResponseBase
from django.urls import reverse
from django.views.decorators.http import require_GET

from mingxin.access.queries.holders import units_for
from mingxin.archive import bulk
from mingxin.archive.models import Mark, MarkKind
from mingxin.archive.rules import withdrawal_clock
from mingxin.catalogue.queries import rulebook_in_force
from mingxin.doors.desk import listing
from mingxin.doors.desk.guard import DeskRequest
from mingxin.doors.desk.pages.records.list_page import item_filter, matter_of, party_columns, unit_filter
from mingxin.doors.desk.pages.records.rows import RowsWithParty, permitted
from mingxin.intake.actions.withdrawing import withdrawal_reasons
from mingxin.intake.rules.rulings import REPORTED_WRONGLY
from mingxin.kernel.clock import today
from mingxin.kernel.workdays import Calendar
from mingxin.rulebook.queries import calendar

UNTIMED: Final = "不计时限"  # what was reported wrongly was never decided so: no day, and no days to count
UNDATED: Final = "未填日期"
RESULTS: Final = (("in_time", "按期"), ("late", "逾期"), ("none", UNTIMED), ("undated", UNDATED))


@require_GET
def withdrawals(request: DeskRequest) -> HttpResponseBase:
    units = list(units_for(request.holder, request.act).order_by("name").values_list("id", "name"))
    worked, on = calendar(), today()
    rows = RowsWithParty(Mark).filter(
        permitted(request.holder, request.act), kind=MarkKind.WITHDRAWN, known_until__isnull=True
    )
    shown = listing.Listing(
        title="撤回时限",
        rows=rows,
        order=("-from_on", "-id"),
        columns=_columns(worked, on, exporting="export" in request.GET, has_units=len(units) > 1),
        filters=_filters(request, worked, on, units),
        empty="还没有撤回过信息。",
        reading=listing.Reading(lambda row: row.thread, matter_of(request)),
    )
    return listing.show(request, shown, template="desk/records/withdrawals.html")


def _columns(worked: Calendar, on: date, *, exporting: bool, has_units: bool) -> Sequence[listing.Column]:
    cards = rulebook_in_force().cards

    def due(row: Any) -> date | None:
        return withdrawal_clock.withdrawal_due(row.ruled_on, worked).on if row.ruled_on else None

    def result(row: Any) -> listing.Tag:
        if row.ruled_on is None:
            return listing.Tag(UNTIMED if row.reason_type == REPORTED_WRONGLY else UNDATED)
        told = withdrawal_clock.state(row.ruled_on, row.from_on, worked, on)
        return listing.Tag(told.words, "ok" if told.state == "in_time" else "bad")

    columns = [
        listing.Column("document", "文号", lambda r: r.beside.record.document_number or "查看", "code", _address),
        party_columns(exporting=exporting)[0],
        listing.Column("item", "事项", lambda r: cards[r.item].name if r.item in cards else r.item),
        listing.Column("reason", "撤回原因", lambda r: r.reason_type),
        listing.Column("ruled", "决定或者收到裁决", lambda r: r.ruled_on, kind="date"),
        listing.Column("due", "最迟撤回", due, kind="date"),
        listing.Column("done", "实际撤回", lambda r: r.from_on, kind="date"),
        listing.Column("result", "结果", result, kind="tag"),
    ]
    if has_units:
        columns.insert(4, listing.Column("unit", "单位", lambda r: r.beside.unit))
    return columns


def _address(row: Any) -> str:
    return reverse("desk:record", args=[row.thread])


def _filters(
    request: DeskRequest, worked: Calendar, on: date, units: Sequence[tuple[int, str]]
) -> Sequence[listing.Filter]:
    reasons = [(reason, reason) for reason in withdrawal_reasons()]
    found = [
        item_filter(request),
        listing.Filter("yuanyin", "撤回原因", "choice", lambda rows, v: rows.filter(reason_type=v), choices=reasons),
        listing.Filter("jieguo", "结果", "choice", _by_result(worked, on), choices=RESULTS),
        listing.Filter("cong", "撤回日期，从", "day", lambda rows, day: rows.filter(from_on__gte=day)),
        listing.Filter("dao", "撤回日期，到", "day", lambda rows, day: rows.filter(from_on__lte=day)),
    ]
    if len(units) > 1:
        found.insert(0, unit_filter(units))
    return found


def _by_result(worked: Calendar, on: date) -> Callable[[Any, str], Any]:
    """Working days are no matter of SQL: the few pairs of days that there are get judged here."""

    def narrowed(rows: Any, result: str) -> Any:
        if result in ("none", "undated"):
            wrongly = Q(reason_type=REPORTED_WRONGLY)
            return rows.filter(wrongly if result == "none" else ~wrongly, ruled_on__isnull=True)
        dated = Mark.objects.filter(kind=MarkKind.WITHDRAWN, known_until__isnull=True, ruled_on__isnull=False)
        chosen = [
            number
            for number, ruled_on, done in dated.values_list("id", "ruled_on", "from_on")
            if ruled_on and withdrawal_clock.state(ruled_on, done, worked, on).state == result
        ]
        return rows.filter(pk__in=bulk.listed(chosen))

    return narrowed
