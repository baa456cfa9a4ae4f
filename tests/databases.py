"""How tests get their database: migrated and laid once, copied from then on (docs/adr/0020).

A test starts from one of two states: `EMPTY`, the tables alone, or `LAID`, a city that can receive. Both are made once,
by whichever worker is first, and each worker has copies of its own. A test with a transaction around it leaves its copy
as it found it; a test that really commits spoils its copy, and the next test gets a new one.
"""

import fcntl
import hashlib
import os
import shutil
import sqlite3
from abc import ABC, abstractmethod
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

import psycopg
from django.core.management import call_command
from django.db import connection
from psycopg import sql

from tests.laying import lay_city

EMPTY: Final = "empty"
LAID: Final = "laid"
STATES: Final = (EMPTY, LAID)

_TESTS = Path(__file__).parent
_PRODUCT = _TESTS.parent / "src" / "mingxin"
_WITHOUT_TABLES = {"doors", "cli", "__pycache__"}  # what stands above all tables cannot change what is laid in them
_IN_MEMORY = "file:memorydb_default?mode=memory&cache=shared"
_ANY_NUMBER = 4_291_913  # of the advisory lock


class Databases(ABC):
    """The copies of one worker. `give` is called before every test that has a database."""

    def __init__(self) -> None:
        self._given = ""
        self._spoiled: set[str] = set()

    def give(self, state: str, *, to_commit: bool) -> None:
        """What is given to a test that commits is given to nobody else."""
        if state in self._spoiled:
            self._copy(state)
            self._spoiled.discard(state)
        elif state != self._given:
            self._show(state)
        self._given = state
        if to_commit:
            self._spoiled.add(state)

    @abstractmethod
    def _show(self, state: str) -> None:
        """Let the connection see this state, whose copy is as it was made."""

    @abstractmethod
    def _copy(self, state: str) -> None:
        """Throw the copy of this state away, make it anew, and let the connection see it."""


class OnSQLite(Databases):
    """One database in memory, into which either state is written as a whole: a few hundred pages, no millisecond."""

    def __init__(self, folder: Path) -> None:
        super().__init__()
        _connect_to(_IN_MEMORY)
        with _alone(folder / "lock"):
            made = folder / digest()
            if not made.is_dir():
                self._make(made)
            self._images = {state: _in_memory(made / state) for state in STATES}

    def _make(self, made: Path) -> None:
        for outdated in made.parent.glob("*/"):
            shutil.rmtree(outdated)
        arriving = made.with_suffix(".arriving")
        arriving.mkdir()
        call_command("migrate", verbosity=0)
        self._write(arriving / EMPTY)
        lay_city()
        self._write(arriving / LAID)
        arriving.rename(made)

    @staticmethod
    def _write(path: Path) -> None:
        path.write_bytes(connection.connection.serialize())

    def _show(self, state: str) -> None:
        connection.ensure_connection()
        self._images[state].backup(connection.connection)

    _copy = _show


class OnPostgreSQL(Databases):
    """A database for each state, copied by the server from a template that lies beside it."""

    def __init__(self, worker: str) -> None:
        super().__init__()
        held = connection.settings_dict
        self._own = {state: f"test_{held['NAME']}_{worker}_{state}" for state in STATES}
        self._templates = {state: f"mingxin_template_{digest()}_{state}" for state in STATES}
        self._server = psycopg.connect(
            host=held["HOST"], port=held["PORT"] or None, user=held["USER"], password=held["PASSWORD"] or None,
            dbname="postgres", autocommit=True,
        )  # fmt: skip
        self._server.execute("SELECT pg_advisory_lock(%s)", [_ANY_NUMBER])
        if not self._is_there(self._templates[LAID]):
            self._make()
        self._server.execute("SELECT pg_advisory_unlock(%s)", [_ANY_NUMBER])
        for state in STATES:
            self._create(self._own[state], template=self._templates[state])

    def _make(self) -> None:
        """Either template gets its name when it is whole."""
        making = f"{self._templates[LAID]}_arriving"
        self._create(making, template="template0")
        _connect_to(making)
        call_command("migrate", verbosity=0)
        connection.close()
        self._create(self._templates[EMPTY], template=making)
        lay_city()
        connection.close()
        self._run("ALTER DATABASE {} RENAME TO {}", making, self._templates[LAID])

    def _is_there(self, name: str) -> bool:
        return bool(self._server.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone())

    def _create(self, name: str, *, template: str) -> None:
        self._run("DROP DATABASE IF EXISTS {} WITH (FORCE)", name)
        self._run("CREATE DATABASE {} TEMPLATE {}", name, template)

    def _run(self, statement: str, *names: str) -> None:
        self._server.execute(sql.SQL(statement).format(*map(sql.Identifier, names)))  # type: ignore[arg-type]

    def _show(self, state: str) -> None:
        connection.close()
        _connect_to(self._own[state])

    def _copy(self, state: str) -> None:
        connection.close()
        self._create(self._own[state], template=self._templates[state])
        _connect_to(self._own[state])

    def drop(self) -> None:
        connection.close()
        for name in self._own.values():
            self._run("DROP DATABASE {} WITH (FORCE)", name)
        self._server.close()


@contextmanager
def opened(*, folder: Path, worker: str) -> Iterator[Databases]:
    """The databases of this worker; `folder` keeps SQLite's between runs, until something changes below the doors."""
    if connection.vendor == "sqlite":
        yield OnSQLite(folder)
        return
    on_server = OnPostgreSQL(worker)
    try:
        yield on_server
    finally:
        on_server.drop()


def digest() -> str:
    """Of everything that decides what lies in the tables."""
    told = hashlib.sha256()
    below = [path for part in sorted(_PRODUCT.iterdir()) if part.name not in _WITHOUT_TABLES for path in _files(part)]
    for path in (*below, _TESTS / "laying.py", Path(__file__), _TESTS.parent / "requirements" / "runtime.txt"):
        told.update(f"{path}\0".encode() + path.read_bytes())
    return told.hexdigest()[:12]


def _files(part: Path) -> list[Path]:
    if part.is_file():
        return [part]
    return sorted(path for path in part.rglob("*") if path.is_file() and "__pycache__" not in path.parts)


def _in_memory(path: Path) -> sqlite3.Connection:
    image = sqlite3.connect(":memory:")
    image.deserialize(path.read_bytes())
    return image


def _connect_to(name: str) -> None:
    """All threads share these settings; a connection of this thread is made when it is next asked for."""
    connection.settings_dict["NAME"] = name


@contextmanager
def _alone(path: Path) -> Iterator[None]:
    """One process at a time; the lock goes with whoever holds it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle = os.open(path, os.O_RDWR | os.O_CREAT)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)
