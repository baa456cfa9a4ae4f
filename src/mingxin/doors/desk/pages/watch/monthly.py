"""The monthly 双公示 report: seen on the page, handed in as Word, checked in Excel."""

from dataclasses import dataclass
from datetime import date
from functools import partial

from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import render

from mingxin.access.models import Region, Unit
from mingxin.access.permits import Act
from mingxin.access.queries.holders import subtree
from mingxin.archive.models import Timeliness
from mingxin.doors.desk import listing
from mingxin.doors.desk.asked import number_in
from mingxin.doors.desk.guard import DeskRequest
from mingxin.doors.desk.looking import hidden_among, note_file
from mingxin.doors.desk.pages.accounts.words import item_names
from mingxin.doors.desk.pages.watch.asked import (
    FOR_STATISTICS,
    address,
    document_column,
    month_adjusted,
    month_in,
    statistics_reading,
    units_seen,
)
from mingxin.doors.parts.handing import attached
from mingxin.kernel.clock import now, today
from mingxin.kernel.dates import add_months
from mingxin.ledger.actions import write
from mingxin.oversight.monthly.document import HEADS, summary, table_rows, write_document
from mingxin.oversight.monthly.facts import ITEMS, MISSING_TITLE, NOTES, MonthReport, Table, decisions, month_report
from mingxin.oversight.monthly.workbook import BEHIND_HEADS, write_workbook
from mingxin.oversight.queries.behind import public_now, with_document
from mingxin.oversight.queries.board import board
from mingxin.oversight.queries.month_facts import first_reported_in
from mingxin.oversight.rules.figures import BY_MONTH_OF_RELEASE
from mingxin.oversight.rules.periods import month_of
from mingxin.uses.sheets import XLSX_TYPE

DOCX_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@dataclass(frozen=True)
class Scope:
    """Which divisions may be chosen, which one is, and the units in it."""

    regions: list[tuple[str, str]]
    region: str
    name: str
    units: list[Unit]
    is_whole: bool  # every unit that the asker sees


def monthly(request: DeskRequest) -> HttpResponse:
    month, scope = _month(request), _scope(request)
    report = _report(request, month, scope)
    asked = {"yue": f"{month:%Y-%m}", "quhua": scope.region}
    context = {
        "report": report,
        "month": month,
        "scope": scope,
        "summary": summary(report),
        "heads": HEADS,
        "tables": [(table.title, _linked(table, month, scope)) for table in report.tables],
        "missing_title": MISSING_TITLE,
        "adjusted": month_adjusted(request, month),
        "notes": NOTES,
        "word": address("watch_monthly_file", "docx", **asked),
        "excel": address("watch_monthly_file", "xlsx", **asked),
    }
    return render(request, "desk/watch/monthly.html", context)


def file(request: DeskRequest, form: str) -> HttpResponseBase:
    """What was handed out stands in the ledger."""
    writers = {"docx": (write_document, DOCX_TYPE), "xlsx": (write_workbook, XLSX_TYPE)}
    if form not in writers:
        raise Http404
    report = _report(request, _month(request), _scope(request))
    make, content_type = writers[form]
    data = make(report)
    with transaction.atomic():
        write(
            action="oversight.month_report",
            object_type="month_report",
            object_key=f"{report.month:%Y-%m}",
            by=request.holder.actor(Act.WATCH),
            at=report.made_at,
            detail={"form": form, "region": report.region_name},
        )
        if form == "xlsx":
            _note_behind(request, report)
    return attached(data, f"{report.file_name}.{form}", content_type)


def _note_behind(request: DeskRequest, report: MonthReport) -> None:
    """The workbook names the decisions behind its figures one by one; the document holds counts alone."""
    threads = hidden_among([row.thread for row in decisions(report)], today())
    told = {"month": f"{report.month:%Y-%m}", "form": "xlsx"}
    note_file(request, threads, title="双公示月报明细", fields=BEHIND_HEADS, matter=FOR_STATISTICS, **told)


