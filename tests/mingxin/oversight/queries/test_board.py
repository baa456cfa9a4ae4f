"""The month board over what was really sent."""

from datetime import date, datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from mingxin.access.actions.units import add_region
from mingxin.access.models import Power, Unit
from mingxin.archive.models import Timeliness
from mingxin.intake.actions.submitting import release, send_back, submit, withdraw_batch
from mingxin.intake.actions.supplements import close_questions
from mingxin.intake.actions.zero import declare_none, revoke_none
from mingxin.intake.models import Batch, BatchState
from mingxin.intake.queries.batches import left_behind
from mingxin.kernel.clock import CHINA
from mingxin.kernel.refusal import Refusal
from mingxin.ledger.actor import Actor
from mingxin.oversight.queries.board import Board, Cell, board
from mingxin.oversight.rules.figures import Ratio
from mingxin.oversight.rules.month_state import MonthState
from tests.conftest import InForce
from tests.mingxin.archive.sending import OTHER_UNIT, UNIT, Sender, penalty
from tests.mingxin.intake.actions.desk import CHECKER, STEWARD, Desk, tell_of

PENALTY, LICENCE = "admin_penalty", "admin_licence"
NOVEMBER, LAST_DAY = date(2026, 11, 1), date(2026, 11, 30)


def shown(month: date = NOVEMBER, today: date = date(2026, 11, 20)) -> Board:
    return board(units=Unit.objects.all(), month=month, today=today)


def cell(item: str = PENALTY, unit: str = UNIT, month: date = NOVEMBER, today: date = date(2026, 11, 20)) -> Cell:
    found = shown(month, today).cell(unit, item)
    assert found is not None
    return found


def at(month: int, day: int, hour: int = 10) -> datetime:
    return datetime(2026, month, day, hour, tzinfo=CHINA)


def test_what_was_released_is_reported_in_the_month_of_its_release(sender: Sender) -> None:
    sender.penalties(penalty(1), penalty(2))
    facts = cell().facts
    assert (facts.released, facts.sent, facts.rows, facts.first, facts.late) == (1, 2, 2, 2, 0)
    assert cell().state is MonthState.REPORTED
    assert cell(unit=OTHER_UNIT).state is MonthState.OPEN
    assert cell(month=date(2026, 10, 1)).state is MonthState.UNREPORTED


# Decided on Monday the 16th: the seventh working day is Wednesday the 25th.
RELEASED = [
    ("the day before the last", at(11, 24), 0),
    ("the last day in time, at its end", at(11, 25, 23), 0),
    ("the day after", at(11, 26, 0), 1),
]


@pytest.mark.parametrize(("reason", "moment", "late"), RELEASED, ids=[case[0] for case in RELEASED])
def test_late_is_after_the_due_day(sender: Sender, reason: str, moment: datetime, late: int) -> None:
    sender.penalties(penalty(1), at=moment)
    assert cell(today=LAST_DAY).facts.late == late


MONTHS = [
    ("the first instant of the month", at(11, 1, 0), NOVEMBER),
    ("its last hour", at(11, 30, 23), NOVEMBER),
    ("the first instant of the next", at(12, 1, 0), date(2026, 12, 1)),
]


@pytest.mark.parametrize(("reason", "moment", "month"), MONTHS, ids=[case[0] for case in MONTHS])
def test_the_month_is_beijing_s(sender: Sender, reason: str, moment: datetime, month: date) -> None:
    sender.penalties(penalty(1, CF_JDRQ="2026/10/30", CF_YXQ="2027/10/30"), at=moment)
    reported = [
        whole
        for whole in (date(2026, 10, 1), NOVEMBER, date(2026, 12, 1))
        if cell(month=whole, today=date(2026, 12, 20)).state is MonthState.REPORTED
    ]
    assert reported == [month]


def test_sent_again_and_changed(sender: Sender) -> None:
    sender.penalties(penalty(1), penalty(2))
    sender.penalties(penalty(1), penalty(2, CF_SY="另一事实。"))
    facts = cell().facts
    assert (facts.released, facts.rows, facts.unchanged, facts.first) == (2, 3, 1, 2)


def test_questions_until_they_are_closed(sender: Sender, actor: Actor, now: datetime) -> None:
    outcome = sender.penalties(penalty(1), penalty(2, CF_XDR_SHXYM="91429913MA0000021Z"), penalty(3, CF_CFLB=""))
    assert cell().facts.questioned == outcome.questioned + outcome.unlinked == 2
    close_questions(outcome.batch, reason="决定书已作废", by=actor, at=now)
    assert cell().facts.questioned == 0


