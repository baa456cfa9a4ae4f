"""Homes for processes of their own: on SQLite a folder, on PostgreSQL a database beside the test's own as well."""

import os
import secrets
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
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
    name = f"{name[:40]}_{secrets.token_hex(4)}"
    env = {k: v for k, v in os.environ.items() if not k.startswith("MINGXIN_")}
    env |= {
        "MINGXIN_HOME": str(folder / "home"),
        "PYTHONPATH": f"{ROOT / 'src'}:{ROOT}",
        "POLARS_MAX_THREADS": "1",
        "DJANGO_SETTINGS_MODULE": "mingxin.config.settings",
    }
    if connection.vendor != "postgresql":
        run(env, "found")
        yield env
        return
    held = settings.DATABASES["default"]
    server = f"postgres://{held['USER']}@{quote(held['HOST'], safe='')}"
    with psycopg.connect(f"{server}/postgres", autocommit=True) as admin:
        admin.execute(f'CREATE DATABASE "{name}"')  # type: ignore[arg-type]
        try:
            env["MINGXIN_DATABASE_URL"] = f"{server}/{name}"
            run(env, "found")
            yield env
        finally:
            admin.execute(f'DROP DATABASE "{name}" WITH (FORCE)')  # type: ignore[arg-type]


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
