"""The marked workbook that goes back to the sender: the same rows, the faults coloured and put in words.

It takes the sender's workbook apart once more, so it runs in the reading room's child.
"""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType
from typing import Final

import polars as pl

from mingxin.intake.marking import plain_workbook
from mingxin.intake.marking.marks import Marks, marks_of
from mingxin.intake.rules.laying_over import Cell
from mingxin.intake.sifting.leftovers import cleaned_grid
from mingxin.intake.table import ROW, Sheet, Sieved, Table
from mingxin.intake.template.whole_file import whole_or_not_at_all
from mingxin.rulebook.cards import CodeSet

NO_CODE_SETS: Final[Mapping[str, CodeSet]] = MappingProxyType({})
MOST_ROWS_WITH_FORMATS: Final = 5_000
"""Above this the sender's own formats are not kept: openpyxl takes about a second for a thousand rows."""


def write_marked(
    original: Path,
    sheet: Sheet,
    table: Table,
    sieved: Sieved,
    findings: pl.DataFrame,
    out: Path,
    *,
    code_sets: Mapping[str, CodeSet] = NO_CODE_SETS,
    keeps_formats: bool = True,
) -> None:
    """Write `out` whole or not at all. `findings` are all of them, the sieve's included.

    A sender's XLSX keeps its formats, widths and drop-downs, unless an identity number is hidden where it cannot be
    cut; CSV, XLS and long sheets come back as a plain XLSX with the same rows, and with drop-downs from
    `code_sets`; so does every sheet where `keeps_formats` is False. Sent again as it is, the file reads to the same
    table and the same findings.
    """
    grid = _without_forbidden(cleaned_grid(sheet, sieved, only_table=False), sieved)
    marks = marks_of(sheet, table, sieved, findings)
    with whole_or_not_at_all(out) as draft:
        may_keep_formats = keeps_formats and sheet.format == "xlsx" and sheet.cells.height <= MOST_ROWS_WITH_FORMATS
        if not (may_keep_formats and _sent_back(original, sheet, table, grid, marks, draft)):
            plain_workbook.write(sheet, table, grid, marks, draft, code_sets=code_sets)


def with_mends(sheet: Sheet, table: Table, values: Mapping[Cell, str]) -> Sheet:
    """The sheet with what was mended at the desk; then it goes back as a plain workbook, not in the sender's own."""
    by_letter: dict[str, dict[int, str | None]] = {}
    for (row, field), value in values.items():
        if field in table.letters:
            by_letter.setdefault(table.letters[field], {})[row] = value or None
    if not by_letter:
        return sheet
    new = [
        pl.col(ROW).replace_strict(given, default=pl.col(letter), return_dtype=pl.String).alias(letter)
        for letter, given in by_letter.items()
    ]
    return replace(sheet, cells=sheet.cells.with_columns(new), format="csv")


def _sent_back(original: Path, sheet: Sheet, table: Table, grid: pl.DataFrame, marks: Marks, out: Path) -> bool:
    from mingxin.intake.marking import sent_back  # openpyxl takes half a second to load, and most files need it not

    return sent_back.write(original, sheet, table, grid, marks, out)


def _without_forbidden(grid: pl.DataFrame, sieved: Sieved) -> pl.DataFrame:
    """Columns that are never collected are emptied in the returned file too, under their header."""
    table = sieved.table
    letters = sieved.findings.filter(pl.col("code") == "column.forbidden").get_column("column").to_list()
    is_data = pl.col(ROW) > table.header_row
    return grid.with_columns(
        pl.when(is_data).then(pl.lit(None, dtype=pl.String)).otherwise(pl.col(letter)).alias(letter)
        for letter in letters
        if letter in grid.columns
    )
