"""What a worksheet shows and the reader of its values does not tell: faulty formulas, hidden rows and columns.

It is read in the same child as the values (ADR 0022), in one pass over XML or records, and kept only where it differs.
"""

from dataclasses import dataclass, field
from itertools import accumulate
from typing import Final

UNCOMPUTED: Final = "#未计算的公式"
"""Stands in a cell whose formula was saved without what it comes to; nobody but a spreadsheet program knows that."""
FAULTS: Final = (
    r"#(?:N/A|NULL!|DIV/0!|VALUE!|REF!|NAME\?|NUM!|GETTING_DATA|SPILL!|CALC!|FIELD!|BLOCKED!|CONNECT!|BUSY!|UNKNOWN!"
    r"|EXTERNAL!|PYTHON!|TIMEOUT!)|Err:5[0-9]{2}"
)
"""What Excel, WPS and LibreOffice show where a formula came to nothing; a regular expression."""


@dataclass
class Shown:
    """Of one sheet, all counted from 1: (row, column) → what stands there; hidden rows; hidden columns in spans."""

    faults: dict[tuple[int, int], str] = field(default_factory=dict)
    hidden_rows: list[int] = field(default_factory=list)
    hidden_columns: list[tuple[int, int]] = field(default_factory=list)

    def columns_hidden(self, width: int) -> list[int]:
        """Of the first `width` columns those that are hidden, counted from 0."""
        steps = [0] * (width + 1)
        for first, last in self.hidden_columns:
            if 0 < first <= min(last, width):
                steps[first - 1] += 1
                steps[min(last, width)] -= 1
        return [index for index, depth in enumerate(accumulate(steps[:width])) if depth]


# What a sheet of an XLSX with something to tell has: formulas, errors, what is hidden or has no height or width; or
# quotes and an encoding in which these are not seen. A letter that is not there is missed ten times as fast as a word.
_TELLING: Final = {
    b"f": (b"<f", b":f"),
    b"h": (b"hidden", b'ht="0', b'width="0'),
    b"e": (b'"e"',),
    b"'": (b"'",),
    b"\x00": (b"\x00",),
}
_ROWS: Final = b"<sheetData"
_BEHIND_ROWS: Final = b"</sheetData"


def is_plain(xml: bytes) -> bool:
    """Whether it can be seen at a glance that there is nothing to tell; where it cannot, a parser looks."""
    return not any(seldom in xml and any(mark in xml for mark in marks) for seldom, marks in _TELLING.items())


def is_plain_part(xml: bytes, *, is_first: bool, is_last: bool) -> bool:
    """The same of a piece of a sheet's part: before the rows stands what is hidden, behind them nothing that tells."""
    if is_last and (end := xml.rfind(_BEHIND_ROWS)) >= 0:
        xml = xml[:end]
    if not is_first:
        return is_plain(xml)
    begin = xml.find(_ROWS)
    return begin >= 0 and not any(mark in xml[:begin] for mark in _TELLING[b"h"]) and is_plain(xml[begin:])
