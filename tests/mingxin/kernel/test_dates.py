from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mingxin.kernel.dates import DateProblem, add_months, add_years, parse_date

DAY = date(2026, 11, 5)


@pytest.mark.parametrize(
    "text",
    [
        "2026/11/05", "2026/11/5", "2026-11-05", "2026.11.5", "20261105", "2026年11月5日", "2026 年 11 月 5 日",
        "2026年11月05号", "46331", "46331.0", "46331.75", "2026-11-05 00:00:00", "2026-11-05T09:30:00+08:00",
        "2026/11/5 9:30", "２０２６／１１／０５", "２０２６年１１月５日", " 2026-11-05\u3000", "'2026-11-05",
    ],
)  # fmt: skip
def test_parse_date_reads(text: str) -> None:
    assert parse_date(text) == DAY


@pytest.mark.parametrize(
    ("text", "code", "because"),
    [
        ("", "date.empty", "nothing"),
        ("　", "date.empty", "a full-width space"),
        ("2026/02/30", "date.no_such_day", "February has no 30th"),
        ("20260431", "date.no_such_day", "April has no 31st"),
        ("2027年2月29日", "date.no_such_day", "2027 is no leap year"),
        ("2026/13/01", "date.no_such_day", "no thirteenth month"),
        ("26/11/05", "date.unreadable", "a year of two digits could be a day"),
        ("2026-11/05", "date.unreadable", "mixed separators"),
        ("长期", "date.unreadable", "a word"),
        ("29220", "date.unreadable", "the serial of 1979-12-31"),
        ("73051", "date.unreadable", "the serial of 2100-01-01"),
        ("2026", "date.unreadable", "a year alone"),
        ("2026-11-2¹", "date.unreadable", "the mark of a footnote"),
        ("4596²", "date.unreadable", "the same behind a serial"),
        ("2026-11-05 后", "date.unreadable", "a tail"),
    ],
)
def test_parse_date_refuses(text: str, code: str, because: str) -> None:
    with pytest.raises(DateProblem) as problem:
        parse_date(text)
    assert problem.value.code == code, because
    assert problem.value.detail


def test_serials_at_both_edges() -> None:
    assert parse_date("29221") == date(1980, 1, 1)
    assert parse_date("73050") == date(2099, 12, 31)


@given(st.dates(date(1980, 1, 1), date(2099, 12, 31)))
def test_all_spellings_of_a_day_agree(day: date) -> None:
    serial = str((day - date(1899, 12, 30)).days)
    spellings = [f"{day:%Y/%m/%d}", f"{day:%Y%m%d}", f"{day.year}年{day.month}月{day.day}日", serial]
    assert {parse_date(spelling) for spelling in spellings} == {day}


@pytest.mark.parametrize(
    ("day", "n", "expected", "because"),
    [
        (date(2026, 5, 15), 3, date(2026, 8, 15), "plain"),
        (date(2026, 11, 30), 3, date(2027, 2, 28), "February has no 30th"),
        (date(2027, 11, 30), 3, date(2028, 2, 29), "a leap February"),
        (date(2026, 12, 31), 1, date(2027, 1, 31), "over the year's end"),
        (date(2026, 3, 31), -1, date(2026, 2, 28), "backwards"),
        (date(2026, 1, 31), 0, date(2026, 1, 31), "nothing"),
    ],
)
def test_add_months(day: date, n: int, expected: date, because: str) -> None:
    assert add_months(day, n) == expected, because


def test_add_years() -> None:
    assert add_years(date(2028, 2, 29), 1) == date(2029, 2, 28), "a common year"
    assert add_years(date(2028, 2, 29), 4) == date(2032, 2, 29), "a leap year again"
    assert add_years(date(2026, 11, 20), 3) == date(2029, 11, 20)


@given(st.dates(date(1950, 1, 1), date(2090, 1, 1)), st.integers(0, 60))
def test_later_days_never_end_earlier(day: date, n: int) -> None:
    assert add_months(day, n) <= add_months(day + timedelta(days=1), n)
