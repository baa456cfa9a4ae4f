"""Drop-downs: short lists stand in the rule itself, long ones on a hidden sheet that the reader passes over."""

from collections.abc import Sequence
from typing import Any, Final

from mingxin.intake.reading.letters import letter_of
from mingxin.intake.template.columns import Column

LISTS_SHEET: Final = "代码表"
LAST_ROW: Final = 1_048_575  # the last row of a sheet, counted from 0: a list holds however far the table grows
_MOST_INLINE: Final = 255  # characters of a list inside the rule, by the file format


class Lists:
    """The lists of one workbook. `write` adds the hidden sheet, after all other sheets, if one is needed."""

    def __init__(self) -> None:
        self._long: dict[tuple[str, ...], str] = {}

    def source(self, choices: tuple[str, ...]) -> list[str] | str:
        """What a list rule names: the values themselves, or where they stand."""
        is_short = len(",".join(choices)) <= _MOST_INLINE and not any("," in choice for choice in choices)
        if is_short:
            return list(choices)
        if choices not in self._long:
            letter = letter_of(len(self._long))
            self._long[choices] = f"='{LISTS_SHEET}'!${letter}$1:${letter}${len(choices)}"
        return self._long[choices]

    def write(self, book: Any) -> None:
        if not self._long:
            return
        page = book.add_worksheet(LISTS_SHEET)
        page.hide()
        for row in range(max(map(len, self._long))):
            for place, choices in enumerate(self._long):
                if row < len(choices):
                    page.write_string(row, place, choices[row])


def add_drop_downs(
    page: Any, places: Sequence[tuple[int, Column]], lists: Lists, *, first_row: int, **words: str
) -> None:
    """A list for each column that one serves, from `first_row` (counted from 0) down."""
    for place, column in places:
        if column.is_listed:
            page.data_validation(first_row, place, LAST_ROW, place, list_rule(column, lists) | words)


def list_rule(column: Column, lists: Lists) -> dict[str, Any]:
    """What is not in the list is questioned by the checks; the sheet warns, and stops nobody who pastes a spelling."""
    return {
        "validate": "list",
        "source": lists.source(column.choices),
        "error_type": "information" if column.is_open else "warning",
        "error_title": "请核对填写的值",
        "error_message": _error(column),
    }


def _error(column: Column) -> str:
    if column.is_open:
        return "列表中没有的，请写成“其他-补充说明”。"
    return "这一列应从下拉列表中选择。不在列表中的值，报送后可能要求改正。"
