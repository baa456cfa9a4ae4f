"""From when until when a record is public and may be used: fixed on the day it is recorded."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from mingxin.catalogue.rules.severity import Grade
from mingxin.kernel.dates import add_months
from mingxin.rulebook.cards import Terms
from mingxin.rulebook.publicity import Publicity, PublicityRule

REASON_LONGEST = 200  # as the archive's column takes it; a sheet's 理由 and a line's 依据 may be longer
OPEN_SEVERITY = "minor"  # until the unit answers, the term most favourable to the subject holds


@dataclass(frozen=True)
class Days:
    """The days of one record that a rule may look at; `ends` is the first filled role that the rule names."""

    decided_on: date | None
    served_on: date | None
    ends_on: date | None
    status: str = ""


@dataclass(frozen=True)
class Settled:
    """What the rule says of one version. Days half-open: `hidden_from` and `use_until` are the first days after."""

    publicity: str  # public | held | not_public
    ground: str
    reason: str
    severity: str
    shown_from: date | None
    hidden_from: date | None
    repairable_from: date | None
    use_until: date | None


def terms_for(severity: str, decided_on: date, publicity: Publicity, as_of: date) -> Terms:
    """The terms for a severity; with `more_favourable` the shorter of those in force when decided and those since.

    Source: repair-measures-2026 art. 一般失信信息.
    """
    mine = sorted((t for t in publicity.terms if t.severity == severity), key=lambda t: t.in_force_from)
    then = [t for t in mine if t.in_force_from <= decided_on][-1:]
    since = [t for t in mine if decided_on < t.in_force_from <= max(as_of, decided_on)]
    if publicity.severity.transition != "more_favourable" and then:
        return then[0]
    return min(then + since or mine[:1], key=lambda t: (t.shown_months, t.repairable_after_months))


def settle_penalty(days: Days, graded: Grade, rule: PublicityRule, publicity: Publicity, as_of: date) -> Settled:
    """Publicity and spans of a penalty. Months count from the day of decision: a late report lengthens nothing."""
    decided_on = days.decided_on or as_of
    is_open = graded.severity == "open"
    terms = terms_for(OPEN_SEVERITY if is_open else graded.severity, decided_on, publicity, as_of)
    end = add_months(decided_on, terms.shown_months)
    repairable = add_months(decided_on, terms.repairable_after_months)
    severity, reason = "" if is_open else graded.severity, graded.reason[:REASON_LONGEST]
    if days.status in rule.hidden_by_status:
        return Settled("not_public", "status", f"状态为“{days.status}”", severity, None, None, repairable, end)
    if graded.is_public is None:
        return Settled("held", "open", "公示依据待报送单位确定", severity, None, None, repairable, end)
    if not graded.is_public:
        return Settled("not_public", graded.ground, reason, severity, None, None, repairable, end)
    shown_from = _not_before(decided_on, days.served_on, as_of)
    return Settled("public", graded.ground, reason, severity, shown_from, end, repairable, end)


def settle_by_rule(days: Days, rule: PublicityRule, as_of: date, *, keeps_party_back: bool = False) -> Settled:
    """Publicity and spans of every record that is not a graded penalty, by the method of its card's rule.

    `keeps_party_back`: the party is a sole trader, and the card does not publish the item of sole traders.
    """
    end = _end(days, rule)
    if rule.method == "not_public":
        return Settled("not_public", "card", rule.words, "", None, None, None, end)
    if keeps_party_back:
        return Settled("not_public", "sole_trader", "个体工商户的这类信息默认不公示", "", None, None, None, end)
    if days.status in rule.hidden_by_status:
        return Settled("not_public", "status", f"状态为“{days.status}”", "", None, None, None, end or as_of)
    repairable = (
        add_months(days.decided_on, rule.repairable_after_months)
        if days.decided_on and rule.repairable_after_months is not None
        else None
    )
    shown_from = _not_before(days.decided_on, days.served_on, as_of)
    return Settled("public", "card", "", "", shown_from, end, repairable, end)


def _end(days: Days, rule: PublicityRule) -> date | None:
    """The first day after, or None where the rule lets it stand (a licence without term, a registration)."""
    named = days.ends_on
    if named is not None and rule.long_term_from is not None and named >= rule.long_term_from:
        named = None
    if named is not None and rule.ends_after:
        named += timedelta(days=1)
    longest = (
        add_months(days.decided_on, rule.longest_months)
        if days.decided_on and rule.longest_months is not None
        else None
    )
    return min(_filled((named, longest)), default=None)


def _not_before(decided_on: date | None, served_on: date | None, as_of: date) -> date:
    """Nothing shows before it was decided, served, or recorded."""
    return max(_filled((decided_on, served_on, as_of)))


def _filled(days: Iterable[date | None]) -> list[date]:
    return [day for day in days if day is not None]
