"""Runs within the text of one cell, each with a style of its own: white, tiny, raised or struck signs are read as the
others are, and seen otherwise or not at all. Source: ECMA-376 part 1, 18.4.4 (`r`), 18.4.7 (`rPr`).
"""

from collections.abc import Mapping, Sequence
from typing import Final

from mingxin.intake.reading.looks import BLACK, SMALLEST_POINTS, WHITE, are_alike
from mingxin.intake.reading.looks_xlsx import USUAL_POINTS, colour_of
from mingxin.intake.reading.parts_xlsx import Handler, attributes, local

MARK: Final = b"rPr"
"""Stands in every part that has such runs."""
_OFF: Final = frozenset({"0", "false"})


class Runs:
    """Hears one text after the other."""

    def __init__(self) -> None:
        self.begin()

    def begin(self) -> None:
        """A new text."""
        self.is_unlike = False
        self._said = ""  # of the runs before
        self._run: list[str] | None = None
        self._ink, self._points, self._is_raised, self._is_struck = BLACK, USUAL_POINTS, False, False

    def start(self, kind: str, given: Mapping[str, str]) -> None:
        if kind == "r":
            self._run = []
            self._ink, self._points, self._is_raised, self._is_struck = BLACK, USUAL_POINTS, False, False
        elif self._run is None:
            return
        elif kind == "color":
            self._ink = colour_of(given, BLACK)
        elif kind == "sz":
            self._points = float(given.get("val", self._points))
        elif kind == "vertAlign":
            self._is_raised = given.get("val", "baseline") != "baseline"
        elif kind == "strike":
            self._is_struck = given.get("val", "1") not in _OFF

    def text(self, text: str) -> None:
        if self._run is not None:
            self._run.append(text)

    def end(self, kind: str) -> None:
        if kind != "r" or self._run is None:
            return
        said, self._run = "".join(self._run), None
        is_unseen = self._is_struck or self._points < SMALLEST_POINTS or are_alike(self._ink, WHITE)
        is_power = (
            self._is_raised and said[:1].isdecimal() and self._said[-1:].isdecimal()
        )  # 10² is no 102, and m² is m2
        self.is_unlike = self.is_unlike or (is_unseen and bool(said.strip())) or is_power
        self._said += said


class Strings(Handler):
    """Hears the part of the texts that cells name by their number."""

    def __init__(self) -> None:
        self.unlike: set[str] = set()
        self._count = -1
        self._runs = Runs()
        self._is_text = False

    def start(self, name: str, said: Sequence[str]) -> None:
        kind = local(name)
        if kind == "si":
            self._count += 1
            self._runs.begin()
        self._is_text = kind == "t"
        self._runs.start(kind, attributes(said))

    def text(self, text: str) -> None:
        if self._is_text:
            self._runs.text(text)

    def end(self, name: str) -> None:
        kind = local(name)
        self._is_text = False
        self._runs.end(kind)
        if kind == "si" and self._runs.is_unlike:
            self.unlike.add(str(self._count))
