"""What is kept of a sent file: itself, or a copy without what may not be kept. Opens the file, so it runs apart."""

from pathlib import Path

import polars as pl

from mingxin.intake.sifting.hiding import hides_nothing
from mingxin.intake.sifting.identity import holds_any
from mingxin.intake.sifting.leftovers import cleaned_grid
from mingxin.intake.table import ROW, Sheet, Sieved
from mingxin.kernel.resident_id import cut


def kept_copy(path: Path | None, sheet: Sheet, sieved: Sieved) -> bytes | None:
    """What is kept in place of the original; None where the original may be kept as it is (without a path: never).

    The copy is a CSV (UTF-8 with mark) in which every kept row and column stands where it stood: refused rows, foreign
    columns, titles and notes leave blanks. An original of the legacy XLS form is never kept, for what is hidden in it
    cannot be searched. The copy is evidence and is not defused: its cells are as sent.
    """
    is_whole = sieved.refused.is_empty() and sieved.cut.is_empty() and not sieved.table.unknown
    if path is not None and is_whole and original_is_clean(path, sheet):
        return None
    grid = cleaned_grid(sheet, sieved, only_table=True)
    rows = pl.int_range(1, grid.select(pl.col(ROW).max().fill_null(0) + 1).item(), dtype=pl.UInt32, eager=True)
    spread = rows.alias(ROW).to_frame().join(grid, on=ROW, how="left", maintain_order="left").drop(ROW)
    return spread.write_csv(include_bom=True, include_header=False).encode()


def original_is_clean(path: Path, sheet: Sheet) -> bool:
    """Whether no identity number stands anywhere in the file: titles, notes, other sheets, comments, properties."""
    return not holds_any(sheet.cells) and not cut(sheet.name)[1] and hides_nothing(path)
