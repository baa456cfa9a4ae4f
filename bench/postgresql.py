"""A PostgreSQL for the length of the measurements, as durable as one in use: it waits for its disk."""

import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import unquote

import psycopg

from tests import postgres


@contextmanager
def server() -> Iterator[str | None]:
    """The URL of its first database; None where PostgreSQL is not installed."""
    programs = postgres.programs()
    if programs is None:
        yield None
        return
    with postgres.server(programs) as url:
        _restart_durably(programs, Path(unquote(url.split("@")[1].split("/")[0])))
        yield url


def new_database(url: str, name: str) -> str:
    """Make an empty database on the same server; its URL."""
    with psycopg.connect(url.replace("postgres://", "postgresql://"), autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}"')
    return f"{url.rsplit('/', 1)[0]}/{name}"


def _restart_durably(programs: Path, folder: Path) -> None:
    """The tests' server does not wait for its disk: start it again with PostgreSQL's own settings for that."""
    become = ["runuser", "-u", postgres.ACCOUNT, "--"] if os.geteuid() == 0 else []
    command = [*become, str(programs / "pg_ctl"), "-D", str(folder / "data"), "-l", str(folder / "log"), "-w"]
    options = f"-k {folder} -c listen_addresses="
    subprocess.run([*command, "-o", options, "restart"], check=True, cwd=folder, stdout=subprocess.DEVNULL)
