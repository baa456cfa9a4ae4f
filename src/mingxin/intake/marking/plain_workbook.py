"""A new XLSX with the rows of a CSV, an XLS or a long sheet, row for row where they stood."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

import polars as pl
import xlsxwriter

from mingxin.intake.marking.look import (
    COMMENT_AUTHOR,
    FILLS,
    HEAD,
    MARK_WIDTHS,
    NOTHING_FOUND,
    SUMMARY_WIDTHS,
)
from mingxin.intake.marking.marks import MOST_CELL_CHARACTERS, SUMMARY_HEADERS, CellMark, Marks
from mingxin.intake.marking.numbers import rounded_codes
from mingxin.intake.reading.headers import MARK_HEADERS
from mingxin.intake.reading.letters import index_of
from mingxin.intake.reading.opening import SUMMARY_SHEET
from mingxin.intake.table import ROW, Sheet, Table
from mingxin.intake.template.columns import Column, columns_of
from mingxin.intake.template.drop_downs import Lists, add_drop_downs
from mingxin.kernel.resident_id import cut
from mingxin.kernel.text import is_formula
from mingxin.rulebook.cards import CodeSet

MOST_COMMENTS: Final = 20_000  # a spreadsheet opens slowly with more; every sentence stands in the columns as well
_COLUMN_WIDTH: Final = 18


def write(
    sheet: Sheet,
    table: Table,
    grid: pl.DataFrame,
    marks: Marks,
    out: Path,
    *,
    code_sets: Mapping[str, CodeSet],
) -> None:
    """Every cell is written as text: codes keep their digits and nothing is calculated.

    What comes without drop-downs, as a CSV does, goes back with those of the item's code sets.
    """
    book = xlsxwriter.Workbook(str(out), {"constant_memory": True, "strings_to_formulas": False})
    try:
        page = book.add_worksheet(_title(sheet))
        _Page(book, page, marks, table.header_row, rounded_codes(sheet, table, grid)).fill(grid)
        lists = Lists()
        add_drop_downs(page, _columns(table, code_sets), lists, first_row=table.header_row)
        _fill_summary(book, marks)
        lists.write(book)
    finally:
        book.close()


def _columns(table: Table, code_sets: Mapping[str, CodeSet]) -> list[tuple[int, Column]]:
    columns = columns_of(table.card, code_sets)
    return [(index_of(at), one) for one in columns if (at := table.letters.get(one.field.code)) is not None]


class _Page:
    def __init__(
        self, book: Any, page: Any, marks: Marks, header_row: int, rounded: frozenset[tuple[int, str]]
    ) -> None:
        self._page = page
        self._marks = marks
        self._header_row = header_row
        self._rounded = rounded
        self._comments = 0
        text = {"num_format": "@", "valign": "top"}
        self._plain = book.add_format(text)
        self._quoted = book.add_format({**text, "quote_prefix": True})
        self._head = book.add_format({**text, "bold": True, "bg_color": f"#{HEAD}", "text_wrap": True})
        self._wrapped = book.add_format({**text, "text_wrap": True})
        self._wrapped_error = book.add_format({**text, "text_wrap": True, "font_color": "#9C0006"})
        self._faulty = {
            severity: book.add_format({**text, "bg_color": f"#{colour}", "quote_prefix": True})
            for severity, colour in FILLS.items()
        }

    def fill(self, grid: pl.DataFrame) -> None:
        letters = [name for name in grid.columns if name != ROW and name not in self._marks.columns]
        places = [(letter, index_of(letter)) for letter in letters]
        self._page.set_column(0, max((place for _, place in places), default=0), _COLUMN_WIDTH)
        for letter, width in zip(self._marks.columns, MARK_WIDTHS, strict=True):
            self._page.set_column(index_of(letter), index_of(letter), width)
        self._page.freeze_panes(self._header_row, 0)
        rows = grid.select(ROW, *letters).join(
            pl.DataFrame({ROW: pl.Series(sorted(self._marks.lines), dtype=pl.UInt32)}),
            on=ROW,
            how="full",
            coalesce=True,
        )
        for row, *texts in rows.sort(ROW).iter_rows():
            self._row(row, places, texts)

    def _row(self, row: int, places: list[tuple[str, int]], texts: list[str | None]) -> None:
        marked = self._marks.cells
        for (letter, place), text in zip(places, texts, strict=True):
            mark = marked.get((row, letter)) if marked else None
            if mark is not None:
                self._marked(row, letter, place, text, mark)
            elif text is not None:
                form = self._head if row == self._header_row else self._quoted if is_formula(text) else self._plain
                self._write(row, letter, place, text, form)
        said = MARK_HEADERS if row == self._header_row else self._marks.lines.get(row)
        for letter, line in zip(self._marks.columns, said or (), strict=False):
            form = self._head if row == self._header_row else self._wrapped
            if row in self._marks.refused_rows:
                form = self._wrapped_error
            self._page.write_string(row - 1, index_of(letter), line, form)

    def _write(self, row: int, letter: str, place: int, text: str, form: Any) -> None:
        if (row, letter) in self._rounded:
            self._page.write_number(row - 1, place, float(text), form)
        else:
            self._page.write_string(row - 1, place, text[:MOST_CELL_CHARACTERS], form)

    def _marked(self, row: int, letter: str, place: int, text: str | None, mark: CellMark) -> None:
        form = self._faulty.get(mark.severity, self._head if row == self._header_row else self._quoted)
        if text is None:
            self._page.write_blank(row - 1, place, None, form)
        else:
            self._write(row, letter, place, text, form)
        if self._comments < MOST_COMMENTS:
            self._page.write_comment(row - 1, place, mark.sentence, {"author": COMMENT_AUTHOR, "x_scale": 2})
            self._comments += 1


def _fill_summary(book: Any, marks: Marks) -> None:
    page = book.add_worksheet(SUMMARY_SHEET)
    head = book.add_format({"bold": True, "bg_color": f"#{HEAD}"})
    wrapped = book.add_format({"text_wrap": True, "valign": "top"})
    for place, (title, width) in enumerate(zip(SUMMARY_HEADERS, SUMMARY_WIDTHS, strict=True)):
        page.set_column(place, place, width)
        page.write_string(0, place, title, head)
    for row, (problem, count, remedy) in enumerate(marks.summary or ((NOTHING_FOUND, 0, ""),), start=1):
        page.write_string(row, 0, problem, wrapped)
        page.write_number(row, 1, count, wrapped)
        page.write_string(row, 2, remedy, wrapped)


def _title(sheet: Sheet) -> str:
    """A lawful sheet name, free of identity numbers."""
    name = "".join(char for char in cut(sheet.name)[0] if char not in "[]:*?/\\").strip("'")[:31]
    return name if name and name != SUMMARY_SHEET and name.lower() != "history" else "数据"
