"""On which working days after the oldest decision a checker is reminded of a batch that waits."""

from datetime import date
from typing import Final

from mingxin.kernel.workdays import Calendar

STEPS: Final = (3, 5, 6)  # working days; on the seventh the term of the ordinary card ends


def step_reached(oldest_decided_on: date, today: date, calendar: Calendar) -> int | None:
    """The highest step that today has reached; None before the first. What was missed in between is not made up for."""
    waited = calendar.workdays_between(oldest_decided_on, today)
    return max((step for step in STEPS if waited >= step), default=None)
