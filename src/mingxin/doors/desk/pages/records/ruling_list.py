"""待撤回: records upon which a ruling is registered and not yet carried out; as a list, a number and a tile."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any, Final
from urllib.parse import urlencode

from django.db.models import CharField, DateField, DateTimeField, Field, OuterRef, Subquery
from django.http import HttpResponseBase
from django.urls import reverse
from django.views.decorators.http import require_GET

from mingxin.access.permits import Act, Holder
from mingxin.access.queries.holders import units_for
from mingxin.archive.models import Record
from mingxin.archive.rules import withdrawal_clock
from mingxin.catalogue.queries import rulebook_in_force
from mingxin.doors.desk import listing
from mingxin.doors.desk.guard import DeskRequest
from mingxin.doors.desk.looking import note_records
from mingxin.doors.desk.pages.records.list_page import item_filter, matter_of, party_columns, unit_filter
from mingxin.doors.desk.pages.records.rows import RowsWithParty
from mingxin.intake.actions.rulings import ruling_reasons
from mingxin.intake.models import RulingSide
from mingxin.intake.queries.rulings import running, visible_rulings, with_clock
from mingxin.intake.rules.due_spans import LATER, SPANS, TAGS, WORDS, span_of
from mingxin.kernel.clock import today
from mingxin.kernel.workdays import Calendar
from mingxin.rulebook.queries import calendar

SPANS_HERE: Final = tuple(span for span in SPANS if span != LATER)  # the term itself is three working days
MOST: Final = 8  # on the first page; all of them are in the list


def waiting_for(holder: Holder) -> int:
    return visible_rulings(holder, Act.SEE_REPORTS).count()


def tile(request: DeskRequest) -> Mapping[str, object] | None:
    """What is late or due in 0, 1 and 3 working days; nothing where no ruling waits."""
    found = with_clock(visible_rulings(request.holder, Act.NOTE_RULING), today=today(), worked=calendar())
    if not found:
        return None
    named = [one.ruling.thread for one in found[:MOST]]
    note_records(request, named, title="待撤回（首页）", fields=("文号", "情况"), matter=matter_of(request))
    spans = Counter(one.span for one in found)
    address = reverse("desk:rulings")
    return {
        "waiting": found[:MOST],
        "count": len(found),
        "spans": [
            (WORDS[span], TAGS[span][1], spans[span], f"{address}?{urlencode({'daoqi': span})}")
            for span in SPANS_HERE
            if spans[span]
        ],
        "has_units": units_for(request.holder, Act.NOTE_RULING).count() > 1,
    }


@require_GET
def rulings(request: DeskRequest) -> HttpResponseBase:
    units = list(units_for(request.holder, request.act).order_by("name").values_list("id", "name"))
    worked, on = calendar(), today()
    of_record = running().filter(thread=OuterRef("thread"))

    def said(name: str, field: "Field[Any, Any]") -> Subquery:
        return Subquery(of_record.values(name)[:1], output_field=field)

    rows = (
        RowsWithParty(Record)
        .filter(thread__in=visible_rulings(request.holder, request.act).values("thread"), known_until__isnull=True)
        .annotate(
            ruled_on=said("ruled_on", DateField()),
            reason_type=said("reason_type", CharField()),
            side=said("side", CharField()),
            registered_at=said("registered_at", DateTimeField()),
        )
        .defer("payload")
    )
    shown = listing.Listing(
        title="待撤回",
        rows=rows,
        order=("ruled_on", "id"),
        columns=_columns(worked, on, exporting="export" in request.GET, has_units=len(units) > 1),
        filters=_filters(request, worked, on, units),
        empty="没有等待撤回的信息。得知决定被变更、撤销、确认违法或者无效的，请打开那条信息登记。",
        # that a decision is about to fall is public of no record, whatever else is
        reading=listing.Reading(lambda row: str(row.thread), matter_of(request)),
    )
    return listing.show(request, shown, template="desk/records/rulings.html")


def _columns(worked: Calendar, on: date, *, exporting: bool, has_units: bool) -> Sequence[listing.Column]:
    cards = rulebook_in_force().cards

    def clock(row: Any) -> listing.Tag:
        told = withdrawal_clock.state(row.ruled_on, None, worked, on)
        return listing.Tag(told.words, TAGS[span_of(told.due.on, today=on, worked=worked)][1])

    columns = [
        listing.Column("document", "文号", lambda r: r.document_number or "查看", "code", _address),
        party_columns(exporting=exporting)[0],
        listing.Column("clock", "时限", clock, kind="tag"),
        listing.Column("due", "最迟撤回", lambda r: withdrawal_clock.withdrawal_due(r.ruled_on, worked).on, "date"),
        listing.Column("reason", "情况", lambda r: r.reason_type),
        listing.Column("ruled", "决定或者收到裁决", lambda r: r.ruled_on, kind="date"),
        listing.Column("item", "事项", lambda r: cards[r.item].name if r.item in cards else r.item),
        listing.Column("side", "登记方", lambda r: RulingSide(r.side).label),
        listing.Column("registered", "登记时间", lambda r: r.registered_at, kind="time"),
    ]
    if has_units:
        columns.insert(2, listing.Column("unit", "单位", lambda r: r.beside.unit))
    return columns


def _address(row: Any) -> str:
    return reverse("desk:record", args=[row.thread])


def _filters(
    request: DeskRequest, worked: Calendar, on: date, units: Sequence[tuple[int, str]]
) -> Sequence[listing.Filter]:
    reasons = [(reason, reason) for reason in ruling_reasons()]
    sides = [(str(side.value), str(side.label)) for side in RulingSide]
    spans = [(span, WORDS[span]) for span in SPANS_HERE]
    found = [
        listing.Filter("daoqi", "到期", "choice", _by_span(worked, on), choices=spans),
        item_filter(request),
        listing.Filter("yuanyin", "情况", "choice", lambda rows, v: rows.filter(reason_type=v), reasons),
        listing.Filter("dengji", "登记方", "choice", lambda rows, v: rows.filter(side=v), sides),
        listing.Filter("cong", "决定或者收到裁决，从", "day", lambda rows, day: rows.filter(ruled_on__gte=day)),
        listing.Filter("dao", "决定或者收到裁决，到", "day", lambda rows, day: rows.filter(ruled_on__lte=day)),
    ]
    if len(units) > 1:
        found.insert(1, unit_filter(units))
    return found


def _by_span(worked: Calendar, on: date) -> Callable[[Any, str], Any]:
    """Working days are no matter of SQL: the few days on which something runs are judged here."""

    def narrowed(rows: Any, span: str) -> Any:
        days = running().order_by().values_list("ruled_on", flat=True).distinct()
        due = withdrawal_clock.withdrawal_due
        return rows.filter(
            ruled_on__in=[day for day in days if span_of(due(day, worked).on, today=on, worked=worked) == span]
        )

    return narrowed
