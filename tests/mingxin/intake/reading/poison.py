"""Files of a few kilobytes that ask for gigabytes or hours when they are opened, each with what its trick is."""

import io
import warnings
import zipfile
from collections.abc import Callable, Mapping
from typing import Final

from mingxin.intake.reading.letters import letter_of

_MAIN: Final = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_RELATIONS: Final = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE: Final = "http://schemas.openxmlformats.org/package/2006"
_TYPE: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml"

_TEXT: Final = "<c r='A1' t='inlineStr'><is><t>单位</t></is></c>"
_HEAD: Final = "行政相对人名称,统一社会信用代码,处罚决定文书号\n"


def workbook(
    rows: str = "",
    *,
    sheet: str | None = None,
    strings: str = "<sst/>",
    sheets: int = 1,
    more: Mapping[str, bytes] | None = None,
) -> bytes:
    """A workbook of one part; `sheets` entries name that same part."""
    body = sheet or f"<worksheet xmlns='{_MAIN}'><sheetData>{rows}</sheetData></worksheet>"
    named = "".join(f"<sheet name='表{place}' sheetId='{place}' r:id='rId1'/>" for place in range(1, sheets + 1))
    parts = {
        "[Content_Types].xml": f"<Types xmlns='{_PACKAGE}/content-types'>"
        "<Default Extension='rels' ContentType='application/vnd.openxmlformats-package.relationships+xml'/>"
        f"<Override PartName='/xl/workbook.xml' ContentType='{_TYPE}.sheet.main+xml'/>"
        f"<Override PartName='/xl/worksheets/sheet1.xml' ContentType='{_TYPE}.worksheet+xml'/>"
        f"<Override PartName='/xl/sharedStrings.xml' ContentType='{_TYPE}.sharedStrings+xml'/></Types>",
        "_rels/.rels": f"<Relationships xmlns='{_PACKAGE}/relationships'>"
        f"<Relationship Id='rId1' Type='{_RELATIONS}/officeDocument' Target='xl/workbook.xml'/></Relationships>",
        "xl/workbook.xml": f"<workbook xmlns='{_MAIN}' xmlns:r='{_RELATIONS}'><sheets>{named}</sheets></workbook>",
        "xl/_rels/workbook.xml.rels": f"<Relationships xmlns='{_PACKAGE}/relationships'>"
        f"<Relationship Id='rId1' Type='{_RELATIONS}/worksheet' Target='worksheets/sheet1.xml'/>"
        f"<Relationship Id='rId2' Type='{_RELATIONS}/sharedStrings' Target='sharedStrings.xml'/></Relationships>",
        "xl/worksheets/sheet1.xml": body,
        "xl/sharedStrings.xml": strings.replace("<sst", f"<sst xmlns='{_MAIN}'", 1),
    }
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in parts.items():
            archive.writestr(name, text)
        for name, data in (more or {}).items():
            archive.writestr(name, data)
    return buffer.getvalue()


def _far(cell: str) -> bytes:
    return workbook(f"<row r='1'>{_TEXT}</row><row r='1048576'>{cell}</row>")


def _scattered() -> bytes:
    """A diagonal: each row has one cell, and no two share a column."""
    rows = (f"<row r='{60 * n + 1}'><c r='{letter_of(n)}{60 * n + 1}'><v>1</v></c></row>" for n in range(16_000))
    return workbook("".join(rows))


def _repeated_string() -> bytes:
    cells = "<c t='s'><v>0</v></c>" * 30
    rows = f"<row>{cells}</row>" * 2_000
    return workbook(rows, strings=f"<sst><si><t>{'长' * 30_000}</t></si></sst>")


def _deep() -> bytes:
    return workbook(sheet=f"<worksheet xmlns='{_MAIN}'>" + "<sheetData>" * 300_000)


def _counted() -> bytes:
    strings = "<sst count='4294967295' uniqueCount='4294967295'><si><t>单位</t></si></sst>"
    return workbook(f"<row r='1'>{_TEXT}</row>", strings=strings)


def _dimension() -> bytes:
    return workbook(
        sheet=f"<worksheet xmlns='{_MAIN}'><dimension ref='A1:XFD1048576'/><sheetData><row r='1'>{_TEXT}</row>"
        "</sheetData></worksheet>"
    )


