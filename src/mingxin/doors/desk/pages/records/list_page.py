"""The records of a unit."""

from collections.abc import Callable, Collection, Sequence
from datetime import date
from typing import Any, Final

from django.db.models import DateField, Q, Value
from django.db.models.functions import Coalesce
from django.http import HttpResponseBase
from django.urls import reverse
from django.views.decorators.http import require_GET

from mingxin.access.models import StaffRole
from mingxin.access.permits import Act
from mingxin.access.queries.holders import units_for
from mingxin.archive.models import Mark, MarkKind, Record
from mingxin.archive.queries.of_unit import Wanted, records_of
from mingxin.archive.queries.state_case import necessary_for, state_case
from mingxin.archive.rules.ends import hidden_on
from mingxin.archive.rules.states import WORDS, state_of
from mingxin.catalogue.queries import by_authorisation_alone, closed_items, rulebook_in_force
from mingxin.doors.desk import listing
from mingxin.doors.desk.guard import DeskRequest
from mingxin.doors.desk.pages.records.purposes import purpose_of
from mingxin.doors.desk.pages.records.rows import RowsWithParty, permitted
from mingxin.doors.desk.pages.records.sheet import erased_on, gone_by
from mingxin.kernel.clock import today

NOT_EXPORTED: Final = "（个体工商户，名称和代码不导出）"
TONES: Final = {"shown": "ok", "held": "warn", "awaiting": "blue"}
BESIDE: Final = (MarkKind.OBJECTION, MarkKind.APPEAL)
_NO_DAY: Final = date(1, 1, 1)  # what has no day of decision comes last


@require_GET
def records(request: DeskRequest) -> HttpResponseBase:
    on = today()
    closed = closed_items(on)
    units = list(units_for(request.holder, request.act).order_by("name").values_list("id", "name"))
    rows = (
        RowsWithParty(Record)
        .filter(permitted(request.holder, request.act), known_until__isnull=True)
        .annotate(day=Coalesce("decided_on", Value(_NO_DAY), output_field=DateField()))
        .only("thread", "item", "unit", "subject", "document_number", "decided_on", "hidden_from")  # sorted with them
    )
    shown = listing.Listing(
        title="信息列表",
        rows=rows,
        order=("-day", "-id"),
        columns=_columns(on, closed, exporting="export" in request.GET, has_units=len(units) > 1),
        filters=_filters(request, on, units),
        empty=_nothing(request, "还没有信息。"),
        none_found=_nothing(request, "没有符合条件的信息，可以清除筛选。"),
        reading=listing.Reading(
            lambda row: "" if state_on(row, on, closed) == "shown" else row.thread,
            purpose_of(request) or matter_of(request),
        ),
    )
    extra = {"purpose": purpose_of(request), "may_amend": request.holder.may(Act.AMEND)}
    return listing.show(request, shown, template="desk/records/records.html", extra=extra)


def _nothing(request: DeskRequest, said: str) -> str:
    """With what the asker can do, and what is never listed for him: of that not even whether there is any."""
    holder, cards = request.holder, rulebook_in_force().cards
    kept = any(post.keeps_what_needs_authorisation for post in holder.posts_for(request.act))
    reserved = {} if kept else {code: cards[code].name for code in by_authorisation_alone() if code in cards}
    if name := reserved.get(request.GET.get("shixiang", "")):
        return f"{name}须经主体授权才能查看，这里不列出，也不说明有没有。报送的单位由其经办人查看、更正。"
    upload = "可以到“今日待办”上传文件。" if holder.may(Act.REPORT) else ""
    hidden = f"{'、'.join(sorted(reserved.values()))}须经主体授权才能查看，不在这里列出。" if reserved else ""
    return f"{said}{upload}{hidden}"


def matter_of(request: DeskRequest) -> str:
    """Why somebody goes through a list who has not said another purpose: keeping it is the work of the post."""
    is_office = any(post.role is StaffRole.OFFICER for post in request.holder.posts_for(request.act))
    return "本区域信息管理" if is_office else "本单位信息管理"


def state_on(row: Any, on: date, closed: Collection[str]) -> str:
    """`closed`: the items of which nothing is public that day, read once for all rows."""
    record = row.beside.record
    return state_of(
        publicity=record.publicity,
        shown_from=record.shown_from,
        hidden_from=record.hidden_from,
        is_erased=record.erased_by_id is not None,
        is_closed=record.item in closed,
        marks=((mark.kind, mark.from_on, mark.until_on) for mark in row.beside.marks),
        as_of=on,
    )


