"""Widths of added columns in a workbook that describes many columns at once."""

from copy import copy

from openpyxl.utils import column_index_from_string, get_column_letter
from openpyxl.worksheet.dimensions import ColumnDimension
from openpyxl.worksheet.worksheet import Worksheet


def set_width(page: Worksheet, letter: str, width: float) -> None:
    """Give one column its width. A description that spans it is parted: Excel refuses a file with two of one column."""
    at = column_index_from_string(letter)
    for key, one in list(page.column_dimensions.items()):
        first, last = one.min or 0, one.max or 0
        if first == last or not first <= at <= last:
            continue
        if last > at:
            page.column_dimensions[get_column_letter(at + 1)] = _copied(page, one, at + 1, last)
        if first < at:
            one.max = at - 1
        else:
            del page.column_dimensions[key]
    page.column_dimensions[letter].width = width


def _copied(page: Worksheet, one: ColumnDimension, first: int, last: int) -> ColumnDimension:
    copied = ColumnDimension(
        page, index=get_column_letter(first), width=one.width, hidden=one.hidden, min=first, max=last
    )
    copied._style = copy(one._style)  # type: ignore[attr-defined]
    return copied
