"""Names of parties and organs: one spelling, and whether a name given for a unit looks like a person's."""

from collections.abc import Iterable
from typing import Final

import polars as pl

from mingxin.intake.checks.check import Check, Context, always, has_role
from mingxin.intake.checks.judged import Judged, Remark
from mingxin.kernel import orgname
from mingxin.kernel.surnames import surname_of
from mingxin.kernel.text import map_private_use
from mingxin.rulebook.cards import Role

NAMED: Final = (Role.NAME, Role.ORGAN, Role.SOURCE)
_UNUSUAL: Final = r"[^\p{Han}A-Za-z0-9（）·、.&-]"
_PERSONAL: Final = r"^(\p{Han}{2,4}|\p{Han}{1,5}[·•]\p{Han}{1,8})$"
_UNIT_WORDS: Final = (
    "公司|集团|厂|店|部|行|社|场|馆|院|校|园|所|站|局|处|队|会|中心|协会|学会|商会|基金|企业|合作|农场|银行|酒店|宾馆|超市|"
    "商场|商行|工作室|事务所|委|办|政府|法院|库|矿|坊|铺|庄|苑|楼|摊|屋|居|轩|阁|吧|网|医|药|餐|饭|菜|面|茶|酒"
)


def judge_names(column: pl.Series) -> Judged:
    judged = Judged()
    for value in column.filter(column.str.contains(_UNUSUAL)).unique().drop_nulls():
        normal = orgname.normalise(map_private_use(value)) or None
        judged.set(value, normal)
        if normal and normal != value.strip():
            judged.remarks.append(Remark(value, "name.folded", normal=normal))
    return judged


def _folded(ctx: Context) -> Iterable[pl.DataFrame]:
    for card in ctx.kept_fields():
        if card.role in NAMED:
            yield from ctx.remarked(card)


def _looks_personal(ctx: Context) -> Iterable[pl.DataFrame]:
    """Said to be a unit, named like a person: two to four characters, a surname first, no word of a unit."""
    card, kind = ctx.by_role(Role.NAME), ctx.by_role(Role.KIND)
    if card is None or (kind is None and ctx.card.by_role(Role.KIND) is not None):
        return
    name = pl.col(card.code)
    whole = ctx.by_role(Role.USCC)
    if kind is not None:
        is_unit = pl.col(kind.code) == "法人及非法人组织"
    else:  # a sole trader without a trade name is registered under its operator's
        is_unit = ~pl.col(whole.code).str.starts_with("92").fill_null(value=False) if whole else pl.lit(value=True)
    suspects = ctx.rows(card, is_unit & name.str.contains(_PERSONAL) & ~name.str.contains(_UNIT_WORDS), sent=name)
    is_personal = [surname_of(name) != "" or "·" in name or "•" in name for name in suspects["sent"]]
    yield ctx.found("name.looks_personal", suspects.filter(pl.Series(is_personal, dtype=pl.Boolean)), card)


NAME_CHECKS: Final = (
    Check(("name.folded",), always, _folded),
    Check(("name.looks_personal",), has_role(Role.NAME), _looks_personal),
)
