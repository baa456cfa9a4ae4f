"""Resident identity numbers: recognised so that they can be cut. Nothing here keeps one.

What counts as one however it is spelled, and why: ADR 0025.
"""

import re
from dataclasses import dataclass
from datetime import date
from typing import Final

from mingxin.kernel.digits import CHINESE, CROSS, CROSSES, DIGIT, DIGITS, GAP, LETTERS, PAIR, is_invisible
from mingxin.kernel.identity_forms import birth, from_float, holds, is_credit_code, is_old_form, is_rounded

CUT_MARK: Final = "〔身份证号已删除〕"

# Years of birth where the check digit is wrong and no word says what the number is: division, day and serial number
# make eighteen digits of many a document too, and those were decided lately.
_MISTYPED_YEARS: Final = range(1920, 2010)
# After which digits people part a number: by meaning (division, year, month, day, serial, check), or evenly.
_PARTED: Final = (frozenset({6, 10, 12, 14, 17}), frozenset({4, 8, 12, 16}), frozenset({3, 6, 10, 14}))
_PARTED_OLD: Final = (frozenset({3, 6, 8, 10, 12}), frozenset({4, 8, 12}), frozenset({5, 10}))
_SHORTEST: Final = 8  # characters: ⑩ to ㊿ are two digits each
_MOST_LETTERS: Final = 6  # of eighteen characters: more of them read as 0 and 1, and it is a word
_LICENCES: Final = frozenset({"JY", "SC", "XK"})  # 食品经营, 食品生产, 工业产品生产许可: digits of their own follow

_FLOAT: Final = "[1-9１-９][.．][0-9０-９]{6,}[eEｅＥ][+＋ ]?[1１][7７]"
SHAPE: Final = f"{DIGIT}(?:{GAP}*{DIGIT}){{14}}|{PAIR}|{_FLOAT}"
"""Matches every text in which `find_in` finds anything, and some others: a prefilter for whole columns."""

_PLAIN: Final = {ord(char): read for char, read in DIGITS.items() if char not in LETTERS} | dict.fromkeys(
    map(ord, CROSSES), "X"
)
_LETTERS: Final = {ord(char): read for char, read in LETTERS.items()}
_NO_GAP: Final = re.compile(GAP)
_SHAPED: Final = re.compile(SHAPE)
_RUN: Final = re.compile(f"{DIGIT}(?:{GAP}*{DIGIT}){{7,}}(?:{GAP}*{CROSS})?")
_FLOATED: Final = re.compile(_FLOAT)
_LABELLED: Final = re.compile(
    "(?:身份[证證]件?|公民身份)(?:号码|號碼|编号|号)?[\\s:：为是即()（）\\[\\]【】〔〕,，、\"“”'‘’*-]*$"
)
_TOUCHING: Final = re.compile("[0-9０-９A-Za-zＡ-Ｚａ-ｚ]")
_TOKEN: Final = re.compile("[0-9０-９A-Za-zＡ-Ｚａ-ｚ]*$")
_FRACTION: Final = re.compile("[0-9０-９][.．]$")
# Numbers of batches: division, day, five digits or more. On one day in eleven the first eighteen have the check digit.
_OWN: Final = re.compile("(?<![0-9A-Za-z])[0-9]{6}-20[2-9][0-9](?:0[1-9]|1[0-2])[0-3][0-9]-[0-9]{5,7}(?![0-9A-Za-z])")
_PREFIX: Final = re.compile("[A-Za-zＡ-Ｚａ-ｚ]{1,8}")


def is_resident_id(text: str) -> bool:
    """Whether the whole text is an identity number: 18 with right check digit, or the old 15 with a possible birth."""
    number = _plain(text)
    if len(number) == 18:
        return holds(number)
    return len(number) == 15 and is_old_form(number)


def resembles(text: str) -> bool:
    """Whether the whole text is built like an identity number, its check digit right or mistyped."""
    number = _plain(text)
    return len(number) == 18 and number[:17].isascii() and number[:17].isdecimal() and birth(number) is not None


def birth_date(text: str) -> date:
    """The date of birth. Raises ValueError when the text is no identity number."""
    number = _plain(text)
    born = birth(number) if is_resident_id(number) else None
    if born is None:
        raise ValueError("not an identity number")
    return born


def birth_in(written: str) -> date | None:
    """The date of birth in what `find_in` found or `resembles` took for a number, its check digit right or not."""
    number = from_float(written) if _FLOATED.fullmatch(written) else _plain(written.translate(_LETTERS))
    return birth(number) if len(number) in (15, 18) and number[:15].isdecimal() else None


def is_minor(text: str, on: date) -> bool:
    """Under eighteen on that day; the eighteenth birthday itself is of age. Source: 民法典 art. 17."""
    born = birth_date(text)
    return (on.year - born.year) - ((on.month, on.day) < (born.month, born.day)) < 18


def find_in(text: str) -> list[tuple[int, int]]:
    """Spans (start, end) of identity numbers in the text as written, in order and not overlapping.

    Found in any spelling that a person would recognise: see ADR 0025. A valid credit code that is no identity number is
    not found.
    """
    if len(text) < _SHORTEST or _SHAPED.search(text) is None:
        return []
    floats = [found.span() for found in _FLOATED.finditer(text) if is_rounded(from_float(found.group()))]
    runs = [span for run in _RUN.finditer(text) for span in _in_run(text, run.start(), run.end())]
    taken = floats + [own.span() for own in _OWN.finditer(text)] if runs else floats
    return sorted(floats + [run for run in runs if not any(run[0] < end and start < run[1] for start, end in taken)])


