"""How long a batch waits for its checker: the working day that it is, told alike in lists, on pages and in messages."""

from datetime import date
from typing import Final

from mingxin.kernel.workdays import Calendar

REMINDERS: Final = (3, 5, 6)  # working days; on the seventh the term of the ordinary card ends


def clock_of(oldest: date | None, due: date | None, *, today: date, worked: Calendar) -> tuple[int | None, str, str]:
    """Working days since the oldest decision, with the tag that says what it means and its tone.

    `due` is the last day in time that the batch was given, never one computed anew: what was given once, a calendar or
    a revoked outage makes no shorter.
    """
    if oldest is None or due is None:
        return None, "", ""
    passed = worked.workdays_between(oldest, today)
    if today > due:
        over = worked.workdays_between(due, today)  # none yet on the days off after the last day
        return passed, f"已超期 {over} 个工作日" if over else "已超期", "bad"
    if today == due:
        return passed, "今天到期", "bad"
    tone = "warn" if passed >= REMINDERS[0] else "ok"
    if passed >= REMINDERS[1]:
        tone = "bad"
    if passed <= 0:
        return passed, "今天作出的决定" if today == oldest else "作出决定还不到 1 个工作日", tone
    return (
        passed,
        f"{day_words(oldest, today=today, worked=worked)}，还剩 {worked.workdays_between(today, due)} 个",
        tone,
    )


def day_words(oldest: date, *, today: date, worked: Calendar) -> str:
    """Which working day after the decision today is; a day off is none."""
    passed = worked.workdays_between(oldest, today)
    return f"决定后第 {passed} 个工作日" if worked.is_workday(today) else f"决定后已过 {passed} 个工作日"


def step_reached(oldest: date, today: date, worked: Calendar) -> int | None:
    """The highest reminder that today has reached; None before the first. What was missed in between is not made up
    for, so that the day of a message may be a later one than its step.
    """
    waited = worked.workdays_between(oldest, today)
    return max((step for step in REMINDERS if waited >= step), default=None)
