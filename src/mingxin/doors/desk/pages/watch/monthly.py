"""The monthly 双公示 report: seen on the page, handed in as Word, checked in Excel."""

from dataclasses import dataclass
from datetime import date

from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import render

from mingxin.access.models import Region, Unit
from mingxin.access.permits import Act
from mingxin.access.queries.holders import subtree
from mingxin.doors.desk.guard import DeskRequest
from mingxin.doors.desk.pages.watch.asked import address, month_in, units_seen
from mingxin.doors.desk.pages.watch.files import attached
from mingxin.kernel.clock import now, today
from mingxin.kernel.dates import add_months
from mingxin.ledger.actions import write
from mingxin.oversight.monthly.document import HEADS, summary, table_rows, write_document
from mingxin.oversight.monthly.facts import NOTES, MonthReport, month_report
from mingxin.oversight.monthly.workbook import write_workbook
from mingxin.uses.publicity.export import XLSX_TYPE

DOCX_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@dataclass(frozen=True)
class Scope:
    """Which divisions may be chosen, which one is, and the units in it."""

    regions: list[tuple[str, str]]
    region: str
    name: str
    units: list[Unit]


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
        "tables": [(table.title, table_rows(table)) for table in report.tables],
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
    write(
        action="oversight.month_report",
        object_type="month_report",
        object_key=f"{report.month:%Y-%m}",
        by=request.holder.actor(Act.WATCH),
        at=report.made_at,
        detail={"form": form, "region": report.region_name},
    )
    return attached(data, f"{report.file_name}.{form}", content_type)


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
    return Scope(regions, region, names[region], [unit for unit in units if unit.region_id in inside])


def _report(request: DeskRequest, month: date, scope: Scope) -> MonthReport:
    office = request.holder.posts_for(Act.WATCH)[0].unit_name
    return month_report(units=scope.units, region_name=scope.name, office_name=office, month=month, at=now())
