from datetime import date, timedelta

import chinese_calendar
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from mingxin.kernel.workdays import Calendar, Deadline, most_favourable

FIXED = frozenset({(1, 1), (5, 1), (5, 2), (10, 1), (10, 2), (10, 3)})
YEAR = [date(2026, 1, 1) + timedelta(days=n) for n in range(365)]
CALENDAR = Calendar(
    days={day: bool(chinese_calendar.is_workday(day)) for day in YEAR},
    known_through=date(2026, 12, 31),
    edition="2026",
    fixed_holidays=FIXED,
)


@pytest.mark.parametrize(
    ("start", "n", "on", "provisional", "because"),
    [
        (date(2026, 9, 24), 7, date(2026, 10, 12), False, "over Mid-Autumn and the National Day, make-up days worked"),
        (date(2026, 9, 25), 7, date(2026, 10, 12), False, "started on a holiday: the same last day"),
        (date(2026, 9, 30), 7, date(2026, 10, 15), False, "over the National Day"),
        (date(2026, 2, 13), 7, date(2026, 3, 2), False, "over the Spring Festival"),
        (date(2026, 11, 20), 0, date(2026, 11, 20), False, "no days: the day itself"),
        (date(2026, 11, 20), 1, date(2026, 11, 23), False, "a Friday: Monday"),
        (date(2026, 11, 21), 1, date(2026, 11, 23), False, "a Saturday: Monday too"),
        (date(2026, 12, 30), 1, date(2026, 12, 31), False, "the last day that is known"),
        (date(2026, 12, 31), 1, date(2027, 1, 4), True, "beyond: New Year's Day is fixed by statute, then a weekend"),
        (date(2027, 4, 30), 1, date(2027, 5, 3), True, "1 and 2 May fall on a weekend in 2027"),
        (date(2027, 9, 30), 1, date(2027, 10, 4), True, "1 to 3 October are fixed"),
    ],
)
def test_add_workdays(start: date, n: int, on: date, provisional: bool, because: str) -> None:
    assert CALENDAR.add_workdays(start, n) == Deadline(on, provisional), because


def test_a_make_up_sunday_is_worked_and_a_bridge_day_is_not() -> None:
    assert CALENDAR.is_workday(date(2026, 10, 10)), "a Saturday made a working day"
    assert not CALENDAR.is_workday(date(2026, 10, 7)), "a Wednesday of the holiday week"


def test_holidays_by_statute_speak_only_for_years_that_nobody_announced() -> None:
    """Within them the announcement has said all: a day that it left out is a day of the week."""
    bare = Calendar(days={}, known_through=date(2026, 12, 31), edition="x", fixed_holidays=FIXED)
    assert [bare.is_workday(day) for day in (date(2026, 10, 1), date(2027, 10, 1))] == [True, False]


def test_only_exceptions_need_to_be_stated() -> None:
    sparse = Calendar(days={date(2026, 10, 10): True}, known_through=date(2026, 12, 31), edition="x")
    assert sparse.is_workday(date(2026, 10, 10))
    assert not sparse.is_workday(date(2026, 10, 11))
    assert sparse.is_workday(date(2026, 10, 12))


def test_a_negative_number_of_days_is_refused() -> None:
    with pytest.raises(ValueError, match="negative"):
        CALENDAR.add_workdays(date(2026, 11, 20), -1)


@pytest.mark.parametrize(
    ("start", "end", "expected", "because"),
    [
        (date(2026, 11, 20), date(2026, 11, 20), 0, "the same day"),
        (date(2026, 11, 20), date(2026, 11, 22), 0, "only a weekend between"),
        (date(2026, 11, 20), date(2026, 11, 23), 1, "Monday counts, for it is the last day"),
        (date(2026, 11, 23), date(2026, 11, 20), -1, "one working day overdue"),
        (date(2026, 9, 30), date(2026, 10, 15), 7, "the holiday week does not count"),
    ],
)
def test_workdays_between(start: date, end: date, expected: int, because: str) -> None:
    assert CALENDAR.workdays_between(start, end) == expected, because


@given(st.sampled_from(YEAR), st.integers(1, 40))
def test_against_a_naive_walk(start: date, n: int) -> None:
    days = (start + timedelta(days=step) for step in range(1, 200))
    expected = [day for day in days if CALENDAR.is_workday(day)][n - 1]
    assert CALENDAR.add_workdays(start, n).on == expected
    assert CALENDAR.workdays_between(start, expected) == n


FORESEEN = Calendar(
    days={day: bool(chinese_calendar.is_workday(day)) for day in YEAR} | {date(2027, 2, 8): False},
    known_through=date(2026, 12, 31),
    edition="with a day beyond what is known",
    fixed_holidays=FIXED,
)


@pytest.mark.parametrize("calendar", [CALENDAR, FORESEEN])
@given(start=st.dates(date(2024, 1, 1), date(2028, 12, 31)), days=st.integers(0, 900))
@example(start=date(2025, 12, 31), days=365)
@example(start=date(2026, 12, 31), days=90)
def test_between_two_days_each_day_is_asked(calendar: Calendar, start: date, days: int) -> None:
    asked = [calendar.is_workday(start + timedelta(days=step)) for step in range(1, days + 1)]
    assert calendar.workdays_between(start, start + timedelta(days=days)) == sum(asked)


EARLY, LATE = Deadline(date(2027, 1, 5), True), Deadline(date(2027, 1, 6), False)


@pytest.mark.parametrize(
    ("old", "new", "expected", "because"),
    [
        (EARLY, LATE, LATE, "the new calendar gives more time"),
        (LATE, EARLY, LATE, "the new calendar gives less: the old promise holds"),
        (EARLY, Deadline(EARLY.on, False), Deadline(EARLY.on, False), "equal: no longer provisional"),
    ],
)
def test_most_favourable(old: Deadline, new: Deadline, expected: Deadline, because: str) -> None:
    assert most_favourable(old, new) == expected, because
