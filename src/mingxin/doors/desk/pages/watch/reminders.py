"""The reminders that went out: the office sees those of its region, a unit its own; the papers; taking back."""

from collections.abc import Callable, Collection

from django.db import transaction
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import render

from mingxin.access.models import Unit
from mingxin.access.permits import Act
from mingxin.access.queries.holders import place_of, units_for
from mingxin.doors.desk import listing
from mingxin.doors.desk.answers import see_other, tell
from mingxin.doors.desk.asked import number_in
from mingxin.doors.desk.forms import DeskForm
from mingxin.doors.desk.guard import DeskRequest
from mingxin.doors.desk.pages.accounts.sides import told_in
from mingxin.doors.desk.pages.office.fields import said
from mingxin.doors.desk.pages.watch.asked import address
from mingxin.doors.parts.handing import attached
from mingxin.kernel.clock import now, today
from mingxin.oversight.actions.recalling import paper_of
from mingxin.oversight.actions.recalling import recall as recall_reminder
from mingxin.oversight.models import Reminder

PDF = "application/pdf"


class RecallForm(DeskForm):
    reason = said("收回的理由", "该单位的数据已经放行，通知发错")


def reminders(request: DeskRequest) -> HttpResponseBase:
    units = units_for(request.holder, Act.SEE_REPORTS)
    is_office = request.holder.may(Act.WATCH)
    rows = Reminder.objects.filter(unit__in=units).select_related("unit", "office").prefetch_related("lines")
    shown = listing.Listing(
        title="催报通知",
        rows=rows,
        order=("-sent_at", "-id"),
        columns=[*_COLUMNS, *([_recall_column(_offices(request))] if is_office else [])],
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
    """As it was sent; one that was taken back carries the mark, also in the file's name."""
    mine = Reminder.objects.filter(pk=reminder_id, unit__in=units_for(request.holder, Act.SEE_REPORTS))
    found = mine.select_related("unit", "office").first()
    if found is None:
        raise Http404
    mark = "_已收回" if found.recalled_at else ""
    return attached(paper_of(found, at=now()), f"催报通知书_{found.number}{mark}.pdf", PDF)


def recall(request: DeskRequest, ids: str) -> HttpResponse:
    """One reminder, or all that were sent together. Opened as an address it asks first."""
    numbers = [number for part in ids.split(",")[:500] if (number := number_in(part)) is not None]
    found = list(
        Reminder.objects.filter(pk__in=numbers, unit__in=units_for(request.holder, Act.WATCH))
        .select_related("unit", "office")
        .order_by("pk")
    )
    if not found:
        raise Http404
    open_ones = [one for one in found if one.recalled_at is None]
    if not open_ones:
        tell(request, f"{found[0].number}{'等' if len(found) > 1 else ''}已经收回，不必再办理。", tone="note")
        return see_other(address("watch_reminders"))
    # taking back what was just sent is a POST without a reason: the reason is asked for then
    form = RecallForm(request.POST if "reason" in request.POST else None)
    if form.is_bound and form.is_valid():
        with told_in(form), transaction.atomic():
            for one in open_ones:
                by = request.holder.actor(Act.WATCH, place=place_of(one.office))
                recall_reminder(one.number, **form.cleaned_data, link=address("watch_reminders"), by=by, at=now())
        if form.is_valid():
            tell(request, f"已收回 {len(open_ones)} 份催报通知书，并已告知有关单位。", tone="note")
            return see_other(address("watch_reminders"))
    return _ask(request, open_ones, form)


def _ask(request: DeskRequest, found: list[Reminder], form: RecallForm) -> HttpResponse:
    asked = {
        "title": "收回催报通知书",
        "question": "收回后，该单位会收到不必按其办理的消息，再下载的通知书带有“已收回”标记、日期和理由。"
        "只能收回当天发出的。",
        "lines": [f"{one.number}：{one.unit.name}（{one.office.name}发出）" for one in found],
        "form": form,
        "action": "收回",
        "danger": True,
        "back": address("watch_reminders"),
    }
    return render(request, "desk/confirm.html", asked)


def _offices(request: DeskRequest) -> frozenset[int]:
    """The offices whose letters this person may take back: of its own division and below."""
    units: list[Unit] = list(units_for(request.holder, Act.WATCH).only("pk"))
    return frozenset(unit.pk for unit in units)


def _state(one: Reminder) -> listing.Tag:
    return listing.Tag("已收回", "warn") if one.recalled_at else listing.Tag("已发出", "ok")


def _recall_column(offices: Collection[int]) -> listing.Column:
    day = today()
    can: Callable[[Reminder], bool] = lambda one: (  # noqa: E731
        one.recalled_at is None and one.sent_on == day and one.office_id in offices
    )
    return listing.Column(
        "recall",
        "收回",
        lambda r: "收回…" if can(r) else "",
        kind="link",
        link=lambda r: address("watch_recall", r.pk) if can(r) else None,
    )


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
