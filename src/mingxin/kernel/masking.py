"""Names and telephone numbers made unreadable where they must be seen to exist and no more."""

import re
from typing import Final

from mingxin.kernel.digits import DIGITS, LETTERS, class_of
from mingxin.kernel.surnames import surname_of

_FIGURES: Final = {char: read for char, read in DIGITS.items() if len(read) == 1 and char not in LETTERS}
_DIGIT: Final = class_of("".join(_FIGURES))
_ONE: Final = class_of("".join(char for char, read in _FIGURES.items() if read == "1"))
_SECOND: Final = class_of("".join(char for char, read in _FIGURES.items() if read in "3456789"))
_GAP: Final = "[-‐‑–—－·•・.．。、,，/_ \u00a0\u3000]"
PHONE_SHAPE: Final = f"{_ONE}{_GAP}{{0,2}}{_SECOND}(?:{_GAP}{{0,2}}{_DIGIT}){{9}}"
"""Whatever may be a mobile number, read alike by Python and Polars."""
_SHAPE: Final = re.compile(PHONE_SHAPE)
_COUNTRY: Final = f"(?<!{_DIGIT})(?P<country>(?:(?:00)?86[-－ ]?)?)"
_MOBILE: Final = re.compile(
    f"{_COUNTRY}(?P<area>{_ONE}{_SECOND}{_DIGIT})(?P<gap>{_GAP}{{0,2}}){_DIGIT}{{4}}(?P=gap)(?P<end>{_DIGIT}{{4}})(?!{_DIGIT})"
)
_EACH_APART: Final = re.compile(
    f"{_COUNTRY}(?P<area>{_ONE}(?P<gap>{_GAP}{{1,2}}){_SECOND}(?P=gap){_DIGIT})(?:(?P=gap){_DIGIT}){{4}}(?P=gap)"
    f"(?P<end>(?:{_DIGIT}(?P=gap)){{3}}{_DIGIT})(?!{_DIGIT})"
)


def mask_name(name: str) -> str:
    """The surname and a star for each further character: 张** · 欧阳*. A name of one character is all stars."""
    written = name.strip()
    if len(written) <= 1:
        return "*" * len(written)
    shown = len(surname_of(written)) or 1
    if shown >= len(written):
        shown = 1
    return written[:shown] + "*" * (len(written) - shown)


def mask_phones_in(text: str) -> str:
    """Mobile numbers in free text become 138****1234, in figures of any script, together, in 3-4-4 or each apart."""
    if _SHAPE.search(text) is None:  # most texts: the country before a number is looked for at every character
        return text
    for pattern in (_MOBILE, _EACH_APART):
        text = pattern.sub(r"\g<country>\g<area>****\g<end>", text)
    return text
