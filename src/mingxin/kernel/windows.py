"""How often something happened lately, counted in memory: for what must be bounded without writing anything."""

import threading
from collections import OrderedDict
from datetime import datetime, timedelta


class Windows:
    """Counts by key within a span that begins with the first of them. The oldest keys beyond `keys` are forgotten."""

    def __init__(self, span: timedelta, *, keys: int = 10_000) -> None:
        self._span, self._keys = span, keys
        self._seen: OrderedDict[str, tuple[datetime, int]] = OrderedDict()
        self._lock = threading.Lock()

    def take(self, key: str, at: datetime, *, most: int) -> timedelta | None:
        """Count one more, or say how long until there is room again. `most` 0 knows no limit."""
        if not most:
            return None
        with self._lock:
            since, count = self._seen.get(key, (at, 0))
            if at - since >= self._span:
                since, count = at, 0
            if count >= most:
                return since + self._span - at
            if key not in self._seen or not count:
                self._seen.pop(key, None)  # in the order in which the spans began
            self._seen[key] = (since, count + 1)
            if len(self._seen) > self._keys:
                self._seen.popitem(last=False)
            return None
