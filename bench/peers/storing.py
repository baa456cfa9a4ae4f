"""The least that storing the same records can cost: the same table, with its indexes and constraints, and nothing else.

Run in a home where the file has been admitted: the records are read, the table is emptied, and they are written back.
"""

from time import perf_counter
from typing import Any

from django.db import connection, transaction

from mingxin.archive import bulk, tables
from mingxin.archive.models import Record


def bare() -> dict[str, float]:
    """COPY (PostgreSQL) or executemany (SQLite) of Python rows, in one transaction; seconds with its commit."""
    rows = _taken_out()
    begun = perf_counter()
    with transaction.atomic():
        bulk.insert("archive_record", tables.RECORD, rows)
    return {"writing": perf_counter() - begun, "rows": len(rows)}


def bulk_create(count: int) -> dict[str, float]:
    """Django's bulk_create of the first `count` of the same records, in one transaction."""
    rows = _taken_out()[:count]
    begun = perf_counter()
    with transaction.atomic():
        records = [Record(**dict(zip(tables.RECORD, row, strict=True))) for row in rows]
        Record.objects.bulk_create(records, batch_size=2000)
    return {"writing": perf_counter() - begun, "rows": len(rows)}


def _taken_out() -> list[tuple[Any, ...]]:
    names = ", ".join(f'"{column}"' for column in tables.RECORD)
    rows = list(bulk.select(f"SELECT {names} FROM archive_record ORDER BY id"))
    bulk.execute(
        "TRUNCATE archive_record CASCADE" if connection.vendor == "postgresql" else "DELETE FROM archive_record"
    )
    if connection.vendor == "sqlite":
        bulk.execute("VACUUM")
    return rows
