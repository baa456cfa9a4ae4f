"""The records of a legacy XLS read once more for what the reader of values leaves out (`reading.shown`).

Sources: MS-CFB (compound file), MS-XLS (records BoundSheet8, Formula, BoolErr, Row, ColInfo, Uncalced, WriteAccess).
"""

import struct
from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Final

from mingxin.intake.reading.shown import UNCOMPUTED, Shown

_SECTOR_ENDS: Final = 0xFFFFFFFA  # and all above: no sector
_HEADER: Final = 512
_ENTRY: Final = 128
_STREAMS: Final = ("Workbook", "Book")
_BOF, _EOF, _SHEET = 0x0809, 0x000A, 0x0085
_FORMULA, _BOOL_OR_ERROR, _ROW, _COLUMNS = 0x0006, 0x0205, 0x0208, 0x007D
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
    is_uncalculated = False
    for kind, body in _records(stream, 0):
        if kind == _SHEET and len(body) >= 4:
            sheets.append(struct.unpack_from("<I", body)[0])
        elif kind == _WRITER:
            is_uncalculated = body.startswith(_OF_XLWT)
    return [_sheet(stream, at, is_uncalculated=is_uncalculated) for at in sheets]


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


def _sheet(stream: bytes, at: int, *, is_uncalculated: bool) -> Shown:
    shown = Shown()
    for kind, body in _records(stream, at):
        if kind == _FORMULA and len(body) >= 14:
            row, column, _ = struct.unpack_from("<HHH", body)
            if fault := _fault(body[6:14], is_uncalculated=is_uncalculated):
                shown.faults[row + 1, column + 1] = fault
        elif kind == _BOOL_OR_ERROR and len(body) >= 8:
            row, column, _, value, is_error = struct.unpack_from("<HHHBB", body)
            if is_error:
                shown.faults[row + 1, column + 1] = _ERRORS.get(value, UNCOMPUTED)
        elif kind == _ROW and len(body) >= 14:
            if struct.unpack_from("<H", body, 12)[0] & 0x20:
                shown.hidden_rows.append(struct.unpack_from("<H", body)[0] + 1)
        elif kind == _COLUMNS and len(body) >= 10:
            first, last, width, _, flags = struct.unpack_from("<HHHHH", body)
            if flags & 0x1 or not width:
                shown.hidden_columns.append((first + 1, last + 1))
        elif kind == _UNCALCULATED:
            is_uncalculated = True
    return shown


def _fault(result: bytes, *, is_uncalculated: bool) -> str:
    if result.endswith(_NO_NUMBER):
        if result[0] == 2:
            return _ERRORS.get(result[2], UNCOMPUTED)
        is_nothing = result[0] == 3
    else:
        is_nothing = not any(result)
    return UNCOMPUTED if is_nothing and is_uncalculated else ""


def _workbook_stream(data: bytes) -> bytes:
    """The stream of records out of its compound file; b"" where there is none."""
    if len(data) < _HEADER:
        return b""
    size = 1 << min(struct.unpack_from("<H", data, 30)[0], 20)
    small = 1 << min(struct.unpack_from("<H", data, 32)[0], 20)
    directory, cutoff, first_small = struct.unpack_from("<I4xII", data, 48)
    table = _table(data, size)
    entries = _chain(data, table, directory, size, offset=size)
    whole = b""
    for at in range(0, len(entries) - _ENTRY + 1, _ENTRY):
        length = struct.unpack_from("<H", entries, at + 64)[0]
        name = entries[at : at + max(min(length, 64) - 2, 0)].decode("utf-16-le", "replace")
        start, count = struct.unpack_from("<II", entries, at + 116)
        if at == 0:
            whole = b"" if start >= _SECTOR_ENDS else _chain(data, table, start, size, offset=size)
        if name in _STREAMS:
            if count >= cutoff:
                return _chain(data, table, start, size, offset=size)[:count]
            smalls = _numbers(_chain(data, table, first_small, size, offset=size))
            return _chain(whole, smalls, start, small, offset=0)[:count]
    return b""


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
