"""HTML pages that old systems save under the name .xls: the tables of the page as columns."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from html.parser import HTMLParser
from itertools import islice, zip_longest
from typing import Final

import polars as pl

from mingxin.intake.reading.bounds import require_few, require_rectangle
from mingxin.intake.reading.limits import Beyond, beyond
from mingxin.intake.table import Box

_MOST_ACROSS: Final = 1_000
_MOST_DOWN: Final = 65_534  # as HTML has it


_ASIDE: Final = re.compile(r"<!--.*?(?:-->|\Z)|<!\[.*?(?:\]>|\Z)", re.DOTALL)  # comments, conditions of Excel
_UNCLOSED: Final = re.compile(r"<[^<>]*(?=<|\Z)")
_MOST_UNCLOSED: Final = 1_000
"""Signs "<" that no ">" follows: text may have some. The parser looks for the end of each in all that follows it."""


_Cell = tuple[str, int, int]  # its text, and how many columns and rows it says that it covers


@dataclass
class _Open:
    """A table that is being read."""

    rows: list[list[_Cell]]
    cell: list[str] | None = None
    spans: tuple[int, int] = (1, 1)

    def close_cell(self) -> None:
        if self.cell is None:
            return
        if not self.rows:
            self.rows.append([])
        self.rows[-1].append(("".join(self.cell).strip(), *self.spans))
        self.cell = None


class _TableReader(HTMLParser):
    """Collects the rows of every table; a nested one is a table of its own, behind which the cell around it goes on."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.tables: list[list[list[_Cell]]] = []
        self._open: list[_Open] = []
        self._cells = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "table":
            self._open.append(_Open([]))
            self.tables.append(self._open[-1].rows)
        if not self._open:
            return
        table = self._open[-1]
        if tag == "tr":
            table.close_cell()
            table.rows.append([])
        elif tag in ("td", "th"):
            table.close_cell()
            said = dict(attrs)
            table.cell = []
            table.spans = (_span(said.get("colspan"), _MOST_ACROSS), _span(said.get("rowspan"), _MOST_DOWN))
            self._cells += table.spans[0]
            require_few(self._cells)
        elif tag == "br" and table.cell is not None:
            table.cell.append("\n")

    def handle_endtag(self, tag: str) -> None:
        if self._open and tag in ("td", "th", "tr", "table"):
            self._open[-1].close_cell()
            if tag == "table":
                self._open.pop()

    def handle_data(self, data: str) -> None:
        if self._open and (cell := self._open[-1].cell) is not None:
            cell.append(data)

    def close(self) -> None:
        super().close()
        for table in self._open:
            table.close_cell()
        self._open = []


def _span(said: str | None, most: int) -> int:
    return min(max(int(said), 1), most) if said and said.isdecimal() else 1


def _laid_out(
    rows: Sequence[Sequence[_Cell]],
) -> tuple[list[list[str]], list[Box]]:
    """The rows as a grid, and the boxes over several of them. What stands beside a box moves to the right of it."""
    grid: list[list[str]] = []
    merged = []
    covered: dict[int, int] = {}  # column → so many rows from here on
    for number, row in enumerate(rows, start=1):
        line: list[str] = []
        begun: dict[int, int] = {}
        for text, across, down in row:
            while len(line) in covered:
                line.append("")
            down = min(down, len(rows) - number + 1)
            if down > 1:
                merged.append((number, len(line) + 1, number + down - 1, len(line) + across))
                begun.update(dict.fromkeys(range(len(line), len(line) + across), down))
            line += [text, *[""] * (across - 1)]
            require_rectangle(len(rows), len(line))
        grid.append(line)
        covered = {column: left - 1 for column, left in {**covered, **begun}.items() if left > 1}
    return grid, merged


def _require_closed(text: str) -> None:
    if next(islice(_UNCLOSED.finditer(text), _MOST_UNCLOSED, None), None) is not None:
        raise beyond(Beyond.FAULT)


def read(text: str) -> tuple[list[pl.Series], tuple[Box, ...]]:
    """The columns of the page's tables, one under the other as a spreadsheet shows them, and boxes over several rows.

    None where the page has no table. Tables without a word, which only lay out others, are left out.
    """
    text = _ASIDE.sub("", text)
    _require_closed(text)
    reader = _TableReader()
    reader.feed(text)
    reader.close()
    filled = [rows for rows in reader.tables if any(said for row in rows for said, _, _ in row)]
    grid: list[list[str]] = []
    merged: list[Box] = []
    for rows in filled:
        lines, boxes = _laid_out(rows)
        merged += [(top + len(grid), left, bottom + len(grid), right) for top, left, bottom, right in boxes]
        grid += lines
    require_rectangle(len(grid), max(map(len, grid), default=0))
    return [pl.Series(column, dtype=pl.String) for column in zip_longest(*grid)], tuple(merged)
