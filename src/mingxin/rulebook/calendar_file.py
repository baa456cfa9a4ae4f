"""Reading a year of working days from a table of 日期, 是否工作日[, 说明]."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from mingxin.kernel.dates import DateProblem, parse_date
from mingxin.kernel.refusal import Refusal
from mingxin.kernel.resident_id import cut
from mingxin.kernel.separated import small_table, unlike_header

YES = frozenset({"是", "1", "班", "工作日", "上班", "TRUE", "Y"})
NO = frozenset({"否", "0", "休", "休息日", "放假", "节假日", "FALSE", "N"})
# Years 2004 to 2026 have between 248 and 254 working days.
BELIEVABLE_WORKDAYS = range(244, 258)
_YEARS = range(2000, 2100)
_HEADERS = ("日期", "是否工作日", "说明")
_FAULTS_SHOWN = 20
_MOST_BYTES = 1_000_000


@dataclass(frozen=True)
class YearOfDays:
    """Every day of one year: whether it is worked, and the note that stood beside it."""

    year: int
    days: Mapping[date, bool]
    notes: Mapping[date, str]


def read_year(data: bytes, fixed_holidays: frozenset[tuple[int, int]]) -> YearOfDays:
    """The year in a CSV file: all of its days, or only those that depart from the week.

    Days that are not named follow the week; a file that leaves out the statutory holidays of fixed dates, or leaves an
    unbelievable number of working days, is refused as incomplete. Raises Refusal("calendar.refused") with every fault.
    """
    if len(data) > _MOST_BYTES:
        raise Refusal(
            "calendar.too_large", "日历文件超过 1 MB。", "一年的日历只有几百行，请核对选择的文件；现行日历不受影响。"
        )
    rows = small_table(data, _HEADERS, name="日历文件", code="calendar")
    if not rows or tuple(rows[0][:2]) != _HEADERS[:2]:
        raise Refusal(
            "calendar.header",
            "日历文件的第一行应当是“日期,是否工作日,说明”（说明可以没有）。",
            "请改好表头后重新导入；现行日历不受影响。",
        )
    faults: list[str] = []
    named: dict[date, bool] = {}
    notes: dict[date, str] = {}
    for number, cells in enumerate(rows[1:], start=2):
        if unlike := unlike_header(cells, rows[0], may_miss=len(rows[0])):
            faults.append(f"第 {number} 行{unlike}。")
        elif any(cells):
            _take(number, cells, named, notes, faults)
    years = {day.year for day in named}
    if not named and not faults:
        faults.append("文件中没有任何日期。")
    if len(years) > 1:
        faults.append(f"一个文件只放一年，现有 {'、'.join(str(year) for year in sorted(years))} 年。")
    if faults:
        raise _refused(faults)
    return _whole_year(years.pop(), named, notes, fixed_holidays)


def _take(number: int, cells: list[str], named: dict[date, bool], notes: dict[date, str], faults: list[str]) -> None:
    if len(cells) < 2:
        faults.append(f"第 {number} 行缺少“是否工作日”。")
        return
    try:
        day = parse_date(cells[0])
    except DateProblem:
        faults.append(f"第 {number} 行的日期“{cells[0]}”读不出来，请写作 2027-01-01。")
        return
    word = cells[1].upper()
    if day.year not in _YEARS:
        faults.append(f"第 {number} 行的年份 {day.year} 不在 {_YEARS.start} 至 {_YEARS.stop - 1} 年之间。")
    elif word not in YES and word not in NO:
        faults.append(f"第 {number} 行的“是否工作日”写作“{cells[1]}”，只能是“是”或“否”。")
    elif day in named:
        faults.append(f"第 {number} 行的 {day} 出现了两次。")
    else:
        named[day] = word in YES
        if len(cells) > 2 and cells[2]:
            notes[day] = cut(cells[2])[0][:60]


def _whole_year(
    year: int, named: dict[date, bool], notes: dict[date, str], fixed_holidays: frozenset[tuple[int, int]]
) -> YearOfDays:
    first = date(year, 1, 1)
    whole = [first + timedelta(days=step) for step in range((date(year + 1, 1, 1) - first).days)]
    days = {day: named.get(day, day.weekday() < 5) for day in whole}
    worked = [f"{month}月{day}日" for month, day in sorted(fixed_holidays) if days[date(year, month, day)]]
    faults = []
    if worked:
        faults.append(f"法定节假日 {'、'.join(worked)} 应当是休息日，文件没有写或者写成了工作日。")
    count = sum(days.values())
    if count not in BELIEVABLE_WORKDAYS:
        usual = f"{BELIEVABLE_WORKDAYS.start}–{BELIEVABLE_WORKDAYS.stop - 1}"
        faults.append(f"{year} 年共 {count} 个工作日，不在通常的 {usual} 之间，文件可能不完整。")
    if faults:
        raise _refused(faults)
    return YearOfDays(year, days, notes)


def _refused(faults: list[str]) -> Refusal:
    shown = "\n".join(f"· {fault}" for fault in faults[:_FAULTS_SHOWN])
    more = f"\n（另有 {len(faults) - _FAULTS_SHOWN} 处）" if len(faults) > _FAULTS_SHOWN else ""
    return Refusal(
        "calendar.refused",
        f"日历文件有 {len(faults)} 处问题，未予导入：\n{shown}{more}",
        "请对照国务院办公厅的放假通知改正后重新导入；现行日历不受影响。",
        faults=tuple(faults),
    )
