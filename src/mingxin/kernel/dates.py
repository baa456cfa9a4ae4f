"""Dates as departments write them, and arithmetic in calendar months."""

import calendar
import re
import unicodedata
from datetime import date, timedelta
from typing import Final

from mingxin.kernel.text import RAISED

_TIME: Final = r"(?:[T ]?\d{1,2}:\d{1,2}(?::\d{1,2}(?:\.\d+)?)?(?:Z|\+08:?00)?)?"
_FORMS: Final = (
    re.compile(rf"(\d{{4}})([-/.])(\d{{1,2}})\2(\d{{1,2}}){_TIME}"),
    re.compile(rf"(\d{{4}})(年)(\d{{1,2}})月(\d{{1,2}})[日号]?{_TIME}"),
    re.compile(rf"(\d{{4}})()(\d{{2}})(\d{{2}}){_TIME}"),
)
_SERIAL: Final = re.compile(r"(\d{5})(?:\.\d+)?")
_SERIAL_ORIGIN: Final = date(1899, 12, 30)
_SERIALS: Final = range((date(1980, 1, 1) - _SERIAL_ORIGIN).days, (date(2099, 12, 31) - _SERIAL_ORIGIN).days + 1)


NO_END: Final = "长期"  # how a validity without end is written for people
_NO_END_WORDS: Final = frozenset({NO_END, "长期有效", "永久", "永久有效", "无固定期限"})


class DateProblem(Exception):  # noqa: N818 - a finding about a cell, not a fault of the program
    """A date cell that cannot be read. Code: date.empty, date.unreadable or date.no_such_day; detail is Chinese."""

    def __init__(self, code: str, detail: str) -> None:
        super().__init__(code, detail)
        self.code = code
        self.detail = detail


def parse_date(text: str) -> date:
    """Read a date: 2026/11/05, 2026-11-5, 2026.11.05, 20261105, 2026年11月5日, with or without a time of day.

    A bare number of five digits is an Excel serial (1900 system), taken between 1980 and 2099 only.
    Raises DateProblem.
    """
    written = re.sub(r"\s+", " ", unicodedata.normalize("NFKC", text)).strip(" '’")
    written = re.sub(r" ?([-/.年月日号]) ?", r"\1", written)
    if not written:
        raise DateProblem("date.empty", "日期未填写。")
    if RAISED & {*text}:
        raise DateProblem("date.unreadable", "日期中有上标或者下标的数字，请按“2026/11/05”的格式重新填写。")
    for form in _FORMS:
        if found := form.fullmatch(written):
            return _day(int(found[1]), int(found[3]), int(found[4]))
    if (serial := _SERIAL.fullmatch(written)) and int(serial[1]) in _SERIALS:
        return _SERIAL_ORIGIN + timedelta(days=int(serial[1]))
    raise DateProblem("date.unreadable", "无法识别为日期，请按“2026/11/05”的格式填写。")


def means_no_end(text: str) -> bool:
    """Whether a cell says in words that a validity never ends."""
    return "".join(unicodedata.normalize("NFKC", text).split()).strip("'’") in _NO_END_WORDS


def _day(year: int, month: int, day: int) -> date:
    try:
        return date(year, month, day)
    except ValueError:
        raise DateProblem("date.no_such_day", f"{year} 年 {month} 月 {day} 日这一天不存在。") from None


def add_months(day: date, n: int) -> date:
    """The same day n months on (n may be negative), clamped to the end of the month."""
    year, month0 = divmod(day.year * 12 + day.month - 1 + n, 12)
    last = calendar.monthrange(year, month0 + 1)[1]
    return date(year, month0 + 1, min(day.day, last))


def add_years(day: date, n: int) -> date:
    """The same day n years on; 29 February becomes the 28th in a common year."""
    return add_months(day, 12 * n)
