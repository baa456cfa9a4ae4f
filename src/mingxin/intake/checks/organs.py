"""Whether the organ that decided is named rightly, and may decide such things."""

from collections.abc import Collection, Iterable, Mapping
from typing import Final

import polars as pl

from mingxin.intake.checks.check import Check, Context, has_role, has_setting
from mingxin.kernel.orgname import normalise
from mingxin.rulebook.cards import Role


def _name_code(ctx: Context) -> Iterable[pl.DataFrame]:
    """Pairs of which at least one half is known. Of organs not on file, and of broken codes, nothing is said."""
    names = {code: [normalise(name) for name in known] for code, known in ctx.around.organ_names.items()}
    codes = {name: code for code, known in names.items() for name in known}
    for setting in ctx.settings("name_code_pair"):
        name, code = str(setting["name"]), str(setting["code"])
        if not ctx.has(name, code):
            continue
        pairs = (
            ctx.cells.select(sent=name, code=code).unique().filter(pl.col("code").str.len_chars() == 18).drop_nulls()
        )
        judged = [(sent, code, _disagreement(sent, code, names, codes)) for sent, code in pairs.iter_rows()]
        if not any(said for _, _, said in judged):
            continue
        schema = {"sent": pl.String, "code": pl.String, "detail": pl.String}
        card = ctx.card.field(name)
        rows = ctx.rows(card, pl.col(name).is_not_null(), sent=pl.col(name), code=pl.col(code))
        disagreeing = rows.join(
            pl.DataFrame([said for said in judged if said[2]], schema=schema, orient="row"),
            on=["sent", "code"],
            maintain_order="left",
        )
        yield ctx.found("organ.name_code", disagreeing, card, other=ctx.card.field(code).name)


def _disagreement(sent: str, code: str, names: Mapping[str, Collection[str]], codes: Mapping[str, str]) -> str:
    known = names.get(code)
    if known is not None and sent not in known:
        return f"该代码对应的是“{next(iter(known), '')}”"
    if known is None and sent in codes:
        return f"“{sent}”的代码是 {codes[sent]}"
    return ""


def _not_entitled(ctx: Context) -> Iterable[pl.DataFrame]:
    card, entitled = ctx.by_role(Role.ORGAN_CODE), ctx.around.entitled_organs
    if card is None or entitled is None:
        return
    allowed = [*entitled, ctx.around.unit_uscc]
    is_whole = pl.col(card.code).str.len_chars() == 18
    rows = ctx.rows(card, is_whole & ~pl.col(card.code).is_in(allowed))
    yield ctx.found("organ.not_entitled", rows, card, item=ctx.card.name)


ORGAN_CHECKS: Final = (
    Check(("organ.name_code",), has_setting("name_code_pair"), _name_code),
    Check(("organ.not_entitled",), has_role(Role.ORGAN_CODE), _not_entitled),
)
