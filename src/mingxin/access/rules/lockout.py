"""When failures close an account, or the way to it from one place, for a while.

Who has not even the password may close nothing but his own place: an account that five wrong passwords close is
anybody's to close (ADR 0024). The second factor, and the own password typed again while signed in, are asked of
somebody who has proved more than that: failures there close the account itself.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

# GB/T 22239-2019, third level (等保三级), 8.1.4.1 b: end a session and limit wrong sign-ins. The text names no number;
# five and a quarter of an hour are what its assessors usually ask for (recalled, not read).
ATTEMPTS: Final = 5
LOCKED_FOR: Final = timedelta(minutes=15)
# The platform's own. With so many failures upon one account in an hour, from all places together, only known places and
# the second factor lead to it for another hour. One place can make twenty.
HOUR: Final = timedelta(hours=1)
GUARDED_FROM: Final = 50


@dataclass(frozen=True)
class Tries:
    """Failures in a row, and until when the account is closed because of them."""

    failed: int
    locked_until: datetime | None


@dataclass(frozen=True)
class Hour:
    """Failures since an instant, forgotten after an hour."""

    failed: int
    since: datetime


def is_locked(tries: Tries, at: datetime) -> bool:
    """The instant at which the lock ends is open again."""
    return tries.locked_until is not None and at < tries.locked_until


def after_failure(tries: Tries, at: datetime) -> Tries:
    """One more failure. While locked nothing is counted, so nobody can be kept out for ever."""
    if is_locked(tries, at):
        return tries
    before = 0 if tries.locked_until is not None else tries.failed
    failed = before + 1
    return Tries(failed, at + LOCKED_FOR if failed >= ATTEMPTS else None)


def in_the_hour(hour: Hour, at: datetime) -> Hour:
    """As it stands at an instant; the instant at which the hour is full begins a new one."""
    return hour if at - hour.since < HOUR else Hour(0, at)


def closed_until(hour: Hour, at: datetime, *, most: int) -> datetime | None:
    """Until when a place with these failures may not try at all; None while it may. `most` 0 knows no limit."""
    now = in_the_hour(hour, at)
    return now.since + HOUR if most and now.failed >= most else None
