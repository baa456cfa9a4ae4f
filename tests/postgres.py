"""A PostgreSQL of one's own for the length of one command: `python tests/postgres.py pytest -m database`.

It is made in a temporary folder from the machine's own programs, listens on a socket in that folder and nowhere else,
and is gone afterwards. Without the programs it says so and exits 0; where CI=true it exits 3 instead.
"""

import os
import pwd
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

ACCOUNT = "postgres"
DATABASE = "mingxin"
# Databases are copied by the hundred: in memory where there is room, as the tests' own folders are
_MEMORY, _ROOM = Path("/dev/shm"), 6 * 2**30  # noqa: S108 - the folder is made by tempfile


def programs() -> Path | None:
    """The folder of initdb and pg_ctl: the newest that Debian's packages installed, or the one on PATH."""
    versioned = [p for p in Path("/usr/lib/postgresql").glob("*/bin/initdb") if p.parts[-3].isdecimal()]
    if versioned:
        return max(versioned, key=lambda p: int(p.parts[-3])).parent
    found = shutil.which("initdb")
    return Path(found).resolve().parent if found else None


@contextmanager
def server(bin_folder: Path) -> Iterator[str]:
    """A running server; its database URL. Root may not run PostgreSQL, so root lends it the account `postgres`."""
    as_root = os.geteuid() == 0
    become = ["runuser", "-u", ACCOUNT, "--"] if as_root else []
    is_roomy = _MEMORY.is_dir() and shutil.disk_usage(_MEMORY).free > _ROOM and "TMPDIR" not in os.environ
    # short: a socket's path has at most 107 bytes
    folder = Path(tempfile.mkdtemp(prefix="mingxin-pg-", dir=_MEMORY if is_roomy else None))
    if as_root:
        shutil.chown(folder, ACCOUNT, ACCOUNT)
    data, log = folder / "data", folder / "log"

    def run(program: str, *arguments: str) -> None:
        command = [*become, str(bin_folder / program), *arguments]
        done = subprocess.run(
            command, check=False, cwd=folder, stdin=subprocess.DEVNULL, capture_output=True, text=True
        )
        if done.returncode:
            told = log.read_text() if log.is_file() else ""
            raise SystemExit(f"PostgreSQL: {program} failed\n{done.stdout}{done.stderr}{told}")

    try:
        run("initdb", "-D", str(data), "-U", ACCOUNT, "--locale=C", "--encoding=UTF8", "--auth=trust", "--no-sync")
        # fsync off: the data lives as long as the tests do
        options = f"-k {folder} -c listen_addresses= -c fsync=off -c synchronous_commit=off -c full_page_writes=off"
        # pg_ctl would hand its output to the server, and a reader of ours would wait for its end: hence the log file
        run("pg_ctl", "-D", str(data), "-l", str(log), "-o", options, "-w", "-t", "60", "start")
        try:
            run("createdb", "-h", str(folder), "-U", ACCOUNT, DATABASE)
            yield f"postgres://{ACCOUNT}@{str(folder).replace('/', '%2F')}/{DATABASE}"
        finally:
            run("pg_ctl", "-D", str(data), "-m", "immediate", "-w", "stop")
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def account_there() -> bool:
    try:
        pwd.getpwnam(ACCOUNT)
    except KeyError:
        return False
    return True


def main(command: Sequence[str]) -> int:
    bin_folder = programs()
    if bin_folder is None or (os.geteuid() == 0 and not account_there()):
        loud = "=" * 78
        sys.stderr.write(
            f"{loud}\nPostgreSQL is not installed here (apt-get install postgresql): ITS TESTS WERE SKIPPED.\n{loud}\n"
        )
        return 3 if os.environ.get("CI") == "true" else 0
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # so that the server is stopped then, too
    with server(bin_folder) as url:
        return subprocess.run(command, check=False, env=os.environ | {"MINGXIN_DATABASE_URL": url}).returncode


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
