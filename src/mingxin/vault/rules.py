"""Whether a clock may be believed by whoever destroys. Instants, no clock."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

MOST_BACKWARD: Final = timedelta(minutes=10)
"""Processes seal at almost the same moment, and a clock is set right by seconds."""
WAIT_WHEN_DUE: Final = timedelta(hours=24)
"""Between the pass that finds an original due and the one that destroys its key."""
TICK_AFTER: Final = timedelta(hours=20)
"""Where nobody did anything for so long, an entry says that the platform is there: holidays leave no gap."""
MOST_RUN_AWAY: Final = timedelta(days=1)
"""Between what the clock and what the machine counted since this boot's reference, over the whole boot."""


@dataclass(frozen=True)
class Jump:
    """Two instants that follow each other and should not: sealed both, or the newest seal and now."""

    before: datetime
    after: datetime

    @property
    def is_backward(self) -> bool:
        return self.after < self.before


@dataclass(frozen=True)
class RunAway:
    """Since this boot's reference the clock went from `before` to `after`, while the machine ran for `ran`."""

    before: datetime
    after: datetime
    ran: timedelta

    @property
    def ahead(self) -> timedelta:
        """By how much the clock is ahead of the machine; negative: behind."""
        return self.after - self.before - self.ran


def run_away(before: datetime, after: datetime, *, ran: timedelta) -> RunAway | None:
    """However small its steps: a clock that is ahead of the machine that it runs on, or behind, by more than a day."""
    found = RunAway(before, after, ran)
    return found if abs(found.ahead) > MOST_RUN_AWAY else None


def first_jump(instants: Iterable[datetime], *, most: timedelta) -> Jump | None:
    """The first step of more than `most`, or back. What is sealed after it, under the same clock, does not heal it."""
    before: datetime | None = None
    for at in instants:
        if before is not None and (at - before > most or before - at > MOST_BACKWARD):
            return Jump(before, at)
        before = at
    return None
