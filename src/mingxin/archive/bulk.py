"""Many rows at once, past the ORM: COPY on PostgreSQL, executemany on SQLite (7–15 times faster, see bench)."""

import json
from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import datetime
from typing import Any

import polars as pl
from django.db import connection
from django.db.models.expressions import RawSQL

SLICE_ROWS = 20_000  # what is spelled as CSV at a time: a few MB

_SAMPLED_ROWS = 1000  # SQLite reads so many rows of an index when it analyses: enough to choose one

Row = Sequence[Any]


def insert(table: str, columns: Sequence[str], rows: Iterable[Row]) -> None:
    """Insert rows whose values stand in the order of `columns`; days as ISO text or dates."""
    names = ", ".join(connection.ops.quote_name(c) for c in columns)
    quoted = connection.ops.quote_name(table)
    connection.ensure_connection()
    if connection.vendor == "postgresql":
        with connection.connection.cursor() as cursor, cursor.copy(f"COPY {quoted} ({names}) FROM STDIN") as copy:
            for row in rows:
                copy.write_row(row)
        return
    marks = ", ".join("?" * len(columns))
    connection.connection.executemany(f"INSERT INTO {quoted} ({names}) VALUES ({marks})", rows)  # noqa: S608 - own names


def insert_frame(table: str, rows: pl.DataFrame) -> None:
    """Insert a frame whose columns are named as the table's; days as ISO text. On PostgreSQL no row is a Python one."""
    if connection.vendor != "postgresql":
        insert(table, rows.columns, rows.iter_rows())
        return
    names = ", ".join(connection.ops.quote_name(c) for c in rows.columns)
    # an empty text is quoted and a null is not, by both sides' rules of CSV
    sql = f"COPY {connection.ops.quote_name(table)} ({names}) FROM STDIN (FORMAT csv)"
    connection.ensure_connection()
    with connection.connection.cursor() as cursor, cursor.copy(sql) as copy:
        for part in rows.iter_slices(SLICE_ROWS):
            copy.write(part.write_csv(include_header=False))


def spelled(rows: pl.DataFrame) -> pl.DataFrame:
    """Days as ISO text, which both databases take."""
    return rows.with_columns(pl.col(pl.Date).dt.to_string("%Y-%m-%d"))


def upsert_delta(table: str, keys: Sequence[str], value: str, rows: Sequence[Row]) -> None:
    """Add `value` to the rows with these keys, making them where there are none. A row: keys, then the value."""
    if not rows:
        return
    names = ", ".join([*keys, value])
    sql = (
        f"INSERT INTO {table} ({names}) VALUES ({', '.join(['%s'] * (len(keys) + 1))}) "  # noqa: S608 - own names
        f"ON CONFLICT ({', '.join(keys)}) DO UPDATE SET {value} = {table}.{value} + excluded.{value}"
    )
    with connection.cursor() as cursor:
        cursor.executemany(sql, rows)


def among(column: str) -> str:
    """The SQL condition that `column` is among the values of one parameter, given by `many`."""
    if connection.vendor == "postgresql":
        return f"{column} = ANY(%s)"
    return f"{column} IN (SELECT value FROM json_each(%s))"  # noqa: S608 - own names


def many(values: Iterable[Any]) -> object:
    """The parameter for `among`."""
    return list(values) if connection.vendor == "postgresql" else json.dumps(list(values))


def listed(values: Iterable[Any]) -> Collection[Any]:
    """What stands behind `field__in=` for values that may be as many as a batch has rows: one parameter, where each
    value would be one and a statement takes 32,766 (SQLite) or 65,535 (PostgreSQL). All numbers, or all texts.
    """
    found = list(values)
    if not found:
        return ()
    if connection.vendor == "postgresql":
        kind = "bigint" if isinstance(found[0], int) else "text"
        return RawSQL(f"SELECT unnest(%s::{kind}[])", [found])  # type: ignore[return-value]  # noqa: S611 - a parameter
    return RawSQL("SELECT value FROM json_each(%s)", [json.dumps(found)])  # type: ignore[return-value]


def instant(at: datetime) -> object:
    """A moment as the database keeps it."""
    return connection.ops.adapt_datetimefield_value(at)


def select(sql: str, params: Sequence[Any] = ()) -> Iterator[tuple[Any, ...]]:
    """Rows of a query, fetched in pieces."""
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        while rows := cursor.fetchmany(5000):
            yield from rows


def execute(sql: str, params: Sequence[Any] = ()) -> int:
    """Run a statement; how many rows it touched."""
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return int(cursor.rowcount)


def analyse(tables: Iterable[str]) -> None:
    """Tell the planner how the tables have grown; until then it may read a whole item to show one page of it."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute(f"PRAGMA analysis_limit={_SAMPLED_ROWS}")
        for table in tables:
            cursor.execute(f"ANALYZE {connection.ops.quote_name(table)}")
