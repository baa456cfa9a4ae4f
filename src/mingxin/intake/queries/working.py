"""The working data of one batch, read together: rows as sent, what is found, what was mended since."""

from collections.abc import Mapping
from dataclasses import dataclass

import polars as pl

from mingxin.catalogue.queries import rulebook_of_edition
from mingxin.intake.actions.settled import settled_rows
from mingxin.intake.actions.taking import frame
from mingxin.intake.kept_sieved import unpack
from mingxin.intake.models import Batch, BatchState, RowMend
from mingxin.intake.table import ROW, Sieved, no_findings
from mingxin.rulebook.cards import CodeSet, ItemCard
from mingxin.vault import actions as vault

_SPOKEN = ("error", "warning")


@dataclass(frozen=True)
class Working:
    """`behind`: rows that stay behind and whose content is there; `refused`: rows of which only the number is left.
    Nothing is said any more of rows that a supplement has brought.

    `mends`: (row, field) → the mends of that cell, oldest first.
    """

    card: ItemCard
    code_sets: Mapping[str, CodeSet]
    sieved: Sieved
    findings: pl.DataFrame
    behind: tuple[int, ...]
    unlinked: frozenset[int]
    refused: tuple[int, ...]
    mends: Mapping[tuple[int, str], tuple[RowMend, ...]]

    @property
    def header_row(self) -> int:
        return self.sieved.table.header_row

    @property
    def spoken(self) -> pl.DataFrame:
        """Errors and warnings of single rows."""
        return self.findings.filter(pl.col("severity").is_in(_SPOKEN) & (pl.col(ROW) > self.header_row))

    def sent(self, rows: list[int]) -> dict[int, dict[str, str]]:
        """Row → field → text as it was sent; empty cells are left out."""
        cells = self.sieved.table.cells
        wanted = cells.filter(pl.col(ROW).is_in(rows))
        return {
            one[ROW]: {name: text for name, text in one.items() if name != ROW and text}
            for one in wanted.iter_rows(named=True)
        }

    def now(self, rows: list[int]) -> dict[int, dict[str, str]]:
        """The same with what was mended laid over it."""
        texts = self.sent(rows)
        for (row, field), mends in self.mends.items():
            if row in texts:
                texts[row][field] = mends[-1].value
        return texts


def working_of(batch: Batch) -> Working | None:
    """None where the batch keeps no working data (not checked yet, withdrawn, refused, or all of it admitted)."""
    if not batch.item or not batch.sieved_file:
        return None
    book = rulebook_of_edition(batch.edition_id)
    sieved = unpack(vault.read_file(batch.sieved_file), book.cards[batch.item])
    kept = frame(batch.rows_file) if batch.rows_file else None
    settled = settled_rows(batch) if batch.state == BatchState.ADMITTED else set[int]()
    findings = frame(batch.findings_file) if batch.findings_file else no_findings()
    rows = [row for row in kept[ROW].to_list() if row not in settled] if kept is not None else []
    return Working(
        card=sieved.table.card,
        code_sets=book.code_sets,
        sieved=sieved,
        findings=findings.filter(~pl.col(ROW).is_in(list(settled))) if settled else findings,
        behind=tuple(sorted(rows)),
        unlinked=frozenset(kept.filter("is_unlinked")[ROW].to_list()) if kept is not None else frozenset(),
        refused=tuple(sieved.refused[ROW].sort().to_list()),
        mends=_mends(batch),
    )


def _mends(batch: Batch) -> dict[tuple[int, str], tuple[RowMend, ...]]:
    found: dict[tuple[int, str], tuple[RowMend, ...]] = {}
    for mend in batch.mends.order_by("id"):
        found[mend.row, mend.field] = (*found.get((mend.row, mend.field), ()), mend)
    return found
