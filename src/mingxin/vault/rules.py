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


@dataclass(frozen=True)
class Jump:
    """Two instants that follow each other and should not: sealed both, or the newest seal and now."""

    before: datetime
    after: datetime

    @property
    def is_backward(self) -> bool:
        return self.after < self.before


def first_jump(instants: Iterable[datetime], *, most: timedelta) -> Jump | None:
    """The first step of more than `most`, or back. What is sealed after it, under the same clock, does not heal it."""
    before: datetime | None = None
    for at in instants:
        if before is not None and (at - before > most or before - at > MOST_BACKWARD):
            return Jump(before, at)
        before = at
    return None
