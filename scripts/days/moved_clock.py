"""Another day for one process: the product's clock moved, and going on at its own speed.

Only `mingxin.kernel.clock` reads the clock, so moving that moves all. It is done from outside and before anything else
is imported: a product that could be told the wrong time by a setting could be made to write false evidence.
"""

import time
from datetime import datetime, tzinfo

from mingxin.kernel import clock


class _Moved:
    def __init__(self, begin: datetime) -> None:
        self._ahead = begin.timestamp() - time.time()

    def now(self, zone: tzinfo) -> datetime:
        return datetime.fromtimestamp(time.time() + self._ahead, zone)


def move(begin: datetime) -> None:
    """From here on it is `begin`, and then later."""
    clock.datetime = _Moved(begin)
    if clock.today() != begin.date():
        raise RuntimeError("the product reads another clock")
