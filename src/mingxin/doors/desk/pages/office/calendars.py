"""The calendar of working days: a year at a glance, and the next year taken in."""

import calendar as weeks
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final

from django import forms
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from mingxin.doors.desk.answers import see_other, tell
from mingxin.doors.desk.forms import DeskForm
from mingxin.doors.desk.guard import DeskRequest
from mingxin.doors.desk.listing import Tag
from mingxin.doors.desk.pages.accounts.sides import told_in
from mingxin.doors.desk.pages.office import carried, previews
from mingxin.doors.desk.pages.office.fields import said, table_file
from mingxin.doors.desk.pages.office.sheets import on_disk, table_bytes, text_of
from mingxin.doors.parts.handing import attached
from mingxin.intake.actions.calendar_years import load_year, would_settle
from mingxin.kernel.clock import now, today
from mingxin.kernel.workdays import Calendar
from mingxin.rulebook.calendar_file import YearOfDays, read_year
from mingxin.rulebook.models import CalendarDay, CalendarEdition, Outage
from mingxin.rulebook.queries import calendar
from mingxin.uses.sheets import CSV_TYPE

KIND: Final = "calendar"
WEEKDAYS: Final = ("一", "二", "三", "四", "五", "六", "日")
YEARS: Final = range(2004, 2100)
_HEADERS: Final = ("日期", "是否工作日", "说明")
_WORDS: Final = {"makeup": "班", "holiday": "休", "closed": "停"}


@dataclass(frozen=True)
class ShownDay:
    """`kind`: work, rest (a weekend as usual), makeup, holiday, closed (an announced outage)."""

    number: int
    kind: str
    word: str
    note: str


class FileForm(DeskForm):
    file = table_file("工作日历", "CSV 或 Excel，表头：日期、是否工作日、说明。只写与平常星期不同的日子，也可以全写。")
    edition = forms.CharField(label="版本名称", help_text="例如：2027年。", max_length=60)
    source = said("所依据的放假通知", "国务院办公厅关于2027年部分节假日安排的通知（国办发明电〔2026〕9号）")


@require_safe
def year(request: DeskRequest) -> HttpResponse:
    worked = calendar()
    chosen = _year(request.GET.get("nian", "")) or today().year
    edition = CalendarEdition.objects.filter(first_year__lte=chosen, last_year__gte=chosen).order_by("-number").first()
    days = [date(chosen, 1, 1) + timedelta(days=step) for step in range(366 if weeks.isleap(chosen) else 365)]
    context = {
        "year": chosen,
        "earlier": chosen - 1 if chosen > YEARS.start else None,
        "later": chosen + 1 if chosen < worked.known_through.year + 2 else None,
        "is_known": chosen <= worked.known_through.year,
        "edition": edition,
        "workdays": sum(worked.is_workday(day) for day in days),
        "months": list(_months(chosen, worked)),
        "weekdays": WEEKDAYS,
    }
    return render(request, "desk/office/calendar.html", context)


@require_safe
def file(request: DeskRequest, number: int) -> HttpResponse:
    """The days of a year that depart from the week; of a year to come what the law fixes already."""
    if number not in YEARS:
        raise Http404
    worked, notes = calendar(), _notes(number)
    first = date(number, 1, 1)
    days = (first + timedelta(days=step) for step in range(366 if weeks.isleap(number) else 365))
    lines = (
        (day.isoformat(), "是" if worked.is_workday(day) else "否", notes.get(day, ""))
        for day in days
        if worked.is_workday(day) != (day.weekday() < 5)
    )
    data = table_bytes(line for part in ([_HEADERS], lines) for line in part)
    return attached(data, f"工作日历-{number}.csv", CSV_TYPE)


@require_http_methods(["GET", "HEAD", "POST"])
def bring(request: DeskRequest) -> HttpResponse:
    following = calendar().known_through.year + 1
    form = (
        FileForm(request.POST, request.FILES)
        if request.method == "POST"
        else FileForm(initial={"edition": f"{following}年"})
    )
    if request.method == "POST" and form.is_valid():
        with told_in(form, calendar_edition_taken="edition", calendar_unsourced="source"):
            given = dict(form.cleaned_data)
            return _preview(request, text_of(given.pop("file")), given)
    context = {
        "title": "导入工作日历",
        "crumbs": [("工作日历", reverse("desk:calendar"))],
        "form": form,
        "action": "预览",
        "help": (
            "国务院办公厅发布下一年放假通知以后导入。一个文件只放一年。",
            "只需写放假的工作日和调休上班的周末；没有写的日子按平常的星期。",
            "下载的模板里只有法律固定的节假日，请按通知补上调休和其余放假的日子。",
            "导入后，原来推定的报送期限重新计算，新旧不同的，以对报送单位有利的一个为准。",
        ),
        "template": reverse("desk:calendar_file", args=[following]),
    }
    return render(request, "desk/office/upload.html", context, status=400 if form.is_bound else 200)


