"""Whether the text of a cell of a web page shows the number that spreadsheet programs take for its value.

Excel of 2000 to 2003 writes the value beside the text: `<td x:num="46331">2026/11/5</td>`.
"""

import re
from datetime import date, timedelta
from decimal import Decimal, InvalidOperation
from typing import Final

_DAY: Final = re.compile(r"([0-9]{4})[^0-9]{1,3}([0-9]{1,2})[^0-9]{1,3}([0-9]{1,2})[^0-9]?(?:\s.*)?", re.DOTALL)
_BEFORE_THE_FIRST: Final = date(1899, 12, 30)  # of the days of a spreadsheet, from March 1900 on
_LAST_DAY: Final = 2_958_465
_NUMBER: Final = re.compile(r"([+-]?[0-9]*\.?[0-9]+)(%?)")


def shows_number(text: str, number: str) -> bool:
    """Whether the text is the number, rounded to the places that it shows, or the day that is so counted."""
    try:
        value = Decimal(number)
    except InvalidOperation:
        return False
    if not value.is_finite() or len(number) > 40:
        return False
    if day := _DAY.fullmatch(text):
        whole = int(value) if 0 < value <= _LAST_DAY else 0
        return (_BEFORE_THE_FIRST + timedelta(days=whole)).timetuple()[:3] == tuple(map(int, day.groups()))
    plain = re.sub(r"[,\s¥￥]", "", text)
    if (found := _NUMBER.fullmatch(plain)) is None:
        return False
    shown = Decimal(found[1])
    half = Decimal(1).scaleb(int(shown.as_tuple().exponent)) / 2
    return abs(shown - value * (100 if found[2] else 1)) <= half