def test_a_supplement_settles_the_questions_of_the_first_sending(desk: Desk) -> None:
    first = desk.admitted(penalty(1), penalty(2, CF_CFLB=""), penalty(3, CF_CFLB=""))
    desk.later(minutes=1)
    second = desk.admitted(penalty(2), penalty(3, CF_CFLB=""), supplement_to=first)
    assert cell().facts.questioned == 1
    desk.admitted(penalty(3), supplement_to=second)
    facts = cell().facts
    assert (facts.questioned, facts.sent, facts.first) == (0, 3, 3)


def test_rows_left_behind_are_counted_as_the_desk_counts_them(desk: Desk) -> None:
    """The whole sheet again: what was on record already settles nothing, and what is not admitted yet neither."""
    rows = [penalty(n) for n in range(1, 9)]
    root = desk.admitted(*rows, penalty(9, CF_JDRQ=""), penalty(10, CF_JDRQ=""))
    desk.later(minutes=1)
    again = desk.checked(*rows, penalty(9), penalty(10, CF_JDRQ=""), supplement_to=root)
    submit(again.number, by=STEWARD, at=desk.at)
    release(again.number, secrecy_reviewed=True, by=CHECKER, at=desk.at)
    assert (cell().facts.questioned, left_at_the_desk()) == (2, 2), "released is not admitted"
    desk.work()
    assert (cell().facts.questioned, left_at_the_desk()) == (1, 1)
    assert cell().facts.sent == 10


def left_at_the_desk() -> int:
    return sum(batch.left for batch in left_behind(Batch.objects.all()))


def test_no_more_is_counted_than_was_sent_at_first(desk: Desk) -> None:
    root = desk.admitted(penalty(1), penalty(2, CF_JDRQ=""))
    desk.later(minutes=1)
    desk.admitted(penalty(2), *(penalty(n, CF_JDRQ="") for n in (3, 4, 5)), supplement_to=root)
    assert (cell().facts.questioned, cell().facts.sent, left_at_the_desk()) == (2, 2, 3)


def test_none_declared_and_taken_back(in_force: InForce, actor: Actor, now: datetime) -> None:
    unit = Unit.objects.get(uscc=UNIT)
    declared = declare_none(unit=unit, item=PENALTY, month=NOVEMBER, by=actor, at=now)
    assert cell().state is MonthState.NONE
    assert cell(LICENCE).state is MonthState.OPEN
    revoke_none(declared.pk, by=actor, at=now)
    assert cell().state is MonthState.OPEN


def test_a_batch_with_its_checker(desk: Desk) -> None:
    """Decided on the 9th and due on the 18th; on the 16th and due on the 25th."""
    old = {"CF_JDRQ": "2026/11/09", "CF_YXQ": "2027/11/09"}
    first = desk.checked(penalty(1, **old), penalty(2, **old, CF_CFLB=""), penalty(3))
    submit(first.number, by=STEWARD, at=desk.at)
    desk.checked(penalty(4))
    facts = cell(today=date(2026, 11, 18)).facts
    assert (facts.awaiting, facts.unsubmitted, facts.overdue) == (1, 1, 0), "the last day in time"
    assert cell(today=date(2026, 11, 19)).facts.overdue == 2, "the row that stays behind is late too"
    assert cell().state is MonthState.AWAITING
    assert cell(month=date(2026, 10, 1)).facts.awaiting == 0
    december = cell(month=date(2026, 12, 1), today=date(2026, 12, 2)).facts
    assert (december.awaiting, december.unsubmitted, december.overdue) == (1, 1, 4), "it still waits in the next month"


def test_released_and_not_yet_admitted_is_reported(desk: Desk) -> None:
    batch = desk.checked(penalty(1))
    submit(batch.number, by=STEWARD, at=desk.at)
    release(batch.number, secrecy_reviewed=True, by=CHECKER, at=desk.at)
    assert (cell().state, cell().facts.first) == (MonthState.REPORTED, 0)
    desk.work()
    assert cell().facts.first == 1


def test_returned_is_with_the_steward_again(desk: Desk) -> None:
    batch = desk.checked(penalty(1))
    submit(batch.number, by=STEWARD, at=desk.at)
    send_back(batch.number, reason="请核对案由", by=CHECKER, at=desk.at)
    assert (cell().facts.awaiting, cell().facts.unsubmitted) == (0, 1)
    assert cell().state is MonthState.OPEN


