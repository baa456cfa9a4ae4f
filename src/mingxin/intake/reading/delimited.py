"""Text with separators (CSV, TSV) as columns. Every record is one row, also where a quoted cell holds line breaks."""

import csv
import io
from collections import Counter
from collections.abc import Sequence
from itertools import zip_longest
from typing import Final

import polars as pl

from mingxin.intake.reading.bounds import MOST_CELL_CHARACTERS, require_few, require_rectangle
from mingxin.intake.reading.container import unreadable
from mingxin.kernel.refusal import Refusal

_SEPARATORS: Final = (",", "\t", ";", "，")
_SAMPLE_CHARACTERS: Final = 200_000
_SAMPLE_LINES: Final = 30
_MOST_FAST_COLUMNS: Final = 256
_FORCED_TEXT: Final = r'^="([^"]*)"$'  # ="0012": how some systems keep Excel from making a number of it


def columns_of(text: str) -> list[pl.Series]:
    """The columns of a delimited text. Its separator is the one of , ; tab and ， that its first lines agree on."""
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    separator = separator_of(text)
    columns = _fast(text, separator)
    if columns is None:
        columns = _forgiving(text, separator)
    return [_without_forcing(column) for column in columns]


def separator_of(text: str) -> str:
    """The separator that stands equally often, outside quotes, in most of the first lines."""
    lines = ["".join(line.split('"')[::2]) for line in text[:_SAMPLE_CHARACTERS].split("\n")[:_SAMPLE_LINES]]
    return max(_SEPARATORS, key=lambda separator: _regularity(lines, separator))


def _regularity(lines: Sequence[str], separator: str) -> int:
    """How many separators stand in lines that have the commonest number of them."""
    counts = Counter(count for line in lines if (count := line.count(separator)))
    return max((count * lines for count, lines in counts.items()), default=0)


def _fast(text: str, separator: str) -> list[pl.Series] | None:
    """Polars, for well-formed text; None where it declines."""
    if not separator.isascii():
        return None
    width = 1 + max((line.count(separator) for line in text.split("\n")), default=0)
    if '"' in text:
        width = min(width, _MOST_FAST_COLUMNS)
    if width > _MOST_FAST_COLUMNS:
        return None
    require_rectangle(text.count("\n"), width)
    try:
        frame = pl.read_csv(
            text.encode(),
            has_header=False,
            separator=separator,
            schema={str(index): pl.String for index in range(width)},
            truncate_ragged_lines=width < _MOST_FAST_COLUMNS,
            missing_columns="insert",
        )
    except (pl.exceptions.PolarsError, pl.exceptions.PanicException):
        return None
    return list(frame)


def _forgiving(text: str, separator: str) -> list[pl.Series]:
    """Python's reader, which takes stray quotes as Excel does. Refuses a quote that swallows the rest of the file."""
    csv.field_size_limit(MOST_CELL_CHARACTERS)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    rows: list[list[str]] = []
    width = cells = 0
    try:
        for row in reader:
            rows.append(row)
            width, cells = max(width, len(row)), cells + len(row)
            require_few(cells)
    except csv.Error as broken:
        raise _unpaired_quote(len(rows) + 1) from broken
    require_rectangle(len(rows), width)
    if text.count('"') % 2:
        for number, row in enumerate(rows, start=1):
            if any(cell.count("\n") > 5 and cell.count(separator) > 10 for cell in row):
                raise _unpaired_quote(number)
    return [pl.Series(column, dtype=pl.String) for column in zip_longest(*rows)]


def _unpaired_quote(row: int) -> Refusal:
    return unreadable(f"第 {row} 行有一个英文双引号没有配对，其后的内容无法分清单元格。")


def _without_forcing(column: pl.Series) -> pl.Series:
    if not column.str.starts_with("=").any():
        return column
    return column.str.replace(_FORCED_TEXT, "$1")
