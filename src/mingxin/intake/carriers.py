"""Which batches hold a record's content: those that wrote it, and those that sent it without anything being written."""

import io
import json
from dataclasses import dataclass

import polars as pl
from django.db.models import Q, QuerySet

from mingxin.archive.models import Change, Record
from mingxin.catalogue.queries import rulebook_in_force
from mingxin.intake.actions.opened import opened
from mingxin.intake.kept_sieved import cells_of
from mingxin.intake.models import Batch, BatchState
from mingxin.intake.reading import room
from mingxin.intake.rules.record_keys import folded, rows_with
from mingxin.kernel.refusal import Refusal
from mingxin.vault import actions as vault


@dataclass(frozen=True)
class Carriers:
    """Numbers of the batches that hold a record's content, and of all that were looked at to find them.

    `unread`: of those that carry, the ones whose original could not be read and so may hold it.
    """

    carrying: frozenset[str] = frozenset()
    looked_at: frozenset[str] = frozenset()
    unread: frozenset[str] = frozenset()


def find_carriers(thread: str, *, known: Carriers | None = None) -> Carriers:
    """Look into what is kept of each batch of the record's item; batches already looked at (`known`) are passed over.

    A batch that admitted all its rows holds the record only if its change wrote a version, so it is not opened. Others
    may have sent the record again unchanged, or with a fault; they are found by the first field of the record key (the
    document number, or the code of a register entry), which must stand in a cell of its own. Kept files are read for
    this, which takes seconds for each large one: do it before a transaction, not inside.
    """
    known = known or Carriers()
    versions = Record.objects.filter(thread=thread)
    wrote = (
        Change.objects.filter(number__in=versions.values("change")).exclude(batch="").values_list("batch", flat=True)
    )
    carrying, looked_at, unread = known.carrying | set(wrote), set(known.looked_at), set(known.unread)
    key = key_of(thread)
    if key:
        for batch in holding(item_of(thread)).exclude(pk__in=carrying | looked_at).select_related("original"):
            looked_at.add(batch.number)
            if _wrote_every_row(batch):
                continue
            try:
                is_carrying = _holds(batch, key)
            except Refusal as refusal:  # what cannot be opened cannot be shown to be innocent
                if refusal.is_of_altered_rows:
                    raise
                is_carrying = True
                unread.add(batch.number)
            carrying = carrying | {batch.number} if is_carrying else carrying
    return Carriers(frozenset(carrying), frozenset(looked_at), frozenset(unread))


def item_of(thread: str) -> str:
    return Record.objects.filter(thread=thread).values_list("item", flat=True).first() or ""


def holding(item: str) -> QuerySet[Batch]:
    """Batches of an item, or of one that is not known yet, of which anything is kept."""
    is_held = Q(original__wrapped_key__isnull=False) | ~Q(
        rows_file="", findings_file="", ready_file="", sieved_file="", marked_file=""
    )
    return Batch.objects.filter(is_held, item__in=(item, "")).order_by("number")


def key_of(thread: str) -> str:
    """The first field of the record's key as its versions say it, folded; "" where nothing of it is left."""
    version = Record.objects.filter(thread=thread).exclude(payload="").order_by("-id").first()
    if version is None:
        return ""
    code = rulebook_in_force().cards[version.item].record_key[0]
    said = json.loads(version.payload).get(code, "")
    return str(pl.select(folded(pl.lit(said))).item())


def _wrote_every_row(batch: Batch) -> bool:
    return batch.state == BatchState.ADMITTED and batch.reported == batch.admitted + batch.updated


def _holds(batch: Batch, key: str) -> bool:
    """Raises Refusal where the original cannot be read, for whatever reason."""
    kept = [digest for digest in (batch.rows_file, batch.ready_file) if digest]
    if any(rows_with(key, frame_of(digest)).height for digest in kept):
        return True
    if batch.sieved_file and rows_with(key, cells_of(vault.read_file(batch.sieved_file))).height:
        return True  # a cell that was mended since says something else in the other files
    if batch.original is None or batch.original.wrapped_key is None:
        return False
    with opened(batch) as path:
        return room.holds_key(path, key)


def frame_of(digest: str) -> pl.DataFrame:
    return pl.read_parquet(io.BytesIO(vault.read_file(digest)))
