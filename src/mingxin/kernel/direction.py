"""In which order characters are seen where marks of direction stand among them (Unicode Annex 9, in short).

Left out: pairs of brackets, and paragraphs whose own direction is from right to left: texts here run the other way.
"""

import re
import unicodedata
from itertools import groupby
from operator import itemgetter
from typing import Final

TURNING: Final = re.compile("[\u061c\u200f\u202b\u202e\u2067\u2068]")
"""The marks that can turn a text from right to left."""

_OPENING: Final = {"LRE": "", "LRI": "", "LRO": "L", "RLE": "", "RLI": "", "FSI": "", "RLO": "R"}
_CLOSING: Final = frozenset({"PDF", "PDI"})
_DEEPEST: Final = 61
_STRONG: Final = {"L": "L", "R": "R", "AL": "R"}
_SEPARATORS: Final = frozenset({"ES", "CS", "ET"})
_LEVEL: Final = itemgetter(1)


def as_seen(text: str) -> list[int]:
    """The places of the characters in the order in which they are seen; the marks themselves are left out."""
    seen: list[int] = []
    start = 0
    for line, whole in zip(text.splitlines(), text.splitlines(keepends=True), strict=True):
        seen += [start + place for place in _line_as_seen(line)]
        seen += range(start + len(line), start + len(whole))
        start += len(whole)
    return seen


def _line_as_seen(line: str) -> list[int]:
    seen: list[tuple[int, int]] = []  # place, level
    for level, run in groupby(_embedded(line), key=_LEVEL):
        told = list(run)
        around = seen[-1][1] if seen else 0
        levels = _levels([kind for _, _, kind in told], level, "R" if max(level, around) % 2 else "L")
        seen += zip((place for place, _, _ in told), levels, strict=True)
    return _in_order(seen)


def _in_order(seen: list[tuple[int, int]]) -> list[int]:
    """The places, what lies at each level or above it turned round once for it."""
    open_parts: list[tuple[int, list[int]]] = [(0, [])]  # level, places: each above the one before it
    for level, run in groupby(seen, key=_LEVEL):
        while open_parts[-1][0] > level:
            _close(open_parts, level)
        if open_parts[-1][0] < level:
            open_parts.append((level, []))
        open_parts[-1][1].extend(place for place, _ in run)
    while len(open_parts) > 1:
        _close(open_parts, 0)
    return open_parts[0][1]


def _close(open_parts: list[tuple[int, list[int]]], level: int) -> None:
    """The last part becomes one of the part below it, or of that level where this lies between the two."""
    own, places = open_parts.pop()
    below = max(level, open_parts[-1][0])
    if (own - below) % 2:
        places.reverse()
    if open_parts[-1][0] == below:
        open_parts[-1][1].extend(places)
    else:
        open_parts.append((below, places))


def _embedded(line: str) -> list[tuple[int, int, str]]:
    """Place, level and kind of each character; an override gives its own kind to what stands in it."""
    stack = [(0, "")]
    told = []
    kinds = [unicodedata.bidirectional(char) for char in line]
    begin_right = _begin_right(kinds) if "FSI" in kinds else []
    for place, kind in enumerate(kinds):
        level, override = stack[-1]
        if kind in _OPENING:
            is_right = kind.startswith("R") or (kind == "FSI" and begin_right[place])
            if len(stack) < _DEEPEST:
                stack.append(((level + 1) | 1 if is_right else (level + 2) & ~1, _OPENING[kind]))
        elif kind in _CLOSING:
            if len(stack) > 1:
                stack.pop()
        elif kind != "BN":
            told.append((place, level, override or kind))
    return told


def _begin_right(kinds: list[str]) -> list[bool]:
    """For each place whether the first letter from there on is one from right to left."""
    told: list[bool] = []
    is_right = False
    for kind in reversed(kinds):
        is_right = _STRONG[kind] == "R" if kind in _STRONG else is_right
        told.append(is_right)
    told.reverse()
    return told


def _levels(kinds: list[str], level: int, before: str) -> list[int]:
    """The levels in one run: digits keep their order among themselves, what is neutral goes with its neighbours."""
    own = "R" if level % 2 else "L"
    last = len(kinds) - 1
    kinds = [
        "EN" if kind in _SEPARATORS and 0 < at < last and kinds[at - 1] == kinds[at + 1] == "EN" else kind
        for at, kind in enumerate(kinds)
    ]
    strong, read = before, list[str]()
    for kind in kinds:
        strong = _STRONG.get(kind, strong)
        is_number = kind in ("EN", "AN")
        read.append(("L" if strong == "L" and kind == "EN" else "N") if is_number else _STRONG.get(kind, ""))
    sides = [{"N": "R"}.get(kind, kind) for kind in read]
    after, following = own, list[str]()
    for side in reversed(sides):
        following.append(after)
        after = side or after
    ahead = before
    for at, (side, behind) in enumerate(zip(sides, reversed(following), strict=True)):
        if not side:
            read[at] = ahead if ahead == behind else own
        ahead = side or ahead
    if own == "R":
        return [level + (kind != "R") for kind in read]
    return [level + {"L": 0, "R": 1, "N": 2}[kind] for kind in read]
