"""What failed sign-ins have closed: for lists, and for the security administrator."""

from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db.models import QuerySet

from mingxin.access.models import FailedTries, Person
from mingxin.access.rules.lockout import HOUR


@dataclass(frozen=True)
class ClosedWay:
    """From where an account cannot be reached, and until when. `place` "": where nobody says whence."""

    place: str
    until: datetime


def closed_ways(person: Person, at: datetime) -> tuple[ClosedWay, ...]:
    rows = FailedTries.objects.filter(person=person, locked_until__gt=at).order_by("-locked_until")
    return tuple(ClosedWay(row.place, row.locked_until) for row in rows if row.locked_until is not None)


def places(at: datetime) -> QuerySet[FailedTries]:
    """Places from which something failed within the hour; "" stands for all that nobody says whence they came."""
    return FailedTries.objects.filter(login="", hour_since__gt=at - HOUR)


def closed_places(at: datetime) -> QuerySet[FailedTries]:
    """Those from which nobody can sign in now. Without an address nothing is ever closed whole."""
    most = settings.TRIES_BY_ADDRESS
    return places(at).filter(in_the_hour__gte=most).exclude(place="") if most else places(at).none()
