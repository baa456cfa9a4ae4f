"""A file that is too much for the reading room: refused by name once, and nobody else waits for it."""

from pathlib import Path

import pytest

from mingxin.access.models import Unit
from mingxin.intake.actions.forgetting import forget
from mingxin.intake.actions.process import process
from mingxin.intake.actions.receiving import receive
from mingxin.intake.models import Batch
from mingxin.jobs.models import Job, JobState
from mingxin.kernel.refusal import Refusal
from mingxin.ledger.models import Entry
from mingxin.vault import actions as vault
from mingxin.vault.models import Original
from tests.mingxin.archive.sending import UNIT, current_version, penalty
from tests.mingxin.intake.actions.desk import CHECKER, PENALTY, STEWARD, Desk
from tests.mingxin.intake.reading.poison import REFUSED

FAR = REFUSED["xlsx, a far cell under a prefix"][0]
CODE = "file.beyond_limits"


@pytest.fixture(autouse=True)
def tight(settings: object) -> None:
    settings.READING_MEMORY_BYTES = 400_000_000  # type: ignore[attr-defined]


def sent(desk: Desk, item: str) -> str:
    path = desk.folder / "far.xlsx"
    path.write_bytes(FAR())
    given = {"unit": Unit.objects.get(uscc=UNIT), "file_name": "七月.xlsx", "by": STEWARD, "at": desk.at, "item": item}
    return receive(path, **given).number  # type: ignore[arg-type]


@pytest.mark.parametrize("item", [PENALTY, ""], ids=["an item was named", "its item is guessed"])
def test_the_worker_refuses_it_once_and_goes_on(desk: Desk, item: str) -> None:
    number = sent(desk, item)
    after = desk.receive(penalty(1))
    desk.work()
    batch = Batch.objects.get(pk=number)
    assert (batch.state, batch.refusal_code) == ("refused", CODE)
    assert "内存超过限度" in batch.refusal_message
    assert "重新报送" in batch.refusal_remedy
    assert batch.original is not None
    assert batch.original.wrapped_key is None, "nobody opens it again"
    assert CODE in Entry.objects.filter(object_key=number).order_by("-id")[0].detail
    job = Job.objects.get(key=number)
    assert (job.state, job.attempts) == (JobState.DONE, 1)
    assert Batch.objects.get(pk=after).state == "ready", "others' work goes on"
    assert desk.work() == 0


def test_the_command_refuses_it_and_keeps_nothing(desk: Desk, tmp_path: Path) -> None:
    path = tmp_path / "far.xlsx"
    path.write_bytes(FAR())
    with pytest.raises(Refusal) as caught:
        process(path, item=PENALTY, unit=UNIT, by=CHECKER, at=desk.at)
    assert caught.value.code == CODE
    assert not Batch.objects.exists()
    assert not Original.objects.exists()


def test_a_kept_original_that_cannot_be_read_does_not_stand_in_the_way_of_erasure(desk: Desk) -> None:
    desk.admitted(penalty(1))
    desk.later(minutes=1)
    number = sent(desk, PENALTY)
    told = forget(current_version(penalty(1)).thread, by=CHECKER, at=desk.at)
    assert told.originals == 2
    assert Batch.objects.get(pk=number).original.wrapped_key is None  # type: ignore[union-attr]
    entries = Entry.objects.filter(action="intake.forget", object_key=number)
    assert ["is_unread" in entry.detail for entry in entries] == [True]
    desk.work()
    assert Batch.objects.get(pk=number).state == "refused"
    vault.sweep(older_than_seconds=0)
