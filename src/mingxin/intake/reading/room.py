"""The reading room: every sender's file is opened in a child process with limits, never in one that others need.

The child is started when it is first wanted, serves file after file, and is replaced after one that was too much for
it. Threads of one process may ask at once; a few files are read at a time.
"""

import atexit
import json
import logging
import os
import pickle
import select
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import polars as pl
from django.conf import settings

from mingxin.intake.reading.limits import Beyond, beyond
from mingxin.intake.table import Sheet, Table
from mingxin.kernel.refusal import Refusal
from mingxin.rulebook.cards import ItemCard

if TYPE_CHECKING:
    from mingxin.intake.marking.marks import Marks

log = logging.getLogger("mingxin.reading")

AT_ONCE: Final = 2  # files; the memory of each counts
_FRAMES: Final = ("cells", "number_cells", "date_cells", "unlike_cells")
_LISTS: Final = ("unread", "hidden_rows", "hidden_columns")
_MOST_FILES: Final = 500  # of one child
_MOST_GROWN: Final = 512 * 1024 * 1024  # bytes that libraries did not give back
_FROM_OUTSIDE: Final = frozenset({signal.SIGKILL, signal.SIGTERM, signal.SIGHUP})
"""What may have ended a child that was not at fault, hence one more try."""
_PASSED_ON: Final = ("PATH", "LD_LIBRARY_PATH", "PYTHONPATH", "PYTHONHOME", "VIRTUAL_ENV", "LANG", "LC_ALL", "TZ")
"""Of the environment: no passwords, no places of keys."""


@dataclass(frozen=True)
class Limits:
    """What one file may ask for: memory above what the child needs itself, processor time, and waiting at all."""

    memory_bytes: int
    cpu_seconds: int
    wall_seconds: float


def as_set() -> Limits:
    """For files that a worker or a command reads."""
    return Limits(settings.READING_MEMORY_BYTES, settings.READING_CPU_SECONDS, settings.READING_WALL_SECONDS)


def within_a_request() -> Limits:
    """For small tables that somebody waits for."""
    whole = as_set()
    return Limits(min(whole.memory_bytes, 1 << 30), min(whole.cpu_seconds, 30), min(whole.wall_seconds, 300))


def read_sheet(
    path: Path,
    *,
    max_bytes: int,
    max_rows: int,
    cards: Sequence[ItemCard] = (),
    limits: Limits | None = None,
) -> Sheet:
    """`opening.open_sheet` in the child: what it refuses is refused here, and file.beyond_limits besides."""
    from mingxin.vault.actions import arriving

    with tempfile.TemporaryDirectory(dir=arriving()) as held:
        folder = Path(held)
        said = _ask("sheet", path, folder, max_bytes, max_rows, tuple(cards), limits=limits)
        cells, numbers, dates, unlike = (_frame(folder / name) for name in _FRAMES)
    said |= {name: tuple(said[name]) for name in _LISTS}
    said["merged"] = tuple(map(tuple, said["merged"]))
    return Sheet(**said, cells=cells, number_cells=numbers, date_cells=dates, unlike_cells=unlike)


def hides_nothing(path: Path) -> bool:
    """`hiding.hides_nothing` in the child; a file that is too much for it may hide anything."""
    return _yes("hides_nothing", path, otherwise=False)


def holds_key(path: Path, key: str) -> bool:
    """`searching.holds_key` in the child. Raises Refusal where the file cannot be read."""
    return bool(_ask("holds_key", path, key))


def write_own_workbook(
    original: Path, sheet: Sheet, table: Table, grid: pl.DataFrame, marks: "Marks", out: Path
) -> bool:
    """`sent_back.write` in the child; False where the sender's workbook cannot go back."""
    return _yes("own_workbook", original, sheet, table, grid, marks, out, otherwise=False)


def warm() -> None:
    """Start a child while there is other work to do."""
    _ROOM.warm()


def _frame(path: Path) -> pl.DataFrame:
    with path.open("rb") as file:  # from the file three times as fast as from its bytes
        return pl.read_ipc_stream(file)


def _yes(task: str, *arguments: object, otherwise: bool) -> bool:
    try:
        return bool(_ask(task, *arguments))
    except Refusal:
        return otherwise


def _ask(task: str, *arguments: object, limits: Limits | None = None) -> Any:
    return _ROOM.ask(task, arguments, limits or as_set())


