"""A data sheet in the template's form: header, widths, text cells, drop-downs, and advice beside each cell."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from mingxin.intake.template.columns import ALWAYS, NEVER, Column
from mingxin.intake.template.drop_downs import LAST_ROW, Lists, list_rule
from mingxin.rulebook.cards import FieldType

NECESSARY: Final = "F8CBAD"
CONDITIONAL: Final = "FFE699"
OPTIONAL: Final = "D9E1F2"
ADVISER: Final = "填写说明"
"""Author of the comments in the header: a marked workbook takes its own comments away again, and leaves these."""
_COLOURS: Final = {ALWAYS: NECESSARY, NEVER: OPTIONAL}
_MOST_PROMPT: Final = 255
_MOST_TITLE: Final = 32
_LONG_TEXT: Final = 255  # beyond this a cell of text format shows ##### in older programs
_NARROW, _WIDE, _WIDEST_HEADER = 20, 42, 34


class Form:
    """The formats of one workbook, and the sheets laid out with them."""

    def __init__(self, book: Any, columns: Sequence[Column], lists: Lists) -> None:
        self._columns = columns
        self._lists = lists
        self._text = book.add_format({"num_format": "@", "valign": "top"})
        self._long = book.add_format({"text_wrap": True, "valign": "top"})
        self._number = book.add_format({"valign": "top"})
        head = {"bold": True, "text_wrap": True, "valign": "vcenter", "border": 1, "num_format": "@"}
        self._heads = {
            colour: book.add_format({**head, "bg_color": f"#{colour}"}) for colour in (NECESSARY, CONDITIONAL, OPTIONAL)
        }

    def lay_out(self, page: Any, *, basis: str) -> None:
        """The header in the first row, frozen, and what guides the hand below it."""
        page.set_row(0, 48)
        page.freeze_panes(1, 0)
        for place, column in enumerate(self._columns):
            page.set_column(place, place, _width(column), self._cell_format(column))
            colour = _COLOURS.get(column.field.required, CONDITIONAL)
            page.write_string(0, place, column.header, self._heads[colour])
            page.write_comment(
                0, place, _comment(column, basis), {"author": ADVISER, "x_scale": 2, "y_scale": 1.5, "visible": False}
            )
            page.data_validation(1, place, LAST_ROW, place, self._rule(column))

    def write_row(self, page: Any, row: int, texts: Mapping[str, str]) -> None:
        for place, column in enumerate(self._columns):
            text = texts.get(column.field.code, "")
            if not text:
                continue
            if column.field.type is FieldType.NUMBER:
                page.write_number(row, place, float(text), self._number)
            else:
                page.write_string(row, place, text, self._cell_format(column))

    def _cell_format(self, column: Column) -> Any:
        if column.field.type is FieldType.NUMBER:
            return self._number
        return self._long if is_long(column) else self._text

    def _rule(self, column: Column) -> dict[str, Any]:
        prompt = {"input_title": column.field.name[:_MOST_TITLE], "input_message": _prompt(column)}
        if column.is_listed:
            return list_rule(column, self._lists) | prompt
        if column.field.length is None or column.field.type is FieldType.NUMBER:
            return {"validate": "any"} | prompt
        return {
            "validate": "length",
            "criteria": "<=",
            "value": column.field.length,
            "error_type": "warning",
            "error_title": "内容太长",
            "error_message": f"这一列最多 {column.field.length} 个字。",
        } | prompt


def is_long(column: Column) -> bool:
    """Whether the column holds running text, which needs no text format to stay what it is."""
    return column.field.type is FieldType.TEXT and (column.field.length or 0) > _LONG_TEXT


def _width(column: Column) -> int:
    return _WIDE if is_long(column) else max(_NARROW, min(_WIDEST_HEADER, 2 * len(column.header)))


def _prompt(column: Column) -> str:
    example = f"例：{column.example}" if column.example else ""
    said = f"{column.need}。{column.advice}"
    return said[: _MOST_PROMPT - len(example)] + example if len(example) < _MOST_PROMPT else said[:_MOST_PROMPT]


def _comment(column: Column, basis: str) -> str:
    lines = [f"{column.need}。{column.advice}"]
    if column.field.length:
        lines.append(f"最多 {column.field.length} 个字。")
    if column.example:
        lines.append(f"例：{column.example}")
    return "\n".join([*lines, f"归集依据：{basis}"])
