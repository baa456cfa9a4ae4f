"""Passwords as they are kept. Hashing is slow by design, so it is never done in a transaction (ADR 0023)."""

from django.contrib.auth.hashers import check_password, make_password

from mingxin.access.rules.passwords import normal

NOBODY = make_password(None)  # unusable; checking against it takes as long as against a real one


def hashed(password: str) -> str:
    return make_password(normal(password))


def fits(password: str, encoded: str) -> bool:
    """Whether this is the password, in whatever spelling a keyboard gave it."""
    spelled = normal(password)
    # passwords of before this rule were kept as they were typed
    return check_password(spelled, encoded) or (spelled != password and check_password(password, encoded))
