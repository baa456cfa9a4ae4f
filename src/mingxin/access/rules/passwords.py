"""When a password is too old, and which new one will not do."""

import unicodedata
from collections.abc import Collection, Iterable
from datetime import datetime, timedelta
from typing import Final

from pypinyin import lazy_pinyin

SHORTEST: Final = 12
LONGEST: Final = 128
# A password is taken apart into the fewest steps with which somebody would guess it: a known word, or a character. The
# weights stand for how many tries a step costs (words of a list of 20,000; characters of a keyboard); the sum that is
# asked for is that of eight characters drawn by lot.
_WORD: Final = 3
_CHARACTER: Final = 2
_NEXT: Final = 0  # the same character again, or the one after it: 1111, abcd
_AGAIN: Final = 1  # a part that stood before already
_ENOUGH: Final = 16
_SHORTEST_WORD: Final = 3
_LONGEST_WORD: Final = 24
_OWN: Final = 4  # letters: a shorter login stands in too many words


def is_too_old(*, changed_at: datetime | None, at: datetime, days: int) -> bool:
    """`days` 0 knows no age. The instant at which the days are full is too old."""
    if not days:
        return False
    return changed_at is None or at - changed_at >= timedelta(days=days)


def normal(typed: str) -> str:
    """One spelling for what two keyboards write differently: full-width letters, composed characters, outer blanks."""
    return unicodedata.normalize("NFKC", typed).strip()


def faults_of(new: str, *, own: Iterable[str], common: Collection[str]) -> tuple[str, ...]:
    """What is wrong with a new password, as codes: short, long, digits, common, own, guessable; the first found.

    `own`: login, name and unit of its owner; `common`: passwords that are tried first, in small letters.
    """
    text = normal(new)
    if len(text) < SHORTEST:
        return ("short",)
    if len(text) > LONGEST:
        return ("long",)
    folded = text.casefold()
    if folded.isdecimal():
        return ("digits",)
    if folded in common:
        return ("common",)
    if _holds_own(folded, own):
        return ("own",)
    return ("guessable",) if steps_of(folded, common) < _ENOUGH else ()


def steps_of(text: str, common: Collection[str]) -> int:
    """The weight of the cheapest way to put the text together."""
    cheapest = [0] * (len(text) + 1)
    for end in range(1, len(text) + 1):
        one = _NEXT if end > 1 and ord(text[end - 1]) - ord(text[end - 2]) in (-1, 0, 1) else _CHARACTER
        best = cheapest[end - 1] + one
        for begin in range(max(0, end - _LONGEST_WORD), end - _SHORTEST_WORD + 1):
            part = text[begin:end]
            if part in text[:begin]:
                best = min(best, cheapest[begin] + _AGAIN)
            elif part in common:
                best = min(best, cheapest[begin] + _WORD)
        cheapest[end] = best
    return cheapest[-1]


def _holds_own(text: str, own: Iterable[str]) -> bool:
    letters = "".join(sign for sign in text if sign.isalnum())
    for said in own:
        word = "".join(sign for sign in normal(said).casefold() if sign.isalnum())
        spelled = "".join(lazy_pinyin(word))
        is_long = len(word) >= _OWN or (len(word) >= 2 and spelled != word)  # 林微: two characters are a whole name
        if is_long and (word in letters or (spelled != word and spelled in letters)):
            return True
    return False
