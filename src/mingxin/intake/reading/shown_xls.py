"""The records of a legacy XLS read once more for what the reader of values leaves out (`reading.shown`).

Sources: MS-CFB (compound file), MS-XLS (records BoundSheet8, Formula, BoolErr, Row, ColInfo, DefColWidth, Window2 …).
"""

import struct
from collections.abc import Iterator, Mapping, Sequence
from itertools import islice
from typing import Final

from mingxin.intake.reading.container import unreadable
from mingxin.intake.reading.looks import Look
from mingxin.intake.reading.looks_xls import Styles
from mingxin.intake.reading.shown import LEAST_HEIGHT, LEAST_WIDTH, UNCOMPUTED, Shown

_SECTOR_ENDS: Final = 0xFFFFFFFA  # and all above: no sector
_HEADER: Final = 512
_ENTRY: Final = 128
_STREAMS: Final = ("Workbook", "Book")
_BOF, _EOF, _SHEET = 0x0809, 0x000A, 0x0085
_FORMULA, _BOOL_OR_ERROR, _ROW, _COLUMNS = 0x0006, 0x0205, 0x0208, 0x007D
_DEFAULT_ROW, _DEFAULT_WIDTH, _STANDARD_WIDTH, _WINDOW = 0x0225, 0x0055, 0x0099, 0x023E
_CELLS: Final = frozenset({_FORMULA, _BOOL_OR_ERROR, 0x0203, 0x027E, 0x00FD, 0x0204, 0x00D6})  # one cell each
_MANY_NUMBERS: Final = 0x00BD
_TWIPS: Final = 20  # a point
_OF_A_CHARACTER: Final = 256
_UNCALCULATED, _WRITER = 0x005E, 0x005C
_ERRORS: Final = {
    0x00: "#NULL!", 0x07: "#DIV/0!", 0x0F: "#VALUE!", 0x17: "#REF!", 0x1D: "#NAME?", 0x24: "#NUM!", 0x2A: "#N/A",
    0x2B: "#GETTING_DATA",
}  # fmt: skip
_NO_NUMBER: Final = b"\xff\xff"
_OF_XLWT: Final = b"None    "  # a writer of files that calculates nothing signs so, where nobody told it a name


def shown_in_records(data: bytes) -> Sequence[Shown]:
    """What each sheet shows, in their order. What cannot be followed ends where it breaks: others judge the file."""
    stream = _workbook_stream(data)
    sheets: list[int] = []
    styles = Styles()
    is_uncalculated = False
    for kind, body in _records(stream, 0):
        if kind == _SHEET and len(body) >= 4:
            sheets.append(struct.unpack_from("<I", body)[0])
        elif kind == _WRITER:
            is_uncalculated = body.startswith(_OF_XLWT)
        else:
            styles.hear(kind, body)
    looks = styles.looks()
    shown = []
    for at in sheets:
        page = _Page(looks, is_uncalculated=is_uncalculated)
        for kind, body in _records(stream, at):
            page.hear(kind, body)
        shown.append(page.completed())
    return shown


def _records(stream: bytes, at: int) -> Iterator[tuple[int, bytes]]:
    """(kind, body) of one substream without those inside it, such as charts."""
    depth = 0
    while at + 4 <= len(stream):
        kind, length = struct.unpack_from("<HH", stream, at)
        depth += (kind == _BOF) - (kind == _EOF)
        if depth <= 0:
            return
        if depth == 1:
            yield kind, stream[at + 4 : at + 4 + length]
        at += 4 + length


