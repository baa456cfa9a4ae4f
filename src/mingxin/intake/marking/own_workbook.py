"""The sender's own XLSX marked in place: formats, widths and drop-downs stay as they were."""

from collections.abc import Iterable
from pathlib import Path
from typing import Final

import polars as pl
from openpyxl import Workbook, load_workbook
from openpyxl.cell.cell import Cell, MergedCell
from openpyxl.comments import Comment
from openpyxl.packaging.core import DocumentProperties
from openpyxl.packaging.custom import CustomPropertyList
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.worksheet.header_footer import HeaderFooter
from openpyxl.worksheet.worksheet import Worksheet

from mingxin.intake.marking import extended_lists
from mingxin.intake.marking.look import (
    COMMENT_AUTHOR,
    FILLS,
    HEAD,
    MARK_WIDTHS,
    NOTHING_FOUND,
    SUMMARY_WIDTHS,
)
from mingxin.intake.marking.marks import SUMMARY_HEADERS, Marks
from mingxin.intake.marking.numbers import TEXT_TYPES, rounded_codes
from mingxin.intake.marking.widths import set_width
from mingxin.intake.reading.headers import MARK_HEADERS
from mingxin.intake.reading.letters import index_of, letter_of
from mingxin.intake.reading.opening import SUMMARY_SHEET
from mingxin.intake.reading.spreadsheet import spell
from mingxin.intake.table import ROW, Sheet, Table
from mingxin.kernel.resident_id import cut
from mingxin.kernel.text import is_formula

_OUR_FILLS: Final = frozenset(FILLS.values())
_WRAPPED: Final = Alignment(wrap_text=True, vertical="top")
_HEAD_FILL: Final = PatternFill("solid", fgColor=HEAD)


def write(original: Path, sheet: Sheet, table: Table, grid: pl.DataFrame, marks: Marks, out: Path) -> None:
    """Identity numbers are cut in every cell and comment; pictures, properties and links, which could hide one, go."""
    with original.open("rb") as stream:  # by its content: openpyxl would refuse a path with another extension
        book = load_workbook(stream, keep_links=False, rich_text=False)
    page = book[sheet.name]
    extended_lists.restore(original, page, sheet.name)
    if SUMMARY_SHEET in book.sheetnames and page.title != SUMMARY_SHEET:
        del book[SUMMARY_SHEET]
    for other in book.worksheets:
        _strip(other)
        if other is not page:
            _clean_other(other)
    _unmark(page)
    _fill(page, sheet, table, grid)
    _mark(page, table, marks)
    _add_summary(book, page, marks)
    _forget(book)
    book.save(out)


def _strip(page: Worksheet) -> None:
    """Pictures, charts and pivots cannot be searched; headers and footers of print pages are free text."""
    page._images, page._charts, page._pivots = [], [], []  # type: ignore[attr-defined]
    page.HeaderFooter = HeaderFooter()
    for validation in page.data_validations.dataValidation:
        for name in ("prompt", "promptTitle", "error", "errorTitle"):
            text = getattr(validation, name)
            if text and cut(text)[1]:
                setattr(validation, name, None)
    clean, count = cut(page.title)
    if count:
        page.title = clean[:31]


def _clean_other(page: Worksheet) -> None:
    """Lists for drop-downs and the like: identity numbers cut, formulas kept as text only."""
    for cell in _cells(page):
        if cell.value is not None:
            text = _text_of(cell)
            clean, count = cut(text)
            if count:
                _put_text(cell, clean)
            elif cell.data_type == "f":
                _put_text(cell, text)
        _clean_notes(cell)


def _cells(page: Worksheet) -> Iterable[Cell]:
    """The cells that exist; to walk the rectangle would create a million where formats reach to the last row."""
    return [cell for cell in page._cells.values() if isinstance(cell, Cell)]


def _text_of(cell: Cell) -> str:
    value = cell.value
    return value if isinstance(value, str) else spell(getattr(value, "text", value))


def _clean_notes(cell: Cell) -> None:
    if cell.comment is not None and (cut(cell.comment.text)[1] or cut(cell.comment.author or "")[1]):
        cell.comment = None
    if cell.hyperlink is not None:
        cell.hyperlink = None


