"""Columns of raw text made into the cells of a sheet: stripped, numbered as the spreadsheet numbers them."""

from collections.abc import Iterable, Sequence

import polars as pl

from mingxin.intake.reading.bounds import require_bearable
from mingxin.intake.reading.letters import letter_of
from mingxin.intake.table import ROW
from mingxin.kernel.text import map_private_use

PLACES_SCHEMA = pl.Schema({ROW: pl.UInt32(), "column": pl.String()})

# Neither XML nor PostgreSQL takes them; line feed and tab may stand in a cell.
_CONTROL = r"[\x00-\x08\x0b\x0c\x0e-\x1f]"
_PRIVATE_USE = r"[\x{e000}-\x{f8ff}]"
_SELDOM = r"[\x00-\x08\x0b-\x1f\x{e000}-\x{f8ff}]"  # any of them: most columns are looked at once


def tidy(columns: Sequence[pl.Series]) -> pl.DataFrame:
    """Cells under ROW and Excel letters. Blank rows and blank columns go, but keep their number and their letter."""
    frame = pl.DataFrame([column.alias(letter_of(index)) for index, column in enumerate(columns)])
    if frame.width == 0:
        return pl.DataFrame(schema={ROW: pl.UInt32()})
    frame = frame.with_columns(pl.all().str.strip_chars())
    frame = frame.with_columns(pl.when(pl.all() != "").then(pl.all()))
    frame = frame.select(column.name for column in frame if column.null_count() < len(column))
    if frame.width == 0:
        return pl.DataFrame(schema={ROW: pl.UInt32()})
    require_bearable(frame.get_columns())
    frame = frame.with_columns(_without_control(frame))
    numbered = frame.with_row_index(ROW, offset=1)
    return numbered.filter(pl.any_horizontal(pl.exclude(ROW).is_not_null()))


def _without_control(frame: pl.DataFrame) -> list[pl.Series]:
    """The columns that hold control or private-use characters, mended; the others are left alone for speed."""
    mended = []
    for column in frame:
        if not column.str.contains(_SELDOM).any():
            continue
        changed = column
        if column.str.contains("\r", literal=True).any():
            changed = changed.str.replace_all("\r\n?", "\n")
        if column.str.contains(_CONTROL).any():
            changed = changed.str.replace_all(_CONTROL, "").str.strip_chars()
            changed = changed.to_frame().select(pl.when(pl.col(column.name) != "").then(pl.col(column.name)))[
                column.name
            ]
        if column.str.contains(_PRIVATE_USE).any():
            mapped = [text if text is None else map_private_use(text) for text in changed]
            changed = pl.Series(column.name, mapped, dtype=pl.String)
        mended.append(changed)
    return mended


def places(found: Iterable[tuple[int, Sequence[int]]]) -> pl.DataFrame:
    """(ROW, column) from (column index, rows counted from 1)."""
    frames = [
        pl.DataFrame({ROW: pl.Series(rows, dtype=pl.UInt32)}).with_columns(pl.lit(letter_of(index)).alias("column"))
        for index, rows in found
        if rows
    ]
    return pl.concat(frames) if frames else pl.DataFrame(schema=PLACES_SCHEMA)
