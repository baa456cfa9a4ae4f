"""Three working days from the ruling, on the edge days (administrative-penalty-law art. 48 and 85)."""

from datetime import date

import pytest

from mingxin.archive.rules.withdrawal_clock import state, withdrawal_due
from mingxin.kernel.workdays import Calendar

# 2026-10-01 to 07 off, Saturday 10-10 worked in exchange
OFF = {date(2026, 10, day): False for day in range(1, 8)} | {date(2026, 10, 10): True}
CALENDAR = Calendar(days=OFF, known_through=date(2026, 12, 31), edition="1")

DUE = [
    ("Monday to Thursday", date(2026, 11, 16), date(2026, 11, 19)),
    ("Friday: the weekend does not count", date(2026, 11, 20), date(2026, 11, 25)),
    ("Saturday is day 0 all the same", date(2026, 11, 21), date(2026, 11, 25)),
    ("the day before the holiday, with a make-up Saturday after it", date(2026, 9, 30), date(2026, 10, 10)),
]


@pytest.mark.parametrize(("ruled_on", "due"), [pytest.param(*row[1:], id=row[0]) for row in DUE])
def test_due(ruled_on: date, due: date) -> None:
    assert withdrawal_due(ruled_on, CALENDAR).on == due


def test_beyond_the_known_calendar_it_is_provisional() -> None:
    assert withdrawal_due(date(2026, 12, 30), CALENDAR).provisional


FRIDAY = date(2026, 11, 20)  # due on Wednesday the 25th
STATES = [
    ("the day of the ruling", None, FRIDAY, "running", "剩余 3 个工作日"),
    ("on Sunday three are left", None, date(2026, 11, 22), "running", "剩余 3 个工作日"),
    ("the day before the last", None, date(2026, 11, 24), "running", "剩余 1 个工作日"),
    ("the last day", None, date(2026, 11, 25), "running", "今天到期"),
    ("the day after", None, date(2026, 11, 26), "late", "逾期 1 个工作日"),
    ("withdrawn the same day", FRIDAY, date(2026, 12, 1), "in_time", "按期"),
    ("withdrawn on the last day", date(2026, 11, 25), date(2026, 12, 1), "in_time", "按期"),
    ("withdrawn the day after", date(2026, 11, 26), date(2026, 12, 1), "late", "逾期 1 个工作日"),
]


@pytest.mark.parametrize(
    ("withdrawn_on", "today", "word", "words"), [pytest.param(*row[1:], id=row[0]) for row in STATES]
)
def test_state(withdrawn_on: date | None, today: date, word: str, words: str) -> None:
    told = state(FRIDAY, withdrawn_on, CALENDAR, today)
    assert (told.state, told.words) == (word, words)


def test_late_with_no_working_day_in_between() -> None:
    """Ruled on Tuesday, due on Friday, taken back on Saturday."""
    told = state(date(2026, 11, 17), date(2026, 11, 21), CALENDAR, date(2026, 11, 23))
    assert (told.state, told.words) == ("late", "逾期")
