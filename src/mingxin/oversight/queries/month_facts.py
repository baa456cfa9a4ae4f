"""What every unit did with every item in a period: a handful of grouped queries, whatever the number of records."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from django.db.models import Count, F, Q, QuerySet, Sum

from mingxin.archive.models import Timeliness
from mingxin.intake.models import Batch, BatchState, ZeroReport
from mingxin.intake.queries.batches import left_of_first_sendings
from mingxin.intake.rules.batch_states import OPEN
from mingxin.kernel.clock import CHINA
from mingxin.oversight.rules.month_state import MonthFacts
from mingxin.oversight.rules.periods import Period, month_of

Key = tuple[int, str]  # unit and item
Parts = Mapping[Key, Mapping[str, Any]]

RELEASED = (BatchState.RELEASED, BatchState.ADMITTED)


def instants(period: Period) -> tuple[datetime, datetime]:
    """The half-open instants of its days in Beijing."""
    midnight = datetime.min.time()
    return (
        datetime.combine(period.first, midnight, tzinfo=CHINA),
        datetime.combine(period.until, midnight, tzinfo=CHINA),
    )


def facts_in(period: Period, *, units: Collection[int], items: Collection[str], today: date) -> dict[Key, MonthFacts]:
    """(unit, item) → what happened; no key where nothing did."""
    found: dict[Key, MonthFacts] = defaultdict(MonthFacts)
    place = Q(unit_id__in=units, item__in=items)
    for parts in (
        _released(place, period),
        _left_behind(place, period),
        _first_reported(place, period),
        _open(place, period, today),
    ):
        for key, numbers in parts.items():
            found[key] = replace(found[key], **numbers)
    last = month_of(period.last).first
    declared = ZeroReport.objects.filter(place, month=last, revoked_at__isnull=True)
    for key in declared.values_list("unit_id", "item"):
        found[key] = replace(found[key], is_declared_none=True)
    return dict(found)


def released_in(period: Period) -> QuerySet[Batch]:
    """Batches let go in the period, whether their rows are on record by now or about to be."""
    begin, end = instants(period)
    return Batch.objects.filter(state__in=RELEASED, released_at__gte=begin, released_at__lt=end)


def open_until(period: Period) -> QuerySet[Batch]:
    """Batches that came before the period's end and are still with their unit."""
    waiting = OPEN - {BatchState.RELEASED}
    return Batch.objects.filter(state__in=waiting, received_at__lt=instants(period)[1])


def first_reported_in(period: Period) -> QuerySet[Timeliness]:
    return Timeliness.objects.filter(reported_on__gte=period.first, reported_on__lt=period.until)


def left_in(batches: QuerySet[Batch]) -> Iterator[tuple[Key, str, int]]:
    """Of the first sendings among them: unit and item, number, and the rows still to be sent, as the desk counts them.

    Never more than were sent: a supplement may leave rows that are no part of the first sending.
    """
    reported = dict(batches.filter(supplement_to__isnull=True).values_list("number", "reported"))
    for unit, item, number, left in left_of_first_sendings(batches):
        yield (unit, item), number, min(left, reported[number])


def _released(place: Q, period: Period) -> Parts:
    """A batch without a good row cannot be released, so one that was is a report."""
    first = Q(supplement_to__isnull=True)
    rows = (
        released_in(period)
        .filter(place)
        .values("unit_id", "item")
        .annotate(
            released=Count("number"),
            sent=Sum("reported", filter=first, default=0),
            rows=Sum(F("admitted") + F("updated")),
            unchanged=Sum("unchanged"),
        )
        .values_list("unit_id", "item", "released", "sent", "rows", "unchanged")
    )
    return {
        (unit, item): {"released": released, "sent": sent, "rows": new, "unchanged": same}
        for unit, item, released, sent, new, same in rows
    }


def _left_behind(place: Q, period: Period) -> Parts:
    found: dict[Key, dict[str, int]] = {}
    for key, _, rest in left_in(released_in(period).filter(place)):
        found.setdefault(key, {"questioned": 0})["questioned"] += rest
    return found


def _first_reported(place: Q, period: Period) -> Parts:
    rows = (
        first_reported_in(period)
        .filter(place)
        .values("unit_id", "item")
        .annotate(first=Count("thread"), late=Count("thread", filter=Q(reported_on__gt=F("due_on"))))
        .values_list("unit_id", "item", "first", "late")
    )
    return {(unit, item): {"first": first, "late": late} for unit, item, first, late in rows}


def _open(place: Q, period: Period, today: date) -> Parts:
    found: dict[Key, dict[str, int]] = {}
    rows = open_until(period).filter(place).values_list("unit_id", "item", "state", "dues")
    for unit, item, state, dues in rows:
        numbers = found.setdefault((unit, item), {"awaiting": 0, "unsubmitted": 0, "overdue": 0})
        numbers["awaiting" if state == BatchState.SUBMITTED else "unsubmitted"] += 1
        numbers["overdue"] += overdue_rows(dues, today)
    return found


def overdue_rows(dues: Mapping[str, list[int]], today: date) -> int:
    """Rows of a batch's `dues` whose last day in time has passed."""
    return sum(sum(counts) for day, counts in dues.items() if date.fromisoformat(day) < today)
