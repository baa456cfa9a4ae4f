"""How many may wait for another system at the same time, and when it is left alone: it may be away, the desk may not.

A call holds one of the server's few threads until it is answered or given up. So few go out at once, whoever comes
beside them is told so at once, and one that has failed some times is not asked again before a pause is over.
"""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta


class AwayError(Exception):
    """It cannot be reached, or does not answer: nothing is known of what was asked."""


@dataclass
class Line:
    """To one system, of one process. After `patience` failures in a row nothing is asked for `pause`, then by one."""

    at_once: int
    patience: int
    pause: timedelta
    within: int = 0
    failures: int = 0
    failed_at: datetime | None = None
    _lock: threading.Lock = field(default_factory=threading.Lock)

    @contextmanager
    def call(self, *, at: datetime) -> Iterator[None]:
        """Held while one asks. An AwayError from within counts as a failure, all else as an answer.

        Raises AwayError at once where as many ask already, or during the pause.
        """
        with self._lock:
            is_tired = self.failures >= self.patience
            # a clock that was set back by much must not make the pause longer
            if is_tired and self.failed_at is not None and abs(at - self.failed_at) < self.pause:
                raise AwayError("left alone")
            if self.within >= (1 if is_tired else self.at_once):
                raise AwayError("too many ask")
            self.within += 1
        has_failed = False
        try:
            yield
        except AwayError:
            has_failed = True
            raise
        finally:
            with self._lock:
                self.within -= 1
                self.failures = self.failures + 1 if has_failed else 0
                self.failed_at = at if has_failed else None
