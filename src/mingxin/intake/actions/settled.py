"""Which rows that stayed behind are dealt with: said once, when a supplement is admitted, and asked for everywhere."""

import polars as pl
from django.db.models import Q, QuerySet

from mingxin.intake.actions.taking import frame
from mingxin.intake.kept_sieved import unpack
from mingxin.intake.models import Batch, BatchState, SettledRow
from mingxin.intake.queries.as_told import require_batches_as_told
from mingxin.intake.rules.same_rows import IS_NEW, brought_again
from mingxin.intake.table import ROW
from mingxin.kernel.refusal import Refusal
from mingxin.rulebook.cards import ItemCard
from mingxin.vault import actions as vault

_ON_FILE = ("new", "changed", "unchanged")


def family_of(number: str) -> QuerySet[Batch]:
    """A batch and, of a supplement, the batch that it mends and the other supplements to that one; in their order."""
    root = Batch.objects.filter(pk=number).values_list("supplement_to", flat=True).first()
    mine = Q(pk=number) | Q(pk=root) | Q(supplement_to=root) if root else Q(pk=number)
    return Batch.objects.filter(mine).order_by("number")


def settled_rows(batch: Batch) -> set[int]:
    """Rows of the batch that need nobody any more; of a supplement made at the desk, those of the batch of its rows."""
    return set(SettledRow.objects.filter(batch_id=batch.rows_of_id or batch.number).values_list("row", flat=True))


def left_rows(batch: Batch) -> set[int]:
    """Rows of an admitted batch that stayed behind with their content, and that no supplement has brought since.

    What a supplement made at the desk left is still the row of the batch from which it was made: it has none itself.
    """
    if not batch.rows_file or batch.rows_of_id is not None or batch.state != BatchState.ADMITTED:
        return set()
    return set(frame(batch.rows_file)[ROW]) - settled_rows(batch)


def brought_since(batch: Batch) -> int:
    """How many of the rows that an admitted batch left behind a supplement has brought since; of a supplement made at
    the desk, of its own rows.
    """
    settled = settled_rows(batch)
    if batch.rows_of_id is not None:
        settled &= set(frame(batch.rows_file)[ROW]) if batch.rows_file else set()
    return len(settled)


def settle(batch: Batch, rows: pl.DataFrame, card: ItemCard) -> list[SettledRow]:
    """Note what an admitted supplement deals with; `rows` are its compared ones, its files what it leaves behind. Gives
    what is new of that.

    What it brings is on record now, or stays with it in its newest wording: either way the earlier row needs nobody. A
    decision that was not behind before settles nothing. Call it while the batches of `family_of` are held.
    """
    if batch.supplement_to_id is None:
        return []
    good = rows.filter(pl.col("verdict").is_in(_ON_FILE))
    kept = frame(batch.rows_file) if batch.rows_file else None
    came = _cells(good, card)
    if batch.rows_of_id is not None:
        settled = {(batch.rows_of_id, row) for row in good[ROW]}
    else:
        settled = {(batch.number, row) for row in _refused(batch, card)}
        if kept is not None:
            came = pl.concat([came, _kept_cells(kept, came.columns)], how="diagonal")
    others = list(family_of(batch.number).filter(state=BatchState.ADMITTED, rows_of=None).exclude(pk=batch.pk))
    require_batches_as_told(others)  # whose rows are settled for good
    for other in others:
        again = _brought(other, came, card)
        if other.pk == batch.rows_of_id and kept is not None:
            again -= set(kept[ROW])  # the person who had them before the eyes left them as they are
        settled |= {(other.pk, row) for row in again}
    known = SettledRow.objects.filter(batch__in={number for number, _ in settled}).values_list("batch_id", "row")
    return SettledRow.objects.bulk_create(
        (SettledRow(batch_id=number, row=row, by_batch=batch) for number, row in sorted(settled - set(known))),
        batch_size=1000,
    )


def _brought(other: Batch, came: pl.DataFrame, card: ItemCard) -> set[int]:
    """Rows that the other batch left and that came now."""
    if not other.rows_file or came.is_empty():
        return set()
    try:
        behind = frame(other.rows_file)
        findings = frame(other.findings_file) if other.findings_file else None
    except Refusal:  # the file is gone, which the check-up tells: its rows go on waiting
        return set()
    behind = behind.filter(~pl.col(ROW).is_in(settled_rows(other)))
    told = findings.filter(pl.col("severity") != "note").select(ROW, "field").rows() if findings is not None else ()
    return brought_again(behind, came, card=card, doubted=set(told))


def _cells(good: pl.DataFrame, card: ItemCard) -> pl.DataFrame:
    """The content of compared rows, one column per field."""
    codes = [f.code for f in card.fields if not f.cut]
    content = good["payload"].str.json_decode(pl.Struct(dict.fromkeys(codes, pl.String)))
    return pl.DataFrame({"said": content}).unnest("said").with_columns(good["verdict"].eq("new").alias(IS_NEW))


def _kept_cells(kept: pl.DataFrame, columns: list[str]) -> pl.DataFrame:
    """The same of rows that stay behind: whether they are new nobody can say, so they may be."""
    return kept.with_columns(pl.lit(value=True).alias(IS_NEW)).select(c for c in columns if c == IS_NEW or c in kept)


def _refused(batch: Batch, card: ItemCard) -> list[int]:
    return unpack(vault.read_file(batch.sieved_file), card).refused[ROW].to_list() if batch.sieved_file else []
