"""The calendar read back through its table: edges of the seed, provisional years, and a year that becomes known."""

from datetime import date, datetime, timedelta
from pathlib import Path

import pytest

from mingxin.kernel.clock import CHINA
from mingxin.kernel.refusal import Refusal
from mingxin.kernel.workdays import Deadline
from mingxin.ledger.actor import PLATFORM
from mingxin.rulebook.actions import import_calendar_year, seed_calendar
from mingxin.rulebook.models import CalendarDay, CalendarEdition
from mingxin.rulebook.queries import calendar

pytestmark = pytest.mark.django_db
AT = datetime(2026, 11, 20, 9, 0, tzinfo=CHINA)
NOTICE = "国务院办公厅关于2027年部分节假日安排的通知（演示）"

# An invented notice: 2027-01-01 to 01-03 off; the spring festival 02-05 to 02-12 off with 02-14 and 02-20 worked …
YEAR_2027 = """日期,是否工作日,说明
2027-01-01,否,元旦
2027-02-05,否,除夕
2027-02-08,否,春节
2027-02-09,否,春节
2027-02-10,否,春节
2027-02-11,否,春节
2027-02-12,否,春节
2027-02-14,是,春节调休上班
2027-02-20,是,春节调休上班
2027-04-05,否,清明节
2027-05-01,否,劳动节
2027-05-02,否,劳动节
2027-05-03,否,劳动节
2027-05-04,否,劳动节
2027-05-05,否,劳动节
2027-05-08,是,劳动节调休上班
2027-06-09,否,端午节
2027-09-15,否,中秋节
2027-10-01,否,国庆节
2027-10-02,否,国庆节
2027-10-03,否,国庆节
2027-10-04,否,国庆节
2027-10-05,否,国庆节
2027-10-06,否,国庆节
2027-10-07,否,国庆节
2027-10-09,是,国庆节调休上班
"""


def load(tmp_path: Path, text: str, *, edition: str = "2027", source: str = NOTICE) -> CalendarEdition:
    file = tmp_path / "calendar.csv"
    file.write_text(text, "utf-8")
    return import_calendar_year(file=file, edition=edition, source=source, by=PLATFORM, at=AT)


SEVEN_DAYS = [
    (date(2026, 9, 24), date(2026, 10, 12), "over mid-autumn, the national day and its make-up days"),
    (date(2026, 9, 25), date(2026, 10, 12), "decided on a holiday: the day is 0 all the same"),
    (date(2026, 9, 30), date(2026, 10, 15), "decided on the eve of the national day"),
    (date(2026, 2, 13), date(2026, 3, 2), "over the spring festival"),
    (date(2026, 11, 20), date(2026, 12, 1), "an ordinary week: two weekends"),
    (date(2004, 1, 1), date(2004, 1, 12), "the first day that is known"),
]


@pytest.mark.parametrize(("start", "end", "because"), SEVEN_DAYS, ids=[case[2] for case in SEVEN_DAYS])
def test_seven_working_days(start: date, end: date, because: str) -> None:
    seed_calendar(by=PLATFORM, at=AT)
    assert calendar().add_workdays(start, 7) == Deadline(end, provisional=False)


def test_the_seed_is_whole_and_loaded_once() -> None:
    first = seed_calendar(by=PLATFORM, at=AT)
    assert seed_calendar(by=PLATFORM, at=AT + timedelta(days=1)).pk == first.pk
    assert CalendarDay.objects.count() == (date(2027, 1, 1) - date(2004, 1, 1)).days
    assert calendar().known_through == date(2026, 12, 31)


def test_a_deadline_beyond_the_known_years_is_provisional() -> None:
    seed_calendar(by=PLATFORM, at=AT)
    last_sure = calendar().add_workdays(date(2026, 12, 22), 7)
    assert last_sure == Deadline(date(2026, 12, 31), provisional=False)
    assert calendar().add_workdays(date(2026, 12, 25), 7) == Deadline(date(2027, 1, 6), provisional=True)


