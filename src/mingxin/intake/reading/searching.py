"""Finding a record's key in a sent file, cell by cell."""

from collections.abc import Iterator
from pathlib import Path

import polars as pl

from mingxin.intake.reading import delimited, web_table
from mingxin.intake.reading.container import Kind, kind_of
from mingxin.intake.reading.spreadsheet import read_workbook
from mingxin.intake.rules.record_keys import rows_with
from mingxin.intake.table import ROW
from mingxin.kernel.text import decode


def holds_key(path: Path, key: str) -> bool:
    """Whether the key fills a cell anywhere in a file. Raises Refusal where it cannot be read."""
    return any(rows_with(key, cells).height for cells in _cells(path.read_bytes()))


def _cells(data: bytes) -> Iterator[pl.DataFrame]:
    """Every sheet of a kept original, hidden ones too, as text."""
    kind = kind_of(data)
    if kind is Kind.TEXT or kind is Kind.WEB_TABLE:
        text = decode(data).text
        columns = delimited.columns_of(text) if kind is Kind.TEXT else web_table.read(text)[0]
        yield pl.DataFrame([column.alias(f"{place}") for place, column in enumerate(columns)])
    else:
        for sheet in read_workbook(data, with_hidden=True):
            yield sheet.cells.drop(ROW, strict=False)
