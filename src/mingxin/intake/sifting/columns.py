"""Columns that no field claims: never collected ones are named as such, the others as unknown. None is kept."""

import polars as pl

from mingxin.intake.checks.frame import found
from mingxin.intake.table import ROW, Table
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
    at = pl.DataFrame({ROW: [table.header_row], "value": [header]}, schema={ROW: pl.UInt32, "value": pl.String})
    element = forbidden_element(header.replace(CUT_MARK, ""), forbidden)
    if element is not None:
        return found("column.forbidden", at, column=letter, header=header, element=element.name)
    named = f"“{header}”" if header else f"{letter} 列有内容而没有表头，"
    return found("column.unknown", at, column=letter, header=named, item=table.card.name)
