"""Other ways to read a text in which a person sees an identity number at once: see ADR 0025.

As it is seen where marks of direction turn it, with days of birth written like 1985年3月12日, and after a word for an
identity number with words between its digits or letters for them.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from mingxin.kernel.digits import CHINESE, CROSSES, DIGIT, DIGITS, GAP
from mingxin.kernel.direction import TURNING, as_seen
from mingxin.kernel.identity_context import LABEL, after_labels
from mingxin.kernel.identity_forms import names_province

_LOOKALIKES: Final = (
    dict.fromkeys("ZzＺｚΖ", "2")
    | dict.fromkeys("ЗзƷ", "3")
    | dict.fromkeys("SsＳｓЅѕ", "5")
    | dict.fromkeys("бb", "6")
    | dict.fromkeys("BＢΒВ", "8")
    | dict.fromkeys("gq", "9")
)
_TENS: Final = {"十": 1, "拾": 1, "廿": 2, "卅": 3}
READ_AS_DIGITS: Final = frozenset({*DIGITS, *_TENS, *_LOOKALIKES})
"""Whatever stands for a digit in one of the ways to read a text."""
_NUMERAL: Final = f"[{DIGIT[1:-1]}{''.join(_TENS)}]"
_PART: Final = f"{GAP}{{1,4}}{_NUMERAL}{{1,3}}"
SHAPE_OF_DATED: Final = f"{DIGIT}(?:{GAP}*{DIGIT}){{7,9}}{_PART}{_PART}{GAP}*{DIGIT}(?:{GAP}*{DIGIT}){{2}}"
"""A place and a year, a month and a day of one digit or more, an order number."""
_BEGIN: Final = f"[{_NUMERAL[1:-1]}{''.join(_LOOKALIKES)}]"
_BEGINNING: Final = re.compile(_BEGIN)
SHAPE_OF_LABELLED: Final = f"{LABEL}(?s:.){{0,40}}?{_BEGIN}"

_DAY: Final = re.compile(
    f"({DIGIT}{{2,4}}){GAP}{{1,4}}({_NUMERAL}{{1,3}}){GAP}{{1,4}}({_NUMERAL}{{1,3}})(?!{_NUMERAL})"
)
_BEFORE: Final = re.compile(f"(?:{DIGIT}{GAP}{{0,12}}){{8,}}$")
_ONE_TO_NINE: Final = "".join(char for char, read in CHINESE.items() if read != "0")
_TEN: Final = re.compile(f"([{_ONE_TO_NINE}]?)([十拾])([{_ONE_TO_NINE}]?)|([廿卅])([{_ONE_TO_NINE}]?)")
_LONGEST: Final = 100  # characters from the first digit on in which the rest is looked for
_MOST_WORDS: Final = 8  # letters between two digits of one number
_GAP: Final = re.compile(GAP)
_SENTENCE_ENDS: Final = "。；;"
# 前14位, 后四位, 末4位: what their digits count is no part of the number.
_POSITION: Final = re.compile(
    "(?:其?[前后後末尾中首]|最后|最末|开头|中间)(?:面|部)?[0-9０-９一二两三四五六七八九十]{1,3}(?:位数?|码|个数?字?|个)"
)
_TOKEN: Final = re.compile(f"[{DIGIT[1:-1]}{''.join(CROSSES)}{''.join(_LOOKALIKES)}]{{3,}}")


@dataclass(frozen=True)
class Reading:
    """What is read, and for each of its characters where that was written: (start, end) in the text."""

    text: str
    places: list[tuple[int, int]]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """From the first to the last of what is read there."""
        written = self.places[start:end]
        return min(first for first, _ in written), max(last for _, last in written)


def as_written(text: str) -> Reading:
    return Reading(text, [(at, at + 1) for at in range(len(text))])


def readings(text: str) -> Iterator[Reading]:
    """The ways to read the text otherwise than letter by letter; most texts have none."""
    plain = as_written(text)
    for reading in (plain, _turned(plain)) if TURNING.search(text) else (plain,):
        if reading is not plain:
            yield reading
        dated = _dated(reading)
        if dated is not reading:
            yield dated


def labelled(reading: Reading) -> Iterator[Reading]:
    """What follows each word for identity number, in plain digits, with blanks for the words between them; and the same
    with letters read as the digits that they look like.
    """
    text = _POSITION.sub(lambda found: " " * len(found.group()), reading.text)
    for start in after_labels(text):
        part = Reading(text[start : start + _LONGEST], reading.places[start : start + _LONGEST])
        if _BEGINNING.match(part.text) and _may_begin(part.text):
            yield from spread(part)


def _may_begin(text: str) -> bool:
    """Whether the digits that a text begins with may name a province."""
    if any(char in _TENS for char in text[:3]):
        return True
    read = (DIGITS.get(char) or _LOOKALIKES.get(char, "") for char in text[:9])
    return names_province("".join(read)[:3])


def spread(reading: Reading) -> Iterator[Reading]:
    """In plain digits, with blanks for the words between them; and with letters read as digits, where there are any."""
    in_tokens = {
        at
        for token in _TOKEN.finditer(reading.text)
        if any(char in "0123456789０１２３４５６７８９" for char in token.group())
        for at in range(token.start(), token.end())
        if reading.text[at] in _LOOKALIKES
    }
    yield _dated(_spread(reading, frozenset()))
    if in_tokens:
        yield _dated(_spread(reading, frozenset(in_tokens)))


def _turned(reading: Reading) -> Reading:
    order = as_seen(reading.text)
    return Reading("".join(reading.text[at] for at in order), [reading.places[at] for at in order])


def _dated(reading: Reading) -> Reading:
    """Months and days in two digits each: 1985年3月12日, 一九八五年三月十二日."""
    parts: list[tuple[int, int, str]] = []
    found = _DAY.search(reading.text)
    while found:
        month, day = _value(found.group(2)), _value(found.group(3))
        is_day = 1 <= month <= 12 and 1 <= day <= 31 and _follows_a_place(reading.text, found.end(1))
        if is_day:
            both = ((found.span(2), month), (found.span(3), day))
            parts += [(start, end, f"{value:02}") for (start, end), value in both if _is_short(reading.text[start:end])]
        found = _DAY.search(reading.text, found.end() if is_day else found.start() + 1)
    return _with(reading, parts)


def _follows_a_place(text: str, year_end: int) -> bool:
    """Whether six digits before the year, of four digits or two, may name a place."""
    found = _BEFORE.search(text, max(year_end - _LONGEST, 0), year_end)
    digits = "".join(DIGITS.get(char, "") for char in found.group()) if found else ""
    return any(len(digits) >= 6 + year and names_province(digits[-6 - year :][:3]) for year in (4, 2))


def _is_short(written: str) -> bool:
    """Whether a month or a day is not written in two digits."""
    return len(written) != 2 or any(char in _TENS for char in written)


def _value(written: str) -> int:
    """What one to three numerals say; 0 where they say nothing together."""
    plain = _TEN.sub(lambda found: _ten(found), written)
    digits = "".join(DIGITS.get(char, "") for char in plain)
    return int(digits) if len(digits) in (1, 2) and not any(char in _TENS for char in plain) else 0


def _ten(found: re.Match[str]) -> str:
    before, ten, after, higher, behind = found.groups(default="")
    first = CHINESE.get(before, "1") if ten else str(_TENS[higher])
    return first + CHINESE.get(after or behind, "0")


def _with(reading: Reading, parts: Iterable[tuple[int, int, str]]) -> Reading:
    """The reading with other characters for some parts of it, the reading itself where there are none."""
    text: list[str] = []
    places: list[tuple[int, int]] = []
    at = 0
    for start, end, instead in parts:
        text += [reading.text[at:start], instead]
        places += reading.places[at:start] + [reading.span(start, end)] * len(instead)
        at = end
    if not at:
        return reading
    return Reading("".join(text) + reading.text[at:], places + reading.places[at:])


def _spread(reading: Reading, as_digits: frozenset[int]) -> Reading:
    parts: list[tuple[int, int, str]] = []
    words = 0
    tens = {found.start(): found for found in _TEN.finditer(reading.text)}
    at, end = 0, len(reading.text)
    while at < end:
        char = reading.text[at]
        if at in tens:
            parts.append((*tens[at].span(), _ten(tens[at])))
            at, words = tens[at].end(), 0
            continue
        if char in DIGITS or char in CROSSES or at in as_digits:
            parts.append((at, at + 1, DIGITS.get(char) or _LOOKALIKES.get(char) or "X"))
            words = 0
        elif not _GAP.fullmatch(char):
            parts.append((at, at + 1, " "))
            words += 1
        if words > _MOST_WORDS or char in _SENTENCE_ENDS:
            end = at
        at += 1
    read = _with(reading, [part for part in parts if part[1] <= end])
    return read if end == len(reading.text) else _head(read, reading, end)


def _head(read: Reading, reading: Reading, end: int) -> Reading:
    """What was read of the first `end` characters."""
    behind = len(reading.text) - end
    return Reading(read.text[: len(read.text) - behind], read.places[: len(read.places) - behind])
