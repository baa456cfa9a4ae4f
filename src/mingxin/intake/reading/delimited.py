"""Text with separators (CSV, TSV) as columns. Every record is one row, also where a quoted cell holds line breaks."""

import csv
import io
import re
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import zip_longest
from typing import Final

import polars as pl

from mingxin.intake.reading.bounds import require_few, require_rectangle
from mingxin.intake.reading.container import unreadable

_SEPARATORS: Final = (",", "\t", ";", "，")
_SAMPLE_CHARACTERS: Final = 200_000
_SAMPLE_ROWS: Final = 30
_MOST_FAST_COLUMNS: Final = 256
_BLOCK_BYTES: Final = 4_000_000
_FORCED_TEXT: Final = r'^="([^"]*)"$'  # ="0012": how some systems keep Excel from making a number of it


def columns_of(text: str) -> list[pl.Series]:
    """The columns of a delimited text. Its separator is the one of , ; tab and ， that its first rows agree on."""
    text = text.lstrip("\ufeff")  # a second mark, or one of GB 18030: no program shows it
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    separator = separator_of(text)
    columns = _fast(text, separator)
    if columns is None:
        columns = _forgiving(text, separator)
    return [_without_forcing(column) for column in columns]


def separator_of(text: str) -> str:
    """The separator that stands equally often, outside quoted cells, in most of the first rows."""
    quoted = _quoted_cells("".join(_SEPARATORS))
    bare = quoted.sub(lambda cell: cell[0] if cell["behind"] is None else "", text[:_SAMPLE_CHARACTERS])
    rows = bare.split("\n")[:_SAMPLE_ROWS]
    return max(_SEPARATORS, key=lambda separator: _regularity(rows, separator))


def _quoted_cells(separators: str) -> re.Pattern[str]:
    """Each cell that begins with a quote, ended as Excel and Python's reader end it.

    `behind` is what stands between its closing quote and the next separator or line end; None where no quote closes it.
    """
    return re.compile(rf'(?<![^\n{separators}])"(?:[^"]++|"")*+(?:"(?P<behind>[^\n{separators}]*+)|\Z)')


def _regularity(rows: Sequence[str], separator: str) -> int:
    """How many separators stand in rows that have the commonest number of them."""
    counts = Counter(count for row in rows if (count := row.count(separator)))
    return max((count * rows for count, rows in counts.items()), default=0)


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
    _require_paired(text, separator)
    csv.field_size_limit(sys.maxsize)  # how long a cell may be is judged of all formats alike
    rows: list[list[str]] = []
    width = cells = 0
    for row in csv.reader(io.StringIO(text, newline=""), delimiter=separator):
        rows.append(row)
        width, cells = max(width, len(row)), cells + len(row)
        require_few(cells)
    require_rectangle(len(rows), width)
    return [pl.Series(column, dtype=pl.String) for column in zip_longest(*rows)]


def _require_paired(text: str, separator: str) -> None:
    """Refuse a quoted cell that never ends, or over several lines to where no cell ends: a quote was left out."""
    breaks = 0
    for cell in _quoted_cells(separator).finditer(text):
        within = cell[0].count("\n")
        if cell["behind"] is None or (within and cell["behind"]):
            row = 1 + text.count("\n", 0, cell.start()) - breaks
            raise unreadable(f"第 {row} 行有一个英文双引号没有配对，其后的内容无法分清单元格。")
        breaks += within


def _without_forcing(column: pl.Series) -> pl.Series:
    if not column.str.starts_with("=").any():
        return column
    return column.str.replace(_FORCED_TEXT, "$1")
