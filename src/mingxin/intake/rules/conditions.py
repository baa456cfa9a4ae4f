"""When a field must be filled in: the conditions that catalogue cards name."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

import polars as pl

from mingxin.rulebook.cards import ItemCard, Role

_ORGANISATION: Final = "法人及非法人组织"
_NATURAL_PERSON: Final = "自然人"


@dataclass(frozen=True)
class Condition:
    """`words` is what a clerk reads in brackets; `holds` gives an expression over normalised cells, never null."""

    name: str
    words: str
    holds: Callable[[ItemCard, frozenset[str]], pl.Expr]


def _role_column(card: ItemCard, role: Role, columns: frozenset[str]) -> pl.Expr:
    """The column of a role, or nulls where the card or the sheet has none."""
    field = card.by_role(role)
    return pl.col(field.code) if field and field.code in columns else pl.lit(None, dtype=pl.String)


def _kind_is_organisation(card: ItemCard, columns: frozenset[str]) -> pl.Expr:
    return (_role_column(card, Role.KIND, columns) == _ORGANISATION).fill_null(value=False)


def _kind_has_uscc(card: ItemCard, columns: frozenset[str]) -> pl.Expr:
    """Everybody but natural persons; a kind that cannot be read does not excuse the code."""
    return (_role_column(card, Role.KIND, columns) != _NATURAL_PERSON).fill_null(value=True)


def _category_has(pattern: str) -> Callable[[ItemCard, frozenset[str]], pl.Expr]:
    def holds(card: ItemCard, columns: frozenset[str]) -> pl.Expr:
        return _role_column(card, Role.CATEGORY, columns).str.contains(pattern).fill_null(value=False)

    return holds


_ALL: Final = (
    Condition("always", "", lambda _card, _columns: pl.lit(value=True)),
    Condition("never", "", lambda _card, _columns: pl.lit(value=False)),
    Condition("kind_is_organisation", "（类别为法人及非法人组织时）", _kind_is_organisation),
    Condition("kind_has_uscc", "（当事人不是自然人时）", _kind_has_uscc),
    Condition("category_has_fine", "（处罚类别含罚款时）", _category_has("(^|;)罚款(;|$)")),
    Condition("category_has_confiscation", "（处罚类别含没收时）", _category_has("(^|;)没收")),
    Condition("category_has_suspension", "（处罚类别含暂扣或吊销时）", _category_has("(^|;)(暂扣|吊销)")),
)

CONDITIONS: Final[Mapping[str, Condition]] = MappingProxyType({condition.name: condition for condition in _ALL})
