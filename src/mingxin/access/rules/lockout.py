"""When wrong passwords close an account for a while."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

# GB/T 22239-2019, third level (等保三级), 8.1.4.1 b: end a session and limit wrong sign-ins. The text names no number;
# five and a quarter of an hour are what its assessors usually ask for (recalled, not read).
ATTEMPTS: Final = 5
LOCKED_FOR: Final = timedelta(minutes=15)


@dataclass(frozen=True)
class Tries:
    """Failures in a row, and until when the account is closed because of them."""

    failed: int
    locked_until: datetime | None


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
