"""Answers that a process remembers until the next change, and for minutes at most: what is on record follows from the
changes alone, but an answer that was found while somebody altered the tables past the platform must not outlive that.

The change is asked for before the answer is worked out, so an answer may be newer than its key, never older. Inside a
transaction nothing is remembered: what it wrote may yet be rolled back.
"""

from collections import OrderedDict
from collections.abc import Callable, Hashable
from datetime import timedelta
from threading import Lock
from typing import Final, Generic, TypeVar

from django.db import connection

from mingxin.archive import bulk
from mingxin.kernel.clock import now

Answer = TypeVar("Answer")
LONGEST: Final = timedelta(minutes=5)

# a rebuilt projection has new ids, though nothing changed; an edition opens and closes items, though no record changed
_STATE = (
    "SELECT number, digest, (SELECT MAX(id) FROM archive_shown), (SELECT MAX(number) FROM catalogue_edition) "
    "FROM archive_change ORDER BY number DESC LIMIT 1"
)


class Remembered(Generic[Answer]):
    """At most `most` answers, those asked for last. A key holds all that an answer depends on besides the archive."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._state: tuple[object, ...] = ()
        self._answers: OrderedDict[Hashable, Answer] = OrderedDict()
        self._lock = Lock()

    def get(
        self, key: Hashable, find: Callable[[], Answer], *, keep: Callable[[Answer], bool] = lambda _: True
    ) -> Answer:
        """The answer to `key`, found anew where it is not known; kept if `keep` says so."""
        if connection.in_atomic_block:
            return find()
        state = (next(bulk.select(_STATE), ()), now().timestamp() // LONGEST.total_seconds())
        with self._lock:
            if state != self._state:
                self._answers.clear()
                self._state = state
            if key in self._answers:
                self._answers.move_to_end(key)
                return self._answers[key]
        answer = find()
        if keep(answer):
            with self._lock:
                if state == self._state:
                    self._answers[key] = answer
                    while len(self._answers) > self._most:
                        self._answers.popitem(last=False)
        return answer
