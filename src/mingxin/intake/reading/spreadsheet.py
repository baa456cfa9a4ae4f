"""XLSX and legacy XLS workbooks as columns, cell by cell as Excel would show them."""

import io
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Final

import polars as pl
from python_calamine import CalamineError, CalamineWorkbook, PasswordError, SheetTypeEnum, SheetVisibleEnum

from mingxin.intake.reading.bounds import require_rectangle
from mingxin.intake.reading.container import password_refusal, unreadable
from mingxin.intake.reading.grid import places, tidy
from mingxin.intake.reading.letters import letter_of
from mingxin.intake.reading.seen import lay_over
from mingxin.intake.reading.shown import Shown
from mingxin.intake.reading.shown_xls import shown_in_records
from mingxin.intake.reading.shown_xlsx import shown_in
from mingxin.intake.table import Box

_LONGEST_PLAIN: Final = 1e21
_MIDNIGHT: Final = time()


@dataclass(frozen=True)
class RawSheet:
    """One worksheet as a `Sheet` has it: tidy cells, where numbers and dates stood, boxes, what is hidden
    or may be seen otherwise."""

    name: str
    cells: pl.DataFrame
    number_cells: pl.DataFrame
    date_cells: pl.DataFrame
    merged: tuple[Box, ...]
    hidden_rows: tuple[int, ...]
    hidden_columns: tuple[str, ...]
    unlike_cells: pl.DataFrame


def read_workbook(data: bytes, *, with_hidden: bool = False, plain: Collection[str] = ()) -> list[RawSheet]:
    """The visible worksheets, in order, also empty ones. Hidden ones hold lists for drop-downs, as a rule.

    Where a formula came to nothing, or was saved without what it comes to, the cell says so (`reading.shown`); where a
    format shows something else, it holds what is seen (`reading.seen`). `plain` are parts of an XLSX that need no look
    for formulas and hidden things (`container.require_harmless`).
    """
    try:
        workbook = CalamineWorkbook.from_filelike(io.BytesIO(data))
        names = [about.name for about in workbook.sheets_metadata]
        wanted = [
            about.name
            for about in workbook.sheets_metadata
            if about.typ == SheetTypeEnum.WorkSheet and (with_hidden or about.visible == SheetVisibleEnum.Visible)
        ]
        is_package = data.startswith(b"PK")
        shown = shown_in(data, wanted, plain) if is_package else dict(zip(names, shown_in_records(data), strict=False))
        return [_read_sheet(workbook, name, shown.get(name, Shown())) for name in wanted]
    except PasswordError as locked:
        raise password_refusal() from locked
    except (CalamineError, OSError, ValueError) as broken:
        raise unreadable("文件已损坏，或不是标准的 Excel 工作簿，无法打开。") from broken


def _read_sheet(workbook: CalamineWorkbook, name: str, shown: Shown) -> RawSheet:
    sheet = workbook.get_sheet_by_name(name)
    height = max(sheet.total_height, *(row for row, _ in shown.faults), 0)
    width = max(sheet.total_width, *(column for _, column in shown.faults), 0)
    require_rectangle(height, width)
    rows = sheet.to_python(skip_empty_area=False)
    merged = tuple(
        (top + 1, left + 1, bottom + 1, right + 1) for (top, left), (bottom, right) in sheet.merged_cell_ranges or ()
    )
    unlike = lay_over(rows, shown, merged, spell)
    columns: list[pl.Series] = []
    numbers: list[tuple[int, Sequence[int]]] = []
    dates: list[tuple[int, Sequence[int]]] = []
    for index, values in enumerate(zip(*rows, strict=True)):
        kinds = set(map(type, values))
        if kinds == {str}:
            columns.append(pl.Series(values, dtype=pl.String))
            continue
        columns.append(pl.Series([spell(value) for value in values], dtype=pl.String))
        if kinds & {int, float}:
            numbers.append((index, [row for row, value in enumerate(values, 1) if type(value) in (int, float)]))
        if kinds & {date, datetime}:
            dates.append((index, [row for row, value in enumerate(values, 1) if isinstance(value, date)]))
    hidden = tuple(map(letter_of, shown.columns_hidden(len(columns))))
    return RawSheet(
        name,
        tidy(columns),
        places(numbers),
        places(dates),
        tuple(box for box in merged if box[2] > box[0]),
        tuple(sorted(set(shown.hidden_rows))),
        hidden,
        unlike,
    )


def spell(value: object) -> str:
    """A cell as a person would write it: no exponent, no trailing .0, fifteen digits at most, dates as 2026-11-05."""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, int | float):
        return _spell_number(value)
    if isinstance(value, datetime):
        day, clock = value.date(), value.time()
        return day.isoformat() if clock == _MIDNIGHT else f"{day.isoformat()} {clock.isoformat('seconds')}"
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, time):
        return value.isoformat("seconds")
    if isinstance(value, timedelta):
        return str(value)
    return "" if value is None else str(value)


def _spell_number(value: float) -> str:
    """Excel keeps fifteen significant digits: an eighteen-digit code has lost its last three."""
    text = f"{value:.15g}"
    if "e" in text and abs(value) < _LONGEST_PLAIN:
        return format(Decimal(text), "f")
    return text
