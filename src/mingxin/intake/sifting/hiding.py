"""Whether a sent file may be kept as it arrived: it holds nothing but what was read, and no identity number."""

import html
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import polars as pl

from mingxin.intake.reading.container import Kind, kind_of
from mingxin.intake.reading.spreadsheet import read_workbook
from mingxin.intake.sifting.identity import holds_any
from mingxin.intake.sifting.package import parts_of
from mingxin.kernel.resident_id import find_in

_TAG: Final = re.compile(r"<[^>]*>")
_ENCODING: Final = re.compile(r"""<\?xml[^>]*encoding=["'](?!utf-?8|us-ascii)""", re.IGNORECASE)
_PIECE_CHARACTERS: Final = 4_000_000  # a sheet of 100 000 rows has a hundred million, most of them tags
_KNOWN_TEXT: Final = re.compile(
    r"\[Content_Types\]\.xml|(?:.*/)?_rels/[^/]*\.rels|docProps/(?:core|app|custom)\.xml|docMetadata/LabelInfo\.xml"
    r"|xl/(?:workbook|styles|sharedStrings|calcChain|metadata)\.xml"
    r"|xl/(?:worksheets|chartsheets|theme|tables|drawings|comments|threadedComments|persons)/[^/]+\.(?:xml|vml)"
    r"|xl/comments[^/]*\.xml"
)
_KNOWN_BINARY: Final = re.compile(r"xl/printerSettings/[^/]+\.bin")


def hides_nothing(path: Path) -> bool:
    """Beside the cells that were read. What is hidden in a legacy XLS or a web page cannot be searched."""
    data = path.read_bytes()
    kind = kind_of(data)
    return kind is Kind.TEXT or (kind is Kind.XLSX and workbook_is_clean(data))


def workbook_is_clean(data: bytes) -> bool:
    """Whether an XLSX, the cells of whose only sheet are known to be clean, holds no identity number in any part.

    Bytes that are no part (behind the end, in comments of the package), parts that no table needs (pictures,
    attachments) and unusual encodings count as unclean; of several sheets all are read.
    """
    sheets = 0
    parts = parts_of(data)
    if parts is None:
        return False
    for name, content in parts:
        if name.endswith("/") and not content:
            continue
        if content is None or not _may_stand(name, content):
            return False
        sheets += name.startswith("xl/worksheets/sheet")
    return sheets == 1 or not any(holds_any(sheet.cells) for sheet in read_workbook(data, with_hidden=True))


def _may_stand(name: str, content: bytes) -> bool:
    if find_in(name):
        return False
    if _KNOWN_BINARY.fullmatch(name):
        return not find_in(content.decode("latin-1"))  # what parts the bytes of wide characters parts no number
    if not _KNOWN_TEXT.fullmatch(name):
        return False
    try:
        text = content.decode()
    except UnicodeDecodeError:
        return False
    if "\0" in text or "<!DOCTYPE" in text or _ENCODING.match(text.lstrip("\ufeff")):
        return False
    return _part_is_clean(html.unescape(text) if "&#" in text else text)


def _part_is_clean(xml: str) -> bool:
    """Each text between tags, each tag's attributes, and the texts joined where formatting runs split them."""
    if any(holds_any(pl.Series("text", [piece]).str.split("<").explode().to_frame()) for piece in _pieces(xml)):
        return False
    strings = re.split("</(?:si|comment|text|is)>", xml) if "</r>" in xml else []
    return not any(find_in(_TAG.sub("", text)) for text in strings if "</r>" in text)


def _pieces(xml: str) -> Iterator[str]:
    """The whole in pieces that end where a tag begins: no text and no tag is cut in two."""
    begin = 0
    while begin < len(xml):
        end = xml.find("<", begin + _PIECE_CHARACTERS)
        end = len(xml) if end < 0 else end
        yield xml[begin:end]
        begin = end
