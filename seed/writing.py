"""Tables written as departments' files: workbooks and CSV, the same bytes for the same table."""

import csv
import io
import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any, Final

import xlsxwriter

from seed.layouts import Style, Table, iso_date, spelt

_CREATED: Final = datetime(2026, 1, 1)  # noqa: DTZ001 - a workbook's own date has no zone; fixed, so that bytes repeat
_NOTE: Final = "填报说明：带“必填”的列不得为空；代码列为文本格式；日期格式为 YYYY/MM/DD；金额单位为万元。"
_AFTER: Final = "注：本表由报送单位经办人填写、审核人复核后报送。"
Numbers = frozenset[tuple[int, int]]


def write_table(path: Path, table: Table, style: Style, title: str, numbers: Numbers = frozenset()) -> None:
    """Write one file. `numbers` are cells (row and column from 0) that a workbook stores as numbers by mistake."""
    path.parent.mkdir(parents=True, exist_ok=True)
    if style.format == "xlsx":
        _write_workbook(path, table, style, title, numbers)
        return
    lines = [[title], [_NOTE]] if style.titled else []
    path.write_bytes(csv_text([*lines, table.headers, *spelt(table, style)]).encode(style.encoding))


def csv_text(rows: Sequence[Sequence[str]]) -> str:
    out = io.StringIO()
    csv.writer(out, lineterminator="\r\n").writerows(rows)
    return out.getvalue()


def write_csv(path: Path, rows: Sequence[Sequence[str]]) -> None:
    """A CSV that office programs open as they should: UTF-8 with its mark."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(csv_text(rows).encode("utf-8-sig"))


def write_json(path: Path, content: Mapping[str, Any] | Sequence[Any]) -> None:
    """The whole file or none of it: its being there says that what it lists was written."""
    begun = path.with_name(f"{path.name}.part")
    begun.write_text(json.dumps(content, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    begun.replace(path)


def open_workbook(path: Path) -> xlsxwriter.Workbook:
    """A workbook whose bytes depend on its cells alone."""
    path.parent.mkdir(parents=True, exist_ok=True)
    book = xlsxwriter.Workbook(
        str(path), {"in_memory": True, "strings_to_numbers": False, "strings_to_formulas": False}
    )
    book.set_properties({"created": _CREATED})
    return book


def _write_workbook(path: Path, table: Table, style: Style, title: str, numbers: Numbers) -> None:
    book = open_workbook(path)
    text, day = book.add_format({"num_format": "@"}), book.add_format({"num_format": "yyyy/mm/dd"})
    bold = book.add_format({"bold": True, "num_format": "@", "text_wrap": True, "border": 1})
    sheet = book.add_worksheet("Sheet1")
    sheet.set_column(0, len(table.headers) - 1, 18, text)
    if style.titled:
        last = len(table.headers) - 1
        sheet.merge_range(0, 0, 0, last, title, book.add_format({"bold": True, "font_size": 16, "align": "center"}))
        sheet.merge_range(1, 0, 1, last, _NOTE, book.add_format({"text_wrap": True}))
    for place, name in enumerate(table.headers):
        sheet.write_string(style.header_row - 1, place, name, bold)
    row = style.header_row
    for index, cells in enumerate(spelt(table, style)):
        for place, cell in enumerate(cells):
            if not cell:
                continue
            if (index, place) in numbers or table.types[place] == "number":
                _write_number(sheet, row, place, cell)
            elif style.dates == "cell" and table.types[place] == "date" and (value := iso_date(cell)):
                sheet.write_datetime(row, place, datetime(value.year, value.month, value.day), day)  # noqa: DTZ001
            else:
                sheet.write_string(row, place, cell, text)
        row += 1
    if style.titled:
        sheet.write_string(row + 1, 0, _AFTER)
    book.close()


def _write_number(sheet: Any, row: int, place: int, cell: str) -> None:
    try:
        sheet.write_number(row, place, float(cell))
    except ValueError:
        sheet.write_string(row, place, cell)
