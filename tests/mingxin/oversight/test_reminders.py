"""What the platform reminds of by itself: on which days, whom, and never twice."""

from datetime import date, datetime, timedelta

import pytest

from mingxin.access.actions.people import add_person, give_post
from mingxin.access.models import Person, Power, StaffRole, Unit
from mingxin.access.queries.holders import holder_of
from mingxin.config import settings as configured
from mingxin.intake.actions.outages import announce_outage, revoke_outage
from mingxin.intake.actions.submitting import release, send_back, submit
from mingxin.intake.actions.zero import declare_none
from mingxin.intake.models import Batch, BatchState
from mingxin.intake.queries.home import for_review
from mingxin.kernel.clock import CHINA
from mingxin.ledger.actor import Actor
from mingxin.notices.models import Notice
from mingxin.oversight.reminders import remind, remind_checkers, remind_stewards
from tests.conftest import InForce
from tests.mingxin.archive.sending import OTHER_UNIT, UNIT, penalty
from tests.mingxin.intake.actions.desk import CHECKER, STEWARD, Desk


def at(month: int, day: int, hour: int = 8) -> datetime:
    return datetime(2026, month, day, hour, tzinfo=CHINA)


@pytest.fixture
def waiting(desk: Desk) -> Batch:
    """Submitted on Tuesday, 10 November; its oldest decision is of Monday, the 9th."""
    desk.at = at(11, 10)
    rows = [penalty(n, CF_JDRQ=f"2026/11/{day:02}", CF_YXQ=f"2027/11/{day:02}") for n, day in ((1, 10), (2, 9))]
    return submit(desk.checked(*rows).number, by=STEWARD, at=desk.at)


def steps() -> list[str]:
    return [notice.key.rpartition(":")[2] for notice in Notice.objects.filter(kind="review.waiting").order_by("id")]


# The 14th and 15th are a week's end. Each day is asked by itself, nothing having been sent before.
DAYS = [
    ("day 2", at(11, 11, 23), []),
    ("day 3, from midnight", at(11, 12, 0), ["3"]),
    ("day 4", at(11, 13), ["3"]),
    ("Saturday", at(11, 14), ["3"]),
    ("day 5", at(11, 16), ["5"]),
    ("day 6", at(11, 17), ["6"]),
    ("day 7: the last day in time", at(11, 18), ["6"]),
    ("day 8", at(11, 19), ["6"]),
]


@pytest.mark.parametrize(("reason", "moment", "sent"), DAYS, ids=[case[0] for case in DAYS])
def test_a_first_look_sends_the_highest_step_alone(
    waiting: Batch, reason: str, moment: datetime, sent: list[str]
) -> None:
    remind_checkers(moment)
    assert steps() == sent
    remind_checkers(moment + timedelta(minutes=1))
    assert steps() == sent, "a minute later nothing is sent again"


def test_day_by_day_each_step_comes_once(waiting: Batch) -> None:
    for day in range(10, 31):
        for hour in (0, 9, 23):
            remind_checkers(at(11, day, hour))
    assert steps() == ["3", "5", "6"]


def test_whom_it_reaches_and_what_it_says(waiting: Batch) -> None:
    remind_checkers(at(11, 18))
    notice = Notice.objects.get(kind="review.waiting")
    assert (notice.to_unit.uscc, notice.for_role) == (UNIT, StaffRole.CHECKER)
    short = waiting.number.removeprefix("429913-")
    assert notice.link == f"/desk/batches/{short}/"
    for said in (
        short,
        "行政处罚",
        "2 行",
        "2026-11-09（决定后第 7 个工作日）",
        "2026-11-18，就是今天",
        "不会自动放行",
    ):
        assert said in notice.text, said


@pytest.mark.parametrize(("reason", "moment", "sent"), DAYS[1:], ids=[case[0] for case in DAYS[1:]])
def test_a_message_names_the_day_that_the_list_names(
    waiting: Batch, reason: str, moment: datetime, sent: list[str]
) -> None:
    """Whatever step brought it: a step that was missed comes on a later day."""
    remind_checkers(moment)
    unit, by, day = Unit.objects.get(uscc=UNIT), STEWARD, moment.date()
    add_person(login="shen", name="王审核", unit=unit, by=by, at=moment)
    person = Person.objects.get(login="shen")
    give_post(person=person, role=StaffRole.CHECKER, unit=unit, items=(), from_on=day, by=by, at=moment)
    [listed] = for_review(holder_of(person, on=day), at=moment)
    assert Notice.objects.get(kind="review.waiting").subject.endswith(f"，{listed.tag}")


