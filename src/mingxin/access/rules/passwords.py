"""When a password is too old."""

from datetime import datetime, timedelta


def is_too_old(*, changed_at: datetime | None, at: datetime, days: int) -> bool:
    """`days` 0 knows no age. The instant at which the days are full is too old."""
    if not days:
        return False
    return changed_at is None or at - changed_at >= timedelta(days=days)
