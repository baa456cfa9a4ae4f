"""What addresses and forms name, kept to what there is: numbers the database holds, days within reach of calendars."""

from datetime import date
from typing import Final

from mingxin.kernel.dates import DateProblem, parse_date

YEARS: Final = range(1949, 2101)
OUT_OF_REACH: Final = "date.out_of_reach"
_DIGITS: Final = 18  # every number of so many fits into the database's widest whole number


def number_in(text: str) -> int | None:
    """A whole number from 0 on; None for anything else, also for one too long to be kept."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) <= _DIGITS else None


def day_in(text: str) -> date:
    """Raises DateProblem where the text is no day, or one in a year that nobody can mean."""
    day = parse_date(text)
    if day.year not in YEARS:
        raise DateProblem(OUT_OF_REACH, f"请填写 {YEARS[0]} 年至 {YEARS[-1]} 年之间的日期。")
    return day


def month_in(text: str) -> date:
    """The first day of a month written as 2026-11. Raises DateProblem."""
    return day_in(f"{text}-01").replace(day=1)
