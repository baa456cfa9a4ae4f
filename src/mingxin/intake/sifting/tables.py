"""What of a sheet is told as a whole: rows and sheets that were not read, and what was read though it is hidden."""

from collections.abc import Sequence
from typing import Final

import polars as pl

from mingxin.intake.checks.frame import found
from mingxin.intake.table import ROW, Beside, Table

_NAMED: Final = 10  # so many are named each
_WHOLE: Final = pl.DataFrame({ROW: [0]}, schema={ROW: pl.UInt32})


def findings_of_table(table: Table) -> list[pl.DataFrame]:
    """At row 0, without what stands in the rows. Titles are told by nobody: they name the table, and hold no data."""
    sheet = table.sheet
    rows = [_of_kind(table, why) for why in Beside if why is not Beside.TITLE]
    sheets = [f"“{name}”" for name in sheet.unread]
    told = {
        "table.rows_skipped": {"places": "；".join(filter(None, rows))},
        "table.sheets_skipped": {"sheets": _some(sheets, count="张"), "read": sheet.name},
        "table.hidden": {"hidden": "；".join(_hidden(table))},
    }
    return [found(code, _WHOLE, **words) for code, words in told.items() if all(words.values())]


def _of_kind(table: Table, why: Beside) -> str:
    rows = [row for row, kind in table.beside if kind is why]
    return f"{_rows(rows)}（{why.value}）" if rows else ""


def _hidden(table: Table) -> list[str]:
    """Of rows and columns that are read as data."""
    hidden_rows = set(table.sheet.hidden_rows)
    rows = [row for row in table.cells.get_column(ROW).to_list() if row in hidden_rows] if hidden_rows else []
    columns = [at for code, at in table.letters.items() if at in table.sheet.hidden_columns and _holds(table, code)]
    said = [_rows(rows)] if rows else []
    return [*said, _columns(columns)] if columns else said


def _holds(table: Table, code: str) -> bool:
    return table.cells.get_column(code).null_count() < table.cells.height


def _rows(rows: Sequence[int]) -> str:
    """Which rows, as Excel shows them."""
    return f"第 {_some([str(row) for row in rows], count='行')}" + ("" if len(rows) > _NAMED else " 行")


def _columns(letters: Sequence[str]) -> str:
    return _some(letters, count="列") + ("" if len(letters) > _NAMED else " 列")


def _some(names: Sequence[str], *, count: str) -> str:
    named = "、".join(names[:_NAMED])
    return named if len(names) <= _NAMED else f"{named} 等 {len(names):,} {count}"
