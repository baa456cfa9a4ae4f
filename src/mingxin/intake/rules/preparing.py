"""From checked rows to rows that the archive takes: identity, content, publicity and deadlines of each."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from functools import cache
from typing import Any

import polars as pl

from mingxin.archive.rules.digests import content_digest, payload_of, thread_of
from mingxin.archive.rules.prepared import PREPARED
from mingxin.catalogue.rules.publicity import Days, Settled, settle_by_rule, settle_penalty
from mingxin.catalogue.rules.severity import CriterionLine, Grade, Said, grade, held_group
from mingxin.intake.table import ROW
from mingxin.kernel import orgname, uscc
from mingxin.kernel.workdays import Calendar
from mingxin.rulebook.cards import ItemCard, Nature, Role
from mingxin.rulebook.publicity import Publicity


@dataclass(frozen=True)
class Preparing:
    """What preparing needs to know besides the rows; all of it as in force on `as_of`."""

    card: ItemCard
    publicity: Publicity
    criteria: Sequence[CriterionLine]
    calendar: Calendar
    as_of: date


def prepare(rows: pl.DataFrame, given: Preparing) -> pl.DataFrame:
    """Rows in the schema PREPARED. `rows`: ROW and one normalised String column per field code, no errors left."""
    kept = [f.code for f in given.card.fields if not f.cut and f.code in rows.columns]
    codes = {role: f.code for f in given.card.fields if (role := f.role) is not None and f.code in rows.columns}
    filters = [f.code for f in given.card.fields if f.filter and f.code in rows.columns]
    settle = _settler(given)
    due = cache(lambda decided: given.calendar.add_workdays(decided, given.card.deadline_workdays or 0))
    passed = cache(lambda decided: given.calendar.workdays_between(decided, given.as_of))
    prepared = [
        _prepare(row, given, kept=kept, codes=codes, filters=filters, settle=settle, due=due, passed=passed)
        for row in rows.iter_rows(named=True)
    ]
    return pl.DataFrame(prepared, schema=PREPARED, orient="row")


def _prepare(
    row: Mapping[str, Any],
    given: Preparing,
    *,
    kept: Sequence[str],
    codes: Mapping[Role, str],
    filters: Sequence[str],
    settle: Callable[[Mapping[Role, str]], tuple[Settled, str]],
    due: Callable[[date], Any],
    passed: Callable[[date], int],
) -> tuple[object, ...]:
    said = {role: row[code] for role, code in codes.items() if row[code]}
    code = said[Role.USCC]
    payload = payload_of({c: row[c] for c in kept})
    document = said.get(Role.DOCUMENT_NUMBER, "")
    decided_on = date.fromisoformat(said[Role.DECIDED_ON]) if Role.DECIDED_ON in said else None
    filled = [(row[c] or "")[:100] for c in filters[:3]] + [""] * (3 - len(filters[:3]))
    settled, group = settle(said)
    deadline = due(decided_on) if decided_on and given.card.deadline_workdays is not None else None
    return (
        row[ROW],
        thread_of(given.card.code, [_key_part(row[c] or "") for c in given.card.record_key]),
        code,
        said.get(Role.NAME, ""),
        uscc.subject_kind_of(code),
        payload,
        content_digest(payload, (document, decided_on, *filled)),
        document,
        decided_on,
        *filled,
        given.card.nature is Nature.NEGATIVE,
        settled.severity,
        settled.publicity,
        settled.ground,
        settled.reason,
        group,
        settled.shown_from,
        settled.hidden_from,
        settled.repairable_from,
        settled.use_until,
        deadline.on if deadline else None,
        deadline.provisional if deadline else None,
        passed(decided_on) if deadline else None,
    )


def _key_part(text: str) -> str:
    return text.replace(" ", "").upper()


def _settler(given: Preparing) -> Callable[[Mapping[Role, str]], tuple[Settled, str]]:
    """How this card's rows get their publicity: (what the rule says, the group of an open question)."""
    rule = given.publicity.rules[given.card.publicity]
    graded = cache(lambda said: grade(said, given.criteria, given.publicity))
    settled_penalty = cache(lambda days, mark: settle_penalty(days, mark, rule, given.publicity, given.as_of))
    settled_rule = cache(lambda days: settle_by_rule(days, rule, given.as_of))

    def settle(said: Mapping[Role, str]) -> tuple[Settled, str]:
        days = Days(
            decided_on=_day(said.get(Role.DECIDED_ON) or said.get(Role.ESTABLISHED_ON)),
            served_on=_day(said.get(Role.SERVED_ON)),
            ends_on=next((_day(said[role]) for role in rule.ends if role in said), None),
            status=said.get(Role.STATUS, ""),
        )
        if rule.method != "severity":
            return settled_rule(days), ""
        words = gravity_of(said)
        mark: Grade = graded(words)
        settled = settled_penalty(days, mark)
        return settled, held_group(words) if settled.publicity == "held" else ""

    return settle


def gravity_of(said: Mapping[Role, str]) -> Said:
    """What a row says of its own gravity, by role."""
    code, name = said.get(Role.USCC, ""), said.get(Role.NAME, "")
    return Said(
        categories=tuple(part.strip() for part in said.get(Role.CATEGORY, "").split(";") if part.strip()),
        fine_wan=_amount(said.get(Role.FINE_WAN)),
        procedure=said.get(Role.PROCEDURE, ""),
        severity=said.get(Role.SEVERITY, ""),
        public=said.get(Role.PUBLIC, ""),
        reason=said.get(Role.REASON, ""),
        is_sole_trader=uscc.subject_kind_of(code) == "sole_trader" or orgname.is_named_after_person(name),
    )


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def _amount(text: str | None) -> Decimal | None:
    try:
        return Decimal(text) if text else None
    except InvalidOperation:
        return None
