"""What runs beside the server is started again when it dies, and ends when the server does."""

import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from mingxin.cli import beside as module
from mingxin.cli.beside import beside
from tests.waiting import until

STANDING = "import os, sys; open('{place}', 'a').write(f'{{os.getpid()}}\\n'); sys.stdin.read()"


@pytest.fixture
def standing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[], list[int]]:
    """A module that writes its process number down and waits for the end of its pipe; the numbers so far."""
    place = tmp_path / "numbers"
    (tmp_path / "standing.py").write_text(STANDING.format(place=place))
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    monkeypatch.setattr(module, "PAUSES", (0.1, 0.2))
    return lambda: [int(line) for line in place.read_text().split()] if place.exists() else []


def is_there(number: int) -> bool:
    try:
        os.kill(number, 0)
    except ProcessLookupError:
        return False
    return True


def test_a_dead_one_is_started_again(standing: Callable[[], list[int]]) -> None:
    told: list[str] = []
    with beside("standing", told=told.append):
        for deaths in (1, 2, 3):
            until(lambda deaths=deaths: len(standing()) == deaths)
            os.kill(standing()[-1], signal.SIGKILL)
        until(lambda: len(standing()) == 4)
        assert is_there(standing()[-1])
    until(lambda: not is_there(standing()[-1]))
    assert len(standing()) == 4, "not after the server has gone"
    assert len(told) == 3 and "重新启动" in told[0]


def test_the_end_does_not_wait_for_a_pause(standing: Callable[[], list[int]], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "PAUSES", (3600.0,))  # longer than any test may last
    told: list[str] = []
    with beside("standing", told=told.append):
        until(lambda: len(standing()) == 1)
        os.kill(standing()[0], signal.SIGKILL)
        until(lambda: bool(told))
    assert len(standing()) == 1, "it was waiting to start another, and did not"


def test_it_ends_with_a_server_that_was_killed(standing: Callable[[], list[int]]) -> None:
    server = subprocess.Popen(
        [sys.executable, "-c", "import time; from mingxin.cli.beside import beside\n"
         "with beside('standing', told=print): time.sleep(600)"]
    )  # fmt: skip
    try:
        until(lambda: len(standing()) == 1)
    finally:
        server.kill()
        server.wait()
    until(lambda: not is_there(standing()[0]))
    assert len(standing()) == 1, "nobody is left who would start another"
