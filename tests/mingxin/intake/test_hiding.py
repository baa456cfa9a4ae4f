"""A workbook is kept as it arrived only where it holds nothing but what was read."""

import io
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path

import openpyxl
import pytest

from mingxin.intake.sifting.hiding import hides_nothing

NUMBER = "420106199003071238"  # of no person: its check digit holds
OF_NOBODY = NUMBER.encode()


def parts() -> Iterator[tuple[zipfile.ZipInfo, bytes]]:
    book = openpyxl.Workbook()
    book.active.append(["单位", "文号", "日期"])
    buffer = io.BytesIO()
    book.save(buffer)
    with zipfile.ZipFile(buffer) as archive:
        yield from ((part, archive.read(part)) for part in archive.infolist())


def packed(change: Callable[[zipfile.ZipFile], None] = lambda _: None, **instead: bytes) -> bytes:
    """The workbook, some of its parts replaced, after a change."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for part, content in parts():
            archive.writestr(part.filename, instead.get(Path(part.filename).stem, content))
        change(archive)
    return buffer.getvalue()


def with_extra(kind: int, body: bytes) -> bytes:
    def add(archive: zipfile.ZipFile) -> None:
        part = zipfile.ZipInfo("docProps/custom.xml")
        part.extra = struct.pack("<HH", kind, len(body)) + body
        archive.writestr(part, b"<Properties/>")

    return packed(add)


def with_part(name: str, content: bytes = b"<a/>") -> bytes:
    return packed(lambda archive: archive.writestr(name, content))


def of_two_sheets(text: str) -> bytes:
    """The second one is not the one that is read."""
    book = openpyxl.Workbook()
    book.active.append(["单位", "文号", "日期"])
    book.create_sheet("码表").append([text])
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def with_comment(archive: zipfile.ZipFile) -> None:
    archive.comment = OF_NOBODY


def with_comment_of_a_part(archive: zipfile.ZipFile) -> None:
    archive.infolist()[0].comment = OF_NOBODY


def packed_behind_its_end() -> bytes:
    """A part whose packed bytes go on where the stream has ended."""
    content = b"<Properties/>"
    packing = zlib.compressobj(wbits=-zlib.MAX_WBITS)
    stream = packing.compress(content) + packing.flush() + OF_NOBODY
    data = bytearray(
        packed(lambda archive: archive.writestr("docProps/custom.xml", b"\0" * len(stream), zipfile.ZIP_STORED))
    )
    at = data.index(b"\0" * len(stream))
    data[at : at + len(stream)] = stream
    for mark, place in ((b"PK\3\4", 8), (b"PK\1\2", 10)):
        begin = data.rindex(mark)
        data[begin + place : begin + place + 2] = struct.pack("<H", zipfile.ZIP_DEFLATED)
        crc = begin + place + 6
        data[crc : crc + 12] = struct.pack("<III", zlib.crc32(content), len(stream), len(content))
    return bytes(data)


def between_two_parts() -> bytes:
    """The last part moved back, its place in the directory with it."""
    data = bytearray(packed())
    last = data.rindex(b"PK\3\4")
    data[last:last] = OF_NOBODY
    directory = data.rindex(b"PK\1\2")
    data[directory + 42 : directory + 46] = struct.pack("<I", last + len(OF_NOBODY))
    end = data.rindex(b"PK\5\6")
    begin = struct.unpack_from("<I", data, end + 16)[0]
    data[end + 16 : end + 20] = struct.pack("<I", begin + len(OF_NOBODY))
    return bytes(data)


CASES = {
    "as it should be": (packed(), True),
    "with the room that Excel leaves": (with_extra(0xA220, b"\x28\xa0\4\0" + bytes(500)), True),
    "with the times that other programs write": (with_extra(0x5455, b"\3" + bytes(8)), True),
    "with another sheet": (of_two_sheets("一般程序"), True),
    "a number in another sheet": (of_two_sheets(NUMBER), False),
    "a number in the name of a part": (with_part(f"xl/comments{NUMBER}.xml"), False),
    "comments without one": (with_part("xl/comments1.xml"), True),
    "a part that is no text": (with_part("docProps/custom.xml", b"<a>\xff</a>"), False),
    "bytes behind its end": (packed() + OF_NOBODY, False),
    "bytes before its beginning": (b"PK" + OF_NOBODY + packed(), False),
    "bytes between two parts": (between_two_parts(), False),
    "a comment of the package": (packed(with_comment), False),
    "a comment of a part": (packed(with_comment_of_a_part), False),
    "a number in the room that Excel leaves": (with_extra(0xA220, b"\x28\xa0\4\0" + OF_NOBODY), False),
    "a number among the times": (with_extra(0x5455, OF_NOBODY), False),
    "an extra field of no known kind": (with_extra(0x9999, bytes(8)), False),
    "packed bytes behind the end of a part": (packed_behind_its_end(), False),
    "a part that no table needs": (with_part("xl/media/note.xml"), False),
    "an attachment": (with_part("xl/embeddings/a.xml"), False),
    "a number in the properties": (with_part("docProps/custom.xml", b"<a>" + OF_NOBODY + b"</a>"), False),
    "a number spelled in references": (with_part("docProps/custom.xml", b"<a>&#52;" + OF_NOBODY[1:] + b"</a>"), False),
    "a part in UTF-16": (with_part("docProps/custom.xml", f"<a>{NUMBER}</a>".encode("utf-16-le")), False),
    "a part in another encoding": (with_part("docProps/custom.xml", b'<?xml encoding="IBM037"?><a/>'), False),
    "a part with entities": (with_part("docProps/custom.xml", b'<!DOCTYPE a [<!ENTITY b "1">]><a>&b;</a>'), False),
    "a number in the settings of a printer": (with_part("xl/printerSettings/p.bin", NUMBER.encode("utf-16-le")), False),
}  # fmt: skip


@pytest.mark.parametrize("name", CASES)
def test_what_a_workbook_holds_beside_its_cells(name: str, tmp_path: Path) -> None:
    data, is_clean = CASES[name]
    path = tmp_path / "a.xlsx"
    path.write_bytes(data)
    assert hides_nothing(path) == is_clean
