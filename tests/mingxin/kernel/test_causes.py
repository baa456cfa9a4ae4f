"""What stopped it is called by its name, whoever said it: the system, SQLite or PostgreSQL."""

import errno
import os
import sqlite3
import subprocess
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from django.db import OperationalError

from mingxin.kernel.causes import Cause, cause_of


def sqlite_error(name: str) -> sqlite3.Error:
    error = sqlite3.OperationalError("in its own words")
    error.sqlite_errorname = name
    return error


CASES = {
    "no space": (OSError(errno.ENOSPC, ""), Cause.FULL),
    "the quota is used up": (OSError(errno.EDQUOT, ""), Cause.FULL),
    "a disk that is read only": (OSError(errno.EROFS, ""), Cause.READ_ONLY),
    "no permission": (PermissionError(errno.EACCES, ""), Cause.FORBIDDEN),
    "no such file": (FileNotFoundError(errno.ENOENT, ""), None),
    "SQLite has no space": (sqlite_error("SQLITE_FULL"), Cause.FULL),
    "SQLite is read only": (sqlite_error("SQLITE_READONLY_DIRECTORY"), Cause.READ_ONLY),
    "SQLite waits for a lock": (sqlite_error("SQLITE_BUSY_SNAPSHOT"), Cause.LOCKED),
    "SQLite reads another file": (sqlite_error("SQLITE_NOTADB"), Cause.NO_DATABASE),
    "SQLite reads a broken file": (sqlite_error("SQLITE_CORRUPT_INDEX"), Cause.NO_DATABASE),
    "SQLite finds no folder": (sqlite_error("SQLITE_CANTOPEN"), Cause.MISSING),
    "SQLite finds a row twice": (sqlite_error("SQLITE_CONSTRAINT_UNIQUE"), None),
    "PostgreSQL has no space": (psycopg.errors.DiskFull(), Cause.FULL),
    "PostgreSQL follows another": (psycopg.errors.ReadOnlySqlTransaction(), Cause.READ_ONLY),
    "PostgreSQL gives no right": (psycopg.errors.InsufficientPrivilege(), Cause.FORBIDDEN),
    "PostgreSQL knows no such password": (psycopg.errors.InvalidPassword(), Cause.REFUSED),
    "PostgreSQL knows no such database": (psycopg.errors.InvalidCatalogName(), Cause.NO_SUCH_NAME),
    "PostgreSQL has too many": (psycopg.errors.TooManyConnections(), Cause.CROWDED),
    "PostgreSQL starts": (psycopg.errors.CannotConnectNow(), Cause.UNREACHABLE),
    "PostgreSQL does not answer": (psycopg.OperationalError("connection refused"), Cause.UNREACHABLE),
    "PostgreSQL finds a row twice": (psycopg.errors.UniqueViolation(), None),
    "something else": (ValueError("database or disk is full"), None),
}


@pytest.mark.parametrize("name", CASES)
def test_each_cause_has_its_name(name: str) -> None:
    error, cause = CASES[name]
    wrapped = OperationalError()
    wrapped.__cause__ = error
    assert [cause_of(error), cause_of(wrapped)] == [cause, cause]


@pytest.mark.parametrize("cause", Cause, ids=lambda one: one.code)
def test_each_says_what_to_do(cause: Cause) -> None:
    assert cause.sentence.endswith("。")
    assert cause.remedy.startswith("请")
    assert cause.remedy.endswith("。")


def test_what_is_no_database_is_called_so(tmp_path: Path) -> None:
    (tmp_path / "mingxin.sqlite3").write_bytes(b"no database at all" * 100)
    assert failing(tmp_path) is Cause.NO_DATABASE


def test_a_lock_that_is_not_got_is_called_so(tmp_path: Path) -> None:
    holding = sqlite3.connect(tmp_path / "mingxin.sqlite3", isolation_level=None)
    holding.execute("BEGIN IMMEDIATE")
    assert failing(tmp_path) is Cause.LOCKED
    holding.close()


def test_a_folder_that_is_not_there_is_called_so(tmp_path: Path) -> None:
    assert failing(tmp_path / "nowhere") is Cause.MISSING


def failing(folder: Path) -> Cause | None:
    """What stops us from writing to a database in that folder, as the platform opens it."""
    try:
        connection = sqlite3.connect(folder / "mingxin.sqlite3", timeout=0.1, isolation_level=None)
        try:
            connection.execute("PRAGMA journal_mode=WAL")
            connection.execute("CREATE TABLE IF NOT EXISTS rows (content BLOB)")
            connection.execute("BEGIN IMMEDIATE")
            connection.execute("INSERT INTO rows VALUES (zeroblob(1000000))")
            connection.execute("COMMIT")
        finally:
            connection.close()
    except sqlite3.Error as error:
        return cause_of(error, place=folder)
    return None


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """Half a megabyte, where we may make one."""
    place = tmp_path / "disk"
    place.mkdir()
    if os.geteuid() != 0 or mount("-t", "tmpfs", "-o", "size=512k", "tmpfs", place):
        pytest.skip("only root may mount a disk")
    yield place
    subprocess.run(["umount", place], check=True)


def mount(*words: object) -> int:
    return subprocess.run(["mount", *map(str, words)], capture_output=True, check=False).returncode


def test_a_full_disk_is_called_so(small_disk: Path) -> None:
    assert failing(small_disk) is Cause.FULL
    (small_disk / "rest").write_bytes(b"0" * os.statvfs(small_disk).f_bavail * os.statvfs(small_disk).f_frsize)
    assert failing(small_disk) is Cause.FULL, "nor is there room to begin"


def test_a_disk_that_is_read_only_is_called_so(small_disk: Path) -> None:
    sqlite3.connect(small_disk / "mingxin.sqlite3").close()
    assert mount("-o", "remount,ro", small_disk) == 0
    assert failing(small_disk) is Cause.READ_ONLY
