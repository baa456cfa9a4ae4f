"""The sender's own XLSX sent back with marks, where it can be."""

import zipfile
from pathlib import Path
from typing import Final

import polars as pl

from mingxin.intake.marking import own_workbook
from mingxin.intake.marking.marks import Marks
from mingxin.intake.sifting.hiding import workbook_is_clean
from mingxin.intake.table import Sheet, Table

MOST_BYTES_WITH_FORMATS: Final = 80_000_000  # unpacked


def write(original: Path, sheet: Sheet, table: Table, grid: pl.DataFrame, marks: Marks, out: Path) -> bool:
    """False where the sender's workbook cannot go back: openpyxl stumbles over it, or it hides a number."""
    try:
        with zipfile.ZipFile(original) as archive:
            if sum(part.file_size for part in archive.infolist()) > MOST_BYTES_WITH_FORMATS:
                return False
        own_workbook.write(original, sheet, table, grid, marks, out)
    except (ValueError, TypeError, KeyError, IndexError, AttributeError, SyntaxError, zipfile.BadZipFile):
        # workbooks of other programs break openpyxl in many ways; the plain form serves them all
        return False
    return workbook_is_clean(out.read_bytes())
