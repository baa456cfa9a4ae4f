"""Other ways to read a text in which a person sees an identity number at once: see ADR 0025.

As it is seen where marks of direction turn it, with days of birth written like 1985年3月12日, and after a word for an
identity number with words between its digits or letters for them.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from operator import itemgetter
from typing import Final

from mingxin.kernel.digits import CHINESE, CROSSES, DIGIT, DIGITS, GAP, folding_to
from mingxin.kernel.direction import TURNING, as_seen
from mingxin.kernel.identity_context import LABEL, after_labels
from mingxin.kernel.identity_forms import may_begin, names_province
from mingxin.kernel.identity_run import RUN_ON

_LOOKALIKES: Final = (
    dict.fromkeys("ZzＺｚΖ", "2")
    | dict.fromkeys("ЗзƷ", "3")
    | dict.fromkeys("SsＳｓЅѕ", "5")
    | dict.fromkeys("бb", "6")
    | dict.fromkeys("BＢΒВ", "8")
    | dict.fromkeys("gq", "9")
    | dict.fromkeys("iìíı", "1")
)
_BARS: Final = frozenset("|｜¦│┃┆∣ǀ￨丨ㅣ!！")
"""What is taken for 1, or parts digits."""
_SPELLED_TENS: Final = {"十": 1, "拾": 1, "廿": 2, "卅": 3}
_TENS: Final = _SPELLED_TENS | {
    char: _SPELLED_TENS[plain] for char, plain in folding_to("".join(_SPELLED_TENS)).items()
}


def _spelling(*tens: int) -> str:
    return "".join(char for char, value in _TENS.items() if value in tens)


READ_AS_DIGITS: Final = frozenset({*DIGITS, *_TENS, *_LOOKALIKES, *_BARS})
"""Whatever stands for a digit in one of the ways to read a text."""
_NUMERAL: Final = f"[{DIGIT[1:-1]}{''.join(_TENS)}]"
_PART: Final = f"{GAP}{{1,4}}{_NUMERAL}{{1,3}}"
SHAPE_OF_DATED: Final = f"{DIGIT}(?:{GAP}*{DIGIT}){{7,9}}{_PART}{_PART}{GAP}*{DIGIT}(?:{GAP}*{DIGIT}){{2}}"
"""A place and a year, a month and a day of one digit or more, an order number."""
_ALIKE: Final = "".join((*_LOOKALIKES, *sorted(_BARS)))
_BEGIN: Final = f"[{_NUMERAL[1:-1]}{_ALIKE}]"
_BEGINNING: Final = re.compile(_BEGIN)
SHAPE_OF_LABELLED: Final = f"{LABEL}(?s:.){{0,40}}?{_BEGIN}"

_DAY: Final = re.compile(
    f"({DIGIT}{{2,4}}){GAP}{{1,4}}({_NUMERAL}{{1,3}}){GAP}{{1,4}}({_NUMERAL}{{1,3}})(?!{_NUMERAL})"
)
_PLACE_AND_YEAR: Final = 10  # digits, the century being told
_WIDEST: Final = 20  # characters between two of them
_ONE_TO_NINE: Final = "".join(char for char, read in CHINESE.items() if read != "0")
_TEN: Final = re.compile(
    f"([{_ONE_TO_NINE}]?)([{_spelling(1)}])([{_ONE_TO_NINE}]?)|([{_spelling(2, 3)}])([{_ONE_TO_NINE}]?)"
)
_LONGEST: Final = 100  # characters from the first digit on in which the rest is looked for
_MOST_WORDS: Final = 8  # letters between two digits of one number
_GAP: Final = re.compile(GAP)
MOST_SPELLED: Final = 18 + RUN_ON  # digits: a number, and as many behind it as are one of their own
_BETWEEN: Final = "[^0-9X]"  # in a text that is spelled in plain digits
_NO_DIGITS: Final = re.compile(f"{_BETWEEN}+")
_ENOUGH: Final = re.compile(f"(?:{_BETWEEN}*[0-9X]){{{MOST_SPELLED + 1}}}")
# A place and a year, a month and a day: whatever `_dated` may read in two digits each, and some others.
_DATED: Final = re.compile(
    f"(?:{_BETWEEN}*[0-9]){{8,14}}{_BETWEEN}{{1,4}}(?:0?[1-9]|1[0-2]){_BETWEEN}{{1,4}}"
    "(?:0?[1-9]|[12][0-9]|3[01])(?![0-9])"
)
_BREAK: Final = "断"  # a letter, for it parts what stands before it from what stands behind it
_SENTENCE_ENDS: Final = "。；;"
# 前14位, 后四位, 末4位: what their digits count is no part of the number.
_POSITION: Final = re.compile(
    "(?:其?[前后後末尾中首]|最后|最末|开头|中间)(?:面|部)?[0-9０-９一二两三四五六七八九十]{1,3}(?:位数?|码|个数?字?|个)"
)
_TOKEN: Final = re.compile(f"[{DIGIT[1:-1]}{CROSSES}{_ALIKE}]{{3,}}")
# Latin words, and numerals of other lands that begin our words (参加): no digits where none follows at once.
_WORD: Final = re.compile(f"(?<![0-9A-Za-z])[A-Za-z]{{2,}}(?![0-9A-Za-z])|[参漆仨](?!{DIGIT})")
_WEIGHT_OF_WORDS: Final = 2  # as many letters as one of them counts for


@dataclass(frozen=True)
class Reading:
    """What is read, and for each of its characters where that was written: (start, end) in the text."""

    text: str
    places: list[tuple[int, int]]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """From the first to the last of what is read there."""
        if end - start == 1:  # by far the most
            return self.places[start]
        written = self.places[start:end]
        return min(written)[0], max(map(itemgetter(1), written))


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
    starts = [at for at in after_labels(text) if _BEGINNING.match(text, at) and _names_province(text[at : at + 9])]
    undated: set[str] = set()  # where no day was found: much the same may stand behind each word
    for spelled in _spread_from(Reading(text, reading.places), starts):
        for start in starts:
            part = spelled.behind(start, _LONGEST)
            if _may_begin(part.text):
                dated = part if part.text in undated else _dated(part)
                if dated is part:
                    undated.add(part.text)
                yield dated


def _names_province(text: str) -> bool:
    """Whether the digits that a text begins with may name a province."""
    if any(char in _TENS for char in text[:3]):
        return True
    read = (_read_as_digits(char) or "" for char in text[:9])
    return names_province("".join(read)[:3])


def _may_begin(plain: str) -> bool:
    """Whether the plain digits may be an identity number's, its day of birth written as such or as days are."""
    return may_begin(without_gaps(plain)) or _DATED.match(plain) is not None


