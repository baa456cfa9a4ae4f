"""本期无, by one click, and taken back by one."""

from datetime import date

from django.http import Http404, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_POST

from mingxin.access.permits import Act
from mingxin.access.queries.holders import place_of, units_for
from mingxin.catalogue.queries import card as card_of
from mingxin.doors.desk.answers import see_other, tell
from mingxin.doors.desk.asked import month_in
from mingxin.doors.desk.guard import DeskRequest
from mingxin.intake.actions.zero import declare_none, declare_none_instead, revoke_none
from mingxin.intake.models import ZeroReport
from mingxin.intake.queries.batches import find
from mingxin.kernel.clock import now, today
from mingxin.kernel.dates import DateProblem


@require_POST
def declare(request: DeskRequest) -> HttpResponse:
    """For the month that the page named: it may have been opened on the last day of the one before."""
    unit = units_for(request.holder, Act.REPORT).filter(uscc=request.POST.get("unit", "")).first()
    if unit is None:
        raise Http404
    item = request.POST.get("item", "")
    request.holder.require(Act.REPORT, place=place_of(unit), item=item)
    card, month = card_of(item), _month(request.POST.get("month", ""))
    by, empty = request.holder.actor(Act.REPORT, place=place_of(unit)), request.POST.get("instead", "")
    if empty:  # a sheet without rows, by its number
        if find(empty, holder=request.holder, act=Act.REPORT) is None:
            raise Http404
        made = declare_none_instead(empty, month=month, by=by, at=now())
    else:
        made = declare_none(unit=unit, item=item, month=month, by=by, at=now())
    withdrawn = "，没有数据的一批已撤回" if empty else ""
    tell(
        request,
        f"已声明“{card.name}”{month:%Y 年 %m 月}本期无{withdrawn}。",
        undo=reverse("desk:zero_revoke", args=[made.pk]),
    )
    return see_other(reverse("desk:home"))


@require_POST
def revoke(request: DeskRequest, report_id: int) -> HttpResponse:
    report = ZeroReport.objects.select_related("unit").filter(pk=report_id).first()
    if report is None or not request.holder.may(Act.REPORT, place=place_of(report.unit), item=report.item):
        raise Http404
    revoke_none(report_id, by=request.holder.actor(Act.REPORT, place=place_of(report.unit)), at=now())
    tell(request, "已撤销本期无的声明。")
    return see_other(reverse("desk:home"))


def _month(text: str) -> date:
    try:
        return month_in(text)
    except DateProblem:
        return today()
