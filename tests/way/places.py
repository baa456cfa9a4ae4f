"""Homes for processes of their own: on SQLite a folder, on PostgreSQL a database beside the test's own as well."""

import atexit
import os
import secrets
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from urllib.parse import quote

import psycopg
from django.conf import settings
from django.db import connection

ROOT = Path(__file__).parents[2]


@contextmanager
def place(folder: Path, name: str) -> Iterator[dict[str, str]]:
    """A founded home; the environment in which a process works on it. The database is gone afterwards.

    Tests run beside each other, and folders of theirs may be called alike: the database's name is made unique here.
    """
    founded = _founded()
    for part in ("home", "home-keys"):
        shutil.copytree(founded / part, folder / part)
    if connection.vendor != "postgresql":
        yield environment(folder)
        return
    name = f"{name[:40]}_{secrets.token_hex(4)}"
    with _server() as server:
        server.execute(f'CREATE DATABASE "{name}" TEMPLATE "{_name_of(founded)}"')  # type: ignore[arg-type]
        try:
            yield environment(folder) | {"MINGXIN_DATABASE_URL": f"{_address()}/{name}"}
        finally:
            server.execute(f'DROP DATABASE "{name}" WITH (FORCE)')  # type: ignore[arg-type]


@cache
def _founded() -> Path:
    """The folder of a home that is founded once in this test process: every place is a copy of it."""
    folder = Path(tempfile.mkdtemp(prefix="mingxin_founded_"))
    atexit.register(_remove, folder)
    env = environment(folder)
    if connection.vendor == "postgresql":
        with _server() as server:
            server.execute(f'CREATE DATABASE "{_name_of(folder)}"')  # type: ignore[arg-type]
        env["MINGXIN_DATABASE_URL"] = f"{_address()}/{_name_of(folder)}"
    run(env, "found")
    return folder


def _remove(founded: Path) -> None:
    shutil.rmtree(founded, ignore_errors=True)
    if connection.vendor == "postgresql":
        with _server() as server:
            server.execute(f'DROP DATABASE IF EXISTS "{_name_of(founded)}" WITH (FORCE)')  # type: ignore[arg-type]


def _name_of(founded: Path) -> str:
    return founded.name.lower()


def environment(folder: Path) -> dict[str, str]:
    env = {k: v for k, v in os.environ.items() if not k.startswith("MINGXIN_")}
    return env | {
        "MINGXIN_HOME": str(folder / "home"),
        "PYTHONPATH": f"{ROOT / 'src'}:{ROOT}",
        "POLARS_MAX_THREADS": "1",
        "DJANGO_SETTINGS_MODULE": "mingxin.config.settings",
    }


def _server() -> "psycopg.Connection[tuple[object, ...]]":
    return psycopg.connect(f"{_address()}/postgres", autocommit=True)


def _address() -> str:
    held = settings.DATABASES["default"]
    return f"postgres://{held['USER']}@{quote(held['HOST'], safe='')}"


def command(*words: str) -> list[str]:
    return [sys.executable, "-m", "tests.way.worker", *words]


def run(env: dict[str, str], *words: str, given: str = "") -> str:
    """What it says on stdout and stderr, in this order."""
    done = subprocess.run(command(*words), check=False, env=env, cwd=ROOT, capture_output=True, text=True, input=given)
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-3000:]
    return done.stdout + done.stderr


def python(env: dict[str, str], module: str, *words: str) -> str:
    """What another program of ours says on stdout."""
    asked = [sys.executable, "-m", module, *words]
    done = subprocess.run(asked, check=False, env=env, cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-3000:]
    return done.stdout


def start(env: dict[str, str], *words: str) -> "subprocess.Popen[str]":
    return subprocess.Popen(
        command(*words), env=env, cwd=ROOT, text=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )  # fmt: skip
