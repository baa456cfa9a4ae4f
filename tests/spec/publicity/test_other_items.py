"""Licences, the abnormal list, honours, acts and registrations: from when until when they show."""

from datetime import date

import pytest

from mingxin.catalogue.rules.publicity import Days, settle_by_rule
from mingxin.rulebook.loader import packaged_rulebook

BOOK = packaged_rulebook().publicity
TODAY = date(2026, 11, 20)
DECIDED = date(2026, 11, 16)

# reason | rule | decided, ends, status | publicity, shown_from, hidden_from
CASES: list[tuple[str, str, tuple[date | None, date | None, str], tuple[str, date | None, date | None]]] = [
    ("a licence: the day named is the last day shown", "by_card", (DECIDED, date(2031, 11, 15), "有效"), ("public", TODAY, date(2031, 11, 16))),
    ("a licence that ends today still shows today", "by_card", (DECIDED, TODAY, "有效"), ("public", TODAY, date(2026, 11, 21))),
    ("a licence that ended yesterday never shows", "by_card", (DECIDED, date(2026, 11, 19), "有效"), ("public", TODAY, TODAY)),
    ("a licence to leap day", "by_card", (DECIDED, date(2028, 2, 29), "有效"), ("public", TODAY, date(2028, 3, 1))),
    ("long term: 2099-12-31 stands for no end", "by_card", (DECIDED, date(2099, 12, 31), "有效"), ("public", TODAY, None)),
    ("the day before long term is a day like any other", "by_card", (DECIDED, date(2099, 12, 30), "有效"), ("public", TODAY, date(2099, 12, 31))),
    ("无效 stops at once", "by_card", (DECIDED, date(2031, 11, 15), "无效"), ("not_public", None, None)),
    ("no status is no 无效", "by_card", (DECIDED, date(2031, 11, 15), ""), ("public", TODAY, date(2031, 11, 16))),
    ("a licence decided tomorrow shows tomorrow", "by_card", (date(2026, 11, 21), date(2031, 1, 1), "有效"), ("public", date(2026, 11, 21), date(2031, 1, 2))),
    ("the abnormal list: three years at most", "abnormal_list", (DECIDED, None, ""), ("public", TODAY, date(2029, 11, 16))),
    ("removed: gone from the day of removal", "abnormal_list", (DECIDED, date(2026, 11, 25), ""), ("public", TODAY, date(2026, 11, 25))),
    ("removed today: never shown", "abnormal_list", (DECIDED, TODAY, ""), ("public", TODAY, TODAY)),
    ("removed after three years: it had ended before", "abnormal_list", (DECIDED, date(2030, 1, 1), ""), ("public", TODAY, date(2029, 11, 16))),
    ("listed on leap day", "abnormal_list", (date(2024, 2, 29), None, ""), ("public", TODAY, date(2027, 2, 28))),
    ("a court's list: two years at most", "court_list", (DECIDED, None, ""), ("public", TODAY, date(2028, 11, 16))),
    ("a court's list, listed long ago", "court_list", (date(2023, 1, 1), None, ""), ("public", TODAY, date(2025, 1, 1))),
    ("an honour: its last day is shown", "honour", (DECIDED, date(2027, 11, 15), ""), ("public", TODAY, date(2027, 11, 16))),
    ("an honour without term: three years", "honour", (DECIDED, None, ""), ("public", TODAY, date(2029, 11, 16))),
    ("an honour for ever: three years", "honour", (DECIDED, date(2099, 12, 31), ""), ("public", TODAY, date(2029, 11, 16))),
    ("an act of administration: one year", "acts", (DECIDED, None, ""), ("public", TODAY, date(2027, 11, 16))),
    ("an act lifted before", "acts", (DECIDED, date(2026, 12, 1), ""), ("public", TODAY, date(2026, 12, 1))),
    ("a registration stands", "registration", (date(2018, 3, 1), None, "存续"), ("public", TODAY, None)),
    ("what the card keeps back", "not_public", (DECIDED, None, ""), ("not_public", None, None)),
]  # fmt: skip


@pytest.mark.parametrize(("rule", "days", "expected"), [pytest.param(*c[1:], id=c[0]) for c in CASES])
def test_spans(
    rule: str, days: tuple[date | None, date | None, str], expected: tuple[str, date | None, date | None]
) -> None:
    decided, ends, status = days
    said = Days(decided_on=decided, served_on=None, ends_on=ends, status=status)
    found = settle_by_rule(said, BOOK.rules[rule], TODAY)
    assert (found.publicity, found.shown_from) == expected[:2]
    assert found.hidden_from == (expected[2] if found.publicity == "public" else None)


@pytest.mark.parametrize("rule", ["abnormal_list", "court_list", "acts", "by_card", "honour"])
@pytest.mark.parametrize(("keeps", "publicity"), [(True, "not_public"), (False, "public")])
def test_what_is_not_published_of_sole_traders_never_shows(rule: str, keeps: bool, publicity: str) -> None:
    found = settle_by_rule(Days(DECIDED, None, None, ""), BOOK.rules[rule], TODAY, keeps_party_back=keeps)
    assert found.publicity == publicity
    assert (found.shown_from is None) is keeps
    assert found.use_until == settle_by_rule(Days(DECIDED, None, None, ""), BOOK.rules[rule], TODAY).use_until


@pytest.mark.parametrize(
    ("ends", "until"),
    [(date(2031, 11, 15), date(2031, 11, 16)), (date(2099, 12, 31), TODAY)],
    ids=["on the day it would have ended", "at once where no day would have"],
)
def test_the_use_of_a_licence_that_lost_its_force_ends(ends: date, until: date) -> None:
    assert settle_by_rule(Days(DECIDED, None, ends, "无效"), BOOK.rules["by_card"], TODAY).use_until == until


def test_without_a_day_of_decision_nothing_is_counted_from_it() -> None:
    found = settle_by_rule(Days(None, None, date(2027, 1, 1)), BOOK.rules["abnormal_list"], TODAY)
    assert (found.shown_from, found.hidden_from, found.repairable_from) == (TODAY, date(2027, 1, 1), None)
    at_once = settle_by_rule(Days(DECIDED, None, None), BOOK.rules["abnormal_list"], TODAY)
    assert at_once.repairable_from == DECIDED, "no months to wait are a day too"


@pytest.mark.parametrize("rule", ["abnormal_list", "court_list"])
def test_what_is_negative_never_stands_open(rule: str) -> None:
    """Whatever the row claims, use and view end (charter 1.4)."""
    for ends in (None, date(2027, 1, 1), date(2099, 12, 31)):
        found = settle_by_rule(Days(DECIDED, None, ends), BOOK.rules[rule], TODAY)
        assert found.hidden_from is not None
        assert found.use_until == found.hidden_from
