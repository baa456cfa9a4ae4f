"""What a SQLite database is made of, as it says itself."""

import re
from collections.abc import Iterator
from typing import Final

from django.db import connection

from mingxin.oversight.schema.objects import Made, parts

_OF_SQLITE: Final = {
    "sqlite_sequence",
    "sqlite_stat1",
    "sqlite_stat4",
}  # numbers and statistics
_TABLE: Final = re.compile(r"CREATE TABLE \S+\s*\((?P<body>.*)\)(?P<after>[^()]*)", re.DOTALL)
_CONSTRAINT: Final = re.compile(r'(?:CONSTRAINT\s+"?(?P<name>[^"\s]+)"?|CHECK|FOREIGN|PRIMARY|UNIQUE)\b', re.IGNORECASE)
_COLUMN: Final = re.compile(r'"(?P<quoted>[^"]+)"|(?P<bare>\S+)')


def objects() -> Iterator[Made]:
    """Every table with its columns and constraints, every index, trigger and view."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT name FROM pragma_table_list WHERE schema = 'main' AND type = 'shadow'")
        of_virtual = {name for (name,) in cursor.fetchall()}
        cursor.execute("SELECT type, tbl_name, name, coalesce(sql, '') FROM sqlite_master")
        made = cursor.fetchall()
    for kind, table, name, sql in made:
        if kind == "table" and name in _OF_SQLITE:
            continue
        if kind == "table" and name in of_virtual:
            yield Made(kind, name, name, "")  # made by the module of the virtual table, by every version in its own way
        elif kind == "table":
            yield from _table(name, sql)
        else:
            yield Made(kind, table, name, sql)


def _table(name: str, sql: str) -> Iterator[Made]:
    body = _TABLE.fullmatch(sql)
    if body is None:
        yield Made("table", name, name, sql)
        return
    yield Made("table", name, name, body["after"].strip())
    for part in parts(body["body"]):
        if constraint := _CONSTRAINT.match(part):
            yield Made("constraint", name, constraint["name"] or part, part)
        else:
            column = _COLUMN.match(part)
            yield Made("column", name, (column["quoted"] or column["bare"]) if column else part, part)
