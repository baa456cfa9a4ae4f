"""Lawful erasure in intake: what batches keep of a record goes, so that nothing gives its content back."""

import io
from dataclasses import dataclass
from datetime import datetime

import polars as pl
from django.db import transaction

from mingxin.intake.carriers import Carriers, find_carriers, frame_of, holding, item_of, key_of, rows_with
from mingxin.intake.models import Batch, BatchState
from mingxin.intake.table import ROW
from mingxin.ledger import actions as ledger
from mingxin.ledger import locks
from mingxin.ledger.actor import Actor
from mingxin.vault import actions as vault

KINDS = ("ready", "rows", "findings")


@dataclass(frozen=True)
class Forgotten:
    """How many originals lost their key and how many working files were let go."""

    originals: int
    files: int


@transaction.atomic
def forget(thread: str, *, by: Actor, at: datetime, found: Carriers | None = None) -> Forgotten:
    """Destroy the originals and release the working files of every batch that holds the record.

    Call it before the record itself is emptied, in the same transaction: what identifies the record is read from it.
    `found` is what `find_carriers` saw before the transaction; only batches that arrived since are opened here. A batch
    that waits for admission keeps its other rows. The files go with the next sweep.
    """
    locks.hold(locks.BATCHES)  # no batch arrives meanwhile; then batches before changes, as admission takes them
    found = find_carriers(thread, known=found)
    waiting = holding(item_of(thread)).filter(state=BatchState.CHECKED).values_list("number", flat=True)
    list(Batch.objects.select_for_update().filter(pk__in=found.carrying | set(waiting)).order_by("number"))
    locks.hold(locks.CHANGES)
    found = find_carriers(thread, known=found)  # one that waited may have written a version in between
    key, originals, files = key_of(thread), 0, 0
    for batch in Batch.objects.filter(pk__in=found.carrying).select_related("original").order_by("number"):
        had_original = _destroy_original(batch, at=at)
        gone = _lighten(batch, thread, key) if batch.state == BatchState.CHECKED else _release(batch)
        batch.save()
        originals, files = originals + had_original, files + gone
        if had_original or gone:
            ledger.write(
                action="intake.forget",
                object_type="batch",
                object_key=batch.number,
                by=by,
                at=at,
                matter="依法删除",
                detail={"original": had_original, "files": gone},
            )
    return Forgotten(originals, files)


def _destroy_original(batch: Batch, *, at: datetime) -> bool:
    original = batch.original
    if original.wrapped_key is None:
        return False
    original.wrapped_key, original.destroyed_at = None, at
    original.save(update_fields=["wrapped_key", "destroyed_at"])
    return True


def _release(batch: Batch) -> int:
    """Let go of every working file of an admitted batch; how many."""
    gone = 0
    for kind in KINDS:
        digest = getattr(batch, f"{kind}_file")
        if digest:
            setattr(batch, f"{kind}_file", "")
            vault.release_file(digest, owner=batch.number, kind=kind)
            gone += 1
    return gone


def _lighten(batch: Batch, thread: str, key: str) -> int:
    """Take the record's rows out of the files of a batch that is still to be admitted; how many files changed."""
    frames = {kind: frame_of(getattr(batch, f"{kind}_file")) for kind in KINDS}
    its_rows = {*frames["ready"].filter(pl.col("thread") == thread)[ROW], *rows_with(key, frames["rows"])[ROW]}
    gone = 0
    for kind, frame in frames.items():
        left = frame.filter(~pl.col(ROW).is_in(its_rows))
        if left.height < frame.height:
            _replace(batch, kind, left)
            gone += 1
    return gone


def _replace(batch: Batch, kind: str, frame: pl.DataFrame) -> None:
    buffer, column = io.BytesIO(), f"{kind}_file"
    frame.write_parquet(buffer)
    before, after = getattr(batch, column), vault.keep_file(buffer.getvalue(), owner=batch.number, kind=kind)
    setattr(batch, column, after)
    if after != before:
        vault.release_file(before, owner=batch.number, kind=kind)
