"""A browser that led to an account before shows so by a signed token, and is not kept out by a flood of strangers.

It opens nothing: who has it still needs the password. It gives a place in a queue of its own (`access.turns`), after
OWASP's "device cookies". The account is bound into the signature and stands nowhere in the token, so that who reads it
learns neither a login nor whether there is one; with the password it is void.
"""

import re
import secrets
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Final

from django.core.signing import BadSignature, Signer

from mingxin.access.hashing import NOBODY
from mingxin.access.models import Person

KEPT_FOR: Final = timedelta(days=90)  # since the last sign-in in this browser
_MOST: Final = 4  # accounts: a machine in an office has several users
_BETWEEN: Final = "."
_SHAPE: Final = re.compile(r"[\w-]{22}-\d{1,12}:[\w-]{43}", re.ASCII)


def renewed(kept: str, person: Person, at: datetime) -> str:
    """What the browser is given after a sign-in: a fresh token for this account before those that it had for others."""
    fresh = _signer(person.login, person.password).sign(f"{secrets.token_urlsafe(16)}-{int(at.timestamp())}")
    others = [one for one in _tokens(kept) if not _fits(one, person.login, person.password, at)]
    return _BETWEEN.join([fresh, *others[: _MOST - 1]])


def is_known(kept: str, login: str, person: Person | None, at: datetime) -> bool:
    """Whether what the browser shows was given to it for this account; looked at alike where there is no such login."""
    encoded = person.password if person else NOBODY
    return any(_fits(one, login, encoded, at) for one in _tokens(kept)) and person is not None


def _tokens(kept: str) -> Iterable[str]:
    return [one for one in kept.split(_BETWEEN, _MOST)[:_MOST] if _SHAPE.fullmatch(one)]


def _fits(token: str, login: str, encoded: str, at: datetime) -> bool:
    try:
        _signer(login, encoded).unsign(token)
    except BadSignature:
        return False
    given = int(token.partition(":")[0].rpartition("-")[2])
    return timedelta() <= at - datetime.fromtimestamp(given, at.tzinfo) < KEPT_FOR


def _signer(login: str, encoded: str) -> Signer:
    return Signer(salt=f"mingxin.access.known_browsers\n{login}\n{encoded}", algorithm="sha256")