@require_POST
def apply(request: DeskRequest) -> HttpResponse:
    value = carried.opened(request, KIND)
    with on_disk(value["text"].encode()) as path:
        loaded = load_year(file=path, **value["given"], by=request.holder.actor(request.act), at=now())
    words = f"已导入 {loaded.edition.first_year} 年工作日历。"
    tell(request, f"{words}重新计算了 {loaded.settled:,} 条推定的期限。" if loaded.settled else words)
    return see_other(f"{reverse('desk:calendar')}?nian={loaded.edition.first_year}")


def _preview(request: DeskRequest, text: str, given: dict[str, Any]) -> HttpResponse:
    by, at = request.holder.actor(request.act), now()
    with on_disk(text.encode()) as path:
        settled = would_settle(file=path, **given, by=by, at=at)
        read = read_year(path.read_bytes(), calendar().fixed_holidays)
    before = calendar()
    special = [day for day, works in read.days.items() if works != (day.weekday() < 5)]
    changed = {day for day, works in read.days.items() if before.is_workday(day) != works}
    rows = [
        (
            day.isoformat(),
            f"星期{WEEKDAYS[day.weekday()]}",
            Tag("上班", "blue") if read.days[day] else Tag("放假", "ok"),
            read.notes.get(day, ""),
            "与现行日历不同" if day in changed else "",
        )
        for day in sorted({*special, *changed})
    ]
    summary = [
        f"{read.year} 年，共 {sum(read.days.values())} 个工作日；与平常星期不同的 {len(special)} 天。",
        f"与现行日历不同的 {len(changed)} 天；将有 {settled:,} 条推定的报送期限成为确定的期限。",
    ]
    return previews.show(
        request,
        previews.Preview(
            title=f"{read.year} 年工作日历导入预览",
            back=reverse("desk:calendar"),
            back_words="工作日历",
            summary=summary,
            headers=("日期", "星期", "安排", "说明", "比较"),
            lines=rows,
            carried=carried.seal(request, KIND, {"text": text, "given": given}),
            action=f"导入 {read.year} 年",
            address=reverse("desk:calendar_apply"),
            warning=_warning(read, changed, before),
        ),
    )


def _warning(read: YearOfDays, changed: set[date], before: Calendar) -> str:
    """Every notice so far has moved some weekends: a file without any was probably not filled in."""
    if not changed and read.year <= before.known_through.year:
        return "这一年的日历与现行的完全一样，通常不需要再导入。"
    if not any(works and day.weekday() >= 5 for day, works in read.days.items()):
        return "文件里没有调休上班的周末。请核对是否已按放假通知补全。"
    return ""


def _months(year: int, worked: Calendar) -> Iterator[tuple[int, int, list[list[ShownDay | None]]]]:
    """(month, its working days, its weeks from Monday on)."""
    notes, down = _notes(year), _down(year)
    for month in range(1, 13):
        shown = [
            [_shown(day, worked, notes, down) if day.month == month else None for day in week]
            for week in weeks.Calendar().monthdatescalendar(year, month)
        ]
        count = sum(day.kind in ("work", "makeup") for week in shown for day in week if day is not None)
        yield month, count, shown


def _shown(day: date, worked: Calendar, notes: dict[date, str], down: set[date]) -> ShownDay:
    works, is_weekday = worked.is_workday(day), day.weekday() < 5
    if day in down:
        kind = "closed"
    elif works:
        kind = "work" if is_weekday else "makeup"
    else:
        kind = "holiday" if is_weekday else "rest"
    return ShownDay(day.day, kind, _WORDS.get(kind, ""), notes.get(day, ""))


def _notes(year: int) -> dict[date, str]:
    """The later edition speaks over the earlier."""
    rows = CalendarDay.objects.filter(day__year=year).exclude(note="").order_by("edition_id")
    return dict(rows.values_list("day", "note"))


def _down(year: int) -> set[date]:
    rows = Outage.objects.filter(revoked_at__isnull=True, first_on__year__lte=year, last_on__year__gte=year)
    return {
        first + timedelta(days=step)
        for first, last in rows.values_list("first_on", "last_on")
        for step in range((last - first).days + 1)
    }


def _year(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdecimal() and len(text) == 4 and int(text) in YEARS else None
