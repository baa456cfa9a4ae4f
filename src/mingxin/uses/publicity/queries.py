"""Reading what is shown: every list, count and page of the public site starts here, as of one day."""

import json
from collections.abc import Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import islice

from django.db.models import Count, Exists, Max, OuterRef, Q, QuerySet, Sum

from mingxin.archive import bulk, search
from mingxin.archive.models import Edge, Mark, Record, Shown, Timeliness
from mingxin.archive.models.change import ChangeKind
from mingxin.archive.queries.first_shown import first_shown
from mingxin.archive.queries.showing import of_open_items, shown_of
from mingxin.archive.remembered import Remembered
from mingxin.archive.rules.spans import HIDING
from mingxin.catalogue.rules.showing import Openness, may_show
from mingxin.kernel.clock import CHINA
from mingxin.rulebook.cards import FieldCard, ItemCard

_MARKS_BESIDE = ("objection", "appeal")
_PIECE = 2000

_listed = Remembered[tuple[tuple[str, ...], ...]](200)
_of_items = Remembered[dict[str, int]](10)
_subjects = Remembered[int](10)
_medians = Remembered[float | None](10)


@dataclass(frozen=True)
class Filters:
    """What a reader narrows a list by. `values` are for the card's declared filter fields, in their order."""

    unit: int | None = None
    values: tuple[str, ...] = ()
    decided_from: date | None = None
    decided_until: date | None = None
    name: str = ""

    @property
    def is_by_unit_at_most(self) -> bool:
        """Whether the counts by edge can answer."""
        return not (any(self.values) or self.decided_from or self.decided_until or self.name)


@dataclass(frozen=True)
class Cursor:
    """The last row that was seen: lists run from the newest decision down."""

    decided_on: date
    record_id: int


@dataclass(frozen=True)
class Counts:
    """How many rows, and how many of them concern sole traders, who stay out of exports."""

    whole: int
    sole_traders: int


_counts = Remembered[Counts](1000)


@dataclass(frozen=True)
class Row:
    """One shown record with what it says."""

    record: Record
    shown_from: date
    hidden_from: date | None  # of the record, marks apart; None: nothing ends it
    is_sole_trader: bool
    said: Mapping[str, str] = field(repr=False)


def standing_registrations(items: Sequence[str], as_of: date, opened: Openness | None = None) -> QuerySet[Record]:
    """The entries of the register that the public sees: neither erased nor under a mark that hides on that day."""
    hiding = Mark.objects.filter(
        Q(until_on__isnull=True) | Q(until_on__gt=as_of),
        thread=OuterRef("thread"),
        kind__in=HIDING,
        known_until__isnull=True,
        from_on__lte=as_of,
    )
    return Record.objects.filter(
        Q(hidden_from__isnull=True) | Q(hidden_from__gt=as_of),
        of_open_items(as_of, opened),
        ~Exists(hiding),
        item__in=items,
        known_until__isnull=True,
        erased_by__isnull=True,
        publicity="public",
    )


def registered_subjects(items: Sequence[str], as_of: date) -> int:
    """Subjects with an entry of these items that stands. Who is known only by a code is not counted."""
    return _subjects.get(
        (tuple(items), as_of),
        lambda: standing_registrations(items, as_of).values("subject").distinct().count(),
    )


def matching(card: ItemCard, filters: Filters, as_of: date) -> QuerySet[Shown]:
    """What is shown of an item and meets the filters. A part of a name never finds a sole trader."""
    found = shown_of(card, as_of)
    if filters.unit is not None:
        found = found.filter(unit_id=filters.unit)
    if filters.decided_from:
        found = found.filter(decided_on__gte=filters.decided_from)
    if filters.decided_until:
        found = found.filter(decided_on__lte=filters.decided_until)
    for position, (declared, value) in enumerate(zip(filter_fields(card), filters.values, strict=False), 1):
        if value:
            found = found.filter(_has_value(f"filter_{position}", value, many=declared.many))
    if filters.name:
        found = found.filter(is_sole_trader=False, subject_id__in=search.subjects_named(filters.name))
    return found


def filter_fields(card: ItemCard) -> tuple[FieldCard, ...]:
    """The declared filter fields, in the order of the columns filter_1 to filter_3."""
    return tuple(f for f in card.fields if f.filter)[:3]


def counts_of_items(as_of: date) -> dict[str, int]:
    """How many records of each item are shown on the day."""
    return dict(_of_items.get(as_of, lambda: _counts_of_items(as_of)))


def _counts_of_items(as_of: date) -> dict[str, int]:
    open_ones = Edge.objects.filter(of_open_items(as_of), day__lte=as_of)
    return dict(open_ones.values("item").annotate(n=Sum("delta")).values_list("item", "n"))


def counts_of_units(card: ItemCard, as_of: date) -> dict[tuple[int, str], Counts]:
    """By unit (id, name): how many records of the item are shown on the day; units with none are left out."""
    if not may_show(card, as_of):
        return {}
    rows = (
        Edge.objects.filter(item=card.code, day__lte=as_of)
        .values("unit_id", "unit__name")
        .annotate(whole=Sum("delta"), sole=Sum("delta", filter=Q(is_sole_trader=True)))
        .order_by("-whole", "unit__name")
        .values_list("unit_id", "unit__name", "whole", "sole")
    )
    return {(unit, name): Counts(whole, sole or 0) for unit, name, whole, sole in rows if whole}


def count(card: ItemCard, filters: Filters, as_of: date) -> Counts:
    return _counts.get((*_of(card), filters, as_of), lambda: _count(card, filters, as_of))


