"""What stands in a cell: on the page, and in a file."""

from dataclasses import dataclass
from datetime import date, datetime

from mingxin.doors.desk.lists.parts import Column, Row, Tag
from mingxin.kernel.clock import CHINA

NOTHING = "—"


@dataclass(frozen=True)
class Cell:
    words: str
    kind: str
    address: str = ""
    tone: str = ""
    title: str = ""  # of the column: on a phone it stands before the cell


def cell(column: Column, row: Row) -> Cell:
    value = column.value(row)
    address = (column.link(row) or "") if column.link else ""
    tone = value.tone if isinstance(value, Tag) else ""
    return Cell(_words(value) or NOTHING, column.kind, address, tone, column.title)


def exported(column: Column, row: Row) -> str | int | float:
    """Plain values: numbers as numbers, all else as text."""
    value = column.value(row)
    if isinstance(value, int | float) and not isinstance(value, bool) and column.kind == "number":
        return value
    return plain(value)


def plain(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, datetime):
        return f"{value.astimezone(CHINA):%Y-%m-%d %H:%M}"
    if isinstance(value, date):
        return value.isoformat()
    return str(value)


def _words(value: object) -> str:
    return f"{value:,}" if isinstance(value, int) and not isinstance(value, bool) else plain(value)
