"""Between the password and the second factor: who it is, kept in the session for a few minutes."""

from datetime import datetime, timedelta
from typing import Final

from django.contrib.auth import logout
from django.http import HttpRequest

from mingxin.access.models import Person

MINUTES: Final = 5
_KEY: Final = "halfway"


def remember(request: HttpRequest, person: Person, at: datetime) -> None:
    """In a fresh session: neither an older sign-in nor a planted session key goes along."""
    logout(request)
    request.session.cycle_key()
    request.session[_KEY] = {"person": person.pk, "stamp": person.get_session_auth_hash(), "at": at.isoformat()}


def recall(request: HttpRequest, at: datetime) -> Person | None:
    """The person, unless it took too long or the password was changed meanwhile."""
    kept = request.session.get(_KEY)
    if kept is None:
        return None
    person = Person.objects.filter(pk=kept["person"]).first()
    is_late = at - datetime.fromisoformat(kept["at"]) >= timedelta(minutes=MINUTES)
    if person is None or is_late or person.get_session_auth_hash() != kept["stamp"]:
        forget(request)
        return None
    return person


def forget(request: HttpRequest) -> None:
    request.session.pop(_KEY, None)