class _Page:
    """A worksheet, record by record."""

    def __init__(self, looks: Mapping[int, Look], *, is_uncalculated: bool) -> None:
        self._shown = Shown(is_stale=is_uncalculated)
        self._looks = looks
        self._rows: set[int] = set()  # that say of themselves how high they are
        self._filled: set[int] = set()  # counted where rows are hidden that do not
        self._hides_rows = False
        self._sized: list[tuple[int, int]] = []
        self._width = 1  # of columns that have none of their own

    def hear(self, kind: int, body: bytes) -> None:
        if (self._looks or self._hides_rows) and (kind in _CELLS or kind == _MANY_NUMBERS) and len(body) >= 6:
            self._cells(kind, body)
        if kind == _FORMULA and len(body) >= 14:
            self._formula(body)
        elif kind == _BOOL_OR_ERROR and len(body) >= 8:
            row, column, _, value, is_error = struct.unpack_from("<HHHBB", body)
            if is_error:
                self._shown.faults[row + 1, column + 1] = _ERRORS.get(value, UNCOMPUTED)
        elif kind == _ROW and len(body) >= 14:
            row, height, flags = *struct.unpack_from("<H4xH", body), body[12]
            self._rows.add(row + 1)
            if flags & 0x20 or (flags & 0x40 and height & 0x7FFF < LEAST_HEIGHT * _TWIPS):
                self._shown.hidden_rows.append(row + 1)
        elif kind == _COLUMNS and len(body) >= 10:
            first, last, width, _, flags = struct.unpack_from("<HHHHH", body)
            self._sized.append((first + 1, last + 1))
            if flags & 0x1 or width < LEAST_WIDTH * _OF_A_CHARACTER:
                self._shown.hidden_columns.append((first + 1, last + 1))
        elif kind in (_DEFAULT_ROW, _DEFAULT_WIDTH, _STANDARD_WIDTH, _WINDOW) and len(body) >= 2:
            self._by_default(kind, struct.unpack_from("<H", body)[0])
        elif kind == _UNCALCULATED:
            self._shown.is_stale = True

    def _by_default(self, kind: int, said: int) -> None:
        if kind == _DEFAULT_ROW:
            self._hides_rows = bool(said & 0x2)
        elif kind == _WINDOW:
            self._shown.hides_zeros = not said & 0x10
        else:
            self._width = said

    def _cells(self, kind: int, body: bytes) -> None:
        row, first = struct.unpack_from("<HH", body)
        self._filled.add(row + 1)
        styles = body[4:6] if kind in _CELLS else body[4:-2]  # of many numbers, each behind its style in four bytes
        for place in range((len(styles) + 4) // 6):
            look = self._looks.get(struct.unpack_from("<H", styles, 6 * place)[0])
            if look is not None:
                self._shown.looks[row + 1, first + place + 1] = look

    def _formula(self, body: bytes) -> None:
        row, column, _ = struct.unpack_from("<HHH", body)
        self._shown.formulas.append((row + 1, column + 1, row + 1, column + 1))
        if fault := _fault(body[6:14], is_uncalculated=self._shown.is_stale):
            self._shown.faults[row + 1, column + 1] = fault

    def completed(self) -> Shown:
        """With the rows and columns that are hidden because they do not say how high or wide they are."""
        if self._hides_rows:
            self._shown.hidden_rows += sorted(self._filled - self._rows)
        if not self._width:
            self._shown.hide_columns_but(self._sized)
        return self._shown


def _fault(result: bytes, *, is_uncalculated: bool) -> str:
    if result.endswith(_NO_NUMBER):
        if result[0] == 2:
            return _ERRORS.get(result[2], UNCOMPUTED)
        is_nothing = result[0] == 3
    else:
        is_nothing = not any(result)
    return UNCOMPUTED if is_nothing and is_uncalculated else ""


def _workbook_stream(data: bytes) -> bytes:
    """The stream of records out of its compound file; b"" where there is none. A file with two is refused: a program
    that knows the newer shows that one, an older the other.
    """
    if len(data) < _HEADER:
        return b""
    size = 1 << min(struct.unpack_from("<H", data, 30)[0], 20)
    small = 1 << min(struct.unpack_from("<H", data, 32)[0], 20)
    directory, cutoff, first_small = struct.unpack_from("<I4xII", data, 48)
    table = _table(data, size)
    entries = _chain(data, table, directory, size, offset=size)
    whole, found = b"", dict[str, bytes]()
    for at in range(0, len(entries) - _ENTRY + 1, _ENTRY):
        length = struct.unpack_from("<H", entries, at + 64)[0]
        name = entries[at : at + max(min(length, 64) - 2, 0)].decode("utf-16-le", "replace")
        start, count = struct.unpack_from("<II", entries, at + 116)
        if at == 0:
            whole = b"" if start >= _SECTOR_ENDS else _chain(data, table, start, size, offset=size)
        if name in _STREAMS:
            if found:
                raise unreadable("文件中有两份工作簿内容，表格软件只显示其中一份，无法确定读哪一份。")
            if count >= cutoff:
                found[name] = _chain(data, table, start, size, offset=size)[:count]
            else:
                smalls = _numbers(_chain(data, table, first_small, size, offset=size))
                found[name] = _chain(whole, smalls, start, small, offset=0)[:count]
    return next(iter(found.values()), b"")


def _table(data: bytes, size: int) -> Sequence[int]:
    """The allocation table: sector → the one that follows it."""
    count, further = struct.unpack_from("<I20xI", data, 44)
    sectors = list(struct.unpack_from("<109I", data, 76))
    for _ in range(len(data) // size):
        if further >= _SECTOR_ENDS:
            break
        more = _numbers(data[(further + 1) * size : (further + 2) * size])
        if len(more) < 2:
            break
        sectors += more[:-1]
        further = more[-1]
    held = (data[(one + 1) * size : (one + 2) * size] for one in islice(sectors, count) if one < _SECTOR_ENDS)
    return _numbers(b"".join(held))


def _numbers(data: bytes) -> Sequence[int]:
    return struct.unpack(f"<{len(data) // 4}I", data[: len(data) // 4 * 4])


def _chain(data: bytes, table: Sequence[int], sector: int, size: int, *, offset: int) -> bytes:
    """The sectors that follow each other; a ring ends when it was as long as the whole."""
    pieces = []
    for _ in range(len(data) // size + 1):
        if sector >= len(table):
            break
        pieces.append(data[offset + sector * size : offset + (sector + 1) * size])
        sector = table[sector]
    return b"".join(pieces)
