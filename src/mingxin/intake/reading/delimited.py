"""Text with separators (CSV, TSV) as columns. Every record is one row, also where a quoted cell holds line breaks."""

import csv
import io
import sys
from collections.abc import Iterator
from itertools import zip_longest
from typing import Final

import polars as pl

from mingxin.intake.reading.bounds import require_few, require_rectangle
from mingxin.intake.reading.container import unreadable
from mingxin.kernel.separated import plain_lines, separator_of, unpaired_row, without_separator_line

_MOST_FAST_COLUMNS: Final = 256
_BLOCK_BYTES: Final = 4_000_000
_FORCED_TEXT: Final = r'^="([^"]*)"$'  # ="0012": how some systems keep Excel from making a number of it


def columns_of(text: str) -> list[pl.Series]:
    """The columns of a delimited text. Its separator is the one of , ; tab and ， that its first rows agree on, or
    whatever sign a first line for Excel names.
    """
    text, named = without_separator_line(plain_lines(text))
    separator = named or separator_of(text)
    columns = _fast(text, separator)
    if columns is None:
        columns = _forgiving(text, separator)
    return [_without_forcing(column) for column in columns]


def _fast(text: str, separator: str) -> list[pl.Series] | None:
    """Polars, for text that it reads as Python's reader does; None for other text."""
    if not separator.isascii():
        return None
    data = text.encode()
    height, width = 0, 1
    for block in _blocks(data):
        bare = _outside_quotes(block, separator)
        if bare is None:
            return None
        rows = bare.str.split("\n").explode()
        height += len(rows) - block.endswith(b"\n")
        separators = rows.str.count_matches(separator, literal=True)
        width = max(width, 1 + separators[separators.arg_max() or 0])
    if width > _MOST_FAST_COLUMNS:
        return None
    require_rectangle(height, width)
    try:
        frame = pl.read_csv(
            data,
            has_header=False,
            separator=separator,
            schema={str(index): pl.String for index in range(width)},
            missing_columns="insert",
        )
    except (pl.exceptions.PolarsError, pl.exceptions.PanicException):
        return None
    return list(frame) if frame.height == height else None


def _blocks(data: bytes) -> Iterator[bytes]:
    """The text in parts that are looked at one after the other. No quote is open where one ends."""
    begin = end = quotes = 0
    while end < len(data):
        at = data.find(b'"', end) if quotes % 2 else begin + _BLOCK_BYTES
        found = data.find(b"\n", at) + 1 or len(data)
        quotes += data.count(b'"', end, found)
        end = found
        if quotes % 2 == 0 or end == len(data):
            yield data[begin:end]
            begin, quotes = end, 0


def _outside_quotes(block: bytes, separator: str) -> pl.Series | None:
    """The text, as one value, without what is quoted: its separators and line ends are those of the table.

    None where a quote stands otherwise than around a whole cell, doubled within one, or in a pair that encloses neither
    separator nor line end: there readers disagree.
    """
    whole = pl.Series([block]).cast(pl.String)
    if b'"' not in block:
        return whole
    pieces = whole.str.split('"').explode()  # outside and inside by turns; a doubled quote has "" outside
    if len(pieces) % 2 == 0:
        return None
    outside, inside = pieces.gather_every(2), pieces.gather_every(2, offset=1)
    before, after = outside.head(-1), outside.tail(-1)
    opens = (before == "") | before.str.ends_with(separator) | before.str.ends_with("\n")
    closes = after.str.starts_with(separator) | after.str.starts_with("\n")
    stray = inside.filter(~opens)
    if (
        (closes | (after == "")).all()
        and closes.filter(~opens).all()
        and not stray.str.contains(separator, literal=True).any()
        and not stray.str.contains("\n", literal=True).any()
    ):
        return outside.str.join('"')
    return None


def _forgiving(text: str, separator: str) -> list[pl.Series]:
    """Python's reader, which takes stray quotes as Excel does. Refuses a quote that swallows what follows it."""
    if unpaired := unpaired_row(text, separator):
        raise unreadable(f"第 {unpaired} 行有一个英文双引号没有配对，其后的内容无法分清单元格。")
    csv.field_size_limit(sys.maxsize)  # how long a cell may be is judged of all formats alike
    rows: list[list[str]] = []
    width = cells = 0
    for row in csv.reader(io.StringIO(text, newline=""), delimiter=separator):
        rows.append(row)
        width, cells = max(width, len(row)), cells + len(row)
        require_few(cells)
    require_rectangle(len(rows), width)
    return [pl.Series(column, dtype=pl.String) for column in zip_longest(*rows)]


def _without_forcing(column: pl.Series) -> pl.Series:
    if not column.str.starts_with("=").any():
        return column
    return column.str.replace(_FORCED_TEXT, "$1")
