"""By which first letters of the pinyin a name is found.

Apart from other rules of names: the dictionaries take a third of a second to load, and who only checks needs them not.
"""

from functools import lru_cache

from pypinyin import Style, lazy_pinyin
from pypinyin.seg.simpleseg import seg

from mingxin.kernel.orgname import normalise


def initials(name: str) -> str:
    """First letters of the pinyin, lower case; ASCII letters and digits stay, all else is dropped."""
    return "".join(map(_initials_of_word, seg(normalise(name))))


@lru_cache(maxsize=50_000)
def _initials_of_word(word: str) -> str:
    """Names share their words: a city's register has a few thousand of them."""
    letters = lazy_pinyin(word, style=Style.FIRST_LETTER, errors=str)
    return "".join(char for char in "".join(letters).lower() if char.isascii() and char.isalnum())
