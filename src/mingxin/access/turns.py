"""How many passwords are hashed at the same time by each server process, and who may wait for it (ADR 0024).

Hashing is slow by design, so without a bound whoever sends passwords has all threads of the server at work for him.
Two queues: one for everybody, one for those who have proved more (a browser that led to this account before, somebody
signed in), which no stranger can fill. Kept in memory: nobody's asking writes anything.
"""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Final

from mingxin.kernel.refusal import Refusal

LONGEST: Final = 2.0  # seconds that somebody stands waiting, holding a thread of the server
SOON: Final = 5  # seconds until it is worth asking again
BUSY: Final = "password.busy"


@dataclass
class Queue:
    """`at_once` are hashed at the same time, `most` more wait. `waiting`, `within`: how many do just now."""

    at_once: int
    most: int
    waiting: int = 0
    within: int = 0
    names: set[str] = field(default_factory=set)

    @property
    def is_full(self) -> bool:
        return self.within + self.waiting >= self.at_once + self.most


# together fewer than the server has threads: there is one left for who only reads a page
STRANGERS: Final = Queue(at_once=2, most=2)
KNOWN: Final = Queue(at_once=2, most=1)
_changed: Final = threading.Condition()


@contextmanager
def turn(known: str = "") -> Iterator[None]:
    """Held while a password is hashed; a Refusal `password.busy` with `seconds` where it does not come soon.

    `known`: the account to which whoever asks is known to belong; "" for a stranger. Each account has one place in the
    queue of the known, so that none of them can fill it; what comes at the same time stands with the strangers.
    """
    queue = _begin(known)
    try:
        yield
    finally:
        with _changed:
            queue.within -= 1
            if queue is KNOWN:
                queue.names.discard(known)
            _changed.notify_all()


def _begin(known: str) -> Queue:
    with _changed:
        queue = KNOWN if known and known not in KNOWN.names and not KNOWN.is_full else STRANGERS
        if queue.is_full:
            raise _busy()
        if queue is KNOWN:
            queue.names.add(known)
        queue.waiting += 1
        has_come = _changed.wait_for(lambda: queue.within < queue.at_once, LONGEST)
        queue.waiting -= 1
        if not has_come:
            queue.names.discard(known)
            raise _busy()
        queue.within += 1
        return queue


def _busy() -> Refusal:
    return Refusal(
        BUSY,
        "现在登录的人较多，您的口令还没有核对，也没有计为填错。",
        f"请 {SOON} 秒后再试一次。",
        seconds=SOON,
    )
