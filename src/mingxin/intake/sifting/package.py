"""The parts of an XLSX, where the file is nothing but its parts: every byte accounted for."""

import io
import re
import struct
import zipfile
import zlib
from collections.abc import Iterator
from typing import Final

_LOCAL: Final = struct.Struct("<4s22xHH")  # signature, lengths of name and extra field
_CENTRAL: Final = struct.Struct("<4s24xHHH12x")  # signature, lengths of name, extra field and comment
_FIELD: Final = struct.Struct("<HH")
_END, _END_64 = 22, 56 + 20
_DESCRIPTORS: Final = (12, 16, 20, 24)
_GROWTH_HINT: Final = 0xA220  # Excel leaves room to write in place
_OF_TIME_AND_OWNER: Final = frozenset({0x0001, 0x000A, 0x5455, 0x5855, 0x7855, 0x7875, 0xCAFE})
_LONGEST_FIELD: Final = 40
_DIGITS: Final = re.compile(rb"[0-9]{6}")


def parts_of(data: bytes) -> Iterator[tuple[str, bytes | None]] | None:
    """(name, content) of every part, None as content where more is packed into a part than it unpacks to.

    None for a file with bytes that belong to no part: before, between or behind them, or in a comment. No limit of
    size is kept here: `require_harmless` has seen the file before.
    """
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        if archive.comment:
            return None
        parts = sorted(archive.infolist(), key=lambda part: part.header_offset)
        directory = archive.start_dir
    if len({part.filename for part in parts}) < len(parts) or not _directory_is_plain(data, directory, len(parts)):
        return None
    places = [_content_of(data, part) for part in parts]
    starts = [part.header_offset for part in parts] + [directory]
    if starts[0] != 0:
        return None
    for part, place, following in zip(parts, places, starts[1:], strict=True):
        if place is None or not _reaches(place[1], following, has_descriptor=bool(part.flag_bits & 0x8)):
            return None
    return ((part.filename, _unpacked(data, part, place)) for part, place in zip(parts, places, strict=True))


def _content_of(data: bytes, part: zipfile.ZipInfo) -> tuple[int, int] | None:
    """Where a part begins and ends; None where its header is not the directory's, or carries what no part needs."""
    at = part.header_offset
    if at + _LOCAL.size > len(data):
        return None
    mark, name, extra = _LOCAL.unpack_from(data, at)
    begin = at + _LOCAL.size + name + extra
    spelled = data[at + _LOCAL.size : at + _LOCAL.size + name]
    own = part.orig_filename.encode("utf-8" if part.flag_bits & 0x800 else "cp437", "replace")
    if mark != b"PK\x03\x04" or spelled != own or not _is_padding(data[begin - extra : begin]):
        return None
    return begin, begin + part.compress_size


def _reaches(end: int, following: int, *, has_descriptor: bool) -> bool:
    return end == following or (has_descriptor and following - end in _DESCRIPTORS)


def _directory_is_plain(data: bytes, at: int, count: int) -> bool:
    for _ in range(count):
        if at + _CENTRAL.size > len(data):
            return False
        mark, name, extra, comment = _CENTRAL.unpack_from(data, at)
        at += _CENTRAL.size + name
        if mark != b"PK\x01\x02" or comment or not _is_padding(data[at : at + extra]):
            return False
        at += extra
    return len(data) - at == _END or (len(data) - at == _END + _END_64 and data[at : at + 4] == b"PK\x06\x06")


def _is_padding(extra: bytes) -> bool:
    """Whether an extra field says nothing but times, owners and sizes, as programs write them, or leaves room."""
    while extra:
        if len(extra) < _FIELD.size:
            return False
        kind, length = _FIELD.unpack_from(extra)
        body, extra = extra[_FIELD.size : _FIELD.size + length], extra[_FIELD.size + length :]
        if len(body) < length:
            return False
        is_room = kind == _GROWTH_HINT and not any(body[4:])
        if not is_room and (kind not in _OF_TIME_AND_OWNER or length > _LONGEST_FIELD or _DIGITS.search(body)):
            return False
    return True


def _unpacked(data: bytes, part: zipfile.ZipInfo, place: tuple[int, int] | None) -> bytes | None:
    if place is None:
        return None
    packed = data[slice(*place)]
    if part.compress_type == zipfile.ZIP_STORED:
        return packed
    if part.compress_type != zipfile.ZIP_DEFLATED:
        return None
    unpacking = zlib.decompressobj(-zlib.MAX_WBITS)
    try:
        content = unpacking.decompress(packed) + unpacking.flush()
    except zlib.error:
        return None
    return content if unpacking.eof and not unpacking.unused_data else None
