"""Columns that no field claims: never collected ones are named as such, the others as unknown. None is kept."""

import polars as pl

from mingxin.intake.sifting.findings import findings_at
from mingxin.intake.table import Table
from mingxin.kernel.resident_id import CUT_MARK, cut
from mingxin.rulebook.forbidden import Forbidden, ForbiddenElement

_LONGEST_SHOWN = 60


def forbidden_element(header: str, forbidden: Forbidden) -> ForbiddenElement | None:
    """The element that a header names, by its words or as a column code."""
    for element in (*forbidden.never, *forbidden.cut_only):
        if element.matches((header,), (header,)):
            return element
    return None


def findings_of_columns(table: Table, forbidden: Forbidden) -> list[pl.DataFrame]:
    """One finding a column, at its header. The rows are not questioned for it."""
    return [_finding(table, letter, cut(header)[0][:_LONGEST_SHOWN], forbidden) for letter, header in table.unknown]


def _finding(table: Table, letter: str, header: str, forbidden: Forbidden) -> pl.DataFrame:
    element = forbidden_element(header.replace(CUT_MARK, ""), forbidden)
    if element is not None:
        code, message = "column.forbidden", f"“{header}”属于不得归集的信息（{element.name}），整列已删除，未保存。"
        remedy = "以后报送时请去掉这一列。"
    elif header:
        code, message = "column.unknown", f"“{header}”不是“{table.card.name}”的数据项，该列未保存。"
        remedy = "如果这一列是某个数据项，请按模板改正表头后重新上传；否则不必处理。"
    else:
        code, message = "column.unknown", f"{letter} 列有内容但没有表头，该列未保存。"
        remedy = "如果这一列是某个数据项，请补上表头后重新上传；否则请清空该列。"
    return findings_at(
        [table.header_row], column=letter, code=code, severity="warning", message=message, remedy=remedy, value=header
    )
