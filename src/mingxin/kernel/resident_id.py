"""Resident identity numbers: recognised so that they can be cut. Nothing here keeps one.

What counts as one however it is spelled, and why: ADR 0025.
"""

import re
from dataclasses import dataclass
from datetime import date
from typing import Final

from mingxin.kernel.digits import CHINESE, CROSS, CROSSES, DIGIT, DIGITS, GAP, LETTERS, PAIR, is_invisible
from mingxin.kernel.identity_context import (
    end_of_mask,
    end_of_unread,
    parts_a_moment,
    says_account,
    says_identity,
    says_paper,
    says_person,
    single_letter,
)
from mingxin.kernel.identity_forms import (
    birth,
    from_float,
    holds,
    is_credit_code,
    is_old_form,
    is_registration_number,
    is_rounded,
    names_province,
)

CUT_MARK: Final = "〔身份证号已删除〕"

# Years of birth where the check digit is wrong or missing and nothing says what the number is: division, day and serial
# number make as many digits of many a document too, and those were decided lately.
_LIKELY_YEARS: Final = range(1920, 2010)
# After which digits people part a number: by meaning (division, year, month, day, serial, check), or evenly.
_BY_MEANING: Final = frozenset({6, 10, 12, 14, 17})
_BY_MEANING_OLD: Final = frozenset({6, 8, 10, 12})
_IN_FOURS: Final = frozenset({4, 8, 12, 16})
_EVENLY: Final = (_IN_FOURS, frozenset({3, 6, 10, 14}), frozenset({3, 6, 9, 12, 15}))
_EVENLY_OLD: Final = (frozenset({3, 6, 8, 10, 12}), frozenset({4, 8, 12}), frozenset({5, 10}))
_SHORTEST: Final = 8  # characters: ⑩ to ㊿ are two digits each
_MOST_LETTERS: Final = 12  # of eighteen characters: more of them read as 0 and 1, and it is a word
_RUN_ON: Final = 7  # digits: as many without a gap are a number of their own (a telephone's), not the rest of a group
_LICENCES: Final = frozenset({"JY", "SC", "XK"})  # 食品经营, 食品生产, 工业产品生产许可: digits of their own follow

# As programs write 10 to the 14th, 16th or 17th: E+17, e+017, ×10^17
_POWER: Final = "(?:[eEｅＥ][ 　]?[+＋]?[ 　]?[0０]?|[xXｘＸ×✕*＊·∙⋅][ 　]?[1１][0０][ 　]?(?:\\^|\\*\\*)?[ 　]?)"
_FLOAT: Final = f"[1-9１-９][.．,，·][0-9０-９]{{6,}}[ 　]?{_POWER}[1１¹][467４６７⁴⁶⁷]"
SHAPE: Final = f"{DIGIT}(?:{GAP}*{DIGIT}){{14}}|{PAIR}|{_FLOAT}"
"""Matches every text in which `find_in` finds anything, and some others: a prefilter for whole columns."""

