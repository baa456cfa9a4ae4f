"""What is done, and for how long, while a transaction is open: on SQLite everybody else waits for it (ADR 0023).

`LockWatch` sees every transaction that begins while it is on, and in it whatever is slow by nature. It judges by what
is called, never by seconds, so a test of it needs no idle machine; the seconds are for the table of `bench.locks`.
"""

import inspect
import os
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from types import TracebackType
from typing import Any, Final

import polars as pl
import typst
import yaml
from django.contrib.auth import hashers
from django.db import transaction
from pyhanko.sign.signers.cms_embedder import PdfCMSEmbedder

LARGE: Final = 64 * 1024  # bytes: a smaller file is in memory before anybody notices
_SLOW: Final[tuple[tuple[Any, str, str], ...]] = (
    (typst, "compile", "sets a page"),
    (PdfCMSEmbedder, "write_cms", "signs"),
    (hashers, "check_password", "hashes a password"),
    (hashers.PBKDF2PasswordHasher, "encode", "hashes a password"),
    (hashers.MD5PasswordHasher, "encode", "hashes a password"),  # what tests put in its place
    (pl, "read_parquet", "reads a table"),
    (pl, "read_csv", "reads a table"),
    (pl.DataFrame, "write_parquet", "writes a table"),
    (yaml, "scan", "reads a card"),
    (os, "fsync", "writes a file through to the disk"),
)
_HOOKS: Final = {"subprocess.Popen": "starts a process", "os.posix_spawn": "starts a process"}


@dataclass
class LockWatch:
    """`slow`: (verb, what it did) for each slow thing done in a transaction; `held`: verb → seconds of each."""

    slow: set[tuple[str, str]] = field(default_factory=set)
    held: dict[str, list[float]] = field(default_factory=dict)
    _open: threading.local = field(default_factory=threading.local)

    def began(self, verb: str) -> None:
        if (depth := getattr(self._open, "depth", 0)) == 0:
            self._open.verb, self._open.since = verb, time.perf_counter()
        self._open.depth = depth + 1

    def ended(self) -> None:
        if (depth := getattr(self._open, "depth", 0)) == 0:
            return  # it began before the watch
        self._open.depth = depth - 1
        if depth == 1:
            self.held.setdefault(self._open.verb, []).append(time.perf_counter() - self._open.since)

    def saw(self, what: str) -> None:
        if getattr(self._open, "depth", 0):
            self.slow.add((self._open.verb, what))


_watching: list[LockWatch] = []


def _hear(event: str, given: tuple[Any, ...]) -> None:
    """An audit hook stays for the life of the process; without a watch it does nothing."""
    if not _watching:
        return
    if event in _HOOKS:
        _watching[-1].saw(_HOOKS[event])
    elif event == "open" and isinstance(given[0], str) and "r" in str(given[1] or ""):
        try:
            size = os.stat(given[0]).st_size
        except OSError:
            return
        if size > LARGE and not given[0].endswith((".py", ".pyc", ".so")):
            _watching[-1].saw("reads a large file")


@contextmanager
def watching() -> Iterator[LockWatch]:
    """Watch this process."""
    if not getattr(_hear, "is_heard", False):
        sys.addaudithook(_hear)
        _hear.is_heard = True  # type: ignore[attr-defined]
    watch = LockWatch()
    kept = [(owner, name, inspect.getattr_static(owner, name)) for owner, name, _ in _SLOW]
    enter, leave = transaction.Atomic.__enter__, transaction.Atomic.__exit__

    def entering(atomic: transaction.Atomic) -> None:
        watch.began(_verb())
        enter(atomic)

    def leaving(
        atomic: transaction.Atomic,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        try:
            leave(atomic, kind, error, trace)
        finally:
            watch.ended()

    _watching.append(watch)
    transaction.Atomic.__enter__, transaction.Atomic.__exit__ = entering, leaving  # type: ignore[method-assign]
    for owner, name, what in _SLOW:
        setattr(owner, name, _told(getattr(owner, name), what, watch))
    try:
        yield watch
    finally:
        for owner, name, was in kept:
            setattr(owner, name, was)
        transaction.Atomic.__enter__, transaction.Atomic.__exit__ = enter, leave  # type: ignore[method-assign]
        _watching.remove(watch)


def _told(act: Callable[..., Any], what: str, watch: LockWatch) -> Callable[..., Any]:
    def telling(*args: Any, **kwargs: Any) -> Any:
        watch.saw(what)
        return act(*args, **kwargs)

    return telling


def _verb() -> str:
    """The function of ours that the transaction belongs to: the decorated one, or the one with the block."""
    frame = inspect.currentframe()
    while frame is not None:
        module = str(frame.f_globals.get("__name__", ""))
        if module == "contextlib" and "func" in frame.f_locals:
            verb = frame.f_locals["func"]
            return f"{verb.__module__}.{verb.__qualname__}".removeprefix("mingxin.")
        if module.startswith("mingxin."):
            return f"{module}.{frame.f_code.co_qualname if sys.version_info >= (3, 11) else frame.f_code.co_name}"[8:]
        frame = frame.f_back
    return "elsewhere"
