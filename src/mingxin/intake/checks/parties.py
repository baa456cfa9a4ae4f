"""Whether the kind of a party, its code and the item agree."""

from collections.abc import Iterable
from typing import Final

import polars as pl

from mingxin.intake.checks.check import Check, Context, has_role
from mingxin.rulebook.cards import Role, SubjectKind

_WORDS: Final = {
    SubjectKind.ENTERPRISE: "企业",
    SubjectKind.ORGANISATION: "其他组织",
    SubjectKind.SOLE_TRADER: "个体工商户",
}
_SOLE_TRADER: Final = "个体工商户"


def _kind_of(code: pl.Expr) -> pl.Expr:
    """`kernel.uscc.subject_kind_of` by column; null where there is no whole code."""
    is_whole = code.str.len_chars() == 18
    kind = (
        pl.when(code.str.starts_with("92"))
        .then(pl.lit(SubjectKind.SOLE_TRADER.value))
        .when(code.str.starts_with("9"))
        .then(pl.lit(SubjectKind.ENTERPRISE.value))
        .otherwise(pl.lit(SubjectKind.ORGANISATION.value))
    )
    return pl.when(is_whole).then(kind)


def _kind_disagrees(ctx: Context) -> Iterable[pl.DataFrame]:
    card, whole = ctx.by_role(Role.KIND), ctx.by_role(Role.USCC)
    if card is None or whole is None:
        return
    kind = _kind_of(pl.col(whole.code))
    is_trader = kind == SubjectKind.SOLE_TRADER.value
    disagrees = is_trader != (pl.col(card.code) == _SOLE_TRADER)
    rows = ctx.rows(card, disagrees, uscc=pl.col(whole.code), actual=kind.replace(_WORDS))
    yield ctx.found("kind.disagrees", rows, card)


def _not_collected(ctx: Context) -> Iterable[pl.DataFrame]:
    card = ctx.by_role(Role.USCC)
    if card is None:
        return
    kind = _kind_of(pl.col(card.code))
    collected = [allowed.value for allowed in ctx.card.kinds]
    rows = ctx.rows(card, ~kind.is_in(collected), actual=kind.replace(_WORDS))
    yield ctx.found("kind.not_collected", rows, card, item=ctx.card.name)


PARTY_CHECKS: Final = (
    Check(("kind.disagrees",), has_role(Role.KIND, Role.USCC), _kind_disagrees),
    Check(("kind.not_collected",), has_role(Role.USCC), _not_collected),
)
