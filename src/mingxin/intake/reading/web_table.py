"""HTML pages that old systems save under the name .xls: the largest table of the page as columns."""

import re
from html.parser import HTMLParser
from itertools import islice, zip_longest
from typing import Final

import polars as pl

from mingxin.intake.reading.bounds import require_few, require_rectangle
from mingxin.intake.reading.limits import Beyond, beyond

_MOST_SPAN: Final = 1_000


_ASIDE: Final = re.compile(r"<!--.*?(?:-->|\Z)|<!\[.*?(?:\]>|\Z)", re.DOTALL)  # comments, conditions of Excel
_UNCLOSED: Final = re.compile(r"<[^<>]*(?=<|\Z)")
_MOST_UNCLOSED: Final = 1_000
"""Signs "<" that no ">" follows: text may have some. The parser looks for the end of each in all that follows it."""


class _TableReader(HTMLParser):
    """Collects the rows of every table; nested tables are read as tables of their own."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.tables: list[list[list[str]]] = []
        self._open: list[list[list[str]]] = []
        self._cell: list[str] | None = None
        self._span = 1
        self._laid_out = 0  # cells, each as wide as it says

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "table":
            self._close_cell()
            self._open.append([])
        elif tag == "tr" and self._open:
            self._close_cell()
            self._open[-1].append([])
        elif tag in ("td", "th") and self._open:
            self._close_cell()
            self._cell = []
            span = dict(attrs).get("colspan") or "1"
            self._span = min(int(span), _MOST_SPAN) if span.isdecimal() else 1
        elif tag == "br" and self._cell is not None:
            self._cell.append("\n")

    def handle_endtag(self, tag: str) -> None:
        if tag in ("td", "th", "tr"):
            self._close_cell()
        elif tag == "table" and self._open:
            self._close_cell()
            self.tables.append(self._open.pop())

    def handle_data(self, data: str) -> None:
        if self._cell is not None:
            self._cell.append(data)

    def close(self) -> None:
        super().close()
        self._close_cell()
        self.tables.extend(self._open)
        self._open = []

    def _close_cell(self) -> None:
        if self._cell is None or not self._open:
            return
        rows = self._open[-1]
        if not rows:
            rows.append([])
        rows[-1].append("".join(self._cell).strip())
        rows[-1].extend([""] * (self._span - 1))
        self._laid_out += self._span
        require_few(self._laid_out)
        self._cell = None


def _require_closed(text: str) -> None:
    if next(islice(_UNCLOSED.finditer(text), _MOST_UNCLOSED, None), None) is not None:
        raise beyond(Beyond.FAULT)


def columns_of(text: str) -> list[pl.Series]:
    """The columns of the table with most rows; none where the page has no table."""
    text = _ASIDE.sub("", text)
    _require_closed(text)
    reader = _TableReader()
    reader.feed(text)
    reader.close()
    rows = max(reader.tables, key=len, default=[])
    require_rectangle(len(rows), max(map(len, rows), default=0))
    return [pl.Series(column, dtype=pl.String) for column in zip_longest(*rows)]
