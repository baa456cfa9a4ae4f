"""The reminders that went out: the office sees those of its region, a unit its own; the papers; taking back."""

from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import render

from mingxin.access.permits import Act
from mingxin.access.queries.holders import place_of, units_for
from mingxin.doors.desk import listing
from mingxin.doors.desk.answers import see_other, tell
from mingxin.doors.desk.guard import DeskRequest
from mingxin.doors.desk.pages.watch.asked import address
from mingxin.doors.desk.pages.watch.files import attached
from mingxin.kernel.clock import now, today
from mingxin.oversight.actions.remind import recall as recall_reminder
from mingxin.oversight.models import Reminder
from mingxin.uses.reports.actions import papers

PDF = "application/pdf"


def reminders(request: DeskRequest) -> HttpResponseBase:
    units = units_for(request.holder, Act.SEE_REPORTS)
    is_office = request.holder.may(Act.WATCH)
    rows = Reminder.objects.filter(unit__in=units).select_related("unit", "office").prefetch_related("lines")
    shown = listing.Listing(
        title="催报通知",
        rows=rows,
        order=("-sent_at", "-id"),
        columns=[*_COLUMNS, *([_RECALL] if is_office else [])],
        filters=[
            listing.Filter("yue", "催报月份", "month", lambda found, month: found.filter(month=month)),
            listing.Filter("danwei", "单位", "text", lambda found, words: found.filter(unit__name__contains=words)),
            listing.Filter(
                "zhuangtai",
                "状态",
                "choice",
                lambda found, value: found.filter(recalled_at__isnull=value == "fachu"),
                [("fachu", "已发出"), ("shouhui", "已收回")],
            ),
        ],
        empty="没有催报通知。",
    )
    return listing.show(request, shown, "desk/watch/reminders.html", {"is_office": is_office})


def paper(request: DeskRequest, reminder_id: int) -> HttpResponse:
    found = Reminder.objects.filter(pk=reminder_id, unit__in=units_for(request.holder, Act.SEE_REPORTS)).first()
    if found is None:
        raise Http404
    return attached(papers().read(found.file), f"催报通知书_{found.number}.pdf", PDF)


def recall(request: DeskRequest, ids: str) -> HttpResponse:
    """One reminder, or all that were sent together. Opened as an address it asks first."""
    numbers = [int(part) for part in ids.split(",")[:500] if part.isdecimal()]
    found = list(
        Reminder.objects.filter(pk__in=numbers, unit__in=units_for(request.holder, Act.WATCH))
        .select_related("unit")
        .order_by("pk")
    )
    if not found:
        raise Http404
    if request.method != "POST":
        return _ask(request, found)
    for one in found:
        by = request.holder.actor(Act.WATCH, place=place_of(one.unit))
        recall_reminder(one.number, link=address("watch_reminders"), by=by, at=now())
    tell(request, f"已收回 {len(found)} 份催报通知书，并已告知有关单位。", tone="note")
    return see_other(address("watch_reminders"))


def _ask(request: DeskRequest, found: list[Reminder]) -> HttpResponse:
    asked = {
        "title": "收回催报通知书",
        "question": "收回后，通知书标为“已收回”，并会告知该单位不必按其办理。只能收回当天发出的。",
        "lines": [f"{one.number}：{one.unit.name}" for one in found],
        "action": "收回",
        "danger": True,
        "back": address("watch_reminders"),
    }
    return render(request, "desk/confirm.html", asked)


def _state(one: Reminder) -> listing.Tag:
    return listing.Tag("已收回", "warn") if one.recalled_at else listing.Tag("已发出", "ok")


def _can_recall(one: Reminder) -> bool:
    return one.recalled_at is None and one.sent_on == today()


_COLUMNS = [
    listing.Column("number", "编号", lambda r: r.number, link=lambda r: address("watch_paper", r.pk), kind="code"),
    listing.Column("unit", "单位", lambda r: r.unit.name),
    listing.Column("month", "月份", lambda r: f"{r.month:%Y-%m}", kind="code"),
    listing.Column("lines", "催报内容", lambda r: "；".join(line.said for line in r.lines.all())),
    listing.Column("answer_by", "请于何日前办理", lambda r: r.answer_by, kind="date"),
    listing.Column("sent", "发出", lambda r: r.sent_at, kind="time"),
    listing.Column("office", "发出单位", lambda r: r.office.name),
    listing.Column("by", "经办", lambda r: r.sent_by_name),
    listing.Column("state", "状态", _state, kind="tag"),
]
_RECALL = listing.Column(
    "recall",
    "收回",
    lambda r: "收回…" if _can_recall(r) else "",
    kind="link",
    link=lambda r: address("watch_recall", r.pk) if _can_recall(r) else None,
)
