"""Codes that a spreadsheet made numbers of, and rounded: as text they would look whole when they are sent again."""

from typing import Final

import polars as pl

from mingxin.intake.table import ROW, Sheet, Table
from mingxin.rulebook.cards import FieldType

TEXT_TYPES: Final = (FieldType.CODE, FieldType.USCC)
_ROUNDED: Final = r"^\d{15}0+$"  # a number cell keeps fifteen digits; what was typed since may have more


def rounded_codes(sheet: Sheet, table: Table, grid: pl.DataFrame) -> frozenset[tuple[int, str]]:
    """(row, letter) of cells that stay numbers, so that their finding comes again until somebody types the code.

    They stand under a text format: what is typed over them is text.
    """
    letters = [at for code, at in table.letters.items() if table.card.field(code).type in TEXT_TYPES]
    numbers = sheet.number_cells.filter(pl.col("column").is_in(letters) & (pl.col(ROW) > table.header_row))
    found: set[tuple[int, str]] = set()
    for letter in numbers["column"].unique():
        rows = numbers.filter(pl.col("column") == letter)[ROW].cast(pl.UInt32)
        held = grid.filter(pl.col(ROW).is_in(rows.implode()) & pl.col(letter).str.contains(_ROUNDED))
        found |= {(row, letter) for row in held[ROW]}
    return frozenset(found)
