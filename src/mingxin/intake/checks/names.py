"""Names of parties and organs: one spelling, and whether a name given for a unit is or looks like a person's."""

import re
from collections.abc import Callable, Iterable, Iterator
from typing import Final

import polars as pl

from mingxin.intake.checks.check import Check, Context, always, has_role
from mingxin.intake.checks.judged import Judged, Remark, distinct
from mingxin.intake.checks.persons import UNIT_WORDS, is_person
from mingxin.kernel import orgname
from mingxin.kernel.seen_words import simplified
from mingxin.kernel.surnames import surname_of
from mingxin.kernel.text import map_private_use
from mingxin.rulebook.cards import FieldCard, Role

NAMED: Final = (Role.NAME, Role.ORGAN, Role.SOURCE)
_UNUSUAL: Final = r"[^\p{Han}A-Za-z0-9（）·、.&-]"
_PERSONAL: Final = r"^(\p{Han}{2,4}|\p{Han}{1,5}[·•]\p{Han}{1,8})$"
_SHORT: Final = r"^.{2,40}$"
_SURELY_UNIT: Final = "公司|集团|合作社|委员会|事务所|中心"


def judge_names(column: pl.Series) -> Judged:
    judged = Judged()
    for value in distinct(column, column.str.contains(_UNUSUAL)):
        normal = orgname.normalise(map_private_use(value)) or None
        judged.set(value, normal)
        if normal and normal != value.strip():
            judged.remarks.append(Remark(value, "name.folded", normal=normal))
    return judged


def _folded(ctx: Context) -> Iterable[pl.DataFrame]:
    for card in ctx.kept_fields():
        if card.role in NAMED:
            yield from ctx.remarked(card)


def _are_persons(ctx: Context) -> Iterable[pl.DataFrame]:
    """A natural person is never on file, whatever the column says of its kind (charter 2)."""
    for suspects, card in _said_to_be_units(ctx, _SHORT, but_for=_SURELY_UNIT):
        yield ctx.found("name.is_person", suspects.filter(_each(suspects, is_person)), card)


def _looks_personal(ctx: Context) -> Iterable[pl.DataFrame]:
    """Said to be a unit, named like a person: two to four characters, a surname first, no word of a unit."""
    for suspects, card in _said_to_be_units(ctx, _PERSONAL, but_for=UNIT_WORDS):
        yield ctx.found("name.looks_personal", suspects.filter(_each(suspects, _may_be_person)), card)


def _may_be_person(name: str) -> bool:
    written = simplified(name)
    is_unit = re.search(UNIT_WORDS, written) is not None  # in traditional characters
    return not is_unit and (surname_of(written) != "" or "·" in name or "•" in name) and not is_person(name)


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
