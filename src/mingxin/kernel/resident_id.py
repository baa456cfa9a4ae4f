"""Resident identity numbers: recognised so that they can be cut. Nothing here keeps one.

What counts as one however it is spelled, and why: ADR 0025.
"""

import re
from bisect import bisect_left
from dataclasses import dataclass
from datetime import date
from typing import Final

from mingxin.kernel.digits import CHINESE, CROSS, CROSSES, DIGIT, DIGITS, GAP, LETTERS, PAIR
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
    may_begin,
    names_province,
)
from mingxin.kernel.identity_readings import (
    MOST_SPELLED,
    READ_AS_DIGITS,
    SHAPE_OF_DATED,
    SHAPE_OF_LABELLED,
    Reading,
    as_written,
    labelled,
    readings,
    spread,
    without_gaps,
)
from mingxin.kernel.identity_run import IN_FOURS, Run, read_run

CUT_MARK: Final = "〔身份证号已删除〕"

# Years of birth where the check digit is wrong or missing and nothing says what the number is: division, day and serial
# number make as many digits of many a document too, and those were decided lately.
_LIKELY_YEARS: Final = range(1920, 2010)
_SHORTEST: Final = 8  # characters: ⑩ to ㊿ are two digits each
_MOST_LETTERS: Final = 12  # of eighteen characters: more of them read as 0 and 1, and it is a word

# As programs write 10 to the 14th, 16th or 17th: E+17, e+017, ×10^17
_POWER: Final = "(?:[eEｅＥ][ 　]?[+＋]?[ 　]?[0０]?|[xXｘＸ×✕*＊·∙⋅][ 　]?[1１][0０][ 　]?(?:\\^|\\*\\*)?[ 　]?)"
_FLOAT: Final = f"[1-9１-９][.．,，·][0-9０-９]{{6,}}[ 　]?{_POWER}[1１¹][467４６７⁴⁶⁷]"
SHAPE: Final = f"{DIGIT}(?:{GAP}*{DIGIT}){{14}}|{PAIR}|{_FLOAT}|{SHAPE_OF_DATED}|{SHAPE_OF_LABELLED}"
"""Matches every text in which `find_in` finds anything, and some others: a prefilter for whole columns."""

_PLAIN: Final = {ord(char): read for char, read in DIGITS.items() if char not in LETTERS} | dict.fromkeys(
    map(ord, CROSSES), "X"
)
_LETTERS: Final = {ord(char): read for char, read in LETTERS.items()}
_NOTHING: Final = (0, 0)
_SHORT_GAPS: Final = ("", *" 　-—–·.．_/")  # before the check character
_SHORTEST_LABEL: Final = 2  # characters
_LAST_OF_LABELS: Final = "oO"  # of No: a letter that is read as nought
_NO_GAP: Final = re.compile(GAP)
_SHAPED: Final = re.compile(SHAPE)
_RUN: Final = re.compile(f"{DIGIT}(?:{GAP}*{DIGIT}){{7,}}(?:{GAP}*{CROSS})?")
_DIGITS: Final = re.compile(f"{DIGIT}(?:{GAP}*{DIGIT})*")
# Numbers that free one another as they are cut stand in no text but one that was made for it: of what is left after so
# many rounds no digit is kept.
_MOST_ROUNDS: Final = 8
_FLOATED: Final = re.compile(_FLOAT)
_MOST_BEHIND: Final = 9  # characters: a credit code may end there with a letter
_NO_SIGNS: Final = re.compile("[^0-9A-Za-z]")
# Numbers of batches: division, day, five digits or more. On one day in eleven the first eighteen have the check digit.
_OWN: Final = re.compile("(?<![0-9A-Za-z])[0-9]{6}-20[2-9][0-9](?:0[1-9]|1[0-2])[0-3][0-9]-[0-9]{5,7}(?![0-9A-Za-z])")


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
    if _FLOATED.fullmatch(written):
        return birth(from_float(written))
    plain = as_written(written)
    others = [reading.text for way in (plain, *readings(written)) for reading in (way, *spread(way))]
    others.append(written[::-1])  # the mark that turned it stands before it
    births = (_birth_of(_plain(text.translate(_LETTERS))) for text in others)
    return next((born for born in births if born is not None), None)


def _birth_of(number: str) -> date | None:
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
    if sum(map(READ_AS_DIGITS.__contains__, text)) < _SHORTEST or _SHAPED.search(text) is None:
        return []
    spans = _spans_in(text)
    plain = as_written(text)
    known: dict[str, _Begun] = {}
    for reading in (plain, *readings(text)):
        if reading is not plain:
            spans += [reading.span(*span) for span in _spans_in(reading.text)]
        spans += [span for spelled in labelled(reading) for span in _spelled_out(text, spelled, known)]
    return _joined(spans)


