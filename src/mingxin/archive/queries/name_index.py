"""Does the index behind the name search say what the names say? What it leaves out nobody finds by a part of a name."""

import sqlite3
from collections import defaultdict
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from typing import Final

from django.db import connection, transaction

from mingxin.archive import bulk
from mingxin.archive.looking import TABLE
from mingxin.archive.search import indexed_arrays, indexed_words

_SHADOWS: Final = ("data", "idx", "docsize", "config")


@dataclass(frozen=True)
class NameIndexProof:
    """How many names the index has, and the first that it has otherwise, or ""."""

    names: int
    broken: str


def prove_name_index() -> NameIndexProof:
    """Every name with all its words, at their places, and nothing besides."""
    return _on_postgresql() if connection.vendor == "postgresql" else _on_sqlite()


def _on_postgresql() -> NameIndexProof:
    """The arrays of each row. The index over them is the server's own, as every other is."""
    names = 0
    rows = bulk.select(
        "SELECT n.id, n.normal, n.initials, f.name_id, f.grams, f.initials FROM archive_name n "  # noqa: S608 - own names
        f"FULL JOIN {TABLE} f ON f.name_id = n.id ORDER BY coalesce(n.id, f.name_id)"
    )
    for name_id, normal, initials, indexed_id, grams, letters in rows:
        if name_id is None:
            return NameIndexProof(names, _surplus(indexed_id))
        if next(iter(indexed_arrays([(name_id, normal, initials)]))) != (indexed_id, grams, letters):
            return NameIndexProof(names, _otherwise(name_id))
        names += 1
    return NameIndexProof(names, "")


def _on_sqlite() -> NameIndexProof:
    """The index has no content of its own to compare with, only its words: each name's are summed up and taken off.

    Every word is looked up as a search looks it up: a walk over the index would also come by what no search reaches. It
    is done in a copy, since the index's own check is a statement that would take the lock of those who write.
    """
    wanted: defaultdict[int, int] = defaultdict(int)
    words, names = set[str](), 0
    with _one_moment(), closing(_copy_of_index()) as index:
        rows = bulk.select("SELECT id, normal, initials FROM archive_name")
        for name_id, grams, letters in indexed_words((i, n, p) for i, n, p in rows):
            names += 1
            words.update(grams, letters)
            wanted[name_id] += sum(hash(("grams", place, word)) for place, word in enumerate(grams))
            wanted[name_id] += sum(hash(("initials", place, word)) for place, word in enumerate(letters))
        try:
            index.execute(f"INSERT INTO {TABLE} ({TABLE}) VALUES ('integrity-check')")  # noqa: S608 - own names
            index.execute(f"CREATE VIRTUAL TABLE temp.words USING fts5vocab(main, {TABLE}, row)")
            index.execute(f"CREATE VIRTUAL TABLE temp.places USING fts5vocab(main, {TABLE}, instance)")
            words.update(word for (word,) in index.execute("SELECT term FROM temp.words"))
            for word in words:
                found = index.execute('SELECT doc, col, "offset" FROM temp.places WHERE term = ?', [word])
                for name_id, column, place in found:
                    wanted[name_id] -= hash((column, place, word))
        except sqlite3.DatabaseError:
            return NameIndexProof(names, "名称检索的索引已损坏，按名称的一部分查不全")
    differing = min((name_id for name_id, rest in wanted.items() if rest), default=None)
    return NameIndexProof(names, "" if differing is None else _otherwise(differing))


def _copy_of_index() -> sqlite3.Connection:
    """The index as it is in the database, in memory. Opened anew when it is whole: its module remembers what was."""
    with closing(sqlite3.connect(":memory:")) as copy, connection.cursor() as cursor:
        cursor.execute("SELECT sql FROM sqlite_master WHERE name = %s", [TABLE])
        copy.execute(cursor.fetchone()[0])
        for table in (f"{TABLE}_{shadow}" for shadow in _SHADOWS):
            cursor.execute(f"SELECT * FROM {table}")  # noqa: S608 - own names
            copy.execute(f"DELETE FROM {table}")  # noqa: S608 - own names
            marks = ", ".join("?" * len(cursor.description))
            while rows := cursor.fetchmany(1000):
                copy.executemany(f"INSERT INTO {table} VALUES ({marks})", rows)  # noqa: S608 - own names
        copy.commit()
        image = copy.serialize()
    index = sqlite3.connect(":memory:")
    index.deserialize(image)
    return index


@contextmanager
def _one_moment() -> Iterator[None]:
    """All that is read within is of one moment, whoever writes meanwhile, and nobody waits for it."""
    if connection.in_atomic_block:
        with transaction.atomic():  # the index writes down what this transaction put in where a savepoint begins
            yield
        return
    connection.ensure_connection()
    connection.connection.execute("BEGIN DEFERRED")
    try:
        yield
    finally:
        connection.connection.execute("ROLLBACK")


def _otherwise(name_id: int) -> str:
    return f"archive_name 中编号为 {name_id} 的名称，在名称检索的索引中缺失或者与名称不同，按名称的一部分可能查不到"


def _surplus(name_id: int) -> str:
    return f"名称检索的索引中编号为 {name_id} 的一行没有对应的名称"
