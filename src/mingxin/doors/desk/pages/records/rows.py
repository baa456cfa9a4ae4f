"""Rows of lists with what stands beside them, read for a page at a time."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet

from mingxin.access.models import Unit
from mingxin.access.permits import Act, Holder
from mingxin.archive import bulk
from mingxin.archive.models import Mark, Record, Subject
from mingxin.archive.queries.never_shown import never_shown
from mingxin.archive.queries.subject_names import held_names, own_codes
from mingxin.catalogue.queries import by_authorisation_alone

_STEP = 1000


@dataclass(frozen=True)
class Beside:
    """Of a row: its unit, its party's name and code, and the marks and current version of its record."""

    unit: str
    name: str
    code: str
    is_named_after_person: bool  # whose name leaves in no export (charter 2.7)
    marks: tuple[Mark, ...]
    record: Record
    never_shown: str  # why it never was public though its rule says so; else ""


class RowsWithParty(QuerySet[Any, Any]):
    """Rows that have a `thread` and a `subject`; each gets `row.beside`. Six queries more, eight where a
    term was over before it began, however many rows.
    """

    def __iter__(self) -> Iterator[Any]:
        rows = list(super().__iter__())
        _dress(rows)
        return iter(rows)

    def iterator(self, chunk_size: int | None = None) -> Iterator[Any]:
        held: list[Any] = []
        for row in super().iterator(chunk_size or _STEP):
            held.append(row)
            if len(held) == _STEP:
                _dress(held)
                yield from held
                held = []
        _dress(held)
        yield from held


def permitted(holder: Holder, act: Act) -> Q:
    """What of records or marks the act is permitted upon: each post has places and items of its own."""
    wanted, reserved = Q(pk__in=()), by_authorisation_alone()
    for post in holder.posts_for(act):
        where = Q(pk__isnull=False)
        if post.place is not None:
            own, regions = post.units_under(act), post.regions_under(act)
            reach = Q(region__in=regions) | Q(pk__in=own)
            # of one's own unit by its number, so that an index of records is used
            where = Q(unit__in=Unit.objects.filter(reach).values("pk")) if regions else Q(unit_id__in=own)
        if not post.keeps_what_needs_authorisation:
            where &= ~Q(item__in=reserved)
        wanted |= where & (Q(item__in=post.items) if post.items else Q())
    return wanted


def _dress(rows: Sequence[Any]) -> None:
    threads, subjects = [row.thread for row in rows], {row.subject_id for row in rows}
    if not rows:
        return
    names, codes = held_names(subjects), own_codes(subjects)
    marks: dict[str, list[Mark]] = {}
    for mark in Mark.objects.filter(thread__in=bulk.listed(threads), known_until__isnull=True).order_by("id"):
        marks.setdefault(mark.thread, []).append(mark)
    current = Record.objects.filter(thread__in=bulk.listed(threads), known_until__isnull=True).defer("payload")
    current = current.select_related("erased_by")  # with the day, where there is one
    records = {record.thread: record for record in current}
    unseen = never_shown(records.values())
    units = dict(Unit.objects.filter(pk__in={row.unit_id for row in rows}).values_list("pk", "name"))
    by_person = Subject.objects.filter(
        Q(kind="sole_trader") | Q(is_named_after_person=True), pk__in=bulk.listed(subjects)
    )
    persons = set(by_person.values_list("pk", flat=True))
    for row in rows:
        row.beside = Beside(
            units[row.unit_id],
            names.get(row.subject_id, ""),
            codes.get(row.subject_id, ""),
            row.subject_id in persons or records[row.thread].subject_kind == "sole_trader",
            tuple(marks.get(row.thread, ())),
            records[row.thread],
            unseen.get(row.thread, ""),
        )