def test_an_imported_year_makes_it_certain_and_the_earlier_edition_still_answers(tmp_path: Path) -> None:
    seeded = seed_calendar(by=PLATFORM, at=AT)
    load(tmp_path, YEAR_2027)
    assert calendar().add_workdays(date(2026, 12, 25), 7) == Deadline(date(2027, 1, 6), provisional=False)
    assert calendar().is_workday(date(2027, 2, 14))
    assert not calendar().is_workday(date(2027, 2, 8))
    assert calendar(edition=seeded.number).add_workdays(date(2026, 12, 25), 7).provisional
    assert not calendar(edition=seeded.number).is_workday(date(2027, 2, 14))


def test_a_replaced_year_is_a_new_edition_and_overwrites_nothing(tmp_path: Path) -> None:
    seed_calendar(by=PLATFORM, at=AT)
    first = load(tmp_path, YEAR_2027)
    before = list(CalendarDay.objects.filter(edition=first).order_by("day").values_list("day", "is_workday"))
    second = load(tmp_path, YEAR_2027.replace("2027-02-14,是", "2027-02-13,是"), edition="2027更正")
    assert second.number == first.number + 1
    assert (calendar().is_workday(date(2027, 2, 13)), calendar().is_workday(date(2027, 2, 14))) == (True, False)
    earlier = calendar(edition=first.number)
    assert (earlier.is_workday(date(2027, 2, 13)), earlier.is_workday(date(2027, 2, 14))) == (False, True)
    after = list(CalendarDay.objects.filter(edition=first).order_by("day").values_list("day", "is_workday"))
    assert after == before


def test_a_year_behind_a_gap_is_not_known_yet(tmp_path: Path) -> None:
    seed_calendar(by=PLATFORM, at=AT)
    load(tmp_path, YEAR_2027.replace("2027-", "2028-"), edition="2028")
    assert calendar().known_through == date(2026, 12, 31)
    load(tmp_path, YEAR_2027)
    assert calendar().known_through == date(2028, 12, 31)


def every_day_of_2027() -> str:
    off = {line[:10] for line in YEAR_2027.splitlines() if ",否" in line}
    on = {line[:10] for line in YEAR_2027.splitlines() if ",是," in line}
    days = (date(2027, 1, 1) + timedelta(days=step) for step in range(365))
    words = ((d, d.isoformat() in on or (d.weekday() < 5 and d.isoformat() not in off)) for d in days)
    return "日期,是否工作日\n" + "".join(f"{d},{'1' if worked else '0'}\n" for d, worked in words)


def test_a_file_with_every_day_says_the_same_as_one_with_the_exceptions(tmp_path: Path) -> None:
    short = load(tmp_path, YEAR_2027)
    whole = load(tmp_path, every_day_of_2027(), edition="2027全年")
    assert whole.digest == short.digest


@pytest.mark.parametrize("separator", [";", "\t", "，"])
@pytest.mark.parametrize("encoding", ["utf-8-sig", "gb18030"])
def test_a_file_as_any_program_saves_it(tmp_path: Path, separator: str, encoding: str) -> None:
    file = tmp_path / "saved.csv"
    text = f"sep={separator}\n{YEAR_2027}".replace(",", separator).replace("\n", "\r\n")
    file.write_bytes(text.encode(encoding))
    saved = import_calendar_year(file=file, edition="2027保存", source=NOTICE, by=PLATFORM, at=AT)
    assert saved.digest == load(tmp_path, YEAR_2027).digest


