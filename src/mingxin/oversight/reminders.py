"""What the platform reminds of by itself: batches that wait for a checker, items without a report at month's end, and
records to be withdrawn.

It reminds and does no more: nothing is released, declared, withdrawn or counted by it.
"""

from collections import defaultdict
from datetime import date, datetime
from typing import Final

from mingxin.access.models import StaffRole, Unit
from mingxin.catalogue.queries import rulebook_in_force
from mingxin.intake.models import Batch, BatchState
from mingxin.intake.queries.rulings import OpenRuling, running, with_clock
from mingxin.intake.rules.due_spans import first_due
from mingxin.intake.rules.review_clock import clock_of, day_words, step_reached
from mingxin.intake.rules.rulings import correction_carries_out
from mingxin.kernel.clock import CHINA
from mingxin.ledger.actor import PLATFORM
from mingxin.notices.actions import send
from mingxin.notices.models import Notice
from mingxin.oversight.queries.board import Cell, board
from mingxin.oversight.rules.month_state import MonthState
from mingxin.oversight.rules.periods import last_workdays, month_of
from mingxin.oversight.rules.waiting import ruling_step
from mingxin.rulebook.queries import calendar

WAITING: Final = "review.waiting"
UNREPORTED: Final = "month.unreported"
RULING: Final = "ruling.due"


def remind(at: datetime) -> None:
    """For the timetable. Each message goes out once, however often this runs; what was missed is not made up for."""
    remind_checkers(at)
    remind_stewards(at)
    remind_of_rulings(at)


def remind_checkers(at: datetime) -> int:
    """On the third, fifth and sixth working day after the oldest decision of a waiting batch; how many were sent."""
    worked, today = calendar(), at.astimezone(CHINA).date()
    due: dict[str, tuple[Batch, date]] = {}
    waiting = Batch.objects.filter(state=BatchState.SUBMITTED, oldest_decided_on__isnull=False)
    for batch in waiting.order_by("number"):
        oldest = batch.oldest_decided_on
        if oldest is not None and (step := step_reached(oldest, today, worked)) is not None:
            due[f"{batch.number}:{step}"] = (batch, oldest)
    sent = set(Notice.objects.filter(kind=WAITING, key__in=list(due)).values_list("key", flat=True))
    fresh = {key: value for key, value in due.items() if key not in sent}
    for key, (batch, oldest) in fresh.items():
        name = _item_name(batch.item)
        day = day_words(oldest, today=today, worked=worked)
        _, tag, _ = clock_of(oldest, first_due(batch.dues), today=today, worked=worked)
        send(
            kind=WAITING,
            key=key,
            unit_id=batch.unit_id,
            for_role=StaffRole.CHECKER,
            subject=f"待审核批次提醒：{batch.file_name[:60]}（{name}），{tag or day}",
            text=_told_of_waiting(batch, name, f"{oldest}（{day}）", today),
            link=f"/desk/batches/{_short(batch.number)}/",
            by=PLATFORM,
            at=at,
        )
    return len(fresh)


def remind_stewards(at: datetime) -> int:
    """On the first and on the last of a month's last three working days, of items without any report."""
    today = at.astimezone(CHINA).date()
    days = last_workdays(month_of(today), calendar())
    if not days or today < days[0]:
        return 0
    key = f"{today:%Y-%m}:{'last' if today >= days[-1] else 'first'}"
    sent = Notice.objects.filter(kind=UNREPORTED, key=key).values("to_unit_id")
    units = Unit.objects.exclude(pk__in=sent)
    missing: dict[int, list[Cell]] = defaultdict(list)
    for cell in board(units=units, month=today, today=today).cells:
        if cell.state is MonthState.UNREPORTED:
            missing[cell.unit].append(cell)
    for unit, cells in missing.items():
        send(
            kind=UNREPORTED,
            key=key,
            unit_id=unit,
            for_role=StaffRole.STEWARD,
            subject=f"{today.month} 月尚未报送：{'、'.join(cell.item_name for cell in cells)}"[:100],
            text=_told_of_missing(cells, days[-1]),
            link="/desk/",
            by=PLATFORM,
            at=at,
        )
    return len(missing)


def remind_of_rulings(at: datetime) -> int:
    """On the last day for withdrawing what a ruling struck down, and once when it is late; to everybody of the unit."""
    today = at.astimezone(CHINA).date()
    due: dict[str, tuple[OpenRuling, str]] = {}
    for one in with_clock(running(), today=today, worked=calendar()):
        step = ruling_step(one.state.due.on, today)
        if step is not None:
            due[f"{one.ruling.pk}:{step}"] = (one, step)
    sent = set(Notice.objects.filter(kind=RULING, key__in=list(due)).values_list("key", flat=True))
    fresh = {key: value for key, value in due.items() if key not in sent}
    for key, (one, step) in fresh.items():
        send(
            kind=RULING,
            key=key,
            unit_id=one.ruling.unit_id,
            subject=f"{'今天到期' if step == 'last' else '已逾期'}：1 条{_item_name(one.ruling.item)}信息待撤回",
            text=_told_of_ruling(one, step),
            link=f"/desk/records/{one.ruling.thread}/",
            by=PLATFORM,
            at=at,
        )
    return len(fresh)


def _told_of_ruling(one: OpenRuling, step: str) -> str:
    ruling, due = one.ruling, one.state.due.on
    ask = "撤回或者更正" if correction_carries_out(ruling.reason_type) else "撤回"
    clock = f"今天（{due}）是最后一天" if step == "last" else f"最迟应于 {due} 办理，已经逾期"
    return (
        f"{one.title}：{ruling.reason_type}（{ruling.case}），{ruling.ruled_on} 作出决定或者收到裁决。{clock}。"
        f"请经办人打开这条信息{ask}；登记有误的，请取消登记。平台不会自动撤回。"
    )


def _told_of_waiting(batch: Batch, name: str, since: str, today: date) -> str:
    rows = batch.admitted + batch.updated + batch.unchanged
    due = first_due(batch.dues)
    clock = ""
    if due is not None:
        clock = f"最早的报送期限是 {due}，" + (
            "已经超过。" if due < today else "就是今天。" if due == today else "请留意。"
        )
    return (
        f"批次 {_short(batch.number)}（{name}，{rows} 行）正在等待审核，"
        f"其中最早的决定作出于 {since}。{clock}请审核后放行或者退回；平台不会自动放行。"
    )


def _told_of_missing(cells: list[Cell], last: date) -> str:
    begun = [cell.item_name for cell in cells if cell.facts.unsubmitted]
    also = f"其中{'、'.join(begun)}有批次尚未提交。" if begun else ""
    return (
        f"{last.month} 月的{'、'.join(cell.item_name for cell in cells)}还没有报送。{also}"
        f"请在 {last}（本月最后一个工作日）前报送；确实没有数据的，请声明“本期无”。"
    )


def _short(number: str) -> str:
    """Without the installation's code: with it a number can read like an identity number, and would be cut."""
    return number.partition("-")[2]


def _item_name(code: str) -> str:
    card = rulebook_in_force().cards.get(code)
    return card.name if card else code
