"""Whether the organ that decided is named rightly, and may decide such things."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Final

import polars as pl

from mingxin.intake.checks.check import Check, Context, has_role, has_setting
from mingxin.kernel.orgname import normalise
from mingxin.rulebook.cards import FieldCard, Role


def _name_code(ctx: Context) -> Iterable[pl.DataFrame]:
    """Pairs of which at least one half is known. Of organs not on file, and of broken codes, nothing is said.

    An organ is named as it was called on the day of the decision: a name that it ceased to bear is remarked from the
    first day without it, and where a sheet has no such day.
    """
    named, decided = _Named(ctx), ctx.by_role(Role.DECIDED_ON)
    for setting in ctx.settings("name_code_pair"):
        name, code = str(setting["name"]), str(setting["code"])
        if not ctx.has(name, code):
            continue
        pairs = (
            ctx.cells.select(sent=name, code=code).unique().filter(pl.col("code").str.len_chars() == 18).drop_nulls()
        )
        disagreeing, former = [], []
        for sent, unit in pairs.iter_rows():
            if said := named.disagreement(sent, unit):
                disagreeing.append((sent, unit, said))
            elif until := named.until(sent, unit):
                former.append((sent, unit, until.isoformat(), named.now(unit)))
        card, other = ctx.card.field(name), ctx.card.field(code).name
        if disagreeing:
            rows = _of_pairs(ctx, card, code, disagreeing, ["detail"])
            yield ctx.found("organ.name_code", rows, card, other=other)
        if former:
            day = pl.col(decided.code) if decided else pl.lit(None, dtype=pl.String)
            rows = _of_pairs(ctx, card, code, former, ["until", "now"], day=day)
            unlike = rows.filter(pl.col("day").is_null() | (pl.col("day") >= pl.col("until"))).drop("day")
            yield ctx.found("organ.former_name", unlike, card)


def _of_pairs(
    ctx: Context, name: FieldCard, code: str, pairs: Sequence[tuple[str, ...]], told: list[str], **details: pl.Expr
) -> pl.DataFrame:
    """The rows with these pairs of name and code, and what is told of each pair."""
    rows = ctx.rows(name, pl.col(name.code).is_not_null(), sent=pl.col(name.code), code=pl.col(code), **details)
    schema = dict.fromkeys(["sent", "code", *told], pl.String)
    return rows.join(pl.DataFrame(pairs, schema, orient="row"), on=["sent", "code"], maintain_order="left")


class _Named:
    """What the organs on file are called, and were called."""

    def __init__(self, ctx: Context) -> None:
        self._plain = ctx.around.organ_names
        self._names = {code: [normalise(name) for name in known] for code, known in self._plain.items()}
        self._former = {
            code: {normalise(name): until for name, until in known.items()}
            for code, known in ctx.around.former_names.items()
        }
        self._codes = {name: code for code, known in (*self._former.items(), *self._names.items()) for name in known}

    def disagreement(self, sent: str, code: str) -> str:
        known = self._names.get(code)
        if known is not None and sent not in known and sent not in self._former.get(code, ()):
            return f"该代码对应的是“{next(iter(known), '')}”"
        if known is None and sent in self._codes:
            return f"“{sent}”的代码是 {self._codes[sent]}"
        return ""

    def until(self, sent: str, code: str) -> date | None:
        """The first day without the name, unless the organ bears it today."""
        return None if sent in self._names.get(code, ()) else self._former.get(code, {}).get(sent)

    def now(self, code: str) -> str:
        return next(iter(self._plain.get(code, ())), "")


def _not_entitled(ctx: Context) -> Iterable[pl.DataFrame]:
    card, entitled = ctx.by_role(Role.ORGAN_CODE), ctx.around.entitled_organs
    if card is None or entitled is None:
        return
    allowed = [*entitled, ctx.around.unit_uscc]
    is_whole = pl.col(card.code).str.len_chars() == 18
    rows = ctx.rows(card, is_whole & ~pl.col(card.code).is_in(allowed))
    yield ctx.found("organ.not_entitled", rows, card, item=ctx.card.name)


ORGAN_CHECKS: Final = (
    Check(("organ.name_code", "organ.former_name"), has_setting("name_code_pair"), _name_code),
    Check(("organ.not_entitled",), has_role(Role.ORGAN_CODE), _not_entitled),
)