def party_columns(*, exporting: bool, link: Callable[[Any], str] | None = None) -> list[listing.Column]:
    """Name and code; of sole traders neither leaves by a file (charter 2.7)."""

    def told(row: Any, value: str) -> str:
        return NOT_EXPORTED if exporting and row.beside.is_named_after_person else value

    return [
        listing.Column("name", "名称", lambda r: told(r, r.beside.name), link=link),
        listing.Column("code", "统一社会信用代码", lambda r: told(r, r.beside.code), kind="code"),
    ]


def _columns(on: date, closed: Collection[str], *, exporting: bool, has_units: bool) -> Sequence[listing.Column]:
    cards = rulebook_in_force().cards

    def state(row: Any) -> listing.Tag:
        found = state_on(row, on, closed)
        if found == "ended" and row.beside.never_shown:
            return listing.Tag(row.beside.never_shown, "")
        return listing.Tag(WORDS[found], TONES.get(found, ""))

    def marks(row: Any) -> str:
        kinds = [m.kind for m in row.beside.marks if m.from_on <= on and (m.until_on is None or on < m.until_on)]
        return "、".join(str(kind.label) for kind in BESIDE if kind in kinds)

    columns = [
        listing.Column("document", "文号", lambda r: r.document_number or "查看", kind="code", link=_address),
        *party_columns(exporting=exporting),
        listing.Column("item", "事项", lambda r: cards[r.item].name if r.item in cards else r.item),
        listing.Column("decided", "决定日期", lambda r: r.decided_on, kind="date"),
        listing.Column("state", "状态", state, kind="tag"),
        listing.Column("marks", "标注", marks),
        listing.Column("hidden", "停止公示", lambda r: _hidden_on(r, closed), kind="date"),
    ]
    if has_units:
        columns.insert(4, listing.Column("unit", "单位", lambda r: r.beside.unit))
    return columns


def _hidden_on(row: Any, closed: Collection[str]) -> date | None:
    """The day on which it stops to be public: that of its withdrawal or erasure, where that came first. None: it never
    was public, or always will be, or its item shows nothing now.
    """
    record = row.beside.record
    if row.beside.never_shown or row.item in closed:
        return None
    return hidden_on(
        publicity=record.publicity,
        shown_from=record.shown_from,
        hidden_from=record.hidden_from,
        ended_by=gone_by(row.beside.marks, erased_on(record)),
    )


def _address(row: Any) -> str:
    return reverse("desk:record", args=[row.thread])


def _filters(request: DeskRequest, on: date, units: Sequence[tuple[int, str]]) -> Sequence[listing.Filter]:
    numbers = [number for number, _ in units]

    def by_text(rows: Any, text: str) -> Any:
        found = records_of(Wanted(numbers, text=text), as_of=on)
        return rows.filter(pk__in=found.values("pk"))

    def by_state(rows: Any, state: str) -> Any:
        return rows.filter(necessary_for(state, on)).alias(state=state_case(on)).filter(state=state)

    def by_mark(rows: Any, kind: str) -> Any:
        standing = Mark.objects.filter(
            Q(until_on__isnull=True) | Q(until_on__gt=on), kind=kind, known_until__isnull=True, from_on__lte=on
        )
        return rows.filter(thread__in=standing.values("thread"))

    found = [
        listing.Filter("wenhao", "文号、名称、代码或者信息编号", "text", by_text),
        item_filter(request),
        listing.Filter("zhuangtai", "状态", "choice", by_state, choices=list(WORDS.items())),
        listing.Filter("biaozhu", "标注", "choice", by_mark, choices=[(str(k.value), str(k.label)) for k in BESIDE]),
        listing.Filter("cong", "决定日期，从", "day", lambda rows, day: rows.filter(decided_on__gte=day)),
        listing.Filter("dao", "决定日期，到", "day", lambda rows, day: rows.filter(decided_on__lte=day)),
    ]
    if len(units) > 1:
        found.insert(1, unit_filter(units))
    return found


def unit_filter(units: Sequence[tuple[int, str]]) -> listing.Filter:
    choices = [(str(number), name) for number, name in units]
    return listing.Filter("danwei", "单位", "choice", lambda rows, v: rows.filter(unit_id=int(v)), choices=choices)


def item_filter(request: DeskRequest) -> listing.Filter:
    """The items that the person's posts name; all of them where a post names none."""
    posts = request.holder.posts_for(request.act)
    named = None if any(not post.items for post in posts) else frozenset[str]().union(*(post.items for post in posts))
    cards = rulebook_in_force().cards.values()
    choices = sorted((card.code, card.name) for card in cards if named is None or card.code in named)
    return listing.Filter("shixiang", "事项", "choice", lambda rows, v: rows.filter(item=v), choices=choices)