def _unmark(page: Worksheet) -> None:
    """Take away the marks of an earlier round, so that what was mended is no longer red."""
    for cell in _cells(page):
        if cell.comment is not None and cell.comment.author == COMMENT_AUTHOR:
            cell.comment = None
        if cell.fill.fill_type == "solid" and str(cell.fill.fgColor.rgb)[-6:] in _OUR_FILLS:
            cell.fill = PatternFill()
        _clean_notes(cell)


def _fill(page: Worksheet, sheet: Sheet, table: Table, grid: pl.DataFrame) -> None:
    """Every cell that differs from the cleaned grid takes its text; formulas become what they showed."""
    codes = {letter for code, letter in table.letters.items() if table.card.field(code).type in TEXT_TYPES}
    rounded = rounded_codes(sheet, table, grid)
    clean = {row[ROW]: row for row in grid.iter_rows(named=True)}
    for cell in _cells(page):
        if cell.value is None:
            continue
        letter = letter_of(cell.column - 1)
        text = clean.get(cell.row, {}).get(letter)
        if text is None:
            cell.value = None
        elif (cell.row, letter) in rounded:
            cell.value, cell.number_format = float(text), "@"
        elif cell.data_type == "f" or (letter in codes and cell.row > table.header_row) or _differs(cell, text):
            _put_text(cell, text)
        elif isinstance(cell.value, str) and is_formula(cell.value):
            _put_text(cell, cell.value)


def _differs(cell: Cell, text: str) -> bool:
    """Whether the cell shows something that the cleaned grid does not have. Spaces around a text are no difference."""
    shown = _text_of(cell)
    return shown != text and cut(shown)[1] > 0


def _put_text(cell: Cell, text: str) -> None:
    """Text that stays text: never a formula, never a number."""
    cell.value = text
    cell.data_type = "s"
    cell.number_format = "@"
    if is_formula(text):
        cell.quotePrefix = True


def _mark(page: Worksheet, table: Table, marks: Marks) -> None:
    for (row, letter), mark in marks.cells.items():
        cell = page[f"{letter}{row}"]
        if isinstance(cell, MergedCell):
            continue
        if mark.severity in FILLS:
            cell.fill = PatternFill("solid", fgColor=FILLS[mark.severity])
        cell.comment = Comment(mark.sentence, COMMENT_AUTHOR, width=320, height=120)
    added = {index_of(letter) + 1 for letter in marks.columns}
    for cell in _cells(page):
        if cell.column in added and cell.row > table.header_row:
            cell.value = None
    for place, letter in enumerate(marks.columns):
        set_width(page, letter, MARK_WIDTHS[place])
        head = page[f"{letter}{table.header_row}"]
        head.value, head.fill, head.font, head.alignment = MARK_HEADERS[place], _HEAD_FILL, Font(bold=True), _WRAPPED
        for row, lines in marks.lines.items():
            cell = page[f"{letter}{row}"]
            if isinstance(cell, Cell):
                _put_text(cell, lines[place])
                cell.alignment = _WRAPPED


def _add_summary(book: Workbook, data: Worksheet, marks: Marks) -> None:
    page = book.create_sheet(SUMMARY_SHEET, book.index(data) + 1)
    page.append(SUMMARY_HEADERS)
    for problem, count, remedy in marks.summary or ((NOTHING_FOUND, 0, ""),):
        page.append((problem, count, remedy))
    for place, width in enumerate(SUMMARY_WIDTHS):
        page.column_dimensions[letter_of(place)].width = width
        page.cell(1, place + 1).font = Font(bold=True)
        page.cell(1, place + 1).fill = _HEAD_FILL
    for cell in _cells(page):
        cell.alignment = _WRAPPED


def _forget(book: Workbook) -> None:
    """Properties and names of ranges are free text that nobody sees; lists for drop-downs need their clean names."""
    book.properties = DocumentProperties(creator=COMMENT_AUTHOR)
    book.custom_doc_props = CustomPropertyList()  # type: ignore[attr-defined]
    for names in (book.defined_names, *(page.defined_names for page in book.worksheets)):
        for name, defined in list(names.items()):
            if any(cut(text or "")[1] for text in (name, defined.value, defined.comment)):
                del names[name]