def test_what_was_withdrawn_is_no_report(desk: Desk) -> None:
    batch = desk.checked(penalty(1))
    withdraw_batch(batch.number, reason="选错文件", by=STEWARD, at=desk.at)
    assert cell(today=LAST_DAY).state is MonthState.UNREPORTED
    assert cell().facts.unsubmitted == 0


def test_what_was_refused_whole_is_no_report(desk: Desk) -> None:
    number = desk.receive(penalty(1))
    assert cell().facts.unsubmitted == 1
    Batch.objects.filter(pk=number).update(state=BatchState.REFUSED, refusal_code="file.unreadable")
    tell_of(Batch.objects.get(pk=number), at=desk.at)
    assert cell(today=LAST_DAY).state is MonthState.UNREPORTED
    assert cell().facts.unsubmitted == 0


def test_only_powers_that_are_held(in_force: InForce) -> None:
    powers = Power.objects.filter(unit__uscc=UNIT, item=PENALTY)
    powers.update(held_until=NOVEMBER)
    assert shown().cell(UNIT, PENALTY) is None, "it ended with October"
    powers.update(held_until=date(2026, 11, 2))
    assert cell().state is MonthState.NOT_ASKED, "held on one day of the month: shown, but nothing is asked for"
    powers.update(held_from=date(2026, 12, 1), held_until=None)
    assert shown().cell(UNIT, PENALTY) is None
    powers.update(held_from=LAST_DAY)
    assert cell().state is MonthState.NOT_ASKED
    assert cell(today=LAST_DAY).state is MonthState.UNREPORTED


def test_only_units_that_exist(in_force: InForce) -> None:
    units = Unit.objects.filter(uscc=UNIT)
    units.update(valid_until=NOVEMBER)
    assert [row.uscc for row in shown().rows] == [OTHER_UNIT]
    units.update(valid_until=date(2026, 11, 15))
    assert {c.state for c in shown().rows[0].cells if c} == {MonthState.NOT_ASKED}
    units.update(valid_from=date(2026, 12, 1), valid_until=None)
    assert [row.uscc for row in shown().rows] == [OTHER_UNIT]


def test_a_month_that_has_not_begun_is_refused(in_force: InForce) -> None:
    with pytest.raises(Refusal) as refused:
        shown(date(2026, 12, 1), LAST_DAY)
    assert refused.value.code == "board.future"
    assert shown(date(2026, 12, 31), date(2026, 12, 1)).month == date(2026, 12, 1)


def test_coverage_is_of_what_was_asked_for(sender: Sender, actor: Actor, now: datetime) -> None:
    sender.penalties(penalty(1))
    declare_none(unit=Unit.objects.get(uscc=UNIT), item=LICENCE, month=NOVEMBER, by=actor, at=now)
    found = board(units=Unit.objects.all(), month=NOVEMBER, today=now.date(), items=[PENALTY, LICENCE])
    assert found.coverage == Ratio(2, 4)
    Power.objects.filter(unit__uscc=OTHER_UNIT, item=LICENCE).update(held_until=date(2026, 11, 5))
    found = board(units=Unit.objects.all(), month=NOVEMBER, today=now.date(), items=[PENALTY, LICENCE])
    assert found.coverage == Ratio(2, 3)


def test_as_many_queries_for_many_units_as_for_two(sender: Sender, actor: Actor, now: datetime) -> None:
    sender.penalties(penalty(1), penalty(2, CF_CFLB=""))
    shown()
    with CaptureQueriesContext(connection) as few:
        shown()
    add_region(code="429914", name="城东区", by=actor, at=now, parent="429913")
    for number, code in enumerate(("11429914000000014A", "11429914000000022W"), 1):
        Unit.objects.create(uscc=code, name=f"城东区第{number}局", region_id="429914", valid_from=date(2020, 1, 1))
    for unit in Unit.objects.filter(region_id="429914"):
        Power.objects.create(unit=unit, item=PENALTY, held_from=date(2020, 1, 1), ground="权责清单")
    with CaptureQueriesContext(connection) as many:
        assert len(shown().rows) == 4
    assert len(many) == len(few) <= 14


def test_late_agrees_with_the_clock_of_the_archive(sender: Sender) -> None:
    sender.penalties(penalty(1), penalty(2, CF_JDRQ="2026/11/02", CF_YXQ="2027/11/02"))
    rows = Timeliness.objects.filter(item=PENALTY)
    assert cell().facts.late == sum(row.reported_on > row.due_on for row in rows) == 1
    assert cell().said == "已报 2 行，迟报 1"
