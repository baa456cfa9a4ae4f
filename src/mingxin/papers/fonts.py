"""The fonts that papers are set in, and what they cannot print.

They come with the product: a paper must look the same on every machine, so the system's fonts are never used.
"""

import unicodedata
from functools import cache
from pathlib import Path

import typst
from fontTools.ttLib import TTFont

FOLDER = Path(__file__).parent / "fonts"
MAIN = FOLDER / "NotoSansSC-Regular.ttf"
RARE = FOLDER / "MingxinRare-Regular.otf"
"""Ideographs that the main font lacks; weight Regular only."""


@cache
def shared_fonts() -> typst.Fonts:
    """One object for the process: loading the fonts costs four times what setting a page does."""
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(FOLDER)])


@cache
def covered_codes() -> frozenset[int]:
    return frozenset(code for path in (MAIN, RARE) for code in TTFont(path, lazy=True).getBestCmap())


def uncovered(text: str) -> list[str]:
    """The characters that no font of ours has, each once, in the order of their appearance.

    Invisible format characters are not among them: nothing is lost when they are left out.
    """
    codes = covered_codes()
    return [char for char in dict.fromkeys(text) if ord(char) not in codes and not _is_invisible(char)]


def printable(text: str) -> str:
    """text as it can be set: U+2A6A5 becomes 〔U+2A6A5〕, control characters become spaces, format characters go.

    A format character may turn the reading direction of a name (U+202E); on paper it serves nobody.
    """
    codes = covered_codes()
    return "".join(char if _prints_as_is(char, codes) else _stand_in(char) for char in text)


def code_point(char: str) -> str:
    return f"U+{ord(char):04X}"


def _prints_as_is(char: str, codes: frozenset[int]) -> bool:
    return char == "\n" or (ord(char) in codes and not _is_invisible(char))


def _stand_in(char: str) -> str:
    category = unicodedata.category(char)
    if category == "Cc":
        return " "
    return "" if _is_invisible(char) else f"〔{code_point(char)}〕"


def _is_invisible(char: str) -> bool:
    """Controls, format characters and variation selectors: they have no shape of their own."""
    return (
        unicodedata.category(char) in ("Cc", "Cf")
        or "\ufe00" <= char <= "\ufe0f"
        or "\U000e0100" <= char <= "\U000e01ef"
    )
