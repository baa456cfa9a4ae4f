"""Resident identity numbers: recognised so that they can be cut. Nothing here keeps one.

Source: GB 11643-1999. The fifteen-digit form was issued until 1999.
"""

import re
from datetime import date
from typing import Final

CUT_MARK: Final = "〔身份证号已删除〕"

_WEIGHTS: Final = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECKS: Final = "10X98765432"
_PROVINCES: Final = re.compile("1[1-5]|2[1-3]|3[1-7]|4[1-6]|5[0-4]|6[1-5]|71|8[1-3]")
# Years of birth in the fifteen-digit form. Without a check digit, 001231 to 291231 are far more often the days
# 2000 to 2029 inside some serial number than people born before 1930.
_OLD_FORM_YEARS: Final = range(1930, 2000)

# Classes and repetitions that Python and Rust read alike: no \s, no \d, no look-around.
_DIGIT: Final = "[0-9０-９]"
_GAP: Final = (
    "[ \t\r\n\u000b\u000c\u0085\u00a0\u1680\u2000-\u200f\u2028\u2029\u202f\u205f\u2060\u3000\ufeff\u00ad"
    "\\-\u2010-\u2015\u2212\uff0d\ufe63\u00b7\u2022\u2027\u2219\u22c5\u30fb\uff65'\u2019_]"
)
_JOIN: Final = f"{_GAP}{{0,3}}"
_FLOAT: Final = f"[1-9１-９][.．]{_DIGIT}{{6,}}[eEｅＥ][+＋ ]?[1１][7７]"

SHAPE: Final = f"{_DIGIT}(?:{_JOIN}{_DIGIT}){{14}}|{_FLOAT}"
"""Matches every text in which `find_in` finds anything, and some others: a prefilter for whole columns."""

_RUN: Final = re.compile(f"{_DIGIT}(?:{_JOIN}{_DIGIT}){{14,}}(?:{_JOIN}[xXｘＸ])?")
_FLOATED: Final = re.compile(_FLOAT)
_PLAIN: Final = {0xFF10 + value: str(value) for value in range(10)} | dict.fromkeys(map(ord, "xｘＸ"), "X")
_NO_GAP: Final = re.compile(_GAP)


def is_resident_id(text: str) -> bool:
    """Whether the whole text is an identity number: 18 with right check digit, or the old 15 with a possible birth."""
    number = _plain(text)
    if len(number) == 18:
        return _holds(number)
    return len(number) == 15 and _is_old_form(number)


def resembles(text: str) -> bool:
    """Whether the whole text is built like an identity number, its check digit right or mistyped."""
    number = _plain(text)
    return len(number) == 18 and number[:17].isascii() and number[:17].isdecimal() and _birth(number) is not None


def birth_date(text: str) -> date:
    """The date of birth. Raises ValueError when the text is no identity number."""
    number = _plain(text)
    born = _birth(number) if is_resident_id(number) else None
    if born is None:
        raise ValueError("not an identity number")
    return born


def is_minor(text: str, on: date) -> bool:
    """Under eighteen on that day; the eighteenth birthday itself is of age. Source: 民法典 art. 17."""
    born = birth_date(text)
    return (on.year - born.year) - ((on.month, on.day) < (born.month, born.day)) < 18


def find_in(text: str) -> list[tuple[int, int]]:
    """Spans (start, end) of identity numbers in the text as written, in order and not overlapping.

    Found too when full-width, split by spaces, hyphens or middle dots, or rounded by a spreadsheet (the last
    digits are lost then, the date of birth is not). A valid credit code that is no identity number is not found.
    """
    floats = [found.span() for found in _FLOATED.finditer(text) if _is_rounded(_from_float(found.group()))]
    runs = [span for run in _RUN.finditer(text) for span in _in_run(text, run.start(), run.end())]
    return sorted(floats + [run for run in runs if not any(run[0] < end and start < run[1] for start, end in floats)])