def cut(text: str) -> tuple[str, int]:
    """The text with each identity number replaced, and how many there were."""
    count = 0
    while spans := find_in(text):  # what is left between two of them may now stand alone
        for start, end in reversed(spans):
            text = text[:start] + CUT_MARK + text[end:]
        count += len(spans)
    return text, count


@dataclass(frozen=True)
class _Run:
    """Digits that nothing but gaps parts: each with its place in the text, and whether a group of them begins there."""

    text: str
    number: str
    places: list[int]
    begins: list[bool]
    is_letter: list[bool]

    def span(self, index: int, length: int) -> tuple[int, int]:
        return self.places[index], self.places[index + length - 1] + 1

    def gaps(self, index: int, length: int) -> set[int]:
        """After how many of its digits a gap stands."""
        return {at for at in range(1, length) if self.begins[index + at]}

    def is_parted(self, index: int, length: int, ways: tuple[frozenset[int], ...]) -> bool:
        """Whether its digits stand in groups in which people write such a number, in one, or each by itself."""
        gaps = self.gaps(index, length)
        return len(gaps) == length - 1 or any(gaps <= way for way in ways)

    def stands_alone(self, index: int, length: int) -> bool:
        """Whether it begins and ends with a group, no letter or digit touches it but a short word before it, and it is
        no fraction (114.123456…)."""
        after = index + length
        if not self.begins[index] or (after < len(self.number) and not self.begins[after]):
            return False
        start, end = self.span(index, length)
        ahead, behind = _visible(self.text[max(start - 40, 0) : start]), _visible(self.text[end : end + 40])
        if _FRACTION.search(ahead) or _TOUCHING.match(behind):
            return False
        found = _TOKEN.search(ahead)
        token = found.group() if found else ""
        return not token or (_PREFIX.fullmatch(token) is not None and token.upper() not in _LICENCES)

    def is_labelled(self, index: int) -> bool:
        """Whether the words before it say what it is."""
        return (
            self.begins[index]
            and _LABELLED.search(self.text[max(self.places[index] - 40, 0) : self.places[index]]) is not None
        )


def _visible(text: str) -> str:
    return text if text.isascii() else "".join(char for char in text if not is_invisible(char))


def _plain(text: str) -> str:
    return _NO_GAP.sub("", text.translate(_PLAIN))


def _read(text: str, start: int, end: int) -> _Run:
    digits: list[str] = []
    places: list[int] = []
    begins: list[bool] = []
    is_letter: list[bool] = []
    is_new, before = True, None
    for place in range(start, end):
        char = text[place]
        read = "X" if char in CROSSES else DIGITS.get(char)
        if read is None:
            is_new = is_new or not is_invisible(char)
            continue
        script = (char in CHINESE, char in LETTERS)
        for digit in read:
            digits.append(digit)
            places.append(place)
            begins.append(is_new or (script != before and digit != "X"))
            is_letter.append(script[1])
            is_new, before = False, script
    return _Run(text, "".join(digits), places, begins, is_letter)


def _in_run(text: str, start: int, end: int) -> list[tuple[int, int]]:
    run = _read(text, start, end)
    spans: list[tuple[int, int]] = []
    index = 0
    while index + 15 <= len(run.number):
        length = _length_at(run, index)
        if length:
            spans.append(run.span(index, length))
        index += length or 1
    return spans


def _length_at(run: _Run, index: int) -> int:
    """How long the identity number that begins there is; 0 where none does."""
    if _is_exact(run, index) or _is_mistyped(run, index):
        return 18
    number = run.number[index : index + 15]
    if is_old_form(number) and run.is_parted(index, 15, _PARTED_OLD) and run.stands_alone(index, 15):
        return 15
    if run.is_labelled(index):
        return next((length for length in (18, 17, 16, 15) if _is_whole(run, index, length)), 0)
    return 0


def _is_exact(run: _Run, index: int) -> bool:
    """Eighteen characters with the right check digit: however parted where a group begins with them, and in one where
    other digits come before them (days written one after another hold many such numbers by chance).
    """
    number = run.number[index : index + 18]
    if len(number) < 18 or not holds(number):
        return False
    letters = sum(run.is_letter[index : index + 18])
    if letters:
        return letters <= _MOST_LETTERS and run.stands_alone(index, 18)
    return run.begins[index] or not run.gaps(index, 18)


def _is_mistyped(run: _Run, index: int) -> bool:
    """Alone, parted as such a number is, of a possible place and day, and no credit code: mistyped, or rounded."""
    number = run.number[index : index + 18]
    if len(number) < 18 or any(run.is_letter[index : index + 18]) or not number[:17].isdecimal():
        return False
    born = birth(number)
    is_likely = (born is not None and born.year in _MISTYPED_YEARS) or is_rounded(number)
    return (
        is_likely and not is_credit_code(number) and run.is_parted(index, 18, _PARTED) and run.stands_alone(index, 18)
    )


def _is_whole(run: _Run, index: int, length: int) -> bool:
    """All the digits that follow a word for identity number; a credit code may follow it too."""
    number = run.number[index : index + length]
    return len(number) == length and run.stands_alone(index, length) and not (length == 18 and is_credit_code(number))
