"""What pages of oversight read from the address: the month, the span, the units one may see."""

from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from django.http import Http404
from django.urls import reverse
from django.utils.http import urlencode

from mingxin.access.models import Region, Unit
from mingxin.access.permits import Act, Holder
from mingxin.access.queries.holders import place_of, units_for
from mingxin.doors.desk import asked, listing
from mingxin.doors.desk.guard import DeskRequest
from mingxin.doors.desk.looking import hidden_among
from mingxin.kernel.clock import today as clock_today
from mingxin.kernel.dates import DateProblem, add_months
from mingxin.oversight.rules.periods import Period, month_of

FOR_STATISTICS: Final = "时效统计核对"
MOST_MONTHS = 36  # what is answered at once; over longer spans the figures take longer than a page may


def month_in(request: DeskRequest, *, today: date) -> date:
    """The first day of the month that the address asks for; the present month where it says nothing readable."""
    written = request.POST.get("yue", "") or request.GET.get("yue", "")
    try:
        month = asked.month_in(written)
    except DateProblem:
        return month_of(today).first
    return min(month, month_of(today).first)


def month_adjusted(request: DeskRequest, month: date) -> str:
    """That the address asks for another month than `month`, in a sentence; "" where it does not."""
    written = request.GET.get("yue", "")
    if not written or written == f"{month:%Y-%m}":
        return ""
    try:
        asked.month_in(written)
    except DateProblem:
        return f"填写的月份无法识别，查询月份已调整为 {month:%Y-%m}。"
    return f"{written} 还没有开始，查询月份已调整为 {month:%Y-%m}。"


@dataclass(frozen=True)
class Span:
    """Both days are counted, as people say them. `adjusted`: that it is not what was asked for, in a sentence."""

    first: date
    last: date
    adjusted: str = ""

    @property
    def period(self) -> Period:
        return Period(self.first, date.fromordinal(self.last.toordinal() + 1))

    @property
    def words(self) -> str:
        return f"{self.first} 至 {self.last}"

    @property
    def query(self) -> dict[str, str]:
        return {"zi": self.first.isoformat(), "zhi": self.last.isoformat()}


def span_in(request: DeskRequest, *, today: date) -> Span:
    """From `zi` through `zhi`, three years at most; this month so far where they say nothing readable."""
    written = {name: request.GET.get(name, "") for name in ("zi", "zhi")}
    said = {name: _day(text) for name, text in written.items()}
    last = min(said["zhi"] or today, today)
    asked_first = said["zi"] or month_of(last).first
    first = min(max(asked_first, add_months(last, -MOST_MONTHS)), last)
    why = []
    if any(written[name] and said[name] is None for name in written):
        why.append("填写的日期无法识别")
    if said["zhi"] is not None and said["zhi"] > last:
        why.append("结束日期不能晚于今天")
    if asked_first > last:
        why.append("开始日期不能晚于结束日期")
    if asked_first < first:
        why.append(f"一次最多查询 {MOST_MONTHS // 12} 年")
    span = Span(first, last)
    return replace(span, adjusted=f"{'，'.join(why)}，查询区间已调整为 {span.words}。") if why else span


def units_seen(holder: Holder, act: Act) -> list[Unit]:
    return list(units_for(holder, act).select_related("region").order_by("region_id", "uscc"))


def unit_seen(request: DeskRequest, unit_id: int, item: str) -> Unit:
    """A unit of which this person may see the item; otherwise there is no such page."""
    unit = units_for(request.holder, request.act).select_related("region").filter(pk=unit_id).first()
    if unit is None or not request.holder.may(request.act, place=place_of(unit), item=item):
        raise Http404
    return unit


def regions_of(units: list[Unit]) -> list[tuple[str, str]]:
    codes = {str(unit.region_id) for unit in units}
    return list(Region.objects.filter(code__in=codes).order_by("code").values_list("code", "name"))


def address(name: str, *args: object, **query: object) -> str:
    """The address of a page with what it is asked for; empty values are left out."""
    said = {key: str(value) for key, value in query.items() if value not in ("", None)}
    return reverse(f"desk:{name}", args=args) + (f"?{urlencode(said)}" if said else "")


def document_column() -> listing.Column:
    """The document's number, which leads to what is on file; rows with `thread` and `document_number`."""
    return listing.Column(
        "document",
        "文书号",
        lambda row: row.document_number or "（没有文书号）",
        kind="link",
        link=lambda row: reverse("desk:record", args=[row.thread]),
    )


def statistics_reading() -> listing.Reading:
    """Rows name a decision by its document; of those that are not public it is told who went through them."""
    return listing.Reading(
        lambda row: row.thread, FOR_STATISTICS, among=lambda threads: hidden_among(threads, clock_today())
    )


def _day(written: str) -> date | None:
    try:
        return asked.day_in(written) if written else None
    except DateProblem:
        return None
