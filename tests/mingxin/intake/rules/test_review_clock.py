"""Which working day a waiting batch has reached, at the edges: the last day, days off, the first day late."""

from datetime import date

import pytest

from mingxin.intake.rules.review_clock import clock_of
from mingxin.kernel.workdays import Calendar

WORKED = Calendar({}, date(2026, 12, 31), "test")
MONDAY = date(2026, 11, 9)  # the decision; the seventh working day after it is Wednesday the 18th
DUE = date(2026, 11, 18)
DAYS = [
    ("the day itself", 9, 0, "今天作出的决定"),
    ("day 1", 10, 1, "决定后第 1 个工作日，还剩 6 个"),
    ("day 3", 12, 3, "决定后第 3 个工作日，还剩 4 个"),
    ("day 4", 13, 4, "决定后第 4 个工作日，还剩 3 个"),
    ("Saturday is no working day", 14, 4, "决定后已过 4 个工作日，还剩 3 个"),
    ("Sunday", 15, 4, "决定后已过 4 个工作日，还剩 3 个"),
    ("day 6", 17, 6, "决定后第 6 个工作日，还剩 1 个"),
    ("the last day", 18, 7, "今天到期"),
    ("the first day late", 19, 8, "已超期 1 个工作日"),
]


@pytest.mark.parametrize(("reason", "day", "passed", "tag"), DAYS, ids=[row[0] for row in DAYS])
def test_which_day_it_is(reason: str, day: int, passed: int, tag: str) -> None:
    assert clock_of(MONDAY, DUE, today=date(2026, 11, day), worked=WORKED)[:2] == (passed, tag)


def test_on_the_days_off_after_the_last_day_it_is_late() -> None:
    """The last day is Friday the 20th."""
    decided = date(2026, 11, 11)
    due = date(2026, 11, 20)
    told = [clock_of(decided, due, today=date(2026, 11, day), worked=WORKED)[1] for day in (20, 21, 22, 23)]
    assert told == ["今天到期", "已超期", "已超期", "已超期 1 个工作日"]


def test_a_decision_of_a_day_off() -> None:
    decided, due = date(2026, 11, 14), date(2026, 11, 24)
    told = [clock_of(decided, due, today=date(2026, 11, day), worked=WORKED)[1] for day in (14, 15, 16)]
    assert told == ["今天作出的决定", "作出决定还不到 1 个工作日", "决定后第 1 个工作日，还剩 6 个"]


def test_what_is_left_counts_to_the_day_that_was_given() -> None:
    """Two days that were announced as an outage, and are counted again, took nothing of what was given."""
    told = [
        clock_of(MONDAY, date(2026, 11, 20), today=date(2026, 11, day), worked=WORKED)[1] for day in (17, 18, 20, 23)
    ]
    assert told == ["决定后第 6 个工作日，还剩 3 个", "决定后第 7 个工作日，还剩 2 个", "今天到期", "已超期 1 个工作日"]


def test_without_a_day_there_is_no_clock() -> None:
    assert clock_of(MONDAY, None, today=MONDAY, worked=WORKED) == (None, "", "")
