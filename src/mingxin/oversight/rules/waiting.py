"""On which days a unit is reminded of a record that it has to withdraw."""

from datetime import date


def ruling_step(due_on: date, today: date) -> str | None:
    """last on the last day in time, late from the day after; None before."""
    if today < due_on:
        return None
    return "last" if today == due_on else "late"
