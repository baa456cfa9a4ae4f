"""How a fault of the site is written down: where in the code, and nothing that a visitor sent but the path."""

import logging
import threading
import traceback

from django.db import InterfaceError, OperationalError
from django.db.backends.signals import connection_created

from mingxin.kernel.causes import cause_of
from mingxin.kernel.resident_id import cut

log = logging.getLogger("mingxin.database")


class PlainFault(logging.Formatter):
    """Time, path without its query, kind of exception, its cause in our words, the places in the code; no message, for
    it may quote data.
    """

    def format(self, record: logging.LogRecord) -> str:
        request = getattr(record, "request", None)
        path = "".join(sign if sign.isprintable() else "�" for sign in getattr(request, "path", ""))
        path = cut(path)[0]
        lines = [f"{self.formatTime(record)} {record.levelname} {getattr(record, 'status_code', '')} {path}"]
        if record.exc_info and record.exc_info[0] is not None:
            cause = cause_of(record.exc_info[1]) if record.exc_info[1] else None
            lines.append(f"{record.exc_info[0].__name__} {cause.sentence if cause else ''}".rstrip())
            places = traceback.extract_tb(record.exc_info[2])
            lines += [f"  {place.filename}:{place.lineno} {place.name}" for place in places]
        return "\n".join(lines)


class NotSaidCalmly(logging.Filter):
    """A page that by itself asks to come again later (503 without an exception) is no fault: whoever sends very many
    passwords would fill the log.
    """

    def filter(self, record: logging.LogRecord) -> bool:
        return record.exc_info is not None or getattr(record, "status_code", None) != 503


class OnceAnOutage(logging.Filter):
    """While the database is away every request fails alike: the first is written down, then that it is back and how
    many were not. What a database answers that is there (a lock that was not got, say) is written each time.
    """

    def __init__(self) -> None:
        super().__init__()
        self._unwritten: int | None = None  # since the first; None while the database answers
        self._lock = threading.Lock()
        connection_created.connect(self._back, weak=False)

    def filter(self, record: logging.LogRecord) -> bool:
        error = record.exc_info[1] if record.exc_info else None
        if not _is_away(error):
            return True
        with self._lock:
            is_first = self._unwritten is None
            self._unwritten = 0 if self._unwritten is None else self._unwritten + 1
        return is_first

    def _back(self, **_: object) -> None:
        with self._lock:
            unwritten, self._unwritten = self._unwritten, None
        if unwritten is not None:
            log.error("database", extra={"status_code": f"数据库已恢复，其间另有 {unwritten} 个请求没有办成"})


def _is_away(error: BaseException | None) -> bool:
    """No connection, or one that the server has ended: SQLSTATE none, 08… or 57P…; SQLite has no such state."""
    if not isinstance(error, OperationalError | InterfaceError):
        return False
    cause = error.__cause__
    if not type(cause).__module__.startswith("psycopg"):
        return False
    state = getattr(cause, "sqlstate", None)
    return state is None or state.startswith(("08", "57P"))
