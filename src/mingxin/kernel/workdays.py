"""Working days of the State Council's calendar, with the make-up Saturdays and Sundays."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

_ONE_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Deadline:
    """The last day on which the act is in time. `provisional`: it lies beyond the calendar that is known."""

    on: date
    provisional: bool


@dataclass(frozen=True)
class Calendar:
    """One edition of the calendar.

    `days` says of a day whether it is worked; a day not in it follows the week, and beyond `known_through` also
    `fixed_holidays` (month, day). Every deadline beyond `known_through` is provisional, whatever `days` foresees.
    """

    days: Mapping[date, bool]
    known_through: date
    edition: str
    fixed_holidays: frozenset[tuple[int, int]] = frozenset()

    def is_workday(self, day: date) -> bool:
        stated = self.days.get(day)
        if stated is not None:
            return stated
        if day > self.known_through and (day.month, day.day) in self.fixed_holidays:
            return False
        return day.weekday() < 5

    def add_workdays(self, start: date, n: int) -> Deadline:
        """The nth working day after start, itself included. Start is day 0, whether worked or not.

        Raises ValueError for a negative n.
        """
        if n < 0:
            raise ValueError("n must not be negative")
        day = start
        while n:
            day += _ONE_DAY
            n -= self.is_workday(day)
        return Deadline(day, provisional=day > self.known_through)

    def workdays_between(self, start: date, end: date) -> int:
        """Working days after start up to and including end; negative when end lies before start.

        Unit: working days. For every n > 0: workdays_between(start, add_workdays(start, n).on) == n.
        """
        if end < start:
            return -self.workdays_between(end, start)
        return sum(self.is_workday(start + timedelta(days=step)) for step in range(1, (end - start).days + 1))


def most_favourable(old: Deadline, new: Deadline) -> Deadline:
    """The later of two deadlines: a calendar that becomes known must not make anybody late. On a tie, the new."""
    return old if old.on > new.on else new