_PLAIN: Final = {ord(char): read for char, read in DIGITS.items() if char not in LETTERS} | dict.fromkeys(
    map(ord, CROSSES), "X"
)
_LETTERS: Final = {ord(char): read for char, read in LETTERS.items()}
_NOTHING: Final = (0, 0)
_SHORT_GAPS: Final = ("", *" 　-—–·.．_/")  # before the check character
_NO_GAP: Final = re.compile(GAP)
_SHAPED: Final = re.compile(SHAPE)
_RUN: Final = re.compile(f"{DIGIT}(?:{GAP}*{DIGIT}){{7,}}(?:{GAP}*{CROSS})?")
_FLOATED: Final = re.compile(_FLOAT)
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
    """Whether the whole text is built like an identity number, its check digit right, mistyped or missing."""
    number = _plain(text)
    return len(number) in (17, 18) and number[:17].isascii() and number[:17].isdecimal() and birth(number) is not None


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
    is_whole = len(number) == 15 or (len(number) > 16 and number[:17].isdecimal())
    return birth(number) if is_whole and number[:15].isdecimal() else None


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
    floats = [found.span() for found in _FLOATED.finditer(text) if _is_float(found.group())]
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

    def is_by_meaning(self, index: int, length: int) -> bool:
        """Whether its digits stand in groups that mean something, in one, or each by itself."""
        gaps = self.gaps(index, length)
        return gaps <= (_BY_MEANING_OLD if length == 15 else _BY_MEANING) or len(gaps) == length - 1

    def is_even(self, index: int, length: int) -> bool:
        """Whether they stand in groups of one length."""
        gaps = self.gaps(index, length)
        return any(gaps <= way for way in (_EVENLY_OLD if length == 15 else _EVENLY))

    def is_usual(self, index: int, length: int) -> bool:
        """Whether people part such a number so. Accounts are parted evenly too, and have further digits."""
        return self.is_by_meaning(index, length) or (self.is_even(index, length) and not self.is_listed(index, length))

    def gap_at(self, index: int) -> str:
        """The first sign that parts the digit there from the one before it, a blank where blanks alone do."""
        if not 0 < index < len(self.number):
            return ""
        between = _visible(self.text[self.places[index - 1] + 1 : self.places[index]])
        return between.strip()[:1] or between[:1]

    def is_listed(self, index: int, length: int) -> bool:
        """Whether what parts it parts it from other digits too: a row of numbers, or a part of something longer."""
        inside = {self.gap_at(index + at) for at in self.gaps(index, length)}
        return any(gap in inside for gap in (self.gap_at(index), self.gap_at(index + length)) if gap)

    def ends(self, index: int, length: int) -> bool:
        """Whether a group ends with it, or digits follow that are a number of their own."""
        after = index + length
        rest = next((at for at in range(after, len(self.number)) if self.begins[at]), len(self.number)) - after
        return rest == 0 or rest >= _RUN_ON

    def stands_alone(self, index: int, length: int, signs: int = 0) -> bool:
        """Whether it begins and ends with a group, no letter or digit touches it but a short word before it, and it is
        no fraction (114.123456…). `signs`: how many characters of the text behind its digits belong to it.
        """
        after = index + length
        if not self.begins[index] or (after < len(self.number) and not self.begins[after]):
            return False
        start, end = self.span(index, length)
        end += signs
        ahead, behind = _visible(self.text[max(start - 40, 0) : start]), _visible(self.text[end : end + 40])
        if _FRACTION.search(ahead) or _TOUCHING.match(behind):
            return False
        found = _TOKEN.search(ahead)
        token = found.group() if found else ""
        return not token or (_PREFIX.fullmatch(token) is not None and token.upper() not in _LICENCES)


def _is_float(text: str) -> bool:
    number = from_float(text)
    if len(number) == 18:
        return is_rounded(number)
    return is_old_form(number) if len(number) == 15 else _is_likely(birth(number))


def _is_likely(born: date | None) -> bool:
    return born is not None and born.year in _LIKELY_YEARS


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
        length, signs = _number_at(run, index)
        if length:
            first, last = run.span(index, length)
            spans.append((first, last + signs))
        index += length or 1
    return spans


def _number_at(run: _Run, index: int) -> tuple[int, int]:
    """How many digits the identity number has that begins there, and how many signs behind them stand for the rest of
    it; (0, 0) where none begins.
    """
    if names_province(run.number[index : index + 3]):
        if _is_exact(run, index) or _is_mistyped(run, index):
            return 18, 0
        found = _without_last(run, index)
        if found != _NOTHING:
            return found
        if _is_old(run, index):
            return 15, 0
    return _said(run, index) if run.begins[index] else _NOTHING


