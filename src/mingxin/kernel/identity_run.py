"""A run of digits of one number or several: how they are parted, and what touches them. See ADR 0025."""

import re
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import Final

from mingxin.kernel.digits import CHINESE, CROSSES, DIGITS, LETTERS, is_invisible

# After which digits people part a number: by meaning (division, year, month, day, serial, check), or evenly.
_BY_MEANING: Final = frozenset({6, 10, 12, 14, 17})
_BY_MEANING_OLD: Final = frozenset({6, 8, 10, 12})
IN_FOURS: Final = frozenset({4, 8, 12, 16})
_EVENLY: Final = (IN_FOURS, frozenset({3, 6, 10, 14}), frozenset({3, 6, 9, 12, 15}))
_EVENLY_OLD: Final = (frozenset({3, 6, 8, 10, 12}), frozenset({4, 8, 12}), frozenset({5, 10}))
RUN_ON: Final = 7  # digits: as many without a gap are a number of their own (a telephone's), not the rest of a group
_LICENCES: Final = frozenset({"JY", "SC", "XK"})  # 食品经营, 食品生产, 工业产品生产许可: digits of their own follow
_TOUCHING: Final = re.compile("[0-9０-９A-Za-zＡ-Ｚａ-ｚ]")
_TOKEN: Final = re.compile("[0-9０-９A-Za-zＡ-Ｚａ-ｚ]*$")
_FRACTION: Final = re.compile("[0-9０-９][.．]$")
_PREFIX: Final = re.compile("[A-Za-zＡ-Ｚａ-ｚ]{1,8}")


@dataclass(frozen=True)
class Run:
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
        return self._signs[index]

    @cached_property
    def _signs(self) -> list[str]:
        """What `gap_at` says of each digit, each gap being read once."""
        signs = [""]
        for before, place in pairwise(self.places):
            between = _visible(self.text[before + 1 : place])
            signs.append(between.strip()[:1] or between[:1])
        return signs

    def is_listed(self, index: int, length: int) -> bool:
        """Whether what parts it parts it from other digits too: a row of numbers, or a part of something longer."""
        inside = {self.gap_at(index + at) for at in self.gaps(index, length)}
        behind = "" if self.number[index + length :][:1] == "X" else self.gap_at(index + length)
        return any(gap in inside for gap in (self.gap_at(index), behind) if gap)

    def ends(self, index: int, length: int) -> bool:
        """Whether a group ends with it, or digits follow that are a number of their own."""
        after = index + length
        last = min(after + RUN_ON, len(self.number))
        rest = next((at for at in range(after, last) if self.begins[at]), last) - after
        return rest == 0 or rest == RUN_ON

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


def read_run(text: str, start: int, end: int, most: int | None = None) -> Run:
    """The digits between two places, the first `most` of them where it is given."""
    digits: list[str] = []
    places: list[int] = []
    begins: list[bool] = []
    is_letter: list[bool] = []
    is_new, before = True, None
    for place in range(start, end):
        if most is not None and len(digits) >= most:
            break
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
    return Run(text, "".join(digits), places, begins, is_letter)


def _visible(text: str) -> str:
    return text if text.isascii() else "".join(char for char in text if not is_invisible(char))
