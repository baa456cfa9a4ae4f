"""Names again: what every registration, merger and undone merger made of them, computed from what was known then.

A row that read otherwise for a moment would give a subject a name for good that it never bore, or a day, or end
another's name; one that was hidden would go on beside the name that came. The rules are those by which the acts write.
"""

import json
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from heapq import merge
from itertools import groupby
from operator import itemgetter

from mingxin.archive import bulk
from mingxin.archive.models import Change, Merger, Subject
from mingxin.archive.rules.naming import (
    GivenName,
    KnownName,
    Registered,
    carried,
    renamed,
    returned,
    taken_back,
)
from mingxin.catalogue.queries import fields_by_item, registrations
from mingxin.kernel.clock import CHINA
from mingxin.kernel.orgname import is_named_after_person
from mingxin.rulebook.cards import Role

_COLUMNS = "n.id, n.name, n.normal, n.registered, n.valid_from, n.valid_until"
_NAMES = (
    f"SELECT n.subject_id, s.change_id, n.known_from_id, n.known_until_id, {_COLUMNS} FROM archive_name n "  # noqa: S608
    "JOIN archive_subject s ON s.id = n.subject_id {which} ORDER BY n.subject_id, n.id"
)
_STATED = (  # of subjects that were on file: what a new one is called stands in the row alone
    "SELECT r.subject_id, r.change_id, r.item, r.payload, r.erased_by_id FROM archive_record r "
    "JOIN archive_subject s ON s.id = r.subject_id AND s.change_id < r.change_id "
    "JOIN archive_change c ON c.number = r.change_id AND c.kind IN ('admission', 'correction') "
    "WHERE {which} ORDER BY r.subject_id, r.change_id"
)
_REGISTERED = "主体名称的变更与登记信息所载的不符：终止的或者新记的名称、日期不是应有的"
_MERGED = "归并或者撤销归并时，名称的变更与两个主体当时的名称不符"
_PROTECTED = "归并的两个主体，一方按个体工商户保护，另一方不是"

Made = tuple[list[int], list[GivenName]]  # ids of names that end, names that are written


@dataclass(frozen=True)
class _Row:
    """A name with the changes between which it was known, and the one that brought its subject."""

    subject: int
    since: int
    known_from: int
    known_until: int | None
    name: KnownName


@dataclass(frozen=True)
class _Stated:
    """A registration's row of a subject on file; `said` None: lawfully erased since."""

    change: int
    said: Registered | None


_Of = tuple[int, _Row | _Stated]  # by subject


def first_misnamed() -> tuple[int, str] | None:
    """The first change after which a subject's names are not what the rules make of them, and what is wrong there.

    For changes that hold: names and versions are as they were written. What a registration said that was lawfully
    erased since is passed over.
    """
    mergers = list(Merger.objects.select_related("gone", "into").order_by("id"))
    faults = [*_by_registrations(mergers), *_by_mergers(mergers)]
    return min(faults, default=None)


def _by_registrations(mergers: Sequence[Merger]) -> Iterator[tuple[int, str]]:
    merged = {(subject, change) for m in mergers for subject in _both(m) for change in _changes(m)}
    by_subject: Callable[[_Of], int] = itemgetter(0)
    names: Iterator[_Of] = ((row.subject, row) for row in _rows(_NAMES.format(which="")))
    for subject, found in groupby(merge(names, _stated(), key=by_subject), key=by_subject):
        rows, said = list[_Row](), dict[int, list[Registered | None]]()
        for _, one in found:
            if isinstance(one, _Row):
                rows.append(one)
            else:
                said.setdefault(one.change, []).append(one.said)
        known = {row.known_from for row in rows} | {row.known_until for row in rows if row.known_until is not None}
        for change in (known | {*said}) - {row.since for row in rows}:
            if (subject, change) not in merged and not _agrees(rows, change, said.get(change, ())):
                yield change, _REGISTERED


def _agrees(names: Sequence[_Row], change: int, said: Sequence[Registered | None]) -> bool:
    kept = [row for row in said if row is not None]
    if len(kept) < len(said):  # erased since
        return True
    before, closed, given = _known(names, change), list[int](), list[GivenName]()
    for row in kept:
        ended, written = renamed(row, before)
        closed, given = closed + ended, given + written
    return _is_made(names, change, (closed, given))


