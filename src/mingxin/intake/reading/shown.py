"""What a worksheet shows and the reader of its values does not tell: formulas, what is hidden, styles that change it.

It is read in the same child as the values (ADR 0022), in one pass over XML or records, and kept only where it differs.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import accumulate
from typing import Final

from mingxin.intake.reading.bounds import MOST_COLUMNS
from mingxin.intake.reading.looks import Look
from mingxin.intake.table import Box

UNCOMPUTED: Final = "#未计算的公式"
"""Stands in a cell whose formula was saved without what it comes to; nobody but a spreadsheet program knows that."""
FAULTS: Final = (
    r"#(?:N/A|NULL!|DIV/0!|VALUE!|REF!|NAME\?|NUM!|GETTING_DATA|SPILL!|CALC!|FIELD!|BLOCKED!|CONNECT!|BUSY!|UNKNOWN!"
    r"|EXTERNAL!|PYTHON!|TIMEOUT!)|Err:5[0-9]{2}"
)
"""What Excel, WPS and LibreOffice show where a formula came to nothing; a regular expression."""


@dataclass
class Shown:
    """Of one sheet, all counted from 1: what stands in cells, and what changes how it is seen.

    `faults`, (row, column) → what stands there instead of a value; `formulas`, the cells that each fills; `is_stale`:
    programs calculate all of them anew when they open the file; `looks`, (row, column) → how the style changes what is
    seen; `runs`, (row, column) of texts of which a part is seen otherwise; `hides_zeros`: a number that is 0 is seen as
    nothing; hidden rows; hidden columns in spans.
    """

    faults: dict[tuple[int, int], str] = field(default_factory=dict)
    formulas: list[Box] = field(default_factory=list)
    is_stale: bool = False
    looks: dict[tuple[int, int], Look] = field(default_factory=dict)
    runs: list[tuple[int, int]] = field(default_factory=list)
    hides_zeros: bool = False
    hidden_rows: list[int] = field(default_factory=list)
    hidden_columns: list[tuple[int, int]] = field(default_factory=list)

    def hide_columns_but(self, spans: Iterable[tuple[int, int]]) -> None:
        """Hide all columns that are in none of these spans."""
        begin = 1
        for first, last in sorted(spans):
            self.hidden_columns.append((begin, first - 1))
            begin = max(begin, last + 1)
        self.hidden_columns.append((begin, MOST_COLUMNS))

    def columns_hidden(self, width: int) -> list[int]:
        """Of the first `width` columns those that are hidden, counted from 0."""
        steps = [0] * (width + 1)
        for first, last in self.hidden_columns:
            if 0 < first <= min(last, width):
                steps[first - 1] += 1
                steps[min(last, width)] -= 1
        return [index for index, depth in enumerate(accumulate(steps[:width])) if depth]


# What a sheet of an XLSX with something to tell has: formulas, errors, what is hidden or has no height or width; or
# quotes, numbers of characters and an encoding in which these are not seen. A letter that is not there is missed ten
# times as fast as a word.
_TELLING: Final = {
    b"f": (b"<f", b":f"),
    b"h": (b"hidden", b'idth="0'),
    b"e": (b'"e"',),
    b"'": (b"'",),
    b"\x00": (b"\x00",),
    b"#": (b"&#",),
    b"P": (b"rPr",),
}
_LOW: Final = re.compile(rb'ht(?:\s|=\s|="(?:[0.+ -]|[12]\.|(?<=\sht=")[12]"))')  # of a row, in points
_IN_HEAD: Final = re.compile(rb'hidden|zeroHeight|showZeros|idth(?:\s|=\s|="[^1-9])|' + _LOW.pattern)
LEAST_HEIGHT: Final = 3.0  # points
LEAST_WIDTH: Final = 1.0  # characters
_ROWS: Final = b"<sheetData"
_BEHIND_ROWS: Final = b"</sheetData"


def is_plain(xml: bytes) -> bool:
    """Whether it can be seen at a glance that there is nothing to tell; where it cannot, a parser looks."""
    tells = any(seldom in xml and any(mark in xml for mark in marks) for seldom, marks in _TELLING.items())
    return not tells and not (b"h" in xml and _LOW.search(xml))


def is_plain_part(xml: bytes, *, is_first: bool, is_last: bool) -> bool:
    """The same of a piece of a sheet's part: before the rows stands what is hidden, behind them nothing that tells."""
    if is_last and (end := xml.rfind(_BEHIND_ROWS)) >= 0:
        xml = xml[:end]
    if not is_first:
        return is_plain(xml)
    begin = xml.find(_ROWS)
    return begin >= 0 and not _IN_HEAD.search(xml[:begin]) and is_plain(xml[begin:])


def is_nothing(length: str | None, least: float) -> bool:
    """Whether a row so high (in points) or a column so wide (in characters) is none to see; None: nobody says it."""
    if length is None:
        return False
    try:
        return not float(length) >= least
    except ValueError:
        return True