def cut(text: str) -> tuple[str, int]:
    """The text with each identity number replaced, and how many there were."""
    spans = find_in(text)
    for start, end in reversed(spans):
        text = text[:start] + CUT_MARK + text[end:]
    return text, len(spans)


def _plain(text: str) -> str:
    return _NO_GAP.sub("", text.translate(_PLAIN))


def _in_run(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """Identity numbers in one run of digits and gaps.

    The eighteen-digit form is looked for at every place, for its check digit makes chance finds rare; the others
    only where they stand alone.
    """
    places = [place for place in range(start, end) if not _NO_GAP.match(text[place])]
    number = "".join(text[place] for place in places).translate(_PLAIN)
    spans: list[tuple[int, int]] = []
    index = 0
    while index + 15 <= len(number):
        for length in (18, 15):
            last = index + length
            if last > len(number):
                continue
            span = (places[index], places[last - 1] + 1)
            if _is_hit(number[index:last], alone=_stands_alone(text, span)):
                spans.append(span)
                index = last - 1
                break
        index += 1
    return spans


def _is_hit(number: str, *, alone: bool) -> bool:
    if len(number) == 18:
        return _holds(number) or (alone and _is_rounded(number) and not _is_credit_code(number))
    return alone and _is_old_form(number)


def _stands_alone(text: str, span: tuple[int, int]) -> bool:
    """Whether no letter or digit touches the span, and it is no fraction (114.123456…)."""
    start, end = span
    before = text[max(start - 2, 0) : start].translate(_PLAIN)
    after = text[end : end + 1].translate(_PLAIN)
    is_fraction = re.fullmatch(r"[0-9]\.", before) is not None
    return not is_fraction and not any(char.isascii() and char.isalnum() for char in before[-1:] + after)


def _holds(number: str) -> bool:
    """Eighteen characters with a possible place, a real birth date and the right check digit."""
    if not number[:17].isascii() or not number[:17].isdecimal() or _birth(number) is None:
        return False
    total = sum(int(digit) * weight for digit, weight in zip(number, _WEIGHTS, strict=False))
    return _CHECKS[total % 11] == number[17]


def _is_old_form(number: str) -> bool:
    born = _birth(number) if number.isascii() and number.isdecimal() else None
    return born is not None and born.year in _OLD_FORM_YEARS


def _is_rounded(number: str) -> bool:
    """Eighteen digits whose last ones a spreadsheet (zeros) or binary floating point (steps of 64) took away.

    The nearest step can carry into the date of birth, so the dates half a step away are asked too.
    """
    if not number.isascii() or not number.isdecimal():
        return False
    if number.endswith("000"):
        return _birth(number) is not None
    is_step = int(float(number)) == int(number)
    return is_step and any(_birth(str(int(number) + off)) is not None for off in (0, 32, -32))


def _is_credit_code(number: str) -> bool:
    """The check digit of GB 32100 for a code of digits only."""
    return sum(int(digit) * pow(3, place, 31) for place, digit in enumerate(number[:17])) % 31 == -int(number[17]) % 31


def _from_float(text: str) -> str:
    """The eighteen digits that 4.20202199001011E+17 stands for."""
    mantissa = re.split("[eEｅＥ]", text.translate(_PLAIN))[0].replace(".", "").replace("．", "")
    return mantissa[:15].ljust(18, "0")


def _birth(number: str) -> date | None:
    """The date of birth in 15 or 18 characters, if place and date are possible.

    A leading 9 is a foreigner's permanent residence number, with the province after it.
    """
    province = number[1:3] if number.startswith("9") else number[:2]
    if _PROVINCES.fullmatch(province) is None:
        return None
    digits = number[6:14] if len(number) == 18 else "19" + number[6:12]
    if digits[:2] not in ("19", "20"):
        return None
    try:
        return date(int(digits[:4]), int(digits[4:6]), int(digits[6:8]))
    except ValueError:
        return None