def _by_mergers(mergers: Sequence[Merger]) -> Iterator[tuple[int, str]]:
    subjects = sorted({subject for merger in mergers for subject in _both(merger)})
    which = f"WHERE {bulk.among('n.subject_id')}"
    found = {
        subject: list(rows)
        for subject, rows in groupby(_rows(_NAMES.format(which=which), subjects), key=lambda row: row.subject)
    }
    days = _days(merger.known_from_id for merger in mergers)
    for merger in mergers:
        gone, into, begun = found.get(merger.gone_id, []), found.get(merger.into_id, []), merger.known_from_id
        leaving = _known(gone, begun)
        staying = _known(into, begun)
        given = carried(leaving, staying, days[begun])
        if _is_by_person(merger.gone, leaving) != _is_by_person(merger.into, staying):
            yield begun, _PROTECTED
        if not (_is_made(gone, begun, ([n.id for n in leaving], [])) and _is_made(into, begun, ([], given))):
            yield begun, _MERGED
        if merger.known_until_id is not None:
            undone = merger.known_until_id
            brought = [row.name for row in into if row.known_from == begun]
            closed = taken_back(_known(into, undone), brought)
            back = returned(row.name for row in gone if row.known_until == begun)
            if not (_is_made(into, undone, (closed, [])) and _is_made(gone, undone, ([], back))):
                yield undone, _MERGED


def _is_by_person(subject: Subject, names: Iterable[KnownName]) -> bool:
    """Whether it was treated as a sole trader is (charter 2.7)."""
    current = [name.name for name in names if name.valid_until is None]
    return subject.kind == "sole_trader" or any(is_named_after_person(name) for name in current[-1:])


def _is_made(names: Iterable[_Row], change: int, made: Made) -> bool:
    closed, given = Counter[int](), Counter[GivenName]()
    for row in names:
        closed.update([row.name.id] if row.known_until == change else [])
        if row.known_from == change:
            one = row.name
            given.update([GivenName(one.name, one.registered, one.valid_from, one.valid_until)])
    return (closed, given) == (Counter(made[0]), Counter(made[1]))


def _known(names: Iterable[_Row], change: int) -> list[KnownName]:
    """As the change found them."""
    return [
        row.name for row in names if row.known_from < change and (row.known_until is None or row.known_until >= change)
    ]


def _both(merger: Merger) -> tuple[int, int]:
    return merger.gone_id, merger.into_id


def _changes(merger: Merger) -> list[int]:
    return [merger.known_from_id, *([merger.known_until_id] if merger.known_until_id is not None else [])]


def _rows(sql: str, subjects: Sequence[int] | None = None) -> Iterator[_Row]:
    given = [] if subjects is None else [bulk.many(subjects)]
    for subject, since, known_from, known_until, *name in bulk.select(sql, given):
        number, text, normal, registered, *days = name
        spelled = (str(day) if day is not None else None for day in days)
        yield _Row(subject, since, known_from, known_until, KnownName(number, text, normal, bool(registered), *spelled))


def _stated() -> Iterator[_Of]:
    """By subject, in their order, what the register said."""
    items = registrations()
    names, former, changed = (fields_by_item(role) for role in (Role.NAME, Role.FORMER_NAME, Role.CHANGED_ON))
    days = _days(Change.objects.filter(item__in=items).values_list("pk", flat=True))

    def said(change: int, item: str, payload: str) -> Registered:
        values = json.loads(payload)
        name, cell, day = (
            next((values[code] for code in sorted(fields.get(item, ())) if code in values), "")
            for fields in (names, former, changed)
        )
        return Registered(name, cell, day or days[change])

    sql = _STATED.format(which=bulk.among("r.item"))
    for subject, change, item, payload, erased_by in bulk.select(sql, [bulk.many(items)]):
        yield subject, _Stated(change, said(change, item, payload) if erased_by is None else None)


def _days(numbers: Iterable[int]) -> dict[int, str]:
    """The day of each change."""
    changes = Change.objects.filter(pk__in=bulk.listed(numbers)).values_list("pk", "at")
    return {number: str(at.astimezone(CHINA).date()) for number, at in changes}
