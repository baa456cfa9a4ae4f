"""The first days of an edition, in which a power that is not on file is a question to the office and no wall."""

from datetime import date
from typing import Final

GRACE_DAYS: Final = 90  # of the platform's own making; the day on which the edition comes into force is the first


def in_grace(edition_in_force_on: date, day: date) -> bool:
    """Whether `day` is one of the edition's first 90 days."""
    return 0 <= (day - edition_in_force_on).days < GRACE_DAYS
