"""What destroys by age asks the clock twice, and does nothing while the ledger says that the clock is wrong."""

from datetime import datetime, timedelta
from pathlib import Path

import pytest

from mingxin.kernel.clock import MachineTime
from mingxin.kernel.refusal import Refusal
from mingxin.ledger import actions as ledger
from mingxin.ledger.actor import PLATFORM, Actor
from mingxin.ledger.models import Entry
from mingxin.vault import actions as vault
from mingxin.vault import clock
from mingxin.vault.models import Original

pytestmark = pytest.mark.django_db
DAY, HOUR = timedelta(days=1), timedelta(hours=1)
OFFICER = Actor("operator", "周处长")
REASON = "停机一个月后开机，已与授时中心核对"


@pytest.fixture(autouse=True)
def own_home(home: Path, tmp_path: Path, settings: object) -> None:
    settings.HOME = tmp_path  # type: ignore[attr-defined]


def work(at: datetime) -> None:
    """Somebody does something, and it is sealed."""
    ledger.write(action="test", object_type="test", object_key="1", by=PLATFORM, at=at)
    ledger.seal(at=at)


def upkeep(at: datetime, ran: MachineTime | None = None) -> int:
    """A round as `mingxin serve` makes it; how many keys were destroyed. Without `ran` the system cannot tell it."""
    ledger.seal(at=at)
    return vault.destroy_expired(at=at, ran=ran).destroyed if clock.trust(at=at, ran=ran) else 0


def keep(at: datetime) -> None:
    laid = vault.lay_original([b"original"])
    told(vault.name_original(laid, sent_digest="0" * 64, is_cut=False, at=at, kept_days=30), at)


def told(original: Original, at: datetime) -> None:
    """As the verb that takes a file tells of it."""
    ledger.write(action="test", object_type="test", object_key="1", by=PLATFORM, at=at, rows=(original,))


def refused(reason: str, at: datetime) -> str:
    with pytest.raises(Refusal) as caught:
        clock.confirm(reason=reason, by=OFFICER, at=at, ran=None)
    return caught.value.code


def test_a_clock_forty_days_ahead_destroys_nothing_however_much_is_done_under_it(now: datetime) -> None:
    keep(now)
    work(now)
    assert upkeep(now) == 0
    wrong = now + 40 * DAY
    assert upkeep(wrong) == 0, "nothing was done under it yet"
    for hours in range(0, 60, 6):
        work(wrong + hours * HOUR)
        assert upkeep(wrong + hours * HOUR) == 0
    assert vault.destroy_expired(at=wrong + 3 * DAY, ran=None).destroyed == 0, "whoever asks"
    assert Original.objects.get().due_at is None, "nor is anything found due"
    work(now + HOUR)
    assert upkeep(now + HOUR) == 0, "set right, the step back is as doubtful"
    assert Original.objects.get().wrapped_key is not None


def test_a_machine_that_was_off_goes_on_once_a_person_has_confirmed(now: datetime) -> None:
    keep(now)
    work(now)
    upkeep(now)
    back = now + 40 * DAY
    work(back)
    assert refused("  ", back) == "clock.reason"
    found = clock.confirm(reason=REASON, by=OFFICER, at=back, ran=None)
    assert (found.before, found.after) == (now, back)
    entry = Entry.objects.get(action="clock.confirm")
    assert entry.actor_name == "周处长"
    assert REASON in entry.detail
    assert refused(REASON, back) == "clock.not_in_doubt"
    assert [upkeep(back), upkeep(back + 23 * HOUR)] == [0, 0], "found due, and not yet a day"
    work(back + 25 * HOUR)
    assert upkeep(back + 25 * HOUR) == 1


@pytest.mark.parametrize(
    ("hours", "is_sealed_between", "destroyed"),
    [(23, True, 0), (24, True, 1), (25, True, 1), (25, False, 0)],
    ids=["an hour before", "a day after", "later", "no seal in between"],
)
def test_it_is_destroyed_by_a_pass_a_day_and_a_seal_after_it_was_found_due(
    now: datetime, hours: int, is_sealed_between: bool, destroyed: int
) -> None:
    keep(now - 30 * DAY)
    work(now)
    assert vault.destroy_expired(at=now, ran=None).destroyed == 0
    if is_sealed_between:
        work(now + HOUR)
    assert vault.destroy_expired(at=now + hours * HOUR, ran=None).destroyed == destroyed
    assert vault.destroy_expired(at=now + hours * HOUR, ran=None).destroyed == 0, "again destroys nothing"


def test_what_is_not_over_any_more_is_not_due_any_more(now: datetime) -> None:
    keep(now - 30 * DAY)
    work(now)
    vault.destroy_expired(at=now, ran=None)
    longer = Original.objects.get()
    longer.kept_until = now.date() + DAY
    longer.save()
    told(longer, now)
    vault.destroy_expired(at=now, ran=None)
    assert Original.objects.get().due_at is None


def test_where_nobody_does_anything_the_platform_says_once_a_day_that_it_is_there(now: datetime) -> None:
    keep(now)
    work(now)
    gone = [upkeep(now + hours * HOUR) for hours in range(0, 33 * 24, 3)]
    assert sum(gone) == 1
    assert 30 <= Entry.objects.filter(action="clock.tick").count() <= 40


def test_without_any_seal_nothing_is_destroyed(now: datetime) -> None:
    keep(now - 40 * DAY)
    assert clock.trust(at=now, ran=None) is False
    assert [vault.destroy_expired(at=now + days * DAY, ran=None).destroyed for days in (0, 2)] == [0, 0]
