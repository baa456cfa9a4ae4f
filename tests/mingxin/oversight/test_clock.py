"""What the check-up says of the clock: wrong, in doubt, or explained since somebody confirmed it."""

from datetime import datetime, timedelta
from pathlib import Path

import pytest

from mingxin.kernel.clock import MachineTime
from mingxin.ledger import actions as ledger
from mingxin.ledger.actor import PLATFORM, Actor
from mingxin.oversight import proofs
from mingxin.oversight.verdict import Line
from mingxin.vault import clock

pytestmark = pytest.mark.django_db
DAY, HOUR = timedelta(days=1), timedelta(hours=1)
OFFICER = Actor("operator", "周处长")


@pytest.fixture(autouse=True)
def own_home(home: Path) -> None:
    """Sealing needs the keys."""


def work(at: datetime) -> None:
    ledger.write(action="test", object_type="test", object_key="1", by=PLATFORM, at=at)
    ledger.seal(at=at)


def confirm(at: datetime) -> None:
    clock.confirm(reason="已与授时中心核对", by=OFFICER, at=at, ran=None)
    ledger.seal(at=at)


def told(at: datetime, ran: MachineTime | None = None) -> dict[str, Line]:
    return {line.subject: line for line in proofs.clock(at=at, ran=ran)}


def test_entries_later_than_now_are_a_fault_until_the_right_clock_is_confirmed(now: datetime) -> None:
    work(now)
    work(now + 40 * DAY)
    back = now + HOUR
    assert told(back)["系统时钟"].state == "fault"
    confirm(back)
    line = told(back)["系统时钟"]
    assert line.state == "ok"
    assert f"到 {now + 40 * DAY:%Y-%m-%d %H:%M} 的记录，是时钟有误时写的" in line.found
    assert f"周处长已于 {back:%Y-%m-%d %H:%M} 确认时钟" in line.found
    assert "时钟与账本" not in told(back)
    over = told(now + 41 * DAY)["系统时钟"]
    assert "有误" not in over.found, "once that day is over nothing is later any more"


def test_what_is_written_later_than_now_after_the_confirmation_is_a_fault_again(now: datetime) -> None:
    work(now)
    work(now + 40 * DAY)
    confirm(now + HOUR)
    work(now + 9 * DAY)
    assert told(now + 2 * HOUR)["系统时钟"].state == "fault"


def test_a_clock_confirmed_while_it_was_wrong_explains_nothing(now: datetime) -> None:
    work(now)
    work(now + 40 * DAY)
    confirm(now + 40 * DAY)
    assert told(now + HOUR)["系统时钟"].state == "fault"
    confirm(now + HOUR)
    assert told(now + HOUR)["系统时钟"].state == "ok"


def test_the_warning_says_which_doubt_it_is(now: datetime) -> None:
    work(now)
    clock.trust(at=now, ran=MachineTime("boot", HOUR))
    by_machine = told(now + 2 * DAY, MachineTime("boot", 2 * HOUR))["时钟与账本"]
    assert "本机自" in by_machine.found
    assert "快了 1 天 23 小时" in by_machine.found
    assert "虚拟机" in by_machine.remedy
    by_seals = told(now + 5 * DAY, MachineTime("boot", 2 * HOUR))["时钟与账本"]
    assert "中间隔了 5 天" in by_seals.found
    assert "停机较久" in by_seals.remedy