def _is_exact(run: _Run, index: int) -> bool:
    """Eighteen characters with the right check digit. In one: also where other digits come before them (days written
    one after another hold many such numbers by chance). Parted: where they are whole groups, and no part of moments;
    parted neither by meaning nor in fours, of no row of numbers either.
    """
    number = run.number[index : index + 18]
    if len(number) < 18 or not holds(number):
        return False
    letters = sum(run.is_letter[index : index + 18])
    if letters:
        return letters <= _MOST_LETTERS and run.stands_alone(index, 18)
    gaps = run.gaps(index, 18)
    if not gaps:
        return True
    if not run.begins[index] or not run.ends(index, 18) or parts_a_moment(run.text, *run.span(index, 18)):
        return False
    return run.is_by_meaning(index, 18) or gaps <= _IN_FOURS or not run.is_listed(index, 18)


def _is_mistyped(run: _Run, index: int) -> bool:
    """Alone, parted as such a number is, of a possible place and day, and no credit code: mistyped, or rounded."""
    number = run.number[index : index + 18]
    if len(number) < 18 or any(run.is_letter[index : index + 18]) or not number[:17].isdecimal():
        return False
    born = birth(number)
    if born is None and not is_rounded(number):
        return False
    if is_credit_code(number) or not run.is_usual(index, 18) or not run.stands_alone(index, 18):
        return False
    if run.gap_at(index + 17) not in _SHORT_GAPS and number[17] != "X":
        return False  # the last digit is another number's, or one of a list
    if _is_likely(born) or is_rounded(number):
        return not says_account(run.text, run.places[index])
    return number[17] == "X" or says_person(run.text, run.places[index])


def _without_last(run: _Run, index: int) -> tuple[int, int]:
    """Seventeen digits of a possible place and day, alone, parted as such a number is: the last is missing, masked or
    not read. A mask says by itself that digits are hidden; without it, the year has to be a likely one.
    """
    number = run.number[index : index + 17]
    if len(number) < 17 or any(run.is_letter[index : index + 17]) or not number.isdecimal():
        return _NOTHING
    born = birth(number)
    if born is None:
        return _NOTHING
    start, end = run.span(index, 17)
    is_ten = run.number[index + 17 : index + 19] == "10" and holds(number + "X")  # ten is what X stands for
    if is_ten and run.is_by_meaning(index, 19) and run.stands_alone(index, 19):
        return 19, 0
    if says_account(run.text, start):
        return _NOTHING
    masks = end_of_mask(run.text, end) - end
    if masks and run.is_usual(index, 17) and run.stands_alone(index, 17, masks):
        return 17, masks
    if not run.is_by_meaning(index, 17):
        return _NOTHING
    if not _is_likely(born) and not says_person(run.text, start):
        return _NOTHING
    letter = single_letter(run.text, end)
    if letter and not is_credit_code(number + letter.upper()) and run.stands_alone(index, 17, 1):
        return 17, 1
    signs = end_of_unread(run.text, end) - end
    return (17, signs) if run.stands_alone(index, 17, signs) else _NOTHING


def _is_old(run: _Run, index: int) -> bool:
    return (
        is_old_form(run.number[index : index + 15])
        and run.is_usual(index, 15)
        and run.stands_alone(index, 15)
        and not says_account(run.text, run.places[index])
    )


def _said(run: _Run, index: int) -> tuple[int, int]:
    """All the digits that follow a word for identity number; a credit code may follow it too, and after a word for
    papers of any kind the number of a registration, or one of no province.
    """
    text, (start, _) = run.text, run.span(index, 1)
    is_said = says_identity(text, start)
    if not is_said and not (names_province(run.number[index : index + 3]) and says_paper(text, start)):
        return _NOTHING
    for length in (19, 18, 17, 16, 15):
        number = run.number[index : index + length]
        if len(number) < length or (length == 19 and not number.endswith("10")):
            continue
        end = run.span(index, length)[1]
        signs = (end_of_mask(text, end) - end or end_of_unread(text, end) - end) if length < 18 else 0
        if not run.stands_alone(index, length, signs):
            continue
        is_other = is_credit_code(number) or (not is_said and is_registration_number(number))
        return _NOTHING if is_other else (length, signs)
    return _NOTHING
