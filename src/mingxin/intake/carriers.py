"""Which batches hold a record's content: those that wrote it, and those that sent it without anything being written."""

import io
import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

import polars as pl
from django.db.models import Q, QuerySet

from mingxin.archive.models import Change, Record
from mingxin.catalogue.queries import rulebook_in_force
from mingxin.intake.kept_sieved import cells_of
from mingxin.intake.models import Batch, BatchState
from mingxin.intake.reading import delimited, web_table
from mingxin.intake.reading.container import Kind, kind_of
from mingxin.intake.reading.spreadsheet import read_workbook
from mingxin.intake.table import ROW
from mingxin.kernel.refusal import Refusal
from mingxin.kernel.text import decode
from mingxin.vault import actions as vault

_OPEN, _CLOSE = "[【\\[(（〔［「﹝〖<《]", "[】\\])）〕］」﹞〗>》]"
_YEAR: Final = f"{_OPEN}([12][0-9]{{3}}){_CLOSE}"


@dataclass(frozen=True)
class Carriers:
    """Numbers of the batches that hold a record's content, and of all that were looked at to find them."""

    carrying: frozenset[str] = frozenset()
    looked_at: frozenset[str] = frozenset()


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
    carrying, looked_at = known.carrying | set(wrote), set(known.looked_at)
    key = key_of(thread)
    if key:
        for batch in holding(item_of(thread)).exclude(pk__in=carrying | looked_at).select_related("original"):
            looked_at.add(batch.number)
            if not _wrote_every_row(batch) and _holds(batch, key):
                carrying = carrying | {batch.number}
    return Carriers(frozenset(carrying), frozenset(looked_at))


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
    return str(pl.select(_folded(pl.lit(said))).item())


def rows_with(key: str, cells: pl.DataFrame) -> pl.DataFrame:
    """The rows in which the key fills a cell."""
    texts = [name for name, kind in cells.schema.items() if kind == pl.String]
    if not texts:
        return cells.clear()
    return cells.filter(pl.any_horizontal(_folded(pl.col(name)) == key for name in texts).fill_null(value=False))


def _wrote_every_row(batch: Batch) -> bool:
    return batch.state == BatchState.ADMITTED and batch.reported == batch.admitted + batch.updated


def _holds(batch: Batch, key: str) -> bool:
    kept = [digest for digest in (batch.rows_file, batch.ready_file) if digest]
    if any(rows_with(key, frame_of(digest)).height for digest in kept):
        return True
    if batch.sieved_file and rows_with(key, cells_of(vault.read_file(batch.sieved_file))).height:
        return True  # a cell that was mended since says something else in the other files
    if batch.original is None or batch.original.wrapped_key is None:
        return False
    try:
        sheets = list(_cells(vault.read_original(batch.original)))
    except Refusal:  # what cannot be opened cannot be shown to be innocent
        return True
    return any(rows_with(key, cells).height for cells in sheets)


def frame_of(digest: str) -> pl.DataFrame:
    return pl.read_parquet(io.BytesIO(vault.read_file(digest)))


def _cells(data: bytes) -> Iterable[pl.DataFrame]:
    """Every sheet of a kept original, hidden ones too, as text."""
    kind = kind_of(data)
    if kind is Kind.TEXT or kind is Kind.WEB_TABLE:
        columns_of = delimited.columns_of if kind is Kind.TEXT else web_table.columns_of
        columns = columns_of(decode(data).text)
        yield pl.DataFrame([column.alias(f"{place}") for place, column in enumerate(columns)])
    else:
        for sheet in read_workbook(data, with_hidden=True):
            yield sheet.cells.drop(ROW, strict=False)


def _folded(text: pl.Expr) -> pl.Expr:
    """Width, case, spaces and the brackets of a year set aside, as records' keys are compared."""
    narrow = text.str.normalize("NFKC").str.replace_all(r"[\s\p{Cf}]", "").str.to_uppercase()
    return narrow.str.replace_all(_YEAR, "〔${1}〕")
