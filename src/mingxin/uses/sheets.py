"""Rows as a file to be handed over: CSV or a workbook, written whole before any of it is sent (ADR 0026).

So a file that could not be finished is never begun to be sent, and it says how many rows it has because they were
counted when they were written.
"""

import csv
import io
import tempfile
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import IO, Final

import xlsxwriter

from mingxin.kernel.refusal import Refusal
from mingxin.kernel.text import is_formula
from mingxin.vault.actions import arriving

CSV_TYPE: Final = "text/csv; charset=utf-8"
XLSX_TYPE: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
XLSX_ROWS: Final = 1_048_575  # of a sheet, its head apart

Value = str | int | float


@dataclass(frozen=True)
class Written:
    """A finished file, at its beginning. It has no name in any folder and is gone once it is closed."""

    file: IO[bytes]
    rows: int  # of data: the head is none


def write_csv(header: Sequence[str], rows: Iterable[Sequence[Value]]) -> Written:
    file = _working_file()
    text = io.TextIOWrapper(file, encoding="utf-8-sig", newline="")  # without the mark Excel and WPS read it as GBK
    writer = csv.writer(text)
    writer.writerow([neutral(title) for title in header])
    written = 0
    for row in rows:
        writer.writerow([neutral(str(value)) for value in row])
        written += 1
    text.flush()
    text.detach()
    file.seek(0)
    return Written(file, written)


def write_workbook(
    title: str,
    header: Sequence[str],
    rows: Iterable[Sequence[Value]],
    *,
    notes: Callable[[int], Sequence[str]] = lambda rows: (),
    most: int = XLSX_ROWS,
) -> Written:
    """Row by row to the disk, so that its size does not matter to memory. Text stays text; numbers are numbers.

    `notes`, told how many rows there are, fill a second sheet. Raises Refusal("export.too_many") beyond what a sheet
    holds.
    """
    file = _working_file()
    book = xlsxwriter.Workbook(file, {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    sheet = book.add_worksheet(_sheet_name(title))
    bold = book.add_format({"bold": True, "text_wrap": True})
    sheet.freeze_panes(1, 0)
    sheet.set_column(0, max(0, len(header) - 1), 22)
    for place, name in enumerate(header):
        sheet.write_string(0, place, name, bold)
    written = 0
    for row in rows:
        written += 1
        if written > most:
            book.close()
            raise Refusal("export.too_many", "行数超过一张电子表格的上限。", "请下载 CSV，或者先筛选，再下载 Excel。")
        for place, value in enumerate(row):
            if not isinstance(value, str):
                sheet.write_number(written, place, value)
            elif value:
                sheet.write_string(written, place, value)
    if said := notes(written):
        about = book.add_worksheet("说明")
        about.set_column(0, 0, 90)
        for number, note in enumerate(said):
            about.write_string(number, 0, note)
    book.close()
    file.seek(0)
    return Written(file, written)


def neutral(text: str) -> str:
    """Text that no spreadsheet will execute: what looks like a formula gets an apostrophe in front."""
    return f"'{text}" if is_formula(text) else text


def _working_file() -> IO[bytes]:
    """On the installation's own disk: a system's folder for such things may be small, or kept in memory."""
    return tempfile.TemporaryFile(dir=arriving())


def _sheet_name(title: str) -> str:
    return title.translate(dict.fromkeys(map(ord, "[]:*?/\\'")))[:31]
