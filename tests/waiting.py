"""Waiting for another process, however long it needs: what never comes is ended by the suite's own limit for a test."""

import time
import urllib.request
from collections.abc import Callable


def until(what: Callable[[], bool], *, alive: Callable[[], object] = lambda: None) -> None:
    """Return once it is so. `alive` raises where it can no longer come to be so."""
    while not what():
        alive()
        time.sleep(0.05)


def answers(address: str) -> bool:
    """Whether a server of ours is there."""
    try:
        with urllib.request.urlopen(address, timeout=5):  # noqa: S310 - our own
            return True
    except OSError:
        return False
