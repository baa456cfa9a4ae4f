"""Words as a reader sees them, however they are spelled: wide, in traditional characters or those of other encodings,
with dots, blanks or what nobody sees between them.

For words that decide what may be taken in at all. Source of the characters: OpenCC, which knows which traditional
character stands for which simplified one.
"""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from functools import cache, lru_cache
from typing import Final

from opencc import OpenCC

from mingxin.kernel.text import INVISIBLE

_NOT_SEEN: Final = re.compile(rf"[\W_{INVISIBLE}]+")
_BETWEEN: Final = rf"(?:[^\p{{L}}\p{{N}}]|[{INVISIBLE}])*"
_BLOCKS: Final = (range(0x2E80, 0x3100), range(0x3400, 0xA000), range(0xF900, 0xFB00), range(0x2F800, 0x2FA20))

_LETTERS: Final = (range(0x80, 0x2E80), range(0xFF00, 0xFFF0), range(0x1D400, 0x1D800))


@lru_cache(maxsize=10_000)  # the names of a catalogue are held against every word
def seen(text: str) -> str:
    """Its letters and digits alone, in one width and case and in simplified characters."""
    return simplified(_NOT_SEEN.sub("", unicodedata.normalize("NFKC", text))).casefold()


def simplified(text: str) -> str:
    """With each traditional character in its simplified form; as long as it was."""
    return text.translate(_simplified())


def pattern_of(words: Iterable[str]) -> str:
    """A regular expression for Polars that finds any of the words in a text wherever `seen` would show it."""
    return "|".join(_BETWEEN.join(map(_class_of, seen(word))) for word in words)


def _class_of(char: str) -> str:
    return f"(?i:[{re.escape(char)}{_others().get(char, '')}])"


@cache
def _simplified() -> Mapping[int, str]:
    """Character by character: a phrase would be read in its context, and what surrounds a word is anybody's."""
    convert = OpenCC("t2s").convert
    chars = (unicodedata.normalize("NFKC", chr(code)) for codes in _BLOCKS for code in codes)
    told = {char: convert(char) for char in chars if len(char) == 1}
    return {ord(char): plain for char, plain in told.items() if plain != char}


@cache
def _others() -> Mapping[str, str]:
    """By character those in which it is seen."""
    found: dict[str, str] = {}
    for char in (chr(code) for codes in (*_BLOCKS, *_LETTERS) for code in codes):
        plain = seen.__wrapped__(char)  # once each: they would push the words out
        if plain != char and len(plain) == 1:
            found[plain] = found.get(plain, "") + char
    return found
