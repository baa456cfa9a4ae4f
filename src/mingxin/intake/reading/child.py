"""The process that opens and checks senders' files, one after the other: `python -m mingxin.intake.reading.child`.

It is asked through its standard input and answers through its standard output, a line of JSON each time. What a file
asks of it is limited by the system itself, for a library that allocates in one go asks nobody. It knows no database,
no key and no Django, and ends with the pipe, also in the middle of a file.
"""

import errno
import fcntl
import json
import math
import os
import pickle
import resource
import shutil
import signal
import struct
import sys
import traceback
from collections.abc import Callable, Generator, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, Final

from mingxin.intake.reading.address_space import resident, size
from mingxin.intake.reading.tasks import TASKS
from mingxin.kernel.refusal import Refusal

LENGTH: Final = struct.Struct("!Q")
_LITTLE: Final = 1 << 20  # bytes
_LONGEST_SAID: Final = 2_000  # characters
_MOST_SAID: Final = 200  # entries of a list


def main() -> int:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C reaches the whole group; who asks decides
    answers = os.dup(1)
    os.dup2(2, 1)  # what a library prints is no answer
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))  # it would hold what was sent
    with suppress(OSError):
        Path("/proc/self/oom_score_adj").write_text("1000")  # where memory is short this process goes first
    _warm_up()
    while (request := _next()) is not None:
        _say(answers, _answer(*request, told=lambda step: _say(answers, {"step": step})))
    return 0


def _say(answers: int, said: Mapping[str, object]) -> None:
    line = json.dumps(said).encode() + b"\n"
    while line:
        line = line[os.write(answers, line) :]


def _warm_up() -> None:
    """Threads and pools of the batch engine are there before the first file is measured."""
    import polars as pl

    pl.read_csv(b"a,b\n1,2\n", infer_schema=False).filter(pl.col("a") != "").with_row_index()


def _next() -> tuple[str, tuple[Any, ...], tuple[int, int]] | None:
    head = _exactly(LENGTH.size)
    body = _exactly(LENGTH.unpack(head)[0]) if head else b""
    # from the process that started this one, which may do with it what it likes; the way back has no pickle
    return pickle.loads(body) if body else None  # noqa: S301


def _exactly(count: int) -> bytes:
    held = bytearray()
    while len(held) < count:
        piece = os.read(0, min(count - len(held), 1 << 20))
        if not piece:
            return b""
        held += piece
    return bytes(held)


def _answer(
    task: str, arguments: tuple[Any, ...], limits: tuple[int, int], *, told: Callable[[int], None] = lambda _: None
) -> dict[str, object]:
    before = resident()
    try:
        with _ends_with_the_pipe(), _limited(*limits):
            answer: dict[str, object] = {"value": _value(TASKS[task](*arguments), told)}
    except Refusal as refusal:
        answer = {"refusal": _shortened(refusal.as_dict())}
    except (MemoryError, RecursionError):
        answer = {"beyond": "memory"}
    except OSError as error:
        number = error.errno or _full_disk(arguments)
        answer = {"beyond": "memory"} if number == errno.EFBIG else {"fault": _place(error), "errno": number}
    except BaseException as error:  # a panic of a Rust library is no Exception; the file is to blame, not this process
        answer = {"fault": _place(error)}
    return {**answer, "grown": resident() - before}


def _value(made: object, told: Callable[[int], None]) -> object:
    """What a task comes to; of a generator, which yields its steps, they are told on the way."""
    if not isinstance(made, Generator):
        return made
    while True:
        try:
            told(next(made))
        except StopIteration as ended:
            return ended.value


def _shortened(said: Any) -> Any:
    """A refusal may quote what was sent; whoever reads it looks through every text once more."""
    if isinstance(said, str):
        return said if len(said) <= _LONGEST_SAID else f"{said[:_LONGEST_SAID]}…"
    if isinstance(said, dict):
        return {name: _shortened(value) for name, value in said.items()}
    return [_shortened(one) for one in said[:_MOST_SAID]] if isinstance(said, list | tuple) else said


def _full_disk(arguments: tuple[Any, ...]) -> int | None:
    """ENOSPC where a place that was given for the answer has none left: libraries pass on the sentence alone."""
    places = (one for one in arguments if isinstance(one, Path) and one.is_dir())
    return errno.ENOSPC if any(shutil.disk_usage(one).free < _LITTLE for one in places) else None


def _place(error: BaseException) -> str:
    """Where it happened, never what it happened with."""
    places = [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in traceback.extract_tb(error.__traceback__)]
    return f"{type(error).__module__}.{type(error).__qualname__} at {' < '.join(reversed(places))}"


@contextmanager
def _limited(memory_bytes: int, cpu_seconds: int) -> Iterator[None]:
    """So much more memory, processor time and file size than now. Beyond its time the system ends the process."""
    spent = resource.getrusage(resource.RUSAGE_SELF)
    limits = {resource.RLIMIT_CPU: math.ceil(spent.ru_utime + spent.ru_stime) + cpu_seconds}
    if held := size():
        limits[resource.RLIMIT_AS] = held + memory_bytes
    limits[resource.RLIMIT_FSIZE] = memory_bytes
    hard = {kind: resource.getrlimit(kind)[1] for kind in limits}
    for kind, most in limits.items():
        resource.setrlimit(kind, (most if hard[kind] < 0 else min(most, hard[kind]), hard[kind]))
    try:
        yield
    finally:
        for kind in limits:
            resource.setrlimit(kind, (hard[kind], hard[kind]))


@contextmanager
def _ends_with_the_pipe() -> Iterator[None]:
    """While a file is read nobody looks at the pipe: the system signals its end, and the signal ends the process."""
    flags = fcntl.fcntl(0, fcntl.F_GETFL)
    fcntl.fcntl(0, fcntl.F_SETOWN, os.getpid())
    fcntl.fcntl(0, fcntl.F_SETFL, flags | os.O_ASYNC)
    try:
        yield
    finally:
        fcntl.fcntl(0, fcntl.F_SETFL, flags)


if __name__ == "__main__":
    sys.exit(main())
