"""Days that a register of units and powers can mean."""

from datetime import date
from typing import Final

from mingxin.kernel.dates import add_years

EARLIEST: Final = date(1949, 1, 1)
YEARS_AHEAD: Final = 10


def day_problem(day: date, today: date) -> str:
    """Why nobody can mean that day, in a sentence; "" from 1949 through the same day in ten years."""
    last = add_years(today, YEARS_AHEAD)
    return "" if EARLIEST <= day <= last else f"{day} 不在 {EARLIEST} 至 {last} 之间，请核对日期。"
