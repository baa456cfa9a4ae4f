"""The last day for withdrawing and the first day too late: the unit hears of each once."""

from datetime import date, datetime, timedelta

import pytest

from mingxin.intake.actions.rulings import dismiss, register
from mingxin.intake.actions.withdrawing import withdraw_and_tell
from mingxin.intake.models import Ruling, RulingSide
from mingxin.kernel.clock import CHINA
from mingxin.notices.models import Notice
from mingxin.oversight.reminders import remind, remind_of_rulings
from tests.mingxin.archive.sending import UNIT, Sender, penalty, thread
from tests.mingxin.intake.actions.desk import STEWARD

THREAD = thread(penalty(1))
CASE = "云复决〔2026〕1号行政复议决定书"


def at(month: int, day: int, hour: int = 8) -> datetime:
    return datetime(2026, month, day, hour, tzinfo=CHINA)


@pytest.fixture
def waiting(sender: Sender) -> Ruling:
    """Ruled on Friday, 20 November: due on Wednesday, the 25th."""
    sender.penalties(penalty(1))
    return register(
        THREAD,
        reason_type="决定被撤销",
        case=CASE,
        ruled_on=date(2026, 11, 20),
        side=RulingSide.UNIT,
        link="",
        by=STEWARD,
        at=sender.at,
    )


def steps() -> list[str]:
    return [one.key.rpartition(":")[2] for one in Notice.objects.filter(kind="ruling.due").order_by("id")]


DAYS = [
    ("the day of the ruling", at(11, 20), []),
    ("the week's end", at(11, 22), []),
    ("the day before the last, at its end", at(11, 24, 23), []),
    ("the last, from midnight", at(11, 25, 0), ["last"]),
    ("the day after", at(11, 26), ["late"]),
    ("long after: what was missed is not made up for", at(12, 26), ["late"]),
]


@pytest.mark.parametrize(("reason", "moment", "sent"), DAYS, ids=[case[0] for case in DAYS])
def test_a_first_look_sends_the_newest_alone(waiting: Ruling, reason: str, moment: datetime, sent: list[str]) -> None:
    remind_of_rulings(moment)
    assert steps() == sent
    remind_of_rulings(moment + timedelta(minutes=1))
    assert steps() == sent, "a minute later nothing is sent again"


def test_day_by_day_each_comes_once_and_nothing_is_withdrawn(waiting: Ruling) -> None:
    for day in range(20, 31):
        for hour in (0, 9, 23):
            remind(at(11, day, hour))
    assert steps() == ["last", "late"]
    waiting.refresh_from_db()
    assert waiting.ended_at is None


def test_whom_it_reaches_and_what_it_says(waiting: Ruling) -> None:
    remind_of_rulings(at(11, 25))
    notice = Notice.objects.get(kind="ruling.due")
    assert (notice.to_unit.uscc, notice.for_role, notice.link) == (UNIT, "", f"/desk/records/{THREAD}/")
    for said in (CASE, "2026-11-20", "今天（2026-11-25）是最后一天", "平台不会自动撤回"):
        assert said in notice.text, said
    assert "今天到期" in notice.subject
    remind_of_rulings(at(11, 26))
    assert "已经逾期" in Notice.objects.filter(kind="ruling.due").order_by("-id")[0].text


def test_what_was_withdrawn_or_taken_back_is_left_alone(waiting: Ruling, sender: Sender) -> None:
    dismiss(waiting.pk, reason="案号有误", side=RulingSide.UNIT, link="", by=STEWARD, at=sender.at)
    remind_of_rulings(at(11, 25))
    assert steps() == []
    told = {"reason_type": "决定被撤销", "case": CASE, "ruled_on": date(2026, 11, 20), "link": "", "by": STEWARD}
    register(THREAD, side=RulingSide.UNIT, at=at(11, 23), **told)
    withdraw_and_tell(thread=THREAD, at=at(11, 24), **told)
    remind_of_rulings(at(11, 26))
    assert steps() == []
