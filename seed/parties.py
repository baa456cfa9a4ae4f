"""Who is party to an act: the organisations by trade, and the days on which departments decide."""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from random import Random

import chinese_calendar

from seed.organisations import Organisation


class Parties:
    """Draws organisations that existed on a day and still did, by trade. Some are drawn far more often than others."""

    def __init__(self, rng: Random, organisations: Sequence[Organisation]) -> None:
        self._rng = rng
        lists: dict[str, list[Organisation]] = defaultdict(list)
        for one in organisations:  # in the order of their registration
            lists[""].append(one)
            lists[one.tag].append(one) if one.tag else None
            lists["commercial"].append(one) if one.is_commercial else None
            lists["companies"].append(one) if one.kind in ("company", "joint_stock") else None
        self._lists = lists
        self._days = {tag: [one.established_on for one in ones] for tag, ones in lists.items()}

    def draw(self, tags: Iterable[str], on: date) -> Organisation | None:
        """An organisation of one of the trades, registered on or before the day; None where there is none."""
        rng = self._rng
        choices = [tag for tag in tags if tag in self._lists] or [""]
        for _ in range(20):
            tag = rng.choice(choices)
            known = bisect_right(self._days[tag], on)
            if not known:
                continue
            one = self._lists[tag][int(known * rng.random() ** 1.25)]
            if one.status not in ("注销", "迁出") or (one.changed_on and one.changed_on > on):
                return one
        return None


def workdays(first: date, last: date) -> list[date]:
    """The days on which offices work; beyond the published calendar, Mondays to Fridays."""
    days = [first + timedelta(days=step) for step in range((last - first).days + 1)]
    return [day for day in days if is_workday(day)]


def is_workday(day: date) -> bool:
    try:
        return bool(chinese_calendar.is_workday(day))
    except NotImplementedError:
        return day.weekday() < 5


def some_days(rng: Random, days: Sequence[date], count: int) -> list[date]:
    """As many days as asked for, in order, later ones somewhat likelier."""
    return sorted(days[int(len(days) * rng.random() ** 0.8)] for _ in range(count))