def _two_parts_of_one_name() -> bytes:
    """The guard may look at one of them and the reader at the other."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        far = f"<worksheet xmlns='{_MAIN}'><sheetData><row r='1'>{_TEXT}</row><c r='XFD1048576'><v>1</v></c>"
        return workbook(
            f"<row r='1'>{_TEXT}</row>",
            more={"xl/worksheets/sheet1.xml": f"{far}</sheetData></worksheet>".encode()},
        )


def _prefixed() -> bytes:
    rows = (
        "<x:row r='1'><x:c r='A1'><x:v>1</x:v></x:c></x:row>",
        "<x:row><x:c r='XFD1048576'><x:v>1</x:v></x:c></x:row>",
    )
    body = "".join(rows)
    return workbook(sheet=f"<x:worksheet xmlns:x='{_MAIN}'><x:sheetData>{body}</x:sheetData></x:worksheet>")


Make = Callable[[], bytes]

REFUSED: Final[Mapping[str, tuple[Make, str]]] = {
    "xlsx, a far cell in single quotes": (lambda: _far("<c r='XFD1048576'><v>1</v></c>"), "zip_bomb"),
    "xlsx, a far cell spelled with entities": (lambda: _far('<c r="&#88;FD1048576"><v>1</v></c>'), "unreadable"),
    "xlsx, a far cell with line breaks in its tag": (
        lambda: _far('<c\nr\n=\n"XFD1048576"\n><v>1</v></c>'),
        "beyond_limits",
    ),
    "xlsx, a far cell under a prefix": (_prefixed, "beyond_limits"),
    "xlsx, a cell beyond every spreadsheet": (lambda: _far("<c r='ZZZZ99999999'><v>1</v></c>"), "beyond_limits"),
    "xlsx, scattered cells": (_scattered, "zip_bomb"),
    "xlsx, a string that many cells repeat": (_repeated_string, "beyond_limits"),
    "xlsx, a false count of strings": (_counted, "beyond_limits"),
    "xlsx, ten thousand sheets of one part": (
        lambda: workbook(
            f"<row r='1'>{_TEXT}</row><row r='20000'><c r='ZZ20000'><v>1</v></c></row>",
            sheets=10_000,
        ),
        "beyond_limits",
    ),
    "xlsx, endless nesting": (_deep, "unreadable"),
    "xlsx, two parts of one name": (_two_parts_of_one_name, "zip_bomb"),
    "csv, one very wide row": (
        lambda: (_HEAD + "," * 150_000 + "\n" + "a,b,c\n" * 25_000).encode(),
        "too_many_cells",
    ),
    "csv, one very wide row and quotes": (
        lambda: (_HEAD + "," * 150_000 + '\n"a",b,c' * 25_000).encode(),
        "too_many_cells",
    ),
    "csv, wide with the Chinese comma": (
        lambda: (_HEAD.replace(",", "，") + "，" * 50_000 + "\n甲，乙" * 9_000).encode(),
        "too_many_cells",
    ),
    "csv, a million columns": (lambda: ("甲," * 1_000_000 + "\n" + "甲," * 9).encode(), "too_many_cells"),
    "csv, two thousand columns": (lambda: ("甲," * 2_000 + "\n" + "甲," * 9).encode(), "too_many_cells"),
    "csv, one wide row and empty lines": (lambda: ("," * 250 + "\n" * 250_000).encode(), "too_many_cells"),
    "csv, a cell of many megabytes": (lambda: (_HEAD + "甲,乙," + "丙" * 5_000_000).encode(), "too_many_cells"),
    "html, wide spans": (
        lambda: ("<table>" + "<tr>" + "<td colspan=1000>甲" * 300 + "<tr><td>乙" * 9_000).encode(),
        "too_many_cells",
    ),
    "html, spans beyond counting": (
        lambda: ("<table><tr>" + "<td colspan=99999999 rowspan=99999999>甲" * 70_000).encode(),
        "",
    ),
    "html, tags that never end": (
        lambda: ("<table><tr><td>" + "<!" * 99_000 + "<a " * 99_000).encode(),
        "beyond_limits",
    ),
    "html, half a million names of tags": (lambda: ("<table><tr><td>" + "<a" * 500_000).encode(), "beyond_limits"),
}
"""Each with the code that it must be refused with, after "file."; "" where it depends on the machine which it is."""

HARMLESS: Final[Mapping[str, Make]] = {
    "xlsx, a dimension that is not so": _dimension,
    "html, tables within tables": lambda: ("<table>" * 5_000 + "<tr><td>甲").encode(),
    "html, comments that never end": lambda: ("<table><tr><td>甲</table>" + "<!--" * 300_000).encode(),
    "html, conditions that never end": lambda: ("<table><tr><td>甲</table>" + "<![CDATA[" * 200_000).encode(),
    "html, signs that are no tags": lambda: ("<table><tr><td>" + "甲 < 乙，" * 900).encode(),
}
"""What looks like it and is read."""


def slow() -> bytes:
    """An honest page that takes its time: more than a million cells, read by a parser in Python."""
    return ("<table>" + ("<tr>" + "<td>甲" * 20) * 60_000).encode()