FIRST = YEAR_2027.splitlines()[0]
REFUSED = [
    ("no header", YEAR_2027.split("\n", 1)[1], "calendar.header", "第一行"),
    ("an empty file", "", "calendar.header", "第一行"),
    ("longer than any calendar", YEAR_2027 + "\n" * 1_000_000, "calendar.too_large", "1 MB"),
    ("a header and nothing else", FIRST + "\n", "calendar.refused", "没有任何日期"),
    ("a date that cannot be read", YEAR_2027 + "明年元旦,否\n", "calendar.refused", "第 28 行"),
    ("a day that does not exist", YEAR_2027 + "2027-02-29,否\n", "calendar.refused", "第 28 行"),
    ("a word that is neither yes nor no", YEAR_2027 + "2027-03-01,半天\n", "calendar.refused", "半天"),
    ("a row without its word", YEAR_2027 + "2027-03-01\n", "calendar.refused", "缺少"),
    ("a cell too many", YEAR_2027 + "2027-03-01,是,补班,另说\n", "calendar.refused", "第 28 行有 4 格，表头只有 3 列"),
    ("a quote left open", YEAR_2027 + '2027-03-01,是,"补班\n', "calendar.unreadable", "第 28 行有一个英文双引号"),
    ("a note without end", YEAR_2027 + f"2027-03-01,是,{'补' * 140_000}\n", "calendar.unreadable", "文字过长"),
    ("a day twice", YEAR_2027 + "2027-01-01,否\n", "calendar.refused", "两次"),
    (
        "a year that no calendar holds",
        YEAR_2027.replace("2027-", "9999-"),
        "calendar.refused",
        "不在 2000 至 2099 年之间",
    ),
    ("two years in one file", YEAR_2027 + "2028-01-03,否\n", "calendar.refused", "一个文件只放一年"),
    ("the national day forgotten", YEAR_2027.replace("2027-10-01,否,国庆节\n", ""), "calendar.refused", "10月1日"),
    ("a statutory holiday worked", YEAR_2027.replace("2027-05-01,否", "2027-05-01,是"), "calendar.refused", "5月1日"),
    (
        "too few working days to be believed",
        YEAR_2027 + "".join(f"2027-07-{day:02},否\n" for day in range(1, 32)),
        "calendar.refused",
        "个工作日",
    ),
]


@pytest.mark.parametrize(("text", "code", "words"), [case[1:] for case in REFUSED], ids=[case[0] for case in REFUSED])
def test_a_faulty_file_is_refused_whole(tmp_path: Path, text: str, code: str, words: str) -> None:
    with pytest.raises(Refusal) as caught:
        load(tmp_path, text)
    assert caught.value.code == code
    assert words in caught.value.message
    assert not CalendarEdition.objects.exists()


def test_an_edition_needs_a_source_and_a_name_of_its_own(tmp_path: Path) -> None:
    with pytest.raises(Refusal) as caught:
        load(tmp_path, YEAR_2027, source=" ")
    assert caught.value.code == "calendar.unsourced"
    load(tmp_path, YEAR_2027)
    with pytest.raises(Refusal) as caught:
        load(tmp_path, YEAR_2027)
    assert caught.value.code == "calendar.edition_taken"


def test_a_festival_that_nobody_announced_yet_is_kept_free_all_the_same() -> None:
    seed_calendar(by=PLATFORM, at=AT)
    days = (date(2027, 4, 2), date(2027, 4, 5), date(2027, 4, 6))
    assert [calendar().is_workday(day) for day in days] == [True, False, True], "清明 2027 falls on a Monday"


def test_no_calendar_and_no_such_edition_say_so() -> None:
    with pytest.raises(Refusal) as caught:
        calendar()
    assert caught.value.code == "calendar.none"
    seed_calendar(by=PLATFORM, at=AT)
    with pytest.raises(Refusal) as caught:
        calendar(edition=99)
    assert caught.value.code == "calendar.unknown_edition"


def test_a_file_that_is_not_there_is_named_without_its_folder(tmp_path: Path) -> None:
    with pytest.raises(Refusal) as caught:
        import_calendar_year(file=tmp_path / "none.csv", edition="2027", source=NOTICE, by=PLATFORM, at=AT)
    assert caught.value.code == "calendar.file"
    assert str(tmp_path) not in caught.value.message