def _of(card: ItemCard) -> tuple[Hashable, ...]:
    """What an answer about an item's filters depends on: a new edition may declare others."""
    return card.code, tuple((declared.code, declared.many) for declared in filter_fields(card))


def _count(card: ItemCard, filters: Filters, as_of: date) -> Counts:
    found = matching(card, filters, as_of).aggregate(whole=Count("pk"), sole=Count("pk", filter=Q(is_sole_trader=True)))
    return Counts(found["whole"], found["sole"])


def values_of(card: ItemCard, as_of: date, *, most: int = 40) -> tuple[tuple[str, ...], ...]:
    """For each declared filter field the values that occur, the commonest first."""
    return _listed.get(
        (*_of(card), as_of, most),
        lambda: tuple(
            _values(card, position, as_of, many=declared.many, most=most)
            for position, declared in enumerate(filter_fields(card), 1)
        ),
    )


def _values(card: ItemCard, position: int, as_of: date, *, many: bool, most: int) -> tuple[str, ...]:
    column = f"filter_{position}"
    rows = (
        shown_of(card, as_of)
        .exclude(**{column: ""})
        .values(column)
        .annotate(n=Count("pk"))
        .order_by("-n", column)
        .values_list(column, flat=True)[: most * 5]
    )
    single = (part for value in rows for part in (value.split(";") if many else [value]) if part)
    return tuple(dict.fromkeys(single))[:most]


def page(found: QuerySet[Shown], *, after: Cursor | None, limit: int) -> tuple[list[Row], Cursor | None]:
    """`limit` rows, some dozens, from the newest decision down, and where to go on (None: that was all)."""
    rows = list(_ordered(found, after).prefetch_related("record")[: limit + 1])
    shown = rows[:limit]
    onward = Cursor(shown[-1].decided_on, shown[-1].record_id) if len(rows) > limit else None
    return [row_of(s) for s in shown], onward


def walk(found: QuerySet[Shown]) -> Iterator[tuple[Row, date]]:
    """Every row, with the first day of its record in public: what an export writes.

    The narrow rows are sorted, what they say is fetched beside them in pieces.
    """
    rows = _ordered(found, None).iterator(_PIECE)
    while piece := list(islice(rows, _PIECE)):
        records = Record.objects.in_bulk([shown.record_id for shown in piece])  # as many at once as a statement takes
        begun = first_shown(shown.thread for shown in piece)
        for shown in piece:
            shown.record = records[shown.record_id]
            yield row_of(shown), begun[shown.thread]


def _ordered(found: QuerySet[Shown], after: Cursor | None) -> QuerySet[Shown]:
    if after is not None:
        found = found.filter(
            Q(decided_on__lt=after.decided_on) | Q(decided_on=after.decided_on, record_id__lt=after.record_id),
            decided_on__lte=after.decided_on,
        )
    # not joined with what the records say: a database that sorts would carry it all along
    return found.order_by("-decided_on", "-record_id")


def row_of(shown: Shown) -> Row:
    record = shown.record
    return Row(record, shown.shown_from, record.hidden_from, shown.is_sole_trader, json.loads(record.payload or "{}"))


def _has_value(column: str, value: str, *, many: bool) -> Q:
    if not many:
        return Q(**{column: value})
    return (
        Q(**{column: value})
        | Q(**{f"{column}__startswith": f"{value};"})
        | Q(**{f"{column}__endswith": f";{value}"})
        | Q(**{f"{column}__contains": f";{value};"})
    )


def marks_beside(threads: Sequence[str], as_of: date) -> dict[str, list[str]]:
    """Objections and suits that are pending on the day, in words, per record."""
    found: dict[str, list[str]] = {}
    for mark in Mark.objects.filter(
        Q(until_on__isnull=True) | Q(until_on__gt=as_of),
        thread__in=bulk.listed(threads),
        kind__in=_MARKS_BESIDE,
        known_until__isnull=True,
        from_on__lte=as_of,
    ).order_by("id"):
        found.setdefault(mark.thread, []).append(mark.get_kind_display())
    return {thread: list(dict.fromkeys(words)) for thread, words in found.items()}


def corrections(threads: Sequence[str], as_of: date, *, known_at: int | None = None) -> dict[str, date]:
    """Of records that were corrected: the day of the last correction, of those known at a change if one is given. What
    was sent anew is none.
    """
    found = Record.objects.filter(thread__in=bulk.listed(threads), change__kind=ChangeKind.CORRECTION)
    rows = (found if known_at is None else found.filter(change__lte=known_at)).values("thread")
    last = rows.annotate(last=Max("change__at")).values_list("thread", "last")
    days = {thread: at.astimezone(CHINA).date() for thread, at in last}
    return {thread: day for thread, day in days.items() if day <= as_of}


def workdays_to_publication(begun: date, as_of: date, items: Sequence[str]) -> float | None:
    """The median of working days from decision to report, of what was reported from `begun` to `as_of`."""
    return _medians.get((begun, as_of, tuple(items)), lambda: _median(begun, as_of, items))


def _median(begun: date, as_of: date, items: Sequence[str]) -> float | None:
    rows = (
        Timeliness.objects.filter(item__in=items, reported_on__gte=begun, reported_on__lte=as_of)
        .values("workdays")
        .annotate(n=Count("*"))
        .order_by("workdays")
        .values_list("workdays", "n")
    )
    spread = list(rows)
    total = sum(n for _, n in spread)
    if not total:
        return None
    return (_at(spread, (total - 1) // 2) + _at(spread, total // 2)) / 2


def _at(spread: Sequence[tuple[int, int]], place: int) -> int:
    for value, n in spread:
        if place < n:
            return value
        place -= n
    raise IndexError(place)
