"""The rows that were not taken, alone, in the form of the template: mended there, they are sent as a supplement."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import polars as pl
import xlsxwriter

from mingxin.intake.checks.finding import SPOKEN
from mingxin.intake.marking.look import COMMENT_AUTHOR, FILLS, HEAD, MARK_WIDTHS
from mingxin.intake.marking.marks import MOST_CELL_CHARACTERS, CellMark, cell_mark, lines
from mingxin.intake.marking.numbers import rounded_codes
from mingxin.intake.reading.headers import MARK_HEADERS
from mingxin.intake.table import ROW, Sieved, Table
from mingxin.intake.template.columns import Column, columns_of
from mingxin.intake.template.drop_downs import Lists
from mingxin.intake.template.form import Form, is_long
from mingxin.intake.template.guide import basis_of
from mingxin.intake.template.whole_file import whole_or_not_at_all
from mingxin.intake.template.workbook import sheet_title
from mingxin.kernel.resident_id import cut
from mingxin.kernel.text import is_formula
from mingxin.rulebook.book import Rulebook
from mingxin.rulebook.cards import FieldType

_UNLINKED: Final = "subject.unlinked"
_FIRST: Final = 1  # the first data row, counted from 0


@dataclass(frozen=True)
class _Row:
    """A row with what is said of it: `marks` by field, `said` for the three added columns."""

    row: int
    texts: dict[str, str]
    marks: dict[str, CellMark]
    said: tuple[str, str, str]


def write_failed_rows(
    sieved: Sieved, findings: pl.DataFrame, out: Path, *, book: Rulebook, rows: Collection[int] | None = None
) -> int:
    """Write `out` whole or not at all; how many rows are in it.

    `rows` are those that stayed behind, as the sent file counts them. Without them it is every row with an error and
    every unlinked one; rows that only lack a column of the sheet are then not known. Refused rows are never in it.
    """
    card = sieved.table.card
    columns, lists = columns_of(card, book.code_sets), Lists()
    failed = _failed(sieved.table, findings, rows)
    with whole_or_not_at_all(out) as draft, xlsxwriter.Workbook(str(draft), {"strings_to_formulas": False}) as file:
        page = file.add_worksheet(sheet_title(card))
        Form(file, columns, lists).lay_out(page, basis=basis_of(card, book))
        _Writer(file, page, columns, _rounded(sieved.table)).write(failed)
        lists.write(file)
    return len(failed)


def _failed(table: Table, findings: pl.DataFrame, rows: Collection[int] | None) -> list[_Row]:
    of_rows = findings.filter(pl.col(ROW) > table.header_row)
    if rows is None:
        rows = of_rows.filter((pl.col("severity") == "error") | (pl.col("code") == _UNLINKED))[ROW].to_list()
    told: dict[int, list[dict[str, str]]] = {row: [] for row in sorted(set(rows))}
    for found in of_rows.iter_rows(named=True):
        if found[ROW] in told:
            told[found[ROW]].append(found)
    about_all = findings.filter((pl.col(ROW) <= table.header_row) & (pl.col("severity") == "error"))
    whole = list(about_all.iter_rows(named=True))
    cells = table.cells.filter(pl.col(ROW).is_in(list(told))).sort(ROW)
    return [
        _row(
            table, {name: text for name, text in one.items() if name != ROW and text}, one[ROW], told[one[ROW]] or whole
        )
        for one in cells.iter_rows(named=True)
    ]


def _row(table: Table, texts: dict[str, str], row: int, told: Sequence[dict[str, str]]) -> _Row:
    by_field: dict[str, list[tuple[str, str]]] = {}
    said = []
    for found in told:
        message = cut(found["message"])[0]
        name = f"{table.card.field(found['field']).name}：" if found["field"] else ""
        said.append((name + message, cut(found["remedy"])[0], cut(found["example"])[0]))
        if found["field"]:
            by_field.setdefault(found["field"], []).append(
                (found["severity"], f"{SPOKEN[found['severity']]}：{message}")
            )
    marks = {field: cell_mark(sentences) for field, sentences in by_field.items()}
    return _Row(row, texts, marks, lines(said or [("", "", "")], head=f"（原文件第 {row} 行）\n"))


def _rounded(table: Table) -> frozenset[tuple[int, str]]:
    """(row, field) of codes that the sent file held as rounded numbers."""
    fields = {letter: code for code, letter in table.letters.items()}
    grid = table.cells.rename({code: letter for code, letter in table.letters.items() if code in table.cells.columns})
    return frozenset((row, fields[letter]) for row, letter in rounded_codes(table.sheet, table, grid))


class _Writer:
    def __init__(self, file: Any, page: Any, columns: Sequence[Column], rounded: frozenset[tuple[int, str]]) -> None:
        self._file, self._page, self._columns, self._rounded = file, page, columns, rounded
        self._formats: dict[tuple[str, bool, bool], Any] = {}
        self._head = file.add_format({"bold": True, "text_wrap": True, "bg_color": f"#{HEAD}", "num_format": "@"})
        self._said = file.add_format({"text_wrap": True, "valign": "top", "num_format": "@"})

    def write(self, rows: Sequence[_Row]) -> None:
        first_mark = len(self._columns)
        for step, (header, width) in enumerate(zip(MARK_HEADERS, MARK_WIDTHS, strict=True)):
            self._page.set_column(first_mark + step, first_mark + step, width)
            self._page.write_string(0, first_mark + step, header, self._head)
        for at, row in enumerate(rows, start=_FIRST):
            for place, column in enumerate(self._columns):
                self._cell(at, place, column, row)
            for step, text in enumerate(row.said):
                self._page.write_string(at, first_mark + step, text, self._said)

    def _cell(self, at: int, place: int, column: Column, row: _Row) -> None:
        code = column.field.code
        text, mark = row.texts.get(code), row.marks.get(code)
        form = self._format(column, mark, text)
        if text is None:
            if mark is not None:
                self._page.write_blank(at, place, None, form)
        elif (row.row, code) in self._rounded:
            self._page.write_number(at, place, float(text), form)
        else:
            self._page.write_string(at, place, text[:MOST_CELL_CHARACTERS], form)
        if mark is not None:
            self._page.write_comment(at, place, mark.sentence, {"author": COMMENT_AUTHOR, "x_scale": 2})

    def _format(self, column: Column, mark: CellMark | None, text: str | None) -> Any:
        """Text stays text as it was sent, also in a column of numbers; running text is wrapped."""
        fill = FILLS.get(mark.severity, "") if mark else ""
        key = (fill, is_long(column) or column.field.type is FieldType.NUMBER, is_formula(text or ""))
        if key not in self._formats:
            said: dict[str, object] = {"valign": "top", "quote_prefix": key[2]}
            said |= {"text_wrap": True} if key[1] else {"num_format": "@"}
            self._formats[key] = self._file.add_format({**said, "bg_color": f"#{fill}"} if fill else said)
        return self._formats[key]
