"""A clock that is wrong in steps which the seals allow: within one boot it is held against what the machine has run."""

from datetime import datetime, timedelta
from pathlib import Path

import pytest
from django.conf import settings as django_settings
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mingxin.kernel.clock import MachineTime
from mingxin.kernel.refusal import Refusal
from mingxin.ledger import actions as ledger
from mingxin.ledger.actor import PLATFORM, Actor
from mingxin.ledger.models import Entry
from mingxin.vault import actions as vault
from mingxin.vault import clock
from mingxin.vault.models import BootReference, Original
from mingxin.vault.rules import RunAway

pytestmark = pytest.mark.django_db
DAY, HOUR, SECOND = timedelta(days=1), timedelta(hours=1), timedelta(seconds=1)
NO_TIME = timedelta(0)
BOOT, OTHER = "5b1f3c1e-boot", "77d0a2c4-other"
OFFICER = Actor("operator", "周处长")
KEPT = 30
UP = 5 * HOUR  # how long the machine had run when its upkeep first looked


hypothesis = settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@pytest.fixture(autouse=True)
def own_home(home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(django_settings, "HOME", tmp_path)


def ran(since_first_look: timedelta, boot: str = BOOT) -> MachineTime:
    return MachineTime(boot, UP + since_first_look)


def upkeep(at: datetime, machine: MachineTime | None) -> int:
    """Somebody does something, and a round as `mingxin serve` makes it; how many keys were destroyed."""
    ledger.write(action="test", object_type="test", object_key="1", by=PLATFORM, at=at)
    ledger.seal(at=at)
    return vault.destroy_expired(at=at, ran=machine).destroyed if clock.trust(at=at, ran=machine) else 0


def keep(at: datetime) -> None:
    laid = vault.lay_original([b"original"])
    kept = vault.name_original(laid, sent_digest="0" * 64, is_cut=False, at=at, kept_days=KEPT)
    ledger.write(action="test", object_type="test", object_key="1", by=PLATFORM, at=at, rows=(kept,))


def confirm(at: datetime, machine: MachineTime | None) -> clock.Doubt:
    return clock.confirm(reason="已与授时中心核对", by=OFFICER, at=at, ran=machine)


def test_a_clock_that_moves_ahead_by_less_than_the_seals_allow_destroys_nothing(now: datetime) -> None:
    keep(now)
    assert upkeep(now, ran(NO_TIME)) == 0
    steps = range(1, 21)
    gone = [upkeep(now + step * timedelta(days=2.9), ran(step * HOUR)) for step in steps]
    assert sum(gone) == 0
    assert Original.objects.get().due_at is None, "nor is anything found due"
    assert vault.destroy_expired(at=now + 60 * DAY, ran=ran(21 * HOUR)).destroyed == 0, "whoever asks"


def test_it_does_not_add_up_an_hour_at_a_time(now: datetime) -> None:
    """The reference stays where it was at the first look, so 23 hours each hour are soon more than a day."""
    for step, is_believed in enumerate([True, True, False]):
        at = now + step * DAY
        ledger.write(action="test", object_type="test", object_key="1", by=PLATFORM, at=at)
        ledger.seal(at=at)
        assert clock.trust(at=at, ran=ran(step * HOUR)) == is_believed
    assert BootReference.objects.get().at == now


@pytest.mark.parametrize(
    ("away", "is_believed"),
    [
        (DAY - SECOND, True),
        (DAY, True),
        (DAY + SECOND, False),
        (SECOND - DAY, True),
        (-DAY, True),
        (-DAY - SECOND, False),
    ],
    ids=["nearly a day ahead", "a day", "more", "nearly a day behind", "a day behind", "more than a day behind"],
)
def test_a_day_is_what_the_clock_may_be_away_from_the_machine(
    now: datetime, away: timedelta, is_believed: bool
) -> None:
    upkeep(now, ran(NO_TIME))
    at = now + 2 * DAY
    assert (clock.doubt(at=at, ran=ran(2 * DAY - away)) is None) == is_believed


def test_a_machine_that_runs_for_months_under_a_right_clock_is_believed(now: datetime) -> None:
    keep(now)
    gone = [upkeep(now + step * DAY, ran(step * DAY)) for step in range(90)]
    assert gone.index(1) == KEPT + 1, "found due on the day, destroyed a day later"
    assert sum(gone) == 1


def test_which_doubt_it_is_is_said_and_a_confirmed_clock_is_the_new_reference(now: datetime) -> None:
    upkeep(now, ran(NO_TIME))
    at, machine = now + 2 * DAY + 5 * HOUR, ran(5 * HOUR)
    found = confirm(at, machine)
    assert found == RunAway(now, at, 5 * HOUR)
    assert "运行了 5 小时" in clock.told(found)
    assert "快了 2 天" in clock.told(found)
    entry = Entry.objects.get(action="clock.confirm")
    assert "快了 2 天" in entry.detail
    assert upkeep(at, machine) == 0
    assert clock.doubt(at=at + DAY, ran=ran(5 * HOUR + DAY)) is None
    set_right = clock.doubt(at=now + 7 * HOUR, ran=ran(7 * HOUR))
    assert set_right is not None, "the confirmed time was wrong after all"
    assert "倒退了" in clock.told(set_right), "and the seals say so first"
    with pytest.raises(Refusal):
        confirm(at + HOUR, ran(6 * HOUR))


def test_a_clock_that_is_behind_the_machine_is_called_so(now: datetime) -> None:
    upkeep(now, ran(NO_TIME))
    found = clock.doubt(at=now + HOUR, ran=ran(50 * HOUR))
    assert found is not None
    assert "慢了 2 天 1 小时" in clock.told(found)


def test_a_new_boot_has_a_reference_of_its_own(now: datetime) -> None:
    upkeep(now, ran(NO_TIME))
    off_for = now + 2 * DAY
    again = MachineTime(OTHER, timedelta(minutes=1))
    assert clock.doubt(at=off_for, ran=again) is None, "switched off for two days"
    upkeep(off_for, again)
    assert clock.doubt(at=off_for + HOUR, ran=MachineTime(OTHER, timedelta(minutes=61))) is None


def test_machines_of_one_database_are_held_against_their_own_boots(now: datetime) -> None:
    right = [(now + step * HOUR, ran(step * HOUR, boot)) for step in range(3) for boot in (BOOT, OTHER)]
    for at, machine in right:
        upkeep(at, machine)
    wrong, here = now + 50 * HOUR, ran(4 * HOUR)
    assert clock.doubt(at=wrong, ran=here) is not None
    assert clock.doubt(at=now + 4 * HOUR, ran=ran(4 * HOUR, OTHER)) is None, "the other machine's clock is right"
    confirm(wrong, here)
    assert BootReference.objects.get(boot=OTHER).at == now, "nobody confirmed that one"


def test_where_a_system_cannot_tell_the_seals_speak_alone(now: datetime) -> None:
    upkeep(now, None)
    assert clock.doubt(at=now + 2 * DAY, ran=None) is None
    assert not BootReference.objects.exists()
    found = clock.doubt(at=now + 4 * DAY, ran=None)
    assert found is not None
    assert "中间隔了 4 天" in clock.told(found)


HOURS = st.sampled_from([0, 1, 9, 23, 47])
LEAPS = st.sampled_from([0, 1, 9, 23, 47, 69, 71])  # the seals allow three days


def lives(now: datetime, steps: list[tuple[int, int]]) -> list[timedelta]:
    """How long the machine had run when an original was destroyed; steps are hours of the clock and of the machine."""
    keep(now)
    upkeep(now, ran(NO_TIME))
    wall, machine, found = NO_TIME, NO_TIME, []
    for wall_hours, machine_hours in steps:
        wall, machine = wall + wall_hours * HOUR, machine + machine_hours * HOUR
        found += [machine] * upkeep(now + wall, ran(machine))
    return found


@given(steps=st.lists(st.tuples(LEAPS, HOURS), min_size=1, max_size=30))
@hypothesis
def test_whatever_steps_a_clock_takes_in_a_boot_an_original_lives_its_days_but_one(
    now: datetime, steps: list[tuple[int, int]]
) -> None:
    """By the machine's own time: a day is what the clock may be ahead."""
    with transaction.atomic():
        found = lives(now, steps)
        transaction.set_rollback(True)
    assert all(life >= (KEPT - 1) * DAY for life in found)


@given(hours=st.lists(st.sampled_from([1, 23, 47]), min_size=24, max_size=30))
@settings(hypothesis, max_examples=4)
def test_a_right_clock_is_never_doubted_however_often_it_is_asked(now: datetime, hours: list[int]) -> None:
    with transaction.atomic():
        found = lives(now, [(one, one) for one in hours])
        doubted = clock.doubt(at=now + sum(hours) * HOUR, ran=ran(sum(hours) * HOUR))
        transaction.set_rollback(True)
    assert doubted is None
    assert all(life > KEPT * DAY for life in found), "the days of the calendar, and one more from when it was found due"
