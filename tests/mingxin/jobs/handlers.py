"""Handlers for the tests of jobs: one that does what the test says, and one that works for a while in a process."""

import os
import time
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from django.conf import settings

from mingxin.jobs.running import Running

doing: list[Callable[[Running], None]] = []
"""What `act` does: the last of them. Tests fill and empty it."""
seen: list[datetime] = []


def act(running: Running) -> None:
    doing[-1](running)


def in_steps(running: Running) -> None:
    """Write a line with process and step into the file that `detail` names, `steps` times, `pause` seconds apart."""
    file, steps, pause = running.detail["file"], running.detail["steps"], running.detail["pause"]
    assert isinstance(file, str) and isinstance(steps, int) and isinstance(pause, float)
    for step in range(steps):
        with Path(file).open("a") as out:
            out.write(f"{running.key} {os.getpid()} {step}\n")
        running.tell("逐步办理", step + 1, steps)
        time.sleep(pause)


def fail_of_timetable(at: datetime) -> None:
    raise RuntimeError(str(at))


def leave_word(at: datetime) -> None:
    (Path(settings.HOME) / "timetable").write_text(at.isoformat())


def see(at: datetime) -> None:
    seen.append(at)