class _DiedError(Exception):
    """A child ended before it answered: by this signal (negative) or exit code, or not in time (None)."""

    def __init__(self, code: int | None) -> None:
        super().__init__(code)
        self.code = code

    @property
    def is_from_outside(self) -> bool:
        return self.code is not None and -self.code in _FROM_OUTSIDE

    @property
    def beyond(self) -> Beyond:
        if self.code is not None and self.code >= 0:  # it left by itself: no file made it
            raise RuntimeError("the process that reads files does not start or has ended by itself")
        if self.code is None or self.code == -signal.SIGXCPU:
            return Beyond.TIME
        return Beyond.LIFE if self.is_from_outside else Beyond.MEMORY


class _Child:
    def __init__(self) -> None:
        self.files = self.grown = 0
        self.process = subprocess.Popen(
            [sys.executable, "-P", "-m", "mingxin.intake.reading.child"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,  # an abort quotes what it was about
            env={name: os.environ[name] for name in _PASSED_ON if name in os.environ},
        )
        if self.process.stdin is None or self.process.stdout is None:
            raise RuntimeError("two pipes were asked for")
        self._requests, self._answers = self.process.stdin, self.process.stdout

    def ask(self, request: object, wall_seconds: float) -> dict[str, Any]:
        """Raises _DiedError."""
        self.files += 1
        body = pickle.dumps(request)
        try:
            self._requests.write(len(body).to_bytes(8, "big") + body)
            self._requests.flush()
        except BrokenPipeError:
            raise _DiedError(self.process.wait()) from None
        answer: dict[str, Any] = json.loads(self._line(time.monotonic() + wall_seconds))
        self.grown += int(answer["grown"])
        return answer

    def _line(self, until: float) -> bytes:
        pipe, held = self._answers.fileno(), b""
        while not held.endswith(b"\n"):
            if not select.select([pipe], [], [], max(0.0, until - time.monotonic()))[0]:
                raise _DiedError(None)
            piece = os.read(pipe, 1 << 16)
            if not piece:
                raise _DiedError(self.process.wait())
            held += piece
        return held

    @property
    def is_fit(self) -> bool:
        return self.files < _MOST_FILES and self.grown < _MOST_GROWN and self.process.poll() is None

    def end(self) -> None:
        self.process.kill()
        self.process.wait()
        self._answers.close()
        with suppress(BrokenPipeError):  # what it did not take is thrown away
            self._requests.close()


class _Room:
    def __init__(self) -> None:
        self.forget()

    def forget(self) -> None:
        """Begin anew; after a fork the children are the parent's."""
        self._idle: list[_Child] = []
        self._changing = threading.Lock()
        self._places = threading.BoundedSemaphore(AT_ONCE)

    def ask(self, task: str, arguments: Sequence[object], limits: Limits) -> Any:
        request = (task, tuple(arguments), (limits.memory_bytes, limits.cpu_seconds))
        with self._places:
            try:
                answer = self._answer(request, limits.wall_seconds)
            except _DiedError as died:
                if not died.is_from_outside:
                    raise beyond(died.beyond) from None
                try:
                    answer = self._answer(request, limits.wall_seconds)
                except _DiedError as again:
                    raise beyond(again.beyond) from None
        return _value(answer)

    def _answer(self, request: object, wall_seconds: float) -> dict[str, Any]:
        child = self._take()
        answer: dict[str, Any] = {}
        try:
            answer = child.ask(request, wall_seconds)
        finally:  # whoever breaks off leaves a child in the middle of something
            if child.is_fit and ("value" in answer or "refusal" in answer):
                with self._changing:
                    self._idle.append(child)
            else:
                child.end()
        return answer

    def warm(self) -> None:
        with self._changing:
            if not self._idle:
                self._idle.append(_Child())

    def _take(self) -> _Child:
        with self._changing:
            while self._idle:
                child = self._idle.pop()
                if child.is_fit:
                    return child
                child.end()
        return _Child()

    def close(self) -> None:
        with self._changing:
            while self._idle:
                self._idle.pop().end()


def _value(answer: dict[str, Any]) -> Any:
    if refusal := answer.get("refusal"):
        raise Refusal(refusal["code"], refusal["message"], refusal["remedy"], **refusal["data"])
    if "beyond" in answer:
        raise beyond(Beyond(answer["beyond"]))
    if answer.get("errno"):
        raise OSError(answer["errno"], os.strerror(answer["errno"]))
    if "fault" in answer:
        log.error("a file could not be read", extra={"status_code": answer["fault"]})
        raise beyond(Beyond.FAULT)
    return answer["value"]


_ROOM: Final = _Room()
atexit.register(_ROOM.close)
os.register_at_fork(after_in_child=_ROOM.forget)
