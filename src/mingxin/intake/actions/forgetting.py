"""Lawful erasure in intake: what batches keep of a record goes, so that nothing gives its content back."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Final

import polars as pl
from django.db import transaction
from django.db.models import Q

from mingxin.intake.actions.taking import FILES, let_go, parquet, put_file
from mingxin.intake.carriers import Carriers, find_carriers, frame_of, holding, item_of, key_of
from mingxin.intake.models import Batch, RowMend, Ruling
from mingxin.intake.rules.batch_states import OPEN
from mingxin.intake.rules.record_keys import rows_with
from mingxin.intake.table import ROW
from mingxin.ledger import actions as ledger
from mingxin.ledger import locks
from mingxin.ledger.actor import Actor

FRAMES: Final = ("ready", "rows", "findings")
ERASED: Final = "依法删除"  # in place of words that a column will not be without

_NOTHING: Final = {"before": "", "value": "", "ground": "erased"}  # of a mend: who and when stay


@dataclass(frozen=True)
class Forgotten:
    """How many originals lost their key and how many working files were let go."""

    originals: int
    files: int


@transaction.atomic
def forget(thread: str, *, by: Actor, at: datetime, found: Carriers | None = None) -> Forgotten:
    """Destroy the originals and release the working files of every batch that holds the record; empty what was typed.

    Call it before the record itself is emptied, in the same transaction: what identifies the record is read from it.
    `found` is what `find_carriers` saw before the transaction; only batches that arrived since are opened here. A batch
    that waits for admission keeps its other rows. An original that cannot be read is destroyed as if it held the
    record: its key goes, whatever is in it, and the entry says so. The files go with the next sweep.
    """
    locks.hold(locks.BATCHES)  # no batch arrives meanwhile; then batches before changes, as admission takes them
    found = find_carriers(thread, known=found)
    waiting = holding(item_of(thread)).filter(state__in=OPEN).values_list("number", flat=True)
    list(Batch.objects.select_for_update().filter(pk__in=found.carrying | set(waiting)).order_by("number"))
    locks.hold(locks.CHANGES)
    found = find_carriers(thread, known=found)  # one that waited may have written a version in between
    key, originals, files = key_of(thread), 0, 0
    for batch in Batch.objects.filter(pk__in=found.carrying).select_related("original").order_by("number"):
        had_original = _destroy_original(batch, at=at)
        gone = _lighten(batch, thread, key, by, at) if batch.state in OPEN else _release(batch, by, at)
        batch.save()
        originals, files = originals + had_original, files + gone
        if had_original or gone:
            ledger.write(
                action="intake.forget",
                object_type="batch",
                object_key=batch.number,
                by=by,
                at=at,
                matter=ERASED,
                detail={"original": had_original, "files": gone, **_unread(batch, found)},
            )
    RowMend.objects.filter(thread=thread).update(**_NOTHING)  # of batches that keep nothing else of it
    if rulings := list(Ruling.objects.filter(thread=thread)):
        for ruling in rulings:
            ruling.case, ruling.end_note = ERASED, ERASED if ruling.end_note else ""
        Ruling.objects.bulk_update(rulings, ["case", "end_note"])
        ledger.write(
            action="intake.forget",
            object_type="record",
            object_key=thread,
            by=by,
            at=at,
            matter=ERASED,
            rows=rulings,
        )
    return Forgotten(originals, files)


def _unread(batch: Batch, found: Carriers) -> dict[str, bool]:
    return {"is_unread": True} if batch.number in found.unread else {}


def _destroy_original(batch: Batch, *, at: datetime) -> bool:
    original = batch.original
    if original is None or original.wrapped_key is None:
        return False
    original.wrapped_key, original.destroyed_at = None, at
    original.save(update_fields=["wrapped_key", "destroyed_at"])
    return True


def _release(batch: Batch, by: Actor, at: datetime) -> int:
    """Let go of every working file of a batch that is over, and of what was typed into it; how many files."""
    _empty_typed(batch, None, by, at)
    return let_go(batch, *FILES)


def _empty_typed(batch: Batch, rows: Collection[int] | None, by: Actor, at: datetime) -> None:
    """Empty what was typed about these rows, or about any (None). Who typed it stays: nobody releases his own work.

    A proposal about them that waits is taken back: there is nothing left to adopt it for.
    """
    about = Q() if rows is None else Q(row__in=rows)
    batch.mends.filter(about).update(**_NOTHING)
    proposals = batch.link_proposals.filter(about)
    waiting = proposals.filter(undone_at__isnull=True, adopted_at__isnull=True, declined_at__isnull=True)
    waiting.update(undone_at=at, undone_by=by.name)
    proposals.update(name="", reason=ERASED)
    proposals.exclude(declined_reason="").update(declined_reason=ERASED)


def _lighten(batch: Batch, thread: str, key: str, by: Actor, at: datetime) -> int:
    """Take the record's rows out of the files of a batch that is still open; how many files changed.

    The rows as sent and the marked workbook go whole: the batch can still be submitted, but no longer mended cell by
    cell. One that is not checked yet has lost its original and is refused by its check.
    """
    if not batch.ready_file:
        return 0
    frames = {kind: frame_of(getattr(batch, f"{kind}_file")) for kind in FRAMES}
    its_rows = {*frames["ready"].filter(pl.col("thread") == thread)[ROW], *rows_with(key, frames["rows"])[ROW]}
    gone = 0
    for kind, frame in frames.items():
        left = frame.filter(~pl.col(ROW).is_in(its_rows))
        if left.height < frame.height:
            put_file(batch, kind, parquet(left))
            gone += 1
    _empty_typed(batch, its_rows, by, at)
    return gone + let_go(batch, "sieved", "marked")
