"""Working days of the State Council's calendar, with the make-up Saturdays and Sundays."""

from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from itertools import accumulate

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
        known = min(end, max(start, self.known_through))
        foreseen = sum(self.is_workday(known + timedelta(days=step)) for step in range(1, (end - known).days + 1))
        return self._until(known) - self._until(start) + foreseen

    def _until(self, day: date) -> int:
        """Working days from the first of all days up to this one, which is known: those of its weeks, put right."""
        weeks, rest = divmod(day.toordinal(), 7)  # the first of all days was a Monday
        days, more = self._unlike_the_week
        return weeks * 5 + min(rest, 5) + more[bisect_right(days, day)]

    @cached_property
    def _unlike_the_week(self) -> tuple[list[date], list[int]]:
        """The days that are not worked as the week has it, and by how many working days the first n of them add."""
        days = sorted(day for day, worked in self.days.items() if worked != (day.weekday() < 5))
        return days, [0, *accumulate(1 if self.days[day] else -1 for day in days)]


def most_favourable(old: Deadline, new: Deadline) -> Deadline:
    """The later of two deadlines: a calendar that becomes known must not make anybody late. On a tie, the new."""
    return old if old.on > new.on else new
