"""On which days somebody is reminded: a checker of a batch that waits, a unit of a record that it has to withdraw."""

from datetime import date
from typing import Final

from mingxin.kernel.workdays import Calendar

STEPS: Final = (3, 5, 6)  # working days; on the seventh the term of the ordinary card ends


def step_reached(oldest_decided_on: date, today: date, calendar: Calendar) -> int | None:
    """The highest step that today has reached; None before the first. What was missed in between is not made up for."""
    waited = calendar.workdays_between(oldest_decided_on, today)
    return max((step for step in STEPS if waited >= step), default=None)


def ruling_step(due_on: date, today: date) -> str | None:
    """last on the last day in time, late from the day after; None before."""
    if today < due_on:
        return None
    return "last" if today == due_on else "late"
