"""The marked workbook that goes back to the sender: the same rows, the faults coloured and put in words."""

import zipfile
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Final

import polars as pl

from mingxin.intake.marking import own_workbook, plain_workbook
from mingxin.intake.marking.marks import Marks, marks_of
from mingxin.intake.sifting.leftovers import cleaned_grid, workbook_is_clean
from mingxin.intake.table import ROW, Sheet, Sieved, Table
from mingxin.intake.template.whole_file import whole_or_not_at_all
from mingxin.rulebook.cards import CodeSet

NO_CODE_SETS: Final[Mapping[str, CodeSet]] = MappingProxyType({})
MOST_ROWS_WITH_FORMATS: Final = 5_000
"""Above this the sender's own formats are not kept: openpyxl takes about a second for a thousand rows."""
MOST_BYTES_WITH_FORMATS: Final = 80_000_000  # unpacked


def write_marked(
    original: Path,
    sheet: Sheet,
    table: Table,
    sieved: Sieved,
    findings: pl.DataFrame,
    out: Path,
    *,
    code_sets: Mapping[str, CodeSet] = NO_CODE_SETS,
) -> None:
    """Write `out` whole or not at all. `findings` are all of them, the sieve's included.

    A sender's XLSX keeps its formats, widths and drop-downs, unless an identity number is hidden where it cannot be
    cut; CSV, XLS and long sheets come back as a plain XLSX with the same rows, and with drop-downs from
    `code_sets`. Sent again as it is, the file reads to the same table and the same findings.
    """
    grid = _without_forbidden(cleaned_grid(sheet, sieved, only_table=False), sieved)
    marks = marks_of(sheet, table, sieved, findings)
    with whole_or_not_at_all(out) as draft:
        if not (_keeps_formats(original, sheet) and _write_own(original, sheet, table, grid, marks, draft)):
            plain_workbook.write(sheet, table, grid, marks, draft, code_sets=code_sets)


def _keeps_formats(original: Path, sheet: Sheet) -> bool:
    """Whether openpyxl can hold the workbook: a few thousand rows, and no formats down to the last row of Excel."""
    if sheet.format != "xlsx" or sheet.cells.height > MOST_ROWS_WITH_FORMATS:
        return False
    with zipfile.ZipFile(original) as archive:
        return sum(part.file_size for part in archive.infolist()) <= MOST_BYTES_WITH_FORMATS


def _write_own(original: Path, sheet: Sheet, table: Table, grid: pl.DataFrame, marks: Marks, draft: Path) -> bool:
    """False where the sender's workbook cannot go back: openpyxl stumbles over it, or it hides a number."""
    try:
        own_workbook.write(original, sheet, table, grid, marks, draft)
    except (ValueError, TypeError, KeyError, IndexError, AttributeError, SyntaxError, zipfile.BadZipFile):
        # workbooks of other programs break openpyxl in many ways; the plain form serves them all
        return False
    return workbook_is_clean(draft.read_bytes())


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
