"""A file that is too much to be read or checked: refused by name once, and nobody else waits for it."""

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
from tests.mingxin.archive.sending import UNIT, Row, current_version, penalty
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


def long_to_check(rows: int) -> list[Row]:
    """A table that is read at once, and whose cells are looked through for a tenth of a second each, and more."""
    cell = "证号１２３４５６７８９０１２３４５６７８" * 1_500  # about as much as a cell holds, nothing to be cut
    return [penalty(number, CF_SY=f"{number}{cell}") for number in range(1, rows + 1)]


def test_what_is_read_at_once_and_checked_without_end_is_refused_like_it(desk: Desk, settings: object) -> None:
    """Nothing of it runs in the worker: its time is the child's, whatever in it is slow."""
    settings.READING_MEMORY_BYTES = 1 << 32  # type: ignore[attr-defined]
    settings.READING_CPU_SECONDS = 3  # type: ignore[attr-defined]
    number, after = desk.receive(*long_to_check(500)), desk.receive(penalty(1))
    desk.work()
    batch = Batch.objects.get(pk=number)
    assert (batch.state, batch.refusal_code) == ("refused", CODE)
    assert "时间超过限度" in batch.refusal_message
    assert Batch.objects.get(pk=after).state == "ready"
    job = Job.objects.get(key=number)
    assert (job.state, job.attempts) == (JobState.DONE, 1)


def test_a_mend_after_which_the_check_takes_too_long_is_refused_and_nothing_is_changed(
    desk: Desk, settings: object
) -> None:
    """Somebody waits for it, so it may take less than the check by the worker did."""
    settings.READING_MEMORY_BYTES = 1 << 32  # type: ignore[attr-defined]
    batch = desk.checked(*long_to_check(10))
    kept = batch.findings_file
    settings.READING_CPU_SECONDS = 1  # type: ignore[attr-defined]
    with pytest.raises(Refusal) as caught:
        desk.mended(batch.number, (2, "CF_SY", "未明码标价。"))
    assert caught.value.code == "mend.beyond_limits"
    batch.refresh_from_db()
    assert (batch.state, batch.findings_file, batch.mends.count()) == ("ready", kept, 0)
    settings.READING_CPU_SECONDS = 300  # type: ignore[attr-defined]
    with pytest.raises(Refusal) as caught:
        desk.mended(batch.number, (2, "CF_SY", "未明码标价。" * 6_000))
    assert caught.value.code == "cell.too_long"


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
