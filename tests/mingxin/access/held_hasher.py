"""A hasher that a test holds up: as slow as the test wants, and counting."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from django.contrib.auth.hashers import MD5PasswordHasher

PATH = f"{__name__}.HeldHasher"
_changed = threading.Condition()
_is_held = False
_within = 0
most = 0
"""How many hashed at the same time, at most, since `holding` began."""


class HeldHasher(MD5PasswordHasher):
    algorithm = "held"

    def encode(self, password: str, salt: str) -> str:
        global _within, most
        with _changed:
            _within += 1
            most = max(most, _within)
            _changed.notify_all()
            _changed.wait_for(lambda: not _is_held)
            _within -= 1
        return super().encode(password, salt)


@contextmanager
def holding() -> Iterator[None]:
    """Whoever hashes meanwhile is not done before the end."""
    global _is_held, most
    with _changed:
        _is_held, most = True, 0
    try:
        yield
    finally:
        let_go()


def let_go() -> None:
    global _is_held
    with _changed:
        _is_held = False
        _changed.notify_all()


def wait_for(number: int) -> None:
    """Until so many are hashing."""
    with _changed:
        _changed.wait_for(lambda: _within >= number)