def _read_as_digits(char: str) -> str | None:
    return DIGITS.get(char) or _LOOKALIKES.get(char) or ("1" if char in _BARS else None)


def without_gaps(plain: str) -> str:
    """The digits of a text in plain digits."""
    return _NO_DIGITS.sub("", plain)


def spread(reading: Reading) -> Iterator[Reading]:
    """In plain digits, with blanks for the words between them; and with letters read as digits, where there are any."""
    for spelled in _spread_from(reading, [0]):
        yield _dated(spelled.behind(0, len(reading.text)))


@dataclass(frozen=True)
class _Spread:
    """A whole text in plain digits; where too many words stand between two of them, or a sentence ends, is a break."""

    reading: Reading
    index: dict[int, int]
    """Places in the text behind words for identity number → places in the reading."""

    def behind(self, start: int, length: int) -> Reading:
        """What follows the word up to the next break."""
        first = self.index[start]
        last = min(first + length, len(self.reading.text))
        broken = self.reading.text.find(_BREAK, first, last)
        last = last if broken < 0 else broken
        enough = _ENOUGH.match(self.reading.text, first, last)
        last = enough.end() if enough else last
        return Reading(self.reading.text[first:last], self.reading.places[first:last])


def _spread_from(reading: Reading, starts: list[int]) -> Iterator[_Spread]:
    """The ways to read what follows these places, each made once for all of them."""
    if not starts:
        return
    tokens = [
        at
        for token in _TOKEN.finditer(reading.text)
        if any(char in "0123456789０１２３４５６７８９" for char in token.group())
        for at in range(token.start(), token.end())
    ]
    letters = frozenset(at for at in tokens if reading.text[at] in _LOOKALIKES)
    bars = frozenset(at for at in tokens if reading.text[at] in _BARS)
    words = [found.span() for found in _WORD.finditer(reading.text)]
    yield _spread(reading, starts, frozenset())
    if letters:
        yield _spread(reading, starts, letters)
    if bars:
        yield _spread(reading, starts, letters | bars)
    if words:
        yield _spread(reading, starts, letters, words)


