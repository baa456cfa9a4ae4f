"""Days and instants that no program can read, told from every other fault of the database.

PostgreSQL keeps days beyond every calendar (infinity), which psycopg refuses to read. SQLite keeps any text in a column
of days; Django reads it as "no day", so that a page would show it empty and whole. Here it is refused likewise.
"""

import sqlite3
from collections.abc import Callable
from datetime import date, datetime
from typing import Final

from django.db import DataError
from django.utils.dateparse import parse_date, parse_datetime


class UnreadableError(DataError):
    """What stands in the column is no value of its kind. It says nothing of what stands there."""


def is_unreadable(error: BaseException) -> bool:
    """Whether a value that the database gave could not be read; what a server refused has its own code of the fault."""
    if isinstance(error, UnreadableError):
        return True
    cause = error.__cause__
    is_psycopg = type(cause).__module__.startswith("psycopg")
    return isinstance(error, DataError) and is_psycopg and getattr(cause, "sqlstate", None) is None


def _reading(parse: Callable[[str], date | datetime | None]) -> Callable[[bytes], date | datetime]:
    def read(spelled: bytes) -> date | datetime:
        try:
            value = parse(spelled.decode())
        except ValueError:
            value = None
        if value is None:
            raise UnreadableError
        return value

    return read


_CONVERTERS: Final = {"date": parse_date, "datetime": parse_datetime, "timestamp": parse_datetime}


def refuse_what_is_no_day() -> None:
    """From now on, wherever SQLite is read. Django has registered its own by the time the apps are ready."""
    for kind, parse in _CONVERTERS.items():
        sqlite3.register_converter(kind, _reading(parse))