def _joined(spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """In order; those that overlap are the same number, read in part."""
    joined: list[tuple[int, int]] = []
    for first, last in sorted(spans):
        if joined and first < joined[-1][1]:
            joined[-1] = (joined[-1][0], max(last, joined[-1][1]))
        else:
            joined.append((first, last))
    return joined


def _spans_in(text: str) -> list[tuple[int, int]]:
    floats = [found.span() for found in _FLOATED.finditer(text) if _is_float(found.group())]
    runs = [span for run in _RUN.finditer(text) for span in _in_run(text, run.start(), run.end())]
    taken = _joined(floats + [own.span() for own in _OWN.finditer(text)] if runs else floats)
    return floats + [run for run in runs if not _meets(taken, run)]


def _meets(taken: list[tuple[int, int]], span: tuple[int, int]) -> bool:
    """Whether the span overlaps one of those that are taken, which are in order and do not overlap."""
    before = bisect_left(taken, (span[1], 0))
    return before > 0 and taken[before - 1][1] > span[0]


def cut(text: str) -> tuple[str, int]:
    """The text with each identity number replaced, and how many there were."""
    count = 0
    for _ in range(_MOST_ROUNDS):  # what is left between two of them may now stand alone
        spans = find_in(text)
        if not spans:
            return text, count
        text, count = _without(text, spans), count + len(spans)
    rest = [run.span() for run in _DIGITS.finditer(text)] if find_in(text) else []
    return _without(text, rest), count + len(rest)


def _without(text: str, spans: list[tuple[int, int]]) -> str:
    parts, at = [], 0
    for start, end in spans:
        parts += [text[at:start], CUT_MARK]
        at = end
    return "".join([*parts, text[at:]])


def _is_float(text: str) -> bool:
    number = from_float(text)
    if len(number) == 18:
        return is_rounded(number)
    return is_old_form(number) if len(number) == 15 else _is_likely(birth(number))


def _is_likely(born: date | None) -> bool:
    return born is not None and born.year in _LIKELY_YEARS


def _plain(text: str) -> str:
    return _NO_GAP.sub("", text.translate(_PLAIN))


def _in_run(text: str, start: int, end: int) -> list[tuple[int, int]]:
    run = read_run(text, start, end)
    spans: list[tuple[int, int]] = []
    index = 0
    while index + 15 <= len(run.number):
        length, signs = _number_at(run, index)
        if length:
            first, last = run.span(index, length)
            spans.append((first, last + signs))
        index += length or 1
    return spans


def _number_at(run: Run, index: int) -> tuple[int, int]:
    """How many digits the identity number has that begins there, and how many signs behind them stand for the rest of
    it; (0, 0) where none begins.
    """
    if may_begin(run.number, index):
        if _is_exact(run, index) or _is_mistyped(run, index):
            return 18, 0
        found = _without_last(run, index)
        if found != _NOTHING:
            return found
        if _is_old(run, index):
            return 15, 0
    return _said(run, index) if run.begins[index] else _NOTHING


def _is_exact(run: Run, index: int) -> bool:
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
    return run.is_by_meaning(index, 18) or gaps <= IN_FOURS or not run.is_listed(index, 18)


def _is_mistyped(run: Run, index: int) -> bool:
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


def _without_last(run: Run, index: int) -> tuple[int, int]:
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


def _is_old(run: Run, index: int) -> bool:
    return (
        is_old_form(run.number[index : index + 15])
        and run.is_usual(index, 15)
        and run.stands_alone(index, 15)
        and not says_account(run.text, run.places[index])
    )


def _said(run: Run, index: int) -> tuple[int, int]:
    """All the digits that follow a word for identity number; a credit code may follow it too, and after a word for
    papers of any kind the number of a registration, or one of no province.
    """
    text, (start, _) = run.text, run.span(index, 1)
    before = run.places[index - 1] if index else -1
    if index and start - before <= _SHORTEST_LABEL and text[before] not in _LAST_OF_LABELS:
        return _NOTHING  # another digit stands there, and no word behind it
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


@dataclass(frozen=True)
class _Begun:
    """The digits with which what is spelled out begins, and as how many of them they may be a number."""

    run: Run
    lengths: tuple[int, ...]


def _begun(spelled: str) -> _Begun:
    plain = without_gaps(spelled)
    lengths = tuple(n for n in (18, 17, 15) if len(plain) >= n and _birth_of(plain[:n]) is not None)
    return _Begun(read_run(spelled, 0, len(spelled) if lengths else 0, MOST_SPELLED), lengths)


def _spelled_out(text: str, reading: Reading, known: dict[str, _Begun]) -> list[tuple[int, int]]:
    """The digits with which a reading behind a word for identity number begins, words between them or none: of a
    possible place and day, parted by meaning, whatever the check character. No credit code, no registration number.

    `known`: what was read so before in this text: a cell filled with words for a number has the same behind each.
    """
    begun = known.get(reading.text) or known.setdefault(reading.text, _begun(reading.text))
    run = begun.run
    for length in begun.lengths:
        number = run.number[:length]
        span = reading.span(run.places[0], run.places[length - 1] + 1)
        if not run.ends(0, length) and (text[span[1] - 1] in CHINESE or text[span[1] : span[1] + 1] not in CHINESE):
            continue  # more digits of the same script follow at once
        written = _NO_SIGNS.sub("", text[span[0] : span[1] + _MOST_BEHIND])[:18]
        is_other = is_credit_code(written.upper()) or is_registration_number(number)
        if run.is_by_meaning(0, length) and not is_other:
            return [span]
    return []
