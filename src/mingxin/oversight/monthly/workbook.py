"""The monthly report as a workbook: a sheet an item, and the decisions and batches behind the figures."""

import io
from collections.abc import Iterable, Sequence
from typing import Any, Final

import xlsxwriter

from mingxin.archive.public_numbers import public_number
from mingxin.oversight.monthly.facts import (
    NOTES,
    Line,
    MonthReport,
    Table,
    decisions,
    public_threads,
    questioned_batches,
    state_words,
)
from mingxin.oversight.rules.figures import BY_MONTH_OF_RELEASE, Ratio

HEADS: Final = (
    "单位", "统一社会信用代码", "首次报送（条）", "已确定公示（条）", "迟报（条）", f"迟报率（{BY_MONTH_OF_RELEASE}）",
    "首次报送行数", "疑问（行）", f"疑问率（{BY_MONTH_OF_RELEASE}）", "情况",
)  # fmt: skip
BEHIND_HEADS: Final = (
    "单位", "事项", "文书号", "决定日期", "首次报送日", "报送期限", "用时（工作日）",
    "是否迟报", "是否已确定公示", "信息编号",
)  # fmt: skip


def write_workbook(report: MonthReport) -> bytes:
    out = io.BytesIO()
    book = xlsxwriter.Workbook(
        out,
        {
            "in_memory": True,
            "strings_to_formulas": False,
            "strings_to_urls": False,
            "default_date_format": "yyyy-mm-dd",
        },
    )
    book.set_properties(
        {"title": report.title, "author": report.office_name, "created": report.made_at.replace(tzinfo=None)}
    )
    look = {
        "title": book.add_format({"bold": True, "font_size": 14}),
        "head": book.add_format({"bold": True, "text_wrap": True, "bg_color": "#E6EDF6", "border": 1}),
        "day": book.add_format({"num_format": "yyyy-mm-dd"}),
        "share": book.add_format({"num_format": "0.0%"}),
    }
    for table in report.tables:
        _item_sheet(book, look, report, table)
    _behind_sheet(book, look, report)
    _questions_sheet(book, look, report)
    about = book.add_worksheet("口径说明")
    about.set_column(0, 0, 100)
    said = (report.title, f"统计周期：{report.span_words}", f"编制单位：{report.office_name}", *NOTES)
    for number, words in enumerate((*said, f"口径版本：{report.rule_version}")):
        about.write_string(number, 0, words)
    book.close()
    return out.getvalue()


def _item_sheet(book: Any, look: dict[str, Any], report: MonthReport, table: Table) -> None:
    sheet = book.add_worksheet(table.title[:31])
    sheet.set_column(0, 0, 34)
    sheet.set_column(1, 1, 22)
    sheet.set_column(2, len(HEADS) - 1, 12)
    sheet.write_string(0, 0, report.title, look["title"])
    sheet.write_string(1, 0, f"统计周期：{report.span_words}　编制单位：{report.office_name}")
    _heads(sheet, look, 3, HEADS)
    sheet.freeze_panes(4, 1)
    for number, line in enumerate(table.lines, 4):
        _write_line(sheet, look, number, line)
    last = 4 + len(table.lines)
    sheet.write_string(last, 0, "合计")
    totals = (table.late.denominator, table.published.numerator, table.late.numerator, table.late)
    rest = (table.questioned.denominator, table.questioned.numerator, table.questioned)
    _write_cells(sheet, look, last, 2, (*totals, *rest))


def _write_line(sheet: Any, look: dict[str, Any], number: int, line: Line) -> None:
    facts = line.cell.facts
    sheet.write_string(number, 0, line.cell.unit_name)
    sheet.write_string(number, 1, line.cell.uscc)
    cells = (facts.first, line.public, facts.late, line.late, facts.sent, facts.questioned, line.questioned)
    _write_cells(sheet, look, number, 2, cells)
    sheet.write_string(number, 9, state_words(line.cell))


def _write_cells(sheet: Any, look: dict[str, Any], row: int, column: int, cells: Iterable[int | Ratio]) -> None:
    """Counts as numbers; shares as numbers too, and left empty where there is nothing to divide by."""
    for place, cell in enumerate(cells, column):
        if isinstance(cell, int):
            sheet.write_number(row, place, cell)
        elif cell.denominator:
            sheet.write_number(row, place, cell.numerator / cell.denominator, look["share"])
        else:
            sheet.write_string(row, place, "—")


def _behind_sheet(book: Any, look: dict[str, Any], report: MonthReport) -> None:
    """Documents by number and day: who they concern is not needed to check a figure, and does not stand here."""
    sheet = book.add_worksheet("明细")
    sheet.set_column(0, 9, 16)
    _heads(sheet, look, 0, BEHIND_HEADS)
    sheet.freeze_panes(1, 0)
    names = {table.item: table.title for table in report.tables}
    public = public_threads(report)
    for number, row in enumerate(decisions(report), 1):
        sheet.write_string(number, 0, row.unit.name)
        sheet.write_string(number, 1, names.get(row.item, row.item))
        sheet.write_string(number, 2, row.document_number or "")  # type: ignore[attr-defined]
        for column, day in enumerate((row.decided_on, row.reported_on, row.due_on), 3):
            sheet.write_datetime(number, column, day, look["day"])
        sheet.write_number(number, 6, row.workdays)
        sheet.write_string(number, 7, "是" if row.reported_on > row.due_on else "否")
        sheet.write_string(number, 8, "是" if row.thread in public else "否")
        sheet.write_string(number, 9, public_number(row.thread))


def _questions_sheet(book: Any, look: dict[str, Any], report: MonthReport) -> None:
    sheet = book.add_worksheet("疑问数据")
    sheet.set_column(0, 3, 24)
    _heads(sheet, look, 0, ("单位", "事项", "批次编号", "尚未处理的行数"))
    units = {line.cell.unit: line.cell.unit_name for table in report.tables for line in table.lines}
    names = {table.item: table.title for table in report.tables}
    for number, ((unit, item), batch, rows) in enumerate(questioned_batches(report), 1):
        sheet.write_string(number, 0, units[unit])
        sheet.write_string(number, 1, names.get(item, item))
        sheet.write_string(number, 2, batch)
        sheet.write_number(number, 3, rows)


def _heads(sheet: Any, look: dict[str, Any], row: int, heads: Sequence[str]) -> None:
    for column, words in enumerate(heads):
        sheet.write_string(row, column, words, look["head"])
