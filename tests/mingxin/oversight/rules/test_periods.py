"""Months, quarters and years as cards ask for them; the last working days; the steps of a waiting batch."""

from datetime import date

import pytest

from mingxin.intake.rules.review_clock import step_reached
from mingxin.kernel.workdays import Calendar
from mingxin.oversight.rules.figures import Ratio
from mingxin.oversight.rules.periods import last_workdays, month_of, period_of

# The week counts; the first of October is off, Saturday the tenth is worked.
WORKED = Calendar({date(2026, 10, 1): False, date(2026, 10, 10): True}, date(2026, 12, 31), "1")

PERIODS = [
    ("daily", (2026, 11, 17), (2026, 11, 1), (2026, 12, 1)),
    ("weekly", (2026, 11, 1), (2026, 11, 1), (2026, 12, 1)),
    ("monthly", (2026, 12, 31), (2026, 12, 1), (2027, 1, 1)),
    ("quarterly", (2026, 9, 2), (2026, 7, 1), (2026, 10, 1)),
    ("quarterly", (2026, 10, 2), None, None),
    ("quarterly", (2026, 12, 2), (2026, 10, 1), (2027, 1, 1)),
    ("yearly", (2026, 12, 1), (2026, 1, 1), (2027, 1, 1)),
    ("yearly", (2026, 11, 30), None, None),
]


@pytest.mark.parametrize(("cycle", "month", "first", "until"), PERIODS)
def test_periods(
    cycle: str, month: tuple[int, int, int], first: tuple[int, int, int] | None, until: tuple[int, int, int] | None
) -> None:
    found = period_of(cycle, date(*month))
    if first is None or until is None:
        assert found is None
    else:
        assert found is not None
        assert (found.first, found.until) == (date(*first), date(*until))


def test_the_last_working_days_of_a_month() -> None:
    november = last_workdays(month_of(date(2026, 11, 1)), WORKED)  # the 28th and 29th are a week's end
    assert november == (date(2026, 11, 26), date(2026, 11, 27), date(2026, 11, 30))
    october = last_workdays(month_of(date(2026, 10, 9)), WORKED)  # the 31st is a Saturday
    assert october == (date(2026, 10, 28), date(2026, 10, 29), date(2026, 10, 30))


def test_a_month_with_too_few_of_them() -> None:
    closed = Calendar({date(2026, 2, day): day == 27 for day in range(1, 29)}, date(2026, 12, 31), "1")
    assert last_workdays(month_of(date(2026, 2, 1)), closed) == (date(2026, 2, 27),)


# Decided on Monday, 9 November; working days are counted from the day after.
STEPS = [
    ("day 0", 9, None),
    ("day 2", 11, None),
    ("day 3", 12, 3),
    ("day 4", 13, 3),
    ("Saturday is still day 4", 14, 3),
    ("Sunday too", 15, 3),
    ("day 5", 16, 5),
    ("day 6", 17, 6),
    ("day 7: nothing new", 18, 6),
    ("long after", 30, 6),
]


@pytest.mark.parametrize(("reason", "day", "step"), STEPS, ids=[case[0] for case in STEPS])
def test_steps_of_waiting(reason: str, day: int, step: int | None) -> None:
    assert step_reached(date(2026, 11, 9), date(2026, 11, day), WORKED) == step


def test_a_day_off_moves_the_steps() -> None:
    assert step_reached(date(2026, 9, 28), date(2026, 10, 1), WORKED) is None
    assert step_reached(date(2026, 9, 28), date(2026, 10, 2), WORKED) == 3
    assert step_reached(date(2026, 10, 6), date(2026, 10, 10), WORKED) == 3, "the worked Saturday is day 4"
    assert step_reached(date(2026, 10, 6), date(2026, 10, 12), WORKED) == 5


RATIOS = [
    (Ratio(0, 0), "—"),
    (Ratio(0, 3), "0.0%（0/3）"),
    (Ratio(2, 3), "66.7%（2/3）"),
    (Ratio(3, 3), "100.0%（3/3）"),
    (Ratio(1, 2000), "0.1%（1/2000）"),
    (Ratio(1999, 2000), "99.9%（1999/2000）"),
    (Ratio(1, 9000), "0.1%（1/9000）"),
]


@pytest.mark.parametrize(("ratio", "words"), RATIOS)
def test_ratios_keep_both_parts(ratio: Ratio, words: str) -> None:
    assert ratio.words == words


def test_sums_are_over_parts_and_not_over_percentages() -> None:
    assert Ratio(1, 1) + Ratio(0, 9) == Ratio(1, 10)
