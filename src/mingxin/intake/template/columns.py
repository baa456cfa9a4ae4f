"""The columns of an item's template: header, what is necessary, what may be chosen, in the words of a clerk."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from mingxin.rulebook.cards import CodeSet, FieldCard, FieldType, ItemCard, values_taken
from mingxin.rulebook.vocabulary import REQUIRED_WORDS

ALWAYS: Final = "always"
NEVER: Final = "never"
_MARKS: Final = {ALWAYS: "（必填）", NEVER: ""}
_CONDITIONAL_MARK: Final = "（按条件必填）"
_TYPE_WORDS: Final = {
    FieldType.DATE: "按年/月/日填写，如 2026/11/05。",
    FieldType.USCC: "18 位，照登记证照填写。",
    FieldType.NUMBER: "只填数字。",
}


@dataclass(frozen=True)
class Column:
    """`choices` are all values of the field's code set that this item takes; empty where the field has none."""

    field: FieldCard
    header: str
    choices: tuple[str, ...] = ()
    is_open: bool = False  # other words may be added: 其他-补充说明
    kept_example: str = ""  # the value that the card's example stands for

    @property
    def is_listed(self) -> bool:
        """Whether a drop-down serves: a list picks one value, so a field that takes several has none."""
        return bool(self.choices) and not self.field.many

    @property
    def need(self) -> str:
        return REQUIRED_WORDS[self.field.required]

    @property
    def advice(self) -> str:
        """How to fill the column in, as short as it can be said."""
        if self.field.hint:
            said = [self.field.hint.rstrip("。") + "。"]
        else:
            said = [_TYPE_WORDS.get(self.field.type, "从下拉列表中选择。" if self.is_listed else "")]
        if self.choices and not self.is_listed:
            said.append("可填：" + "、".join(self.choices) + "。")
        if self.is_open:
            said.append("列表之外的，写“其他-补充说明”。")
        return "".join(said)

    @property
    def example(self) -> str:
        """The card's own; a field with a drop-down shows the value that is kept, not a spelling of it."""
        given = self.kept_example or self.field.example
        is_shown = given or self.field.required != NEVER
        is_value = not self.is_listed or given in self.choices
        return given if is_value else self.choices[0] if is_shown else ""


def columns_of(card: ItemCard, code_sets: Mapping[str, CodeSet]) -> tuple[Column, ...]:
    """All fields in the card's order, but for those that are never kept (charter 2.5)."""
    return tuple(_column(field, card, code_sets) for field in card.fields if not field.cut)


def _column(field: FieldCard, card: ItemCard, code_sets: Mapping[str, CodeSet]) -> Column:
    header = field.name + _MARKS.get(field.required, _CONDITIONAL_MARK)
    code_set = code_sets.get(field.code_set or "")
    if code_set is None:
        return Column(field, header)
    return Column(
        field,
        header,
        values_taken(field, card, code_set),
        is_open=code_set.open_prefix != "",
        kept_example=code_set.value_of(field.example),
    )
