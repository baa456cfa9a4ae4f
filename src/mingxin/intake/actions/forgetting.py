"""Lawful erasure in intake: what batches keep of a record goes, so that nothing gives its content back."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Final

import polars as pl
from django.db import transaction
from django.db.models import Q, QuerySet

from mingxin.archive import bulk
from mingxin.intake.actions.taking import FILES, let_go, parquet, put_file
from mingxin.intake.carriers import Carriers, find_carriers, frame_of, holding, item_of, key_of
from mingxin.intake.models import Batch, RowMend, Ruling
from mingxin.intake.queries.as_told import FORGET
from mingxin.intake.rules.batch_states import OPEN
from mingxin.intake.rules.record_keys import rows_with
from mingxin.intake.table import ROW
from mingxin.kernel.told_row import ToldRow
from mingxin.ledger import actions as ledger
from mingxin.ledger import locks
from mingxin.ledger.actor import Actor
from mingxin.vault import actions as vault

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
        destroyed = vault.destroy(batch.original, at=at) if batch.original is not None else []
        its_rows = _rows_of(batch, thread, key) if batch.state in OPEN else None
        about = ~Q(row__in=bulk.listed(_others(batch, thread, key))) if its_rows is None else _in(its_rows)
        typed = _empty_typed(batch, about, by, at)
        gone = let_go(batch, *FILES) if its_rows is None else _lighten(batch, its_rows)
        batch.save()
        originals, files = originals + len(destroyed), files + gone
        if destroyed or gone or typed:
            ledger.write(
                action=FORGET,
                object_type="batch",
                object_key=batch.number,
                by=by,
                at=at,
                matter=ERASED,
                detail={"original": bool(destroyed), "files": gone, **_unread(batch, found)},
                rows=(batch, *destroyed, *typed),
            )
    mends = _empty(RowMend.objects.filter(thread=thread))  # of batches that keep nothing else of it
    rulings = list(Ruling.objects.filter(thread=thread))
    for ruling in rulings:
        ruling.case, ruling.end_note = ERASED, ERASED if ruling.end_note else ""
    Ruling.objects.bulk_update(rulings, ["case", "end_note"])
    if mends or rulings:
        ledger.write(
            action=FORGET,
            object_type="record",
            object_key=thread,
            by=by,
            at=at,
            matter=ERASED,
            rows=(*mends, *rulings),
        )
    return Forgotten(originals, files)


def _unread(batch: Batch, found: Carriers) -> dict[str, bool]:
    return {"is_unread": True} if batch.number in found.unread else {}


def _empty(mends: QuerySet[RowMend]) -> list[RowMend]:
    """Empty these; the rows as they stand then."""
    found = list(mends.select_for_update().order_by("id"))
    mends.update(**_NOTHING)
    for mend in found:
        mend.before, mend.value, mend.ground = _NOTHING["before"], _NOTHING["value"], _NOTHING["ground"]
    return found


def _in(rows: Collection[int]) -> Q:
    return Q(row__in=bulk.listed(rows))


def _others(batch: Batch, thread: str, key: str) -> set[int]:
    """The mended rows of a batch that is over which became other records and have nothing typed in them, or over in
    them, that names this one. Of rows that became none nothing says whose they are.
    """
    mends = list(batch.mends.exclude(thread__in=("", thread)).values_list("row", "before", "value"))
    cells = pl.DataFrame(mends, {ROW: pl.UInt32, "before": pl.String, "value": pl.String}, orient="row")
    return set(cells[ROW]) - set(rows_with(key, cells)[ROW])


def _empty_typed(batch: Batch, about: Q, by: Actor, at: datetime) -> list[ToldRow]:
    """Empty what was typed about the rows that are meant. Who typed it stays: nobody releases his own work.

    A proposal about them that waits is taken back: there is nothing left to adopt it for. The rows as they stand then.
    """
    proposals = list(batch.link_proposals.select_for_update().filter(about).order_by("id"))
    for one in proposals:
        if one.undone_at is None and one.adopted_at is None and one.declined_at is None:
            one.undone_at, one.undone_by = at, by.name
        one.name, one.reason, one.declined_reason = "", ERASED, ERASED if one.declined_reason else ""
        one.save(update_fields=["undone_at", "undone_by", "name", "reason", "declined_reason"])
    return [*_empty(batch.mends.filter(about)), *proposals]


def _rows_of(batch: Batch, thread: str, key: str) -> set[int]:
    """The record's rows in a batch that is still open; none in one that is not checked yet, which has lost its original
    and is refused by its check.
    """
    if not batch.ready_file:
        return set()
    ready, kept = frame_of(batch.ready_file), frame_of(batch.rows_file)
    return {*ready.filter(pl.col("thread") == thread)[ROW], *rows_with(key, kept)[ROW]}


def _lighten(batch: Batch, its_rows: Collection[int]) -> int:
    """Take the record's rows out of the files of a batch that is still open; how many files changed.

    The rows as sent and the marked workbook go whole: the batch can still be submitted, but no longer mended cell by
    cell.
    """
    if not batch.ready_file:
        return 0
    gone = 0
    for kind in FRAMES:
        frame = frame_of(getattr(batch, f"{kind}_file"))
        left = frame.filter(~pl.col(ROW).is_in(its_rows))
        if left.height < frame.height:
            put_file(batch, kind, parquet(left))
            gone += 1
    return gone + let_go(batch, "sieved", "marked")
