"""A batch that was acknowledged and then interrupted is taken up again, once, and never stands in another's way."""

import io
from datetime import date, datetime, timedelta
from pathlib import Path

import polars as pl
import pytest

from mingxin.access.models import Power
from mingxin.archive.models import Record
from mingxin.intake.actions.process import process
from mingxin.intake.actions.resume import pending, resume_pending
from mingxin.intake.models import Batch
from mingxin.ledger.actor import Actor
from mingxin.vault.actions import read_file
from tests.mingxin.archive.sending import (
    OTHER_UNIT,
    UNIT,
    Row,
    Sender,
    counts,
    current_version,
    penalty,
    require_sound,
    write_csv,
)


class Interrupted(Exception):  # noqa: N818 - what happens to a process, not a fault of it
    pass


def interrupt(folder: Path, *rows: Row, unit: str, by: Actor, at: datetime) -> str:
    """Send a file and stop just after it was acknowledged; the number of the batch."""

    def stop(step: str, done: int, _: int) -> None:
        if (step, done) == ("入库", 0):
            raise Interrupted

    path = write_csv(folder / f"interrupted-{unit}.csv", "admin_penalty", rows)
    with pytest.raises(Interrupted):
        process(path, item="admin_penalty", unit=unit, by=by, at=at, progress=stop)
    return pending()[-1]


def test_it_is_taken_up_once(sender: Sender, tmp_path: Path, actor: Actor, now: datetime) -> None:
    number = interrupt(tmp_path, penalty(1), penalty(2, CF_SXCD=""), unit=UNIT, by=actor, at=now)
    assert Record.objects.count() == 0
    assert resume_pending(by=actor, at=now) == [number]
    assert resume_pending(by=actor, at=now) == []
    batch = Batch.objects.get()
    assert (batch.state, batch.admitted, batch.ready_file) == ("admitted", 2, "")
    assert batch.questions.count() == 1
    require_sound()


def test_what_came_in_between_is_counted_as_it_is_now(
    sender: Sender, tmp_path: Path, actor: Actor, now: datetime
) -> None:
    """1 was admitted by a later batch meanwhile, 2 came later with other content and stays as it is, 3 is still new."""
    interrupt(tmp_path, penalty(1), penalty(2, CF_SY="早先的事实。"), penalty(3), unit=UNIT, by=actor, at=now)
    sender.penalties(penalty(1), penalty(2), at=now + timedelta(minutes=5))
    resume_pending(by=actor, at=now + timedelta(minutes=10))
    batch = Batch.objects.order_by("received_at", "number").first()
    assert batch is not None
    assert (batch.reported, batch.unchanged, batch.questioned, batch.admitted) == (3, 1, 1, 1)
    findings = pl.read_parquet(io.BytesIO(read_file(batch.findings_file)))
    assert findings.filter(pl.col("severity") == "error").select("row", "code").rows() == [(3, "record.outdated")]
    assert "早先的事实" not in current_version(penalty(2)).payload
    require_sound()


def test_one_that_may_not_be_admitted_now_stands_in_nobodys_way(
    sender: Sender, tmp_path: Path, actor: Actor, now: datetime
) -> None:
    """Its unit lost the power in between: it waits, acknowledged, and all others go on."""
    stuck = interrupt(tmp_path, penalty(1, unit=OTHER_UNIT), unit=OTHER_UNIT, by=actor, at=now)
    other = interrupt(tmp_path, penalty(2), unit=UNIT, by=actor, at=now)
    Power.objects.filter(unit__uscc=OTHER_UNIT).update(held_until=date(2026, 11, 1))
    assert resume_pending(by=actor, at=now) == [other]
    assert pending() == [stuck]
    assert counts(sender.penalties(penalty(3))) == (1, 0, 0, 1, 0, 0)
    Power.objects.filter(unit__uscc=OTHER_UNIT).update(held_until=None)
    assert resume_pending(by=actor, at=now) == [stuck]
    require_sound()
