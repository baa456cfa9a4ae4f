"""From what rows say to their publicity: who decided it, from when until when, and what is still to be asked."""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any, Final

import polars as pl

from mingxin.catalogue.rules.publicity import Days, Settled, settle_by_rule, settle_penalty
from mingxin.catalogue.rules.severity import CriterionLine, Grade, Said, grade, held_group
from mingxin.intake.rules.distinct import Row, Values, each
from mingxin.kernel import orgname, uscc
from mingxin.rulebook.cards import Role
from mingxin.rulebook.publicity import Publicity, PublicityRule

_SEVERITY: Final = "·severity"  # "severity" is what the row says
_SETTLED: Final = pl.Schema(
    {
        "publicity": pl.String(),
        "publicity_ground": pl.String(),
        "publicity_reason": pl.String(),
        _SEVERITY: pl.String(),
        "shown_from": pl.Date(),
        "hidden_from": pl.Date(),
        "repairable_from": pl.Date(),
        "use_until": pl.Date(),
    }
)
_SOLE: Final = "·sole trader"
_GRADE: Final = "·grade"
_SAYS_GRAVITY: Final = (
    Role.CATEGORY,
    Role.FINE_WAN,
    Role.PROCEDURE,
    Role.SEVERITY,
    Role.PUBLIC,
    Role.REASON,
)


def settle(
    said: pl.DataFrame,
    rule: PublicityRule,
    publicity: Publicity,
    criteria: Sequence[CriterionLine],
    as_of: date,
    *,
    sole_trader_public: bool = True,
) -> pl.DataFrame:
    """What the rule makes of each row, under the names of PREPARED, with held_group.

    `said`: text in columns named by role, as far as rows have them. `sole_trader_public` as the card has it; a graded
    penalty asks the unit instead.
    """
    days = [
        role
        for role in dict.fromkeys((Role.DECIDED_ON, Role.ESTABLISHED_ON, Role.SERVED_ON, Role.STATUS, *rule.ends))
        if role in said.columns
    ]
    if rule.method != "severity":
        rows, told = said.with_columns(pl.lit(False).alias(_SOLE)), [*days, _SOLE]
        if not sole_trader_public:
            rows = each(said, _there((Role.USCC, Role.NAME), said), pl.Schema({_SOLE: pl.Boolean()}), _is_sole_trader)

        def by_rule(row: Row) -> Values:
            return _spelled(settle_by_rule(_days(row, rule), rule, as_of, keeps_party_back=row[_SOLE]))

        return each(rows, told, _SETTLED, by_rule).select(*_told(), held_group=pl.lit(""))
    grades: dict[Grade, int] = {}

    def graded(row: Row) -> Values:
        words = _gravity(row)
        return (grades.setdefault(grade(words, criteria, publicity), len(grades)), held_group(words))

    def by_grade(row: Row) -> Values:
        return _spelled(settle_penalty(_days(row, rule), list(grades)[row[_GRADE]], rule, publicity, as_of))

    rows = each(said, _there((Role.USCC, Role.NAME), said), pl.Schema({_SOLE: pl.Boolean()}), _is_sole_trader)
    gravity = [_SOLE, *_there(_SAYS_GRAVITY, said)]
    rows = each(rows, gravity, pl.Schema({_GRADE: pl.Int32(), "held_group": pl.String()}), graded)
    settled = each(rows, [*days, _GRADE], _SETTLED, by_grade)
    is_held = pl.col("publicity") == "held"
    return settled.select(*_told(), pl.when(is_held).then("held_group").otherwise(pl.lit("")).alias("held_group"))


def _told() -> list[pl.Expr]:
    return [pl.col(name).alias("severity" if name == _SEVERITY else name) for name in _SETTLED]


def _there(roles: Sequence[Role], said: pl.DataFrame) -> list[str]:
    return [role for role in roles if role in said.columns]


def _is_sole_trader(row: Row) -> Values:
    code, name = row.get(Role.USCC) or "", row.get(Role.NAME) or ""
    return (uscc.subject_kind_of(code) == "sole_trader" or orgname.is_named_after_person(name),)


def _gravity(row: Mapping[str, Any]) -> Said:
    """What a row says of its own gravity."""
    return Said(
        categories=tuple(part.strip() for part in (row.get(Role.CATEGORY) or "").split(";") if part.strip()),
        fine_wan=_amount(row.get(Role.FINE_WAN)),
        procedure=row.get(Role.PROCEDURE) or "",
        severity=row.get(Role.SEVERITY) or "",
        public=row.get(Role.PUBLIC) or "",
        reason=row.get(Role.REASON) or "",
        is_sole_trader=row[_SOLE],
    )


def _days(row: Mapping[str, Any], rule: PublicityRule) -> Days:
    return Days(
        decided_on=_day(row.get(Role.DECIDED_ON) or row.get(Role.ESTABLISHED_ON)),
        served_on=_day(row.get(Role.SERVED_ON)),
        ends_on=next((_day(row[role]) for role in rule.ends if row.get(role)), None),
        status=row.get(Role.STATUS) or "",
    )


def _spelled(settled: Settled) -> Values:
    return (
        settled.publicity,
        settled.ground,
        settled.reason,
        settled.severity,
        settled.shown_from,
        settled.hidden_from,
        settled.repairable_from,
        settled.use_until,
    )


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def _amount(text: str | None) -> Decimal | None:
    try:
        return Decimal(text) if text else None
    except InvalidOperation:
        return None
