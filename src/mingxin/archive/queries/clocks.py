"""Proving timeliness: each clock is computed again from the first version, its change, and the calendars since.

A due day that a later calendar moved is right if any of them gives it: the later of two days is kept, and a calendar
that changes again takes nothing back.
"""

import json
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from typing import Any, NamedTuple

from mingxin.archive import bulk
from mingxin.archive.actions.projecting import as_date
from mingxin.archive.models import Change
from mingxin.archive.queries.proving import held_lines
from mingxin.catalogue.queries import rulebook_of_edition
from mingxin.kernel.clock import CHINA
from mingxin.kernel.workdays import Calendar
from mingxin.ledger.models import Entry
from mingxin.rulebook.queries import calendars_over_time

_PAIRS = (
    "SELECT r.thread, r.item, r.unit_id, r.decided_on, r.change_id, "
    "t.item, t.unit_id, t.decided_on, t.reported_on, t.due_on, t.is_provisional, t.workdays "
    "FROM archive_record r JOIN (SELECT MIN(id) AS id FROM archive_record GROUP BY thread) f ON f.id = r.id "
    "LEFT JOIN archive_timeliness t ON t.thread = r.thread ORDER BY r.id"
)
_OF_CHANGE = (
    "SELECT r.thread, r.item, r.unit_id, r.decided_on, r.change_id, "
    "t.item, t.unit_id, t.decided_on, t.reported_on, t.due_on, t.is_provisional, t.workdays "
    "FROM archive_record r LEFT JOIN archive_timeliness t ON t.thread = r.thread "
    "WHERE r.change_id = %s AND NOT EXISTS "
    "(SELECT 1 FROM archive_record f WHERE f.thread = r.thread AND f.id < r.id) ORDER BY r.id"
)


@dataclass(frozen=True)
class ClocksProof:
    """How many clocks hold, and the first that does not."""

    clocks: int
    broken: str


class _Ground(NamedTuple):
    """What a change says of its records' clocks.

    `since`: from when calendars count; `reported`: first and last day that may stand as the day of report (one day, but
    for changes from before their entry said it); `term` None: no clock.
    """

    since: datetime
    reported: tuple[date, date]
    term: int | None


class _Allowed(NamedTuple):
    """What some calendar since gives: first and last due day, provisional or not, fewest and most working days."""

    due: tuple[date, date]
    provisional: frozenset[bool]
    workdays: tuple[int, int]


def prove_clocks() -> ClocksProof:
    found, grounds, calendars = 0, dict(_grounds()), _Calendars(calendars_over_time())
    for row in bulk.select(_PAIRS):
        fault, has_clock = _fault(row, grounds.get(row[4]), calendars)
        if fault:
            return ClocksProof(found, fault)
        found += has_clock
    total = int(next(bulk.select("SELECT COUNT(*) FROM archive_timeliness"))[0])
    return ClocksProof(found, "有及时性登记不属于任何信息" if total != found else "")


def held_clocks(change: int) -> tuple[tuple[date, date], ...] | None:
    """Day of report and due day of each record that came with the change first; None where change or clocks do not
    hold. For what is certified of one batch and cannot wait for a proof of everything.
    """
    if not held_lines(change):
        return None
    told = json.loads(Entry.objects.get(object_type="change", object_key=str(change)).detail)
    rows, calendars = list(bulk.select(_OF_CHANGE, [change])), _Calendars(calendars_over_time())
    grounds = dict(_grounds(only=change))
    if len(rows) != told.get("admitted", len(rows)) or any(_fault(row, grounds[change], calendars)[0] for row in rows):
        return None
    return tuple((as_date(row[8]), as_date(row[9])) for row in rows if row[8] is not None)


def _fault(row: tuple[Any, ...], ground: "_Ground | None", calendars: "_Calendars") -> tuple[str, bool]:
    """What is wrong with a record's clock, and whether it has one."""
    thread, item, unit, decided, _, *clock = row
    has_clock = clock[0] is not None
    is_due = ground is not None and ground.term is not None and decided is not None
    if is_due != has_clock:
        return f"信息 {thread} {'没有报送时限，却有' if has_clock else '缺少'}及时性登记", has_clock
    if ground is None or not has_clock:
        return "", False
    same = clock[:3] == [item, unit, decided]
    if not same or not _holds(calendars, ground, as_date(decided), clock[3:]):
        return f"信息 {thread} 的及时性登记与信息、变更和日历推算的不符", True
    return "", True


def _holds(calendars: "_Calendars", ground: _Ground, decided_on: date, clock: list[Any]) -> bool:
    reported_on, due_on, is_provisional, workdays = as_date(clock[0]), as_date(clock[1]), bool(clock[2]), int(clock[3])
    allowed = calendars.allow(ground.since, decided_on, reported_on, ground.term or 0)
    return (
        ground.reported[0] <= reported_on <= ground.reported[1]
        and allowed.due[0] <= due_on <= allowed.due[1]
        and is_provisional in allowed.provisional
        and allowed.workdays[0] <= workdays <= allowed.workdays[1]
    )


class _Calendars:
    """The calendars that held one after the other: editions loaded, outages announced and revoked."""

    def __init__(self, over_time: Sequence[tuple[datetime, Calendar]]) -> None:
        self._begins = [begin for begin, _ in over_time]
        self._calendars = [calendar for _, calendar in over_time]
        self._of = lru_cache(maxsize=1 << 16)(self._allow)

    def allow(self, since: datetime, decided_on: date, reported_on: date, term: int) -> _Allowed:
        first = max(0, bisect_right(self._begins, since) - 1)
        return self._of(first, decided_on, reported_on, term)

    def _allow(self, first: int, decided_on: date, reported_on: date, term: int) -> _Allowed:
        dues = [calendar.add_workdays(decided_on, term) for calendar in self._calendars[first:]]
        spent = [calendar.workdays_between(decided_on, reported_on) for calendar in self._calendars[first:]]
        return _Allowed(
            (min(due.on for due in dues), max(due.on for due in dues)),
            frozenset(due.provisional for due in dues),
            (min(spent), max(spent)),
        )


def _grounds(only: int | None = None) -> Iterator[tuple[int, _Ground]]:
    """By change. `prove_records` has proved that the one entry of each tells the truth."""
    entries, changes = Entry.objects.filter(object_type="change"), Change.objects.order_by("number")
    if only is not None:
        entries, changes = entries.filter(object_key=str(only)), changes.filter(pk=only)
    details = entries.values_list("object_key", "detail")
    clocks = {int(key): json.loads(detail).get("clock") for key, detail in details.iterator()}
    for change in changes.iterator():
        since, said = change.said_at or change.at, clocks.get(change.number)
        if said is not None:
            day = date.fromisoformat(said[0])
            yield change.number, _Ground(since, (day, day), said[1])
        else:
            card = rulebook_of_edition(change.edition_id).cards.get(change.item)
            days = (since.astimezone(CHINA).date(), change.at.astimezone(CHINA).date())
            yield change.number, _Ground(since, days, card.deadline_workdays if card else None)
