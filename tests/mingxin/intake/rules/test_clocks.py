"""When rows are due by their day of decision: the later of two days, and never an earlier one."""

from collections.abc import Mapping
from datetime import date

import pytest

from mingxin.intake.rules.clocks import Clocks, by_due_day, clocks_of, wound_on
from mingxin.kernel.workdays import Calendar

FRIDAY, SATURDAY, MONDAY = date(2026, 11, 20), date(2026, 11, 21), date(2026, 11, 23)


def worked(**days: bool) -> Calendar:
    """The week as it is, but for days of November 2026 spelled n21=True."""
    named = {date(2026, 11, int(day[1:])): is_worked for day, is_worked in days.items()}
    return Calendar(days=named, known_through=date(2026, 12, 31), edition="1")


# good rows, rows behind, as given before → [due, good, behind] by decision; term is one working day
CASES: list[tuple[str, Mapping[date, int], Mapping[date, int], Clocks, Clocks]] = [
    ("nothing has a day", {}, {}, {}, {}),
    ("good and behind", {FRIDAY: 2}, {FRIDAY: 1}, {}, {"2026-11-20": ("2026-11-23", 2, 1)}),
    ("behind alone", {}, {SATURDAY: 1}, {}, {"2026-11-21": ("2026-11-23", 0, 1)}),
    ("later before", {FRIDAY: 1}, {}, {"2026-11-20": ("2026-11-24", 9, 9)}, {"2026-11-20": ("2026-11-24", 1, 0)}),
    ("earlier before", {FRIDAY: 1}, {}, {"2026-11-20": ("2026-11-22", 9, 9)}, {"2026-11-20": ("2026-11-23", 1, 0)}),
    ("a day that is no more", {FRIDAY: 1}, {}, {"2026-11-19": ("2026-11-20", 1, 0)},
     {"2026-11-20": ("2026-11-23", 1, 0)}),
]  # fmt: skip


@pytest.mark.parametrize(("good", "behind", "given", "found"), [c[1:] for c in CASES], ids=[c[0] for c in CASES])
def test_due_by_the_day_of_decision(
    good: Mapping[date, int], behind: Mapping[date, int], given: Clocks, found: Clocks
) -> None:
    assert clocks_of(good, behind, term=1, worked=worked(), given=given) == found


def test_two_days_of_decision_share_a_due_day_and_part_again() -> None:
    clocks = clocks_of({FRIDAY: 1, SATURDAY: 2}, {MONDAY: 4}, term=1, worked=worked(), given={})
    assert by_due_day(clocks) == {"2026-11-23": [3, 0], "2026-11-24": [0, 4]}
    closed = wound_on(clocks, term=1, worked=worked(n23=False))
    assert by_due_day(closed) == {"2026-11-24": [3, 4]}, "decided on the day that does not count, due the day after"
    assert wound_on(closed, term=1, worked=worked()) == closed, "what was given stays given"
    assert wound_on(clocks, term=1, worked=worked(n21=True)) == clocks, "an earlier day takes nothing back"
