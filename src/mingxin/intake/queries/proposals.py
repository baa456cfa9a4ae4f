"""What the check proposes for a faulty cell. It proposes; a named person adopts it, row by row."""

from collections.abc import Collection, Mapping
from decimal import Decimal, InvalidOperation
from typing import Final

from mingxin.intake.checks.numbers import plain_number
from mingxin.kernel import uscc
from mingxin.kernel.money import looks_like_yuan
from mingxin.kernel.text import clean
from mingxin.rulebook.cards import FieldCard, ItemCard

_CODES: Final = frozenset({"uscc.check_digit", "uscc.character", "uscc.registering_department"})
_YUAN: Final = "money.yuan_for_wan"


def proposal_of(field: FieldCard, codes: Collection[str], texts: Mapping[str, str], card: ItemCard) -> str:
    """The whole new text of the cell, "" where there is nothing certain to propose.

    `codes` are the findings of the cell, `texts` the row as it stands, by field.
    """
    value = texts.get(field.code, "")
    if _CODES & set(codes):
        return uscc.examine(value).suggestion or ""
    if _YUAN in codes:
        return _in_wan(field, clean(value), texts, card)
    return ""


def _in_wan(field: FieldCard, value: str, texts: Mapping[str, str], card: ItemCard) -> str:
    try:
        amount = Decimal(value.replace(",", ""))
    except InvalidOperation:
        return ""
    for setting in card.checks:
        if setting.get("kind") == "fine_in_text" and setting.get("amount") == field.code:
            right = looks_like_yuan(amount, texts.get(str(setting["text"]), ""))
            if right is not None:
                return plain_number(right)
    return ""
