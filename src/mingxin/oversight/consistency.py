"""Whether indexes say what their tables do, and every row keeps the constraints that are there.

An index from which entries were left out hides rows from whoever is answered by it, and no proof that reads the table
finds anything missing; a row that came while its constraint was set at rest is there in spite of it.
"""

from dataclasses import dataclass
from typing import Final

from django.db import connection

_KEYS: Final = """
SELECT conname, conrelid::regclass::text, confrelid::regclass::text,
    ARRAY(SELECT quote_ident(attname) FROM unnest(conkey) WITH ORDINALITY AS k (n, place)
        JOIN pg_attribute ON attrelid = conrelid AND attnum = n ORDER BY place),
    ARRAY(SELECT quote_ident(attname) FROM unnest(confkey) WITH ORDINALITY AS k (n, place)
        JOIN pg_attribute ON attrelid = confrelid AND attnum = n ORDER BY place)
FROM pg_constraint WHERE contype = 'f' AND connamespace = current_schema()::regnamespace ORDER BY conname
"""


@dataclass(frozen=True)
class Consistency:
    """What was looked through, in half a sentence, and the first thing that does not hold, or ""."""

    told: str
    broken: str


def prove_consistency() -> Consistency:
    """SQLite: the whole file. PostgreSQL: every foreign key; its indexes and checks only its administrator can bend."""
    if connection.vendor == "postgresql":
        return Consistency("各行的引用都在", _loose_on_postgresql())
    return Consistency("各索引与表一致，各行合乎约束，引用都在", _broken_on_sqlite() or _loose_on_sqlite())


def _broken_on_sqlite() -> str:
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA integrity_check(1)")
        (found,) = cursor.fetchone()
    return "" if found == "ok" else f"SQLite 文件前后不一，经索引查到的会与表里的不同：{found}"


def _loose_on_sqlite() -> str:
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA foreign_key_check")
        found = cursor.fetchone()
    return _loose(found[0], found[2], f"编号为 {found[1]} 的") if found else ""


def _loose_on_postgresql() -> str:
    with connection.cursor() as cursor:
        cursor.execute(_KEYS)
        for name, table, target, columns, theirs in cursor.fetchall():
            given = " AND ".join(f"c.{column} IS NOT NULL" for column in columns)
            same = " AND ".join(f"t.{their} = c.{column}" for column, their in zip(columns, theirs, strict=True))
            cursor.execute(
                f"SELECT 1 FROM {table} c WHERE {given} "  # noqa: S608 - names that the catalogue has quoted
                f"AND NOT EXISTS (SELECT 1 FROM {target} t WHERE {same}) LIMIT 1"
            )
            if cursor.fetchone():
                return _loose(table, target, f"违反 {name} 的")
    return ""


def _loose(table: str, target: str, which: str) -> str:
    return f"{table} 中有{which}一行，所引用的 {target} 中的一行不存在"