def test_nothing_is_released_by_it(waiting: Batch) -> None:
    remind(at(11, 30))
    waiting.refresh_from_db()
    assert (waiting.state, waiting.released_at) == (BatchState.SUBMITTED, None)


def test_what_is_no_longer_waiting_is_left_alone(waiting: Batch, desk: Desk) -> None:
    send_back(waiting.number, reason="请核对案由", by=CHECKER, at=at(11, 11))
    remind_checkers(at(11, 16))
    assert steps() == []
    submit(waiting.number, by=STEWARD, at=at(11, 16))
    remind_checkers(at(11, 16))
    assert steps() == ["5"]
    release(waiting.number, secrecy_reviewed=True, by=CHECKER, at=at(11, 16))
    remind_checkers(at(11, 17))
    assert steps() == ["5"]


def told(key: str = "") -> list[tuple[str, str]]:
    rows = Notice.objects.filter(kind="month.unreported", key__contains=key).order_by("id")
    return sorted(rows.values_list("to_unit__uscc", "key"))


@pytest.fixture
def one_item_each(in_force: InForce) -> None:
    Power.objects.exclude(item="admin_penalty").delete()


# The last three working days of November 2026 are Thursday the 26th, Friday the 27th and Monday the 30th.
MONTH_END = [
    ("the day before", at(11, 25, 23), []),
    ("the first of the last three", at(11, 26, 0), ["2026-11:first"]),
    ("the second: the first was missed", at(11, 27), ["2026-11:first"]),
    ("the week's end between", at(11, 29), ["2026-11:first"]),
    ("the last", at(11, 30), ["2026-11:last"]),
    ("the month is over", at(12, 1, 0), []),
]


@pytest.mark.parametrize(("reason", "moment", "keys"), MONTH_END, ids=[case[0] for case in MONTH_END])
def test_stewards_at_the_end_of_the_month(one_item_each: None, reason: str, moment: datetime, keys: list[str]) -> None:
    for _ in range(2):
        remind_stewards(moment)
        assert [key for uscc, key in told() if uscc == UNIT] == keys


def test_only_items_without_any_report(one_item_each: None, actor: Actor, desk: Desk) -> None:
    declare_none(
        unit=Unit.objects.get(uscc=OTHER_UNIT), item="admin_penalty", month=date(2026, 11, 1), by=actor, at=desk.at
    )
    desk.checked(penalty(1))
    remind_stewards(at(11, 26))
    notice = Notice.objects.get(kind="month.unreported")
    assert (notice.to_unit.uscc, notice.for_role, notice.link) == (UNIT, StaffRole.STEWARD, "/desk/")
    for said in ("11 月的行政处罚还没有报送", "有批次尚未提交", "2026-11-30", "本期无"):
        assert said in notice.text, said


def test_who_reported_meanwhile_hears_no_more(one_item_each: None, desk: Desk) -> None:
    remind_stewards(at(11, 26))
    assert len(told("first")) == 2
    desk.at = at(11, 27)
    desk.admitted(penalty(1))
    remind_stewards(at(11, 30))
    assert [uscc for uscc, _ in told("last")] == [OTHER_UNIT]


def test_it_stands_in_the_timetable() -> None:
    assert "mingxin.oversight.reminders.remind" in configured.TIMETABLE


def test_the_day_it_names_is_that_of_a_row_which_waits_for_the_checker(desk: Desk) -> None:
    """A row that stays behind is due on the 17th, and no release brings it in time."""
    desk.at = at(11, 10)
    rows = [penalty(1, CF_JDRQ="2026/11/09"), penalty(2, CF_JDRQ="2026/11/06", CF_WSH="")]
    submit(desk.checked(*rows).number, by=STEWARD, at=desk.at)
    remind_checkers(at(11, 17))
    notice = Notice.objects.get(kind="review.waiting")
    assert "最早的报送期限是 2026-11-18，请留意" in notice.text
    assert notice.subject.endswith("还剩 1 个")


def test_list_and_message_keep_the_day_that_an_outage_gave(waiting: Batch) -> None:
    """Due on the 18th; the 16th was announced as an outage and revoked, which shortens nothing."""
    done = announce_outage(
        first_on=date(2026, 11, 16), last_on=date(2026, 11, 16), ground="停机公告", by=CHECKER, at=at(11, 10)
    )
    revoke_outage(outage=done.outage.pk, reason="升级改期", by=CHECKER, at=at(11, 10))
    remind_checkers(at(11, 17))
    notice = Notice.objects.get(kind="review.waiting")
    assert notice.subject.endswith("还剩 2 个") and "2026-11-19，请留意" in notice.text
