"""Days that a register can mean, and units that may be a credit office, case by case."""

from datetime import date

import pytest

from mingxin.access.rules.days import day_problem
from mingxin.access.rules.offices import may_be_office

TODAY = date(2026, 11, 20)
DAYS = [
    ("the day before the first", date(1948, 12, 31), False),
    ("the first", date(1949, 1, 1), True),
    ("today", TODAY, True),
    ("in ten years", date(2036, 11, 20), True),
    ("the day after", date(2036, 11, 21), False),
    ("a slip of the pen", date(2206, 1, 1), False),
]


@pytest.mark.parametrize(("reason", "day", "good"), DAYS, ids=[case[0] for case in DAYS])
def test_days(reason: str, day: date, good: bool) -> None:
    assert bool(day_problem(day, TODAY)) is not good


UNITS = [
    ("an authority", "11429913000000019L", True),
    ("a public institution", "12429913000000019L", True),
    ("a mass organisation", "13429913000000019L", False),
    ("a water company", "91429913MA0000014H", False),
    ("a sole trader", "92429913MA0000014H", False),
    ("a hospital run by a society", "52429913000000019L", False),
]


@pytest.mark.parametrize(("reason", "code", "may"), UNITS, ids=[case[0] for case in UNITS])
def test_offices(reason: str, code: str, may: bool) -> None:
    assert may_be_office(code) is may
