"""A row that shows how each column is filled in: invented throughout, and free of errors under the real checks."""

from typing import Final

from mingxin.intake.template.columns import ALWAYS, Column
from mingxin.kernel.uscc import compose
from mingxin.rulebook.cards import FieldType, ItemCard, Role

SAMPLE_USCC: Final = compose("91", "000000", "MA000001")
"""No place has the division 000000, so no organisation has this code."""

_WORDS: Final = {
    Role.LEGAL_REPRESENTATIVE: "张某某",
    Role.DOCUMENT_NUMBER: "示例〔2025〕1号",
    Role.FACTS: "此处写查明的主要事实（示例）。",
    Role.GROUNDS: "此处写依据的法律、法规或规章的名称和条款（示例）",
    Role.ORGANISATION_TYPE: "有限责任公司",
    Role.CAPITAL: "100万元人民币",
    Role.SCOPE: "日用百货销售（示例）。",
    Role.INDUSTRY: "零售业",
}
_DAYS: Final = {
    Role.ESTABLISHED_ON: "2018/03/01",
    Role.DECIDED_ON: "2025/11/05",
    Role.SERVED_ON: "2025/11/06",
    Role.VALID_FROM: "2025/11/05",
    Role.VALID_UNTIL: "2030/11/04",
    Role.CLAIMED_END: "2026/11/05",
}
_CASE_NUMBER: Final = "（2025）示例0001执1号"
_FINE: Final = "警告；罚款人民币2000元（示例）。"
_OTHER_DOCUMENT: Final = "示例〔2025〕2号"
_LEFT_EMPTY: Final = frozenset({Role.REGISTRATION_NUMBER, Role.ORGANISATION_CODE, Role.REMARK, Role.FORMER_NAME})
_ONLY_IF_NEEDED: Final = frozenset({Role.CLAIMED_END})


def sample_row(
    card: ItemCard, columns: tuple[Column, ...], *, unit_name: str, unit_uscc: str, city: str
) -> dict[str, str]:
    """Text by field code. A column that a plain case leaves empty is left empty here too."""
    own = {
        Role.NAME: f"{city}示例贸易有限公司",
        Role.USCC: SAMPLE_USCC,
        Role.ORGAN: unit_name,
        Role.SOURCE: unit_name,
        Role.ORGAN_CODE: unit_uscc,
        Role.SOURCE_CODE: unit_uscc,
        Role.ADDRESS: f"{city}示例路1号",
    }
    if card.by_role(Role.FINE_WAN) is not None:
        own[Role.CONTENT] = _FINE
    return {column.field.code: _text(column, own) for column in columns}


def _text(column: Column, own: dict[Role, str]) -> str:
    field, role = column.field, column.field.role
    is_needed = field.required == ALWAYS
    if role in _LEFT_EMPTY or (role in _ONLY_IF_NEEDED and not is_needed):
        return ""
    if role is Role.DOCUMENT_NUMBER and field.example.startswith("（"):
        return _CASE_NUMBER
    if role is not None and (said := own.get(role) or _WORDS.get(role) or _DAYS.get(role)):
        return said[: field.length]
    if column.example:
        return column.example
    if not is_needed:
        return ""
    if column.choices:
        return column.choices[0]
    return _OTHER_DOCUMENT if field.type is FieldType.CODE else f"此处写{field.name}（示例）"[: field.length]
