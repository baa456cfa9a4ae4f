"""Names and telephone numbers made unreadable where they must be seen to exist and no more."""

import re
from typing import Final

from mingxin.kernel.surnames import surname_of

_DIGIT: Final = "[0-9０-９]"
_MOBILE: Final = re.compile(
    f"(?<!{_DIGIT})(?P<country>(?:(?:00)?86[-－ ]?)?)(?P<area>[1１][3-9３-９]{_DIGIT})(?P<gap>[-－ ·]?)"
    f"{_DIGIT}{{4}}(?P=gap)(?P<end>{_DIGIT}{{4}})(?!{_DIGIT})"
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
    """Mobile numbers in free text become 138****1234, also those split 3-4-4 by spaces or hyphens."""
    return _MOBILE.sub(r"\g<country>\g<area>****\g<end>", text)
