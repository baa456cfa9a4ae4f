"""All rows that match, as CSV or XLSX: what is shown today, sole traders apart, safe to open in a spreadsheet."""

import csv
import io
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import IO

import xlsxwriter

from mingxin.kernel.refusal import Refusal
from mingxin.kernel.text import is_formula
from mingxin.rulebook.cards import ItemCard
from mingxin.uses.publicity import queries, words
from mingxin.uses.publicity.lists import count_of
from mingxin.uses.publicity.public_book import book_on
from mingxin.uses.publicity.queries import Filters
from mingxin.uses.publicity.removals import REMOVALS_DAYS, removals

XLSX_ROWS = 1_048_575  # of a sheet, its head apart
CSV_TYPE = "text/csv; charset=utf-8"
XLSX_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_BOM = b"\xef\xbb\xbf"  # without it Excel and WPS read UTF-8 as GBK


@dataclass(frozen=True)
class Exported:
    """A file to hand over. `rows` counts data rows; `left_out` are sole traders' records."""

    file_name: str
    content_type: str
    content: Iterator[bytes]
    rows: int
    left_out: int


def export_csv(item: str, filters: Filters, *, as_of: date) -> Exported:
    card = book_on(as_of).card(item)
    total = count_of(card, filters, as_of)
    rows = total.whole - total.sole_traders
    content = _csv(_header(card), _rows(card, filters, as_of))
    return Exported(f"{card.name}-{as_of}-{rows}条.csv", CSV_TYPE, content, rows, total.sole_traders)


def export_xlsx(item: str, filters: Filters, *, as_of: date) -> Exported:
    """Raises Refusal("publicity.too_many_for_xlsx") beyond what a sheet holds."""
    card = book_on(as_of).card(item)
    total = count_of(card, filters, as_of)
    rows = total.whole - total.sole_traders
    if rows > XLSX_ROWS:
        raise Refusal(
            "publicity.too_many_for_xlsx",
            f"共 {words.number(rows)} 条，超过一张电子表格的行数上限。",
            "请下载 CSV，或先按单位、日期筛选后再下载。",
        )
    notes = (
        f"{card.name}：截至 {as_of} 仍在公示期内、符合所选条件的信息，共 {rows} 条。",
        f"另有 {total.sole_traders} 条涉及个体工商户，依规则不提供批量下载。",
        f"信息会停止公示：请定期对照“停止公示清单”（最近 {REMOVALS_DAYS} 天），停止公示的请一并删除。",
    )
    content = _pieces(_workbook(card, filters, as_of, notes))
    return Exported(f"{card.name}-{as_of}-{rows}条.xlsx", XLSX_TYPE, content, rows, total.sole_traders)


def export_removals(item: str, *, as_of: date) -> Exported:
    """Which records stopped showing in the last 90 days: their public ids and the day, none of their facts."""
    card = book_on(as_of).card(item)
    stopped = removals(card, as_of)
    content = _csv(["信息编号", "停止公示日"], ([thread, str(on)] for thread, on in stopped))
    return Exported(f"{card.name}-停止公示清单-{as_of}.csv", CSV_TYPE, content, len(stopped), 0)


def neutral(text: str) -> str:
    """Text that no spreadsheet will execute: what looks like a formula gets an apostrophe in front."""
    return f"'{text}" if is_formula(text) else text


def _header(card: ItemCard) -> list[str]:
    return ["信息编号", *(f.name for f in words.public_fields(card, sole_trader=False)), "公示起始日", "停止公示日"]


def _rows(card: ItemCard, filters: Filters, as_of: date) -> Iterator[list[str]]:
    fields = words.public_fields(card, sole_trader=False)
    found = queries.matching(card, filters, as_of).filter(is_sole_trader=False)
    for row in queries.walk(found):
        yield [
            row.record.thread,
            *(row.said.get(f.code, "") for f in fields),
            words.day(row.record.shown_from),
            words.day(row.hidden_from) or "长期",
        ]


def _csv(header: list[str], rows: Iterator[list[str]]) -> Iterator[bytes]:
    buffer = io.StringIO()
    writer = csv.writer(buffer)
    writer.writerow(header)
    yield _BOM + buffer.getvalue().encode()
    for row in rows:
        buffer.seek(0)
        buffer.truncate()
        writer.writerow([neutral(cell) for cell in row])
        yield buffer.getvalue().encode()


def _workbook(card: ItemCard, filters: Filters, as_of: date, notes: tuple[str, ...]) -> IO[bytes]:
    """Written row by row to a file, so that its size does not matter to memory. Every cell is text."""
    file = tempfile.TemporaryFile()  # noqa: SIM115 - handed over, closed when it has been sent
    book = xlsxwriter.Workbook(file, {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    sheet = book.add_worksheet(card.name[:31])
    bold = book.add_format({"bold": True, "text_wrap": True})
    sheet.freeze_panes(1, 0)
    sheet.set_column(0, len(_header(card)) - 1, 22)
    for column, cell in enumerate(_header(card)):
        sheet.write_string(0, column, cell, bold)
    for number, row in enumerate(_rows(card, filters, as_of), 1):
        for column, cell in enumerate(row):
            sheet.write_string(number, column, cell)
    about = book.add_worksheet("说明")
    about.set_column(0, 0, 90)
    for number, note in enumerate(notes):
        about.write_string(number, 0, note)
    book.close()
    file.seek(0)
    return file


def _pieces(file: IO[bytes]) -> Iterator[bytes]:
    with file:
        while piece := file.read(64 * 1024):
            yield piece
