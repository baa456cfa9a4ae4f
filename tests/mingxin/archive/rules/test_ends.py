"""A record that was withdrawn or erased keeps no day that would have come later."""

from datetime import date, timedelta

import pytest

from mingxin.archive.rules.ends import Gone, gone, hidden_on

DAY = date(2026, 11, 20)
BEFORE, AFTER = DAY - timedelta(days=1), DAY + timedelta(days=1)
HIDDEN = [
    ("its term", {}, AFTER, AFTER),
    ("without a term", {}, None, None),
    ("erased before its term", {"erased_on": DAY}, AFTER, DAY),
    ("erased, without a term", {"erased_on": DAY}, None, DAY),
    ("erased on its last day", {"erased_on": DAY}, DAY, DAY),
    ("erased when its term was over", {"erased_on": AFTER}, DAY, DAY),
    ("withdrawn, and erased later", {"withdrawn_on": DAY, "erased_on": AFTER}, None, DAY),
    ("withdrawn before it was to show", {"withdrawn_on": BEFORE - timedelta(days=1)}, AFTER, None),
]


@pytest.mark.parametrize(("days", "term", "ends"), [pytest.param(*row[1:], id=row[0]) for row in HIDDEN])
def test_the_first_day_without_it(days: dict[str, date], term: date | None, ends: date | None) -> None:
    left = gone(**({"withdrawn_on": None, "erased_on": None} | days))
    assert hidden_on(publicity="public", shown_from=BEFORE, hidden_from=term, ended_by=left) == ends


@pytest.mark.parametrize("publicity", ["held", "not_public"])
def test_what_was_never_to_be_public_stops_on_no_day(publicity: str) -> None:
    assert hidden_on(publicity=publicity, shown_from=DAY, hidden_from=AFTER, ended_by=Gone(DAY, "撤回")) is None


def test_it_is_told_by_what() -> None:
    both = gone(withdrawn_on=DAY, erased_on=AFTER)
    assert both is not None
    assert both.words == "2026-11-20（撤回）"
    assert gone(withdrawn_on=None, erased_on=None) is None
