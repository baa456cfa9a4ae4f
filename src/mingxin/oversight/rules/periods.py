"""Months, the periods that an item's reporting cycle makes of them, and the last working days of each."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from mingxin.kernel.dates import add_months
from mingxin.kernel.workdays import Calendar

LAST_WORKDAYS: Final = 3
"""So many working days before its end a period without a report is called 未报; until then it is still open."""

_MONTHS: Final = {"quarterly": 3, "yearly": 12}  # every other cycle asks for something each month
_ONE_DAY: Final = timedelta(days=1)


@dataclass(frozen=True)
class Period:
    """Half-open days [first, until)."""

    first: date
    until: date

    @property
    def last(self) -> date:
        return self.until - _ONE_DAY


def month_of(day: date) -> Period:
    first = day.replace(day=1)
    return Period(first, add_months(first, 1))


def period_of(cycle: str, month: date) -> Period | None:
    """What a card of this cycle asks for by the end of the month; None in a month that ends no quarter or year."""
    whole = month_of(month)
    months = _MONTHS.get(cycle, 1)
    if month.month % months:
        return None
    return Period(add_months(whole.first, 1 - months), whole.until)


def last_workdays(period: Period, calendar: Calendar, n: int = LAST_WORKDAYS) -> tuple[date, ...]:
    """The last n working days of a period, the earliest first; fewer where it has no more."""
    found: list[date] = []
    day = period.last
    while len(found) < n and day >= period.first:
        if calendar.is_workday(day):
            found.append(day)
        day -= _ONE_DAY
    return tuple(reversed(found))
