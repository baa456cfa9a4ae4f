"""What a command says: sentences for a person, or one JSON object for a program."""

import json
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from io import TextIOWrapper
from typing import TextIO

from mingxin.kernel.refusal import Refusal

Advance = Callable[[str, int, int], None]
"""Told with (what is being done, how much is done, of how much; 0 where nobody knows)."""

LONG = 200
"""From this many on, each tenth gets a line of its own where nobody sees a bar."""


def make_readable(stream: TextIO) -> None:
    """Chinese reaches the reader whatever the language of the system: in its own encoding where that has Chinese, else
    in UTF-8. A sign that it does not have, or a byte of a file's name that is no character, is no reason to fail.
    """
    if not isinstance(stream, TextIOWrapper):  # a test reads it
        return
    try:
        "明信".encode(stream.encoding)
    except UnicodeEncodeError:
        stream.reconfigure(encoding="utf-8")
    stream.reconfigure(errors="replace")


class Telling:
    """Results go to stdout, everything else to stderr, so that a pipe gets the result alone."""

    def __init__(self, *, as_json: bool) -> None:
        self.as_json = as_json

    def say(self, line: str = "") -> None:
        """A line of the result; not in JSON."""
        if not self.as_json:
            sys.stdout.write(f"{line}\n")

    def note(self, line: str) -> None:
        """Beside the result: a step, a warning, where something was written."""
        sys.stderr.write(f"{line}\n")
        sys.stderr.flush()

    def give(self, result: Mapping[str, object]) -> None:
        """The result as the one JSON object; only in JSON."""
        if self.as_json:
            sys.stdout.write(json.dumps(result, ensure_ascii=False, default=str) + "\n")

    def refuse(self, refusal: Refusal) -> None:
        """Why nothing was done and what to do next; with JSON on stdout as well."""
        message, remedy = refusal.message, refusal.remedy
        self.note(f"✗ {message}")
        if remedy:
            self.note(f"→ {remedy}")
        self.give({"refused": {"code": refusal.code, "message": message, "remedy": remedy}})

    @contextmanager
    def progress(self) -> Iterator[Advance]:
        """A bar where somebody looks on; otherwise a line for each new step."""
        if sys.stderr.isatty():
            with _bar() as advance:
                yield advance
        else:
            yield self._lines()

    def _lines(self) -> Advance:
        told: dict[str, int] = {}

        def advance(what: str, done: int, total: int) -> None:
            tenths = min(10 * done // total, 10) if total >= LONG else 0
            if what not in told:
                self.note(f"· {what}（共 {total:,}）" if total > 1 else f"· {what}")
            elif tenths > told[what]:
                self.note(f"· {what}：{done:,}/{total:,}")
            told[what] = tenths

        return advance


@contextmanager
def _bar() -> Iterator[Advance]:
    # here and not above: rich takes 0.1 s to load, and most commands show no bar
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        tasks = {}

        def advance(what: str, done: int, total: int) -> None:
            if what not in tasks:
                tasks[what] = bar.add_task(what, total=total or None)
            bar.update(tasks[what], completed=done, total=total)

        yield advance
