"""What a file is by its content, and whether it is safe to unpack. The name and its extension are never asked."""

import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from enum import StrEnum
from typing import Final

from mingxin.intake.reading.bounds import MOST_CELLS
from mingxin.intake.reading.shown import is_plain_part
from mingxin.kernel.refusal import Refusal

MOST_UNPACKED_BYTES: Final = 1_500_000_000
MOST_PARTS: Final = 2_000
_CHUNK: Final = 1 << 22
_COMPRESSIONS: Final = frozenset({zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA})
_PATCHED: Final = 0x20  # flag of a part that holds only what changed in another file

_SAVE_AS: Final = "请用 Excel 或 WPS 打开原文件，另存为 xlsx 或 CSV 后重新上传。"
# A first look that costs little. XML can be spelled otherwise: what was read is counted again (`bounds`).
_FAR_COLUMN: Final = re.compile(rb"r=[\"'](?:[D-Z][A-Z]|[A-Z]{3})[0-9]")
_FILLED_CELL: Final = re.compile(rb"<c [^>]*?r=[\"']([A-Z]{1,3})([0-9]{1,7})[\"'][^>]*>\s*<(?:v|is|f)\b")
_ROW: Final = re.compile(rb"<row [^>]*?r=[\"']([0-9]{1,8})[\"']")


class Kind(StrEnum):
    XLSX = "xlsx"
    XLS = "xls"
    WEB_TABLE = "web_table"  # an HTML page that an old system named .xls
    TEXT = "text"


_OTHER: Final = (
    (b"%PDF", "PDF 文件"),
    (b"\x89PNG", "图片"),
    (b"\xff\xd8\xff", "图片"),
    (b"GIF8", "图片"),
    (b"Rar!", "压缩包"),
    (b"7z\xbc\xaf", "压缩包"),
    (b"\x1f\x8b", "压缩包"),
    (b"{\\rtf", "RTF 文档"),
)
_ZIPPED: Final = (
    ("word/document.xml", "Word 文档"),
    ("ppt/presentation.xml", "演示文稿"),
    ("xl/workbook.bin", "二进制工作簿（xlsb）"),
    ("OFD.xml", "OFD 文件"),
    ("content.xml", "OpenDocument 文件"),
)


def kind_of(data: bytes) -> Kind:
    """Recognise a table file. Refuses everything else, saying what it is."""
    if not data.strip(b"\x00 \t\r\n\xef\xbb\xbf"):
        raise Refusal("file.empty", "文件是空的，没有任何内容。", "请确认选择的文件后重新上传。")
    for mark, name in _OTHER:
        if data.startswith(mark):
            raise Refusal("file.not_a_table", f"这是{name}，不是数据表。", "请上传 xlsx、xls 或 CSV 格式的数据表。")
    if data.startswith(b"PK"):
        return _kind_of_zip(data)
    if data.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):
        if _utf16(data, "EncryptedPackage"):
            raise password_refusal()
        if _utf16(data, "WordDocument"):
            raise Refusal("file.not_a_table", "这是 Word 文档，不是数据表。", "请上传 xlsx、xls 或 CSV 格式的数据表。")
        return Kind.XLS
    head = data[:4096].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if b"urn:schemas-microsoft-com:office:spreadsheet" in head:
        raise unreadable("这是“XML 电子表格 2003”格式的文件，本平台不读取这种格式。")
    if head.startswith((b"<html", b"<!doctype html", b"<table", b"<meta")) or b"<table" in head:
        return Kind.WEB_TABLE
    return Kind.TEXT


def _kind_of_zip(data: bytes) -> Kind:
    with _package(data) as archive:
        names = set(archive.namelist())
    if "xl/workbook.xml" in names:
        return Kind.XLSX
    for name, spoken in _ZIPPED:
        if name in names:
            raise Refusal("file.not_a_table", f"这是{spoken}，不是可读取的数据表。", _SAVE_AS)
    raise Refusal("file.not_a_table", "这是压缩包，不是数据表。", "请解压后上传其中的 xlsx、xls 或 CSV 文件。")


