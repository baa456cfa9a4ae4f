"""How fast a client must be: so many bytes within any span of so many seconds.

What was sent long ago counts for nothing: who brought all but the last byte at once and then is silent is as slow as
who never sent any.
"""

from collections import deque
from dataclasses import dataclass
from typing import Final

_PARTS: Final = 30  # of a span: what comes within one of them is counted as one, so that few numbers are kept


@dataclass(frozen=True)
class Least:
    """`size` bytes within any `span` of seconds."""

    span: float
    size: int


class Pace:
    """What one client moved, and when. Times are seconds of any clock that never goes back.

    Who moves `least` is never too slow; who moves less is found out a thirtieth of a span later at most.
    """

    def __init__(self, least: Least, begun: float) -> None:
        self._least, self._begun = least, begun
        self._part = least.span / _PARTS
        self._moved: deque[tuple[float, int]] = deque()  # when it began to come, bytes
        self._sum = 0

    def moved(self, size: int, at: float) -> None:
        if not size:
            return
        if self._moved and at - self._moved[-1][0] < self._part:
            begun, before = self._moved.pop()
            self._moved.append((begun, before + size))
        else:
            self._moved.append((at, size))
        self._sum += size
        while self._sum - self._moved[0][1] >= self._least.size:
            self._sum -= self._moved.popleft()[1]

    def waited(self, at: float) -> float:
        """For how many seconds the last `least.size` bytes have been on their way."""
        return at - (self._moved[0][0] if self._sum >= self._least.size else self._begun)

    def left(self, at: float) -> float:
        """Seconds until it is too slow if nothing comes any more; none or fewer where it is."""
        return self._least.span + self._part - self.waited(at)

    def excuse(self, seconds: float) -> None:
        """Time that we needed ourselves and not the client."""
        self._begun += seconds
        self._moved = deque((at + seconds, size) for at, size in self._moved)
