"""What a reminder has to say: whom to call, and by which day to answer."""

import re
from datetime import date, timedelta
from typing import Final

LONGEST_DAYS: Final = 60  # a day beyond two months is a slip of the pen, and nobody waits for it
_TELEPHONE: Final = re.compile(r"(?<!\d)(?:\d[\d \-－—]{3,}\d|\d{5,})(?!\d)")
_NAMED: Final = re.compile(r"[^\W\d_]{2,}")


def contact_problem(text: str) -> str:
    """Why the text does not name a person and a telephone; "" where it does. Short public numbers (12345) count."""
    rest, found = _TELEPHONE.subn(" ", text)
    if not found:
        return "还没有电话号码，请在姓名后面写上，例如：周明远 0700-1234567。"
    if not _NAMED.search(rest):
        return "还没有联系人姓名，请写在电话号码前面，例如：周明远 0700-1234567。"
    return ""


def answer_by_problem(day: date, today: date) -> str:
    """Why a unit cannot be asked to answer by that day; "" from tomorrow through the sixtieth day."""
    if day <= today:
        return "不能早于明天，单位需要时间办理。"
    if day > (last := today + timedelta(days=LONGEST_DAYS)):
        return f"不能晚于 {last}（发出之日起 {LONGEST_DAYS} 天）。"
    return ""
