"""Properties of every settlement: it ends, it never lengthens, and it never shows before its day."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from mingxin.catalogue.rules.publicity import Days, Settled, settle_by_rule, settle_penalty, terms_for
from mingxin.catalogue.rules.severity import Grade
from mingxin.kernel.dates import add_months
from mingxin.rulebook.loader import packaged_rulebook

BOOK = packaged_rulebook().publicity
DAY = st.dates(date(2015, 1, 1), date(2035, 12, 31))
SEVERITY = st.sampled_from(["minor", "ordinary", "serious", "open"])
PUBLIC = st.sampled_from([True, False, None])
STATUS = st.sampled_from(["", "有效", "无效", "撤销"])
LATE = st.integers(0, 4000)


def settle(severity: str, is_public: bool | None, decided: date, as_of: date, *, served: date | None = None) -> Settled:
    days = Days(decided_on=decided, served_on=served, ends_on=None)
    return settle_penalty(days, Grade(severity, is_public, "column", ""), BOOK.rules["penalty"], BOOK, as_of)


@given(SEVERITY, PUBLIC, DAY, LATE, st.none() | st.integers(0, 100))
def test_every_penalty_ends_and_none_shows_before_its_day(
    severity: str, is_public: bool | None, decided: date, late: int, served: int | None
) -> None:
    as_of = decided + timedelta(days=late)
    served_on = None if served is None else decided + timedelta(days=served)
    found = settle(severity, is_public, decided, as_of, served=served_on)
    assert found.use_until is not None
    assert decided < found.use_until <= add_months(decided, 36)
    if found.publicity == "public":
        assert found.hidden_from == found.use_until
        assert found.shown_from is not None
        assert found.shown_from >= max(day for day in (decided, as_of, served_on) if day)
    else:
        assert found.shown_from is None
        assert found.hidden_from is None


@given(st.sampled_from(["minor", "ordinary", "serious"]), DAY, LATE, LATE)
def test_a_later_report_never_ends_later(severity: str, decided: date, one: int, other: int) -> None:
    early, late = sorted((one, other))
    ends = [settle(severity, True, decided, decided + timedelta(days=days)).use_until for days in (early, late)]
    assert ends[0] is not None
    assert ends[1] is not None
    assert ends[1] <= ends[0]


@given(DAY, LATE)
def test_what_is_graver_never_ends_sooner(decided: date, late: int) -> None:
    as_of = decided + timedelta(days=late)
    months = [terms_for(severity, decided, BOOK, as_of).shown_months for severity in ("minor", "ordinary", "serious")]
    assert months == sorted(months)


@given(st.sampled_from(sorted(BOOK.rules)), DAY, LATE, st.none() | DAY, STATUS)
def test_every_other_rule_shows_nothing_before_its_day(
    rule: str, decided: date, late: int, ends: date | None, status: str
) -> None:
    as_of = decided + timedelta(days=late)
    said = BOOK.rules[rule]
    if said.method == "severity":
        return
    found = settle_by_rule(Days(decided, None, ends, status), said, as_of)
    assert found.publicity in ("public", "not_public")
    if found.shown_from is not None:
        assert found.shown_from >= max(decided, as_of)
    if said.longest_months is not None and found.publicity == "public":
        assert found.hidden_from is not None
        assert found.hidden_from <= add_months(decided, said.longest_months)