def _turned(reading: Reading) -> Reading:
    order = as_seen(reading.text)
    return Reading("".join(reading.text[at] for at in order), [reading.places[at] for at in order])


def _dated(reading: Reading) -> Reading:
    """Months and days in two digits each: 1985年3月12日, 一九八五年三月十二日."""
    parts: list[tuple[int, int, str]] = []
    found = _DAY.search(reading.text)
    while found:
        month = _value(found.group(2))
        day = _value(found.group(3)) if 1 <= month <= 12 else 0
        is_day = 1 <= day <= 31 and _follows_a_place(reading.text, found.end(1))
        if is_day:
            both = ((found.span(2), month), (found.span(3), day))
            parts += [(start, end, f"{value:02}") for (start, end), value in both if _is_short(reading.text[start:end])]
        found = _DAY.search(reading.text, found.end() if is_day else found.start() + 1)
    return _with(reading, parts)


def _follows_a_place(text: str, year_end: int) -> bool:
    """Whether six digits before the year, of four digits or two, may name a place."""
    found: list[str] = []  # from the last on
    gap = 0
    for char in reversed(text[max(year_end - _LONGEST, 0) : year_end]):
        read = DIGITS.get(char, "")
        gap = 0 if read else gap + 1
        if len(found) == _PLACE_AND_YEAR or gap > _WIDEST or not (read or _is_gap(char)):
            break
        found += [read] if read else []
    digits = "".join(reversed(found))
    return len(found) >= _PLACE_AND_YEAR - 2 and any(
        len(digits) >= 6 + year and names_province(digits[-6 - year :][:3]) for year in (4, 2)
    )


def _is_short(written: str) -> bool:
    """Whether a month or a day is not written in two digits."""
    return len(written) != 2 or any(char in _TENS for char in written)


def _value(written: str) -> int:
    """What one to three numerals say; 0 where they say nothing together."""
    if written.isascii():
        return int(written) if len(written) < 3 and written.isdecimal() else 0
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


def _spread(
    reading: Reading, starts: Iterable[int], as_digits: frozenset[int], word_spans: Iterable[tuple[int, int]] = ()
) -> _Spread:
    """`as_digits`: places of signs read as the digits that they look like, `word_spans`: of letters that are words."""
    text: list[str] = []
    places: list[tuple[int, int]] = []
    index = dict.fromkeys(starts, 0)
    tens = {found.start(): found for found in _TEN.finditer(reading.text)}
    at, words = 0, 0
    in_words = {at: at == first for first, last in word_spans for at in range(first, last)}
    while at < len(reading.text):
        char, end, read = reading.text[at], at + 1, ""
        if at in index:
            index[at], words = len(places), 0
        if at in tens:
            read, end, words = _ten(tens[at]), tens[at].end(), 0
        elif at in in_words:
            read, words = " ", words + _WEIGHT_OF_WORDS * in_words[at]
        elif char in DIGITS or char in CROSSES or at in as_digits:
            read, words = _read_as_digits(char) or "X", 0
        elif _is_gap(char):
            read = char
        else:
            read, words = " ", words + 1
        if words > _MOST_WORDS or char in _SENTENCE_ENDS:
            read, words = _BREAK, 0
        text.append(read)
        places += [reading.span(at, end)] * len(read)
        at = end
    return _Spread(Reading("".join(text), places), index)


@lru_cache(maxsize=4096)
def _is_gap(char: str) -> bool:
    return _GAP.fullmatch(char) is not None
