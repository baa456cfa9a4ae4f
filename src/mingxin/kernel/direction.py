"""In which order characters are seen where marks of direction stand among them (Unicode Annex 9, in short).

Left out: pairs of brackets, and paragraphs whose own direction is from right to left: texts here run the other way.
"""

import re
import unicodedata
from functools import partial
from itertools import groupby
from typing import Final

TURNING: Final = re.compile("[\u061c\u200f\u202b\u202e\u2067\u2068]")
"""The marks that can turn a text from right to left."""

_OPENING: Final = {"LRE": "", "LRI": "", "LRO": "L", "RLE": "", "RLI": "", "FSI": "", "RLO": "R"}
_CLOSING: Final = frozenset({"PDF", "PDI"})
_DEEPEST: Final = 61
_STRONG: Final = {"L": "L", "R": "R", "AL": "R"}
_SEPARATORS: Final = frozenset({"ES", "CS", "ET"})


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
    for level, run in groupby(_embedded(line), key=lambda told: told[1]):
        told = list(run)
        around = seen[-1][1] if seen else 0
        levels = _levels([kind for _, _, kind in told], level, "R" if max(level, around) % 2 else "L")
        seen += zip((place for place, _, _ in told), levels, strict=True)
    for turn in range(max((level for _, level in seen), default=0), 0, -1):
        parts = [(is_in, list(part)) for is_in, part in groupby(seen, partial(_is_from, turn))]
        seen = [one for is_in, part in parts for one in (reversed(part) if is_in else part)]
    return [place for place, _ in seen]


def _is_from(turn: int, one: tuple[int, int]) -> bool:
    return one[1] >= turn


def _embedded(line: str) -> list[tuple[int, int, str]]:
    """Place, level and kind of each character; an override gives its own kind to what stands in it."""
    stack = [(0, "")]
    told = []
    for place, char in enumerate(line):
        kind = unicodedata.bidirectional(char)
        level, override = stack[-1]
        if kind in _OPENING:
            is_right = kind.startswith("R") or (kind == "FSI" and _begins_right(line[place:]))
            if len(stack) < _DEEPEST:
                stack.append(((level + 1) | 1 if is_right else (level + 2) & ~1, _OPENING[kind]))
        elif kind in _CLOSING:
            if len(stack) > 1:
                stack.pop()
        elif kind != "BN":
            told.append((place, level, override or kind))
    return told


def _begins_right(text: str) -> bool:
    return next((_STRONG[kind] == "R" for kind in map(unicodedata.bidirectional, text) if kind in _STRONG), False)


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
