"""From when a review switch counts: on at once, off from the next day on, so that nobody is off for a moment."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta


@dataclass(frozen=True)
class Switched:
    """One setting of a switch: when it was set, and on which day in Beijing that was."""

    is_on: bool
    set_at: datetime
    set_on: date

    @property
    def counts_from(self) -> date:
        return self.set_on if self.is_on else self.set_on + timedelta(days=1)


def in_force(newest_first: Iterable[Switched], *, at: datetime, on: date) -> Switched | None:
    """The newest setting that counts at that instant of that day; None where none does, and the default holds."""
    return next((one for one in newest_first if one.set_at <= at and one.counts_from <= on), None)