def rows(request: DeskRequest, item: str) -> HttpResponseBase:
    """What stands behind 首次报送, 已确定公示 and 迟报率 of the report: by month of release, no party is named."""
    if item not in ITEMS:
        raise Http404
    month, scope = _month(request), _scope(request)
    units = board(units=scope.units, month=month, today=today(), items=[item]).rows
    inside = {unit.unit for unit in units}
    asked = number_in(request.GET.get("danwei", ""))
    period = month_of(month)
    shown = listing.Listing(
        title=f"月报所依据的信息：{item_names().get(item, item)}（{month:%Y-%m}）",
        rows=with_document(
            first_reported_in(period).filter(unit_id__in=inside if asked is None else inside & {asked}, item=item)
        ),
        order=("-reported_on", "thread"),
        columns=_ROW_COLUMNS,
        filters=[
            listing.Filter("yue", "月份", "month", lambda found, value: found),
            listing.Filter("quhua", "区域（含下辖）", "choice", lambda found, v: found, scope.regions),
            listing.Filter(
                "danwei", "单位", "choice", lambda found, v: found, [(str(one.unit), one.name) for one in units]
            ),
            listing.Filter("jishi", "是否及时", "choice", _timely, [("shi", "及时"), ("fou", "迟报")]),
            listing.Filter("gongshi", "公示", "choice", lambda found, v: public_now(found), [("shi", "已确定公示")]),
        ],
        empty="这个月没有首次报送的信息。",
        reading=statistics_reading(),
    )
    extra = {
        "back": address("watch_monthly", yue=f"{month:%Y-%m}", quhua=scope.region),
        "back_words": "双公示月报",
        "adjusted": month_adjusted(request, month),
        "basis": f"{BY_MONTH_OF_RELEASE}：首次放行的日子在 {period.first} 至 {period.last} 的信息。",
    }
    return listing.show(request, shown, "desk/watch/behind.html", extra)


def _linked(table: Table, month: date, scope: Scope) -> list[list[tuple[str, str]]]:
    """The report's own cells, each with the address of what stands behind it."""
    units: list[int | None] = [*(line.cell.unit for line in table.lines), None]
    asked = {"yue": f"{month:%Y-%m}", "quhua": scope.region}
    period = month_of(month)
    found = []
    for words, unit in zip(table_rows(table), units, strict=True):
        one = partial(address, "watch_monthly_rows", table.item, **asked, danwei=unit or "")
        span = {"zi": period.first, "zhi": min(period.last, today()), "shixiang": table.item, "danwei": unit or ""}
        cell = address("watch_cell", unit, table.item, yue=asked["yue"]) if unit else ""
        # the batches behind 疑问率 are listed for one unit or for all that one sees, not for a division
        questioned = address("watch_rows", "questioned", **span) if unit or scope.is_whole else ""
        links = ("", one(), one(gongshi="shi"), one(jishi="fou"), questioned, cell)
        found.append([(w, link if w not in ("", "—") else "") for w, link in zip(words, links, strict=True)])
    return found


def _timely(found: QuerySet[Timeliness], value: str) -> QuerySet[Timeliness]:
    in_time = Q(reported_on__lte=F("due_on"))
    return found.filter(in_time if value == "shi" else ~in_time)


def _month(request: DeskRequest) -> date:
    """Where none is asked for: the month that has ended, for that is what is handed in."""
    if request.GET.get("yue"):
        return month_in(request, today=today())
    return add_months(today().replace(day=1), -1)


def _scope(request: DeskRequest) -> Scope:
    units = units_seen(request.holder, Act.WATCH)
    codes = {region for post in request.holder.posts_for(Act.WATCH) for region in post.regions}
    regions = list(Region.objects.filter(code__in=codes).order_by("code").values_list("code", "name"))
    if not regions:
        raise Http404
    names = dict(regions)
    region = request.GET.get("quhua", "")
    if region not in names:
        region = regions[0][0]
    inside = subtree(region)
    chosen = [unit for unit in units if unit.region_id in inside]
    return Scope(regions, region, names[region], chosen, is_whole=len(chosen) == len(units))


_ROW_COLUMNS = [
    listing.Column("unit", "单位", lambda row: row.unit.name),
    document_column(),
    listing.Column("decided", "决定日期", lambda row: row.decided_on, kind="date"),
    listing.Column("reported", "首次放行日", lambda row: row.reported_on, kind="date"),
    listing.Column("due", "报送期限", lambda row: row.due_on, kind="date"),
    listing.Column("workdays", "用时（工作日）", lambda row: row.workdays, kind="number"),
    listing.Column(
        "timely",
        "是否及时",
        lambda row: listing.Tag("迟报", "warn") if row.reported_on > row.due_on else listing.Tag("及时", "ok"),
        kind="tag",
    ),
]


def _report(request: DeskRequest, month: date, scope: Scope) -> MonthReport:
    office = request.holder.posts_for(Act.WATCH)[0].unit_name
    return month_report(units=scope.units, region_name=scope.name, office_name=office, month=month, at=now())
