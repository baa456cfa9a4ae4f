"""Names of parties and organs: one spelling, and whether a name given for a unit looks like a person's."""

import re
from collections.abc import Callable, Iterable, Iterator
from typing import Final

import polars as pl

from mingxin.intake.checks.check import Check, Context, always, has_role
from mingxin.intake.checks.judged import Judged, Remark
from mingxin.kernel import orgname
from mingxin.kernel.surnames import is_full_name, surname_of
from mingxin.kernel.text import map_private_use
from mingxin.rulebook.cards import FieldCard, Role

NAMED: Final = (Role.NAME, Role.ORGAN, Role.SOURCE)
_UNUSUAL: Final = r"[^\p{Han}A-Za-z0-9（）·、.&-]"
_PERSONAL: Final = r"^(\p{Han}{2,4}|\p{Han}{1,5}[·•]\p{Han}{1,8})$"
_UNIT_WORDS: Final = (
    "公司|集团|厂|店|部|行|社|场|馆|院|校|园|所|站|局|处|队|会|中心|协会|学会|商会|基金|企业|合作|农场|银行|酒店|宾馆|超市|"
    "商场|商行|工作室|事务所|委|办|政府|法院|库|矿|坊|铺|庄|苑|楼|摊|屋|居|轩|阁|吧|网|医|药|餐|饭|菜|面|茶|酒|"
    "寺|庙|庵|观|宫|祠|村|镇|乡|街道|电视台"
)
_SHORT: Final = r"^.{2,40}$"
_SURELY_UNIT: Final = "公司|集团|合作社|委员会|事务所|中心"
_BEFORE: Final = re.compile(
    "^(?:自然人|公民|个人|当事人|被处罚人|行政相对人|经营者|负责人|驾驶员|司机|居民|村民)[:：]?"
)
_BEHIND: Final = re.compile(
    "(?:（(?:个人|自然人|公民|本人|男|女)）|先生|女士|小姐|同志|"
    "医师|医生|律师|教师|老师|司机|驾驶员|护士|工程师|会计师?|导游)$"
)
_BETWEEN: Final = re.compile("[、，,；;/]")
_FOREIGN: Final = re.compile("[\u4e00-\u9fff]{1,5}[·•][\u4e00-\u9fff]{1,8}")


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


def is_person(name: str) -> bool:
    """Whether nothing but persons are named: by surname and one or two characters, one beside the other, or with what
    is said before and behind a person's name. No unit is registered under such a name.
    """
    core, said = orgname.normalise(name), False
    while found := _BEFORE.match(core) or _BEHIND.search(core):
        core, said = core[: found.start()] + core[found.end() :], True
    parts = [part for part in _BETWEEN.split(core) if part]
    if not parts or any(re.search(_UNIT_WORDS, part) for part in parts):
        return False
    return all(is_full_name(one) or _FOREIGN.fullmatch(one) or (said and surname_of(one) == one) for one in parts)


def _are_persons(ctx: Context) -> Iterable[pl.DataFrame]:
    """A natural person is never on file, whatever the column says of its kind (charter 2)."""
    for suspects, card in _said_to_be_units(ctx, _SHORT, but_for=_SURELY_UNIT):
        yield ctx.found("name.is_person", suspects.filter(_each(suspects, is_person)), card)


def _looks_personal(ctx: Context) -> Iterable[pl.DataFrame]:
    """Said to be a unit, named like a person: two to four characters, a surname first, no word of a unit."""
    for suspects, card in _said_to_be_units(ctx, _PERSONAL, but_for=_UNIT_WORDS):
        yield ctx.found("name.looks_personal", suspects.filter(_each(suspects, _may_be_person)), card)


def _may_be_person(name: str) -> bool:
    return (surname_of(name) != "" or "·" in name or "•" in name) and not is_person(name)


def _each(suspects: pl.DataFrame, asked: Callable[[str], bool]) -> pl.Series:
    return pl.Series([asked(name) for name in suspects["sent"]], dtype=pl.Boolean)


def _said_to_be_units(ctx: Context, shape: str, *, but_for: str) -> Iterator[tuple[pl.DataFrame, FieldCard]]:
    """The rows that are said to be a unit's, with names of this shape but none of these words, and the name's field."""
    card, kind = ctx.by_role(Role.NAME), ctx.by_role(Role.KIND)
    if card is None or (kind is None and ctx.card.by_role(Role.KIND) is not None):
        return
    name = pl.col(card.code)
    whole = ctx.by_role(Role.USCC)
    if kind is not None:
        is_unit = pl.col(kind.code) == "法人及非法人组织"
    else:  # a sole trader without a trade name is registered under its operator's
        is_unit = ~pl.col(whole.code).str.starts_with("92").fill_null(value=False) if whole else pl.lit(value=True)
    yield ctx.rows(card, is_unit & name.str.contains(shape) & ~name.str.contains(but_for), sent=name), card


NAME_CHECKS: Final = (
    Check(("name.folded",), always, _folded),
    Check(("name.is_person",), has_role(Role.NAME), _are_persons),
    Check(("name.looks_personal",), has_role(Role.NAME), _looks_personal),
)
