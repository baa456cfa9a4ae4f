"""One cell of the board: the batches behind it, what came late, what was declared, and the reminders."""

from datetime import date

from django.http import Http404, HttpResponseBase
from django.urls import reverse

from mingxin.access.models import Unit
from mingxin.access.permits import Act
from mingxin.access.queries.holders import place_of
from mingxin.catalogue.queries import rulebook_in_force
from mingxin.doors.desk import listing
from mingxin.doors.desk.guard import DeskRequest
from mingxin.doors.desk.pages.batches.lists import COUNTS
from mingxin.doors.desk.pages.watch.asked import (
    address,
    document_column,
    month_adjusted,
    month_in,
    statistics_reading,
    unit_seen,
)
from mingxin.doors.desk.pages.watch.grid import may_be_reminded
from mingxin.intake.models import Batch, BatchState, ZeroReport
from mingxin.kernel.clock import today
from mingxin.oversight.models import ReminderLine
from mingxin.oversight.queries.behind import batches_of_cell, late_of_cell
from mingxin.oversight.queries.board import Cell, board
from mingxin.oversight.rules.month_state import MonthState
from mingxin.oversight.rules.periods import Period, month_of, period_of

TONES = {
    BatchState.ADMITTED: "ok",
    BatchState.SUBMITTED: "warn",
    BatchState.RETURNED: "bad",
    BatchState.RELEASED: "blue",
}


def cell(request: DeskRequest, unit_id: int, item: str) -> HttpResponseBase:
    unit = unit_seen(request, unit_id, item)
    month = month_in(request, today=today())
    found = _cell(unit, item, month)
    period = _period(item, month)
    declared = ZeroReport.objects.filter(unit=unit, item=item, month=month, revoked_at__isnull=True).first()
    lines = ReminderLine.objects.filter(unit=unit, item=item, month=month).select_related("reminder").order_by("-id")
    extra = {
        "cell": found,
        "period": period,
        "adjusted": month_adjusted(request, month),
        "declared": declared if found.state is MonthState.NONE else None,
        "lines": lines,
        "late": address("watch_late", unit_id, item, yue=f"{month:%Y-%m}") if found.facts.late else "",
        "back": address("watch", yue=f"{month:%Y-%m}"),
        "may_remind": may_be_reminded(found) and request.holder.may(Act.WATCH, place=place_of(unit)),
        "may_watch": request.holder.may(Act.WATCH),
    }
    shown = listing.Listing(
        title=f"{unit.name}：{found.item_name}（{month:%Y-%m}）",
        rows=batches_of_cell(period, unit=unit.pk, item=item),
        order=("-received_at", "number"),
        columns=_BATCH_COLUMNS,
        filters=[listing.Filter("yue", "月份", "month", lambda rows, value: rows)],
        empty="这个月没有报送过批次。",
    )
    return listing.show(request, shown, "desk/watch/cell.html", extra)


def late(request: DeskRequest, unit_id: int, item: str) -> HttpResponseBase:
    unit = unit_seen(request, unit_id, item)
    month = month_in(request, today=today())
    found = _cell(unit, item, month)
    shown = listing.Listing(
        title=f"迟报的信息：{unit.name}，{found.item_name}（{month:%Y-%m}）",
        rows=late_of_cell(_period(item, month), unit=unit.pk, item=item),
        order=("-reported_on", "thread"),
        columns=[
            document_column(),
            listing.Column("decided", "决定日期", lambda row: row.decided_on, kind="date"),
            listing.Column("due", "报送期限", lambda row: row.due_on, kind="date"),
            listing.Column("reported", "首次报送日", lambda row: row.reported_on, kind="date"),
            listing.Column("workdays", "用时（工作日）", lambda row: row.workdays, kind="number"),
        ],
        filters=[listing.Filter("yue", "月份", "month", lambda rows, value: rows)],
        empty="这个月没有迟报的信息。",
        reading=statistics_reading(),
    )
    extra = {
        "back": address("watch_cell", unit_id, item, yue=f"{month:%Y-%m}"),
        "back_words": "单位事项",
        "adjusted": month_adjusted(request, month),
        "basis": "按放行月份：在这段期间首次放行，而且晚于报送期限的信息。",
    }
    return listing.show(request, shown, "desk/watch/behind.html", extra)


def _cell(unit: Unit, item: str, month: date) -> Cell:
    found = board(units=[unit], month=month, today=today(), items=[item]).cell(unit.uscc, item)
    if found is None:
        raise Http404
    return found


def _period(item: str, month: date) -> Period:
    card = rulebook_in_force().cards[item]
    return period_of(card.cycle, month) or month_of(month)


def _state(batch: Batch) -> listing.Tag:
    return listing.Tag(batch.get_state_display(), TONES.get(BatchState(batch.state), ""))


_BATCH_COLUMNS = [
    listing.Column(
        "number", "批次", lambda b: b.number, kind="code", link=lambda b: reverse("desk:batch", args=[b.number])
    ),
    listing.Column("file", "文件", lambda b: b.file_name),
    listing.Column("state", "状态", _state, kind="tag"),
    listing.Column("received", "收到", lambda b: b.received_at, kind="time"),
    listing.Column("released", "放行", lambda b: b.released_at, kind="time"),
    *COUNTS,
    listing.Column("by", "经办", lambda b: b.actor_name),
]
