"""The children of the reading room: started when first wanted, asked one file after the other, replaced after one that
was too much. What they answer is data; why one died is told as a refusal of its file.
"""

import json
import logging
import os
import pickle
import select
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, Final

from mingxin.intake.reading.limits import Beyond, beyond, crowded
from mingxin.kernel.refusal import Refusal

log = logging.getLogger("mingxin.reading")

AT_ONCE: Final = 2  # files; the memory of each counts
_MOST_FILES: Final = 500  # of one child
_MOST_GROWN: Final = 512 * 1024 * 1024  # bytes of real memory that libraries did not give back
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


class DiedError(Exception):
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


class Child:
    def __init__(self) -> None:
        self.files = self.grown = 0
        self._held = b""  # of its answers
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

    def ask(self, request: object, wall_seconds: float, told: Callable[[int], None]) -> dict[str, Any]:
        """The answer; what it says of its steps until then goes to `told`. Raises DiedError."""
        self.files += 1
        body = pickle.dumps(request)
        try:
            self._requests.write(len(body).to_bytes(8, "big") + body)
            self._requests.flush()
        except BrokenPipeError:
            raise DiedError(self.process.wait()) from None
        until = time.monotonic() + wall_seconds
        while "grown" not in (said := json.loads(self._line(until))):
            told(int(said["step"]))
        answer: dict[str, Any] = said
        self.grown += int(answer["grown"])
        return answer

    def _line(self, until: float) -> bytes:
        pipe = self._answers.fileno()
        while b"\n" not in self._held:
            if not select.select([pipe], [], [], max(0.0, until - time.monotonic()))[0]:
                raise DiedError(None)
            piece = os.read(pipe, 1 << 16)
            if not piece:
                raise DiedError(self.process.wait())
            self._held += piece
        line, _, self._held = self._held.partition(b"\n")
        return line

    @property
    def is_fit(self) -> bool:
        return self.files < _MOST_FILES and self.grown < _MOST_GROWN and self.process.poll() is None

    def end(self) -> None:
        self.process.kill()
        self.process.wait()
        self._answers.close()
        with suppress(BrokenPipeError):  # what it did not take is thrown away
            self._requests.close()


class Room:
    def __init__(self) -> None:
        self.forget()

    def forget(self) -> None:
        """Begin anew; after a fork the children are the parent's."""
        self._idle: list[Child] = []
        self._changing = threading.Lock()
        self._places = threading.BoundedSemaphore(AT_ONCE)

    def ask(
        self, task: str, arguments: Sequence[object], limits: Limits, told: Callable[[int], None] | None = None
    ) -> Any:
        request = (task, tuple(arguments), (limits.memory_bytes, limits.cpu_seconds))
        if not self._places.acquire(timeout=limits.wall_seconds):
            raise crowded()
        try:
            answer = self._patiently(request, limits.wall_seconds, told or _unheard)
        finally:
            self._places.release()
        return value_of(answer)

    def _patiently(self, request: object, wall_seconds: float, told: Callable[[int], None]) -> dict[str, Any]:
        """With one more try where the child was killed from outside."""
        try:
            return self._answer(request, wall_seconds, told)
        except DiedError as died:
            if not died.is_from_outside:
                raise beyond(died.beyond) from None
        try:
            return self._answer(request, wall_seconds, told)
        except DiedError as again:
            raise beyond(again.beyond) from None

    def _answer(self, request: object, wall_seconds: float, told: Callable[[int], None]) -> dict[str, Any]:
        child = self._take()
        answer: dict[str, Any] = {}
        try:
            answer = child.ask(request, wall_seconds, told)
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
                self._idle.append(Child())

    def _take(self) -> Child:
        with self._changing:
            while self._idle:
                child = self._idle.pop()
                if child.is_fit:
                    return child
                child.end()
        return Child()

    def close(self) -> None:
        with self._changing:
            while self._idle:
                self._idle.pop().end()


def _unheard(_: int) -> None:
    """Of most tasks nobody asks how far they are."""


def value_of(answer: dict[str, Any]) -> Any:
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
