"""Commands run as processes of their own, forked from one that has already read the libraries.

`python -m tests.warm` takes one JSON object a line, runs `mingxin` with those words in that environment, and answers
with its exit code. The child reads settings, opens the database and ends as any process does: only the time that Python
needs to read the libraries is saved, from a tenth of a second to more than one. What must not be shared is not read
here: the settings, and Polars with its threads.
"""

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]


@dataclass(frozen=True)
class Ended:
    code: int
    out: str
    err: str


def run(words: Sequence[str], *, env: Mapping[str, str], cwd: Path) -> Ended:
    """One command, from its first word to its last."""
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
        files = {name: f"/proc/{os.getpid()}/fd/{file.fileno()}" for name, file in (("out", out), ("err", err))}
        code = _ask(json.dumps({"words": list(words), "env": dict(env), "cwd": str(cwd), **files}))
        return Ended(code, _read(out), _read(err))


def _ask(line: str) -> int:
    server = _server()
    assert server.stdin
    assert server.stdout
    try:
        server.stdin.write(line + "\n")
        server.stdin.flush()
        return int(server.stdout.readline())
    except BaseException:  # an answer that nobody waited for would be the next one's
        server.kill()
        _server.cache_clear()
        raise


@cache
def _server() -> "subprocess.Popen[str]":
    """One for this test process; it ends when its stdin does."""
    return subprocess.Popen(
        [sys.executable, "-m", "tests.warm"], cwd=ROOT, text=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
        env=os.environ | {"PYTHONPATH": f"{ROOT / 'src'}:{ROOT}"},
    )  # fmt: skip


def _read(file: Any) -> str:
    file.seek(0)
    return str(file.read().decode())


def serve() -> int:
    """In the parent: fork for every line. In a child: the command, whose exit code is the process's own."""
    _warm()
    for line in sys.stdin:
        asked = json.loads(line)
        child = os.fork()
        if not child:
            return _become(asked)
        _, status = os.waitpid(child, 0)
        sys.stdout.write(f"{os.waitstatus_to_exitcode(status)}\n")
        sys.stdout.flush()
    return 0


def _become(asked: Mapping[str, Any]) -> int:
    for name, target in (("/dev/null", 0), (asked["out"], 1), (asked["err"], 2)):
        os.dup2(os.open(name, os.O_RDWR), target)
    os.environ.clear()
    os.environ.update(asked["env"])
    os.chdir(asked["cwd"])
    from mingxin.cli.main import main

    return main(asked["words"])


def _warm() -> None:
    import django.core.management
    import django.db.backends.sqlite3.base
    import django.template
    import django.test  # noqa: F401
    import openpyxl  # noqa: F401
    import python_calamine  # noqa: F401
    import xlsxwriter  # noqa: F401

    import mingxin.cli.main
    import mingxin.papers.signing
    import mingxin.papers.typesetting  # noqa: F401
    from mingxin.rulebook.loader import packaged_rulebook

    packaged_rulebook()


if __name__ == "__main__":
    raise SystemExit(serve())