@contextmanager
def _package(data: bytes) -> Iterator[zipfile.ZipFile]:
    """The parts of a ZIP; what zipfile makes of a bad one, in words."""
    try:
        with _opened(data) as archive:
            if any(p.compress_type not in _COMPRESSIONS or p.flag_bits & _PATCHED for p in archive.infolist()):
                raise _unknown_form()
            yield archive
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError) as broken:
        raise unreadable("文件已损坏或没有上传完整，无法打开。") from broken


def _opened(data: bytes) -> zipfile.ZipFile:
    try:
        return zipfile.ZipFile(io.BytesIO(data))
    except RuntimeError as newer:  # a version of the format that zipfile does not know
        raise _unknown_form() from newer


def _unknown_form() -> Refusal:
    return unreadable("文件的压缩方式本平台不能读取，文件本身不一定损坏。")


def _utf16(data: bytes, word: str) -> bool:
    return word.encode("utf-16-le") in data


def require_harmless(data: bytes) -> frozenset[str]:
    """Unpack an XLSX once without keeping it: refuses zip bombs and cells scattered over an enormous sheet.

    Answers the names of those parts with sheets that have neither formulas nor errors nor anything hidden. The sizes
    that the archive declares are looked at first, but not believed: a bomb lies about them.
    """
    with _package(data) as archive:
        parts = archive.infolist()
        if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > MOST_UNPACKED_BYTES:
            raise _bomb()
        left = MOST_UNPACKED_BYTES
        plain = set()
        for part in parts:
            if part.flag_bits & 0x1:
                raise password_refusal()
            part.file_size = 2 * MOST_UNPACKED_BYTES  # so that the stream is read to its true end
            size, is_plain = _unpack(archive, part, left)
            left -= size
            if is_plain:
                plain.add(part.filename)
        return frozenset(plain)


def _unpack(archive: zipfile.ZipFile, part: zipfile.ZipInfo, most: int) -> tuple[int, bool]:
    """The true size of a part, and whether it is a sheet of values alone.

    Raises when it passes `most`, or when its cells span too wide a rectangle.
    """
    is_sheet = part.filename.startswith("xl/worksheets/") and part.filename.endswith(".xml")
    size = last_row = 0
    has_far_column = False
    is_plain = is_sheet
    tail = b""
    with archive.open(part) as stream:
        while chunk := stream.read(_CHUNK):
            size += len(chunk)
            if size > most:
                raise _bomb()
            if is_sheet:
                window = tail + chunk
                has_far_column = has_far_column or _FAR_COLUMN.search(window) is not None
                last_row = max(last_row, max(map(int, _ROW.findall(window)), default=0))
                is_plain = is_plain and is_plain_part(window, is_first=size == len(chunk), is_last=len(chunk) < _CHUNK)
                tail = chunk[-256:]
    if has_far_column or last_row > 1_048_576:
        _require_compact(archive, part)
    return size, is_plain


def _require_compact(archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> None:
    """The slow, exact look: which cells hold something. Formats alone reach to column XFD in many honest files."""
    last_row = widest = 0
    tail = b""
    with archive.open(part) as stream:
        while chunk := stream.read(_CHUNK):
            for letters, row in _FILLED_CELL.findall(tail + chunk):
                last_row = max(last_row, int(row))
                widest = max(widest, int.from_bytes(letters, "big"))
            tail = chunk[-512:]
    columns = _column_number(widest)
    if last_row > 1_048_576 or columns > 16_384 or last_row * columns > MOST_CELLS:
        raise Refusal(
            "file.zip_bomb",
            "工作表中的内容散布在极大的范围内，展开后会占用过多内存，未予读取。",
            "请把数据复制到新的空白工作表，从第 1 行第 A 列开始，保存后重新上传。",
        )


def _column_number(letters: int) -> int:
    number = 0
    for char in letters.to_bytes(3, "big").lstrip(b"\x00"):
        number = number * 26 + char - ord("A") + 1
    return number


def _bomb() -> Refusal:
    return Refusal(
        "file.zip_bomb",
        "文件展开后的体积异常巨大，未予读取。",
        "请把数据复制到新的空白工作簿，保存后重新上传；数据很多时请分成几个文件。",
    )


def password_refusal() -> Refusal:
    return Refusal("file.password", "文件设有打开密码，无法读取。", "请在 Excel 或 WPS 中取消密码并保存后重新上传。")


def unreadable(message: str) -> Refusal:
    return Refusal("file.unreadable", message, _SAVE_AS)
