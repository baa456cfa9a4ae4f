"""Timeliness and quality per unit and item over a span of days: numerators and denominators, grouped in SQL."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date

import polars as pl
from django.db.models import Count, Exists, F, Min, OuterRef, Q, QuerySet, Subquery, Sum

from mingxin.archive.models import Change, Publicity, Record, Timeliness
from mingxin.intake.actions.taking import frame
from mingxin.intake.models import Batch, RowMend
from mingxin.intake.table import ROW
from mingxin.kernel.clock import CHINA
from mingxin.kernel.refusal import Refusal
from mingxin.oversight.queries.month_facts import Key, left_in, released_in
from mingxin.oversight.rules.figures import MEASURES, Ratio
from mingxin.oversight.rules.periods import Period

Ratios = dict[Key, Ratio]


@dataclass(frozen=True)
class Figures:
    """Measure key → unit and item → both parts. Sums are over parts, never over percentages."""

    by_measure: dict[str, Ratios] = field(default_factory=dict)

    def of(self, measure: str, *, unit: int | None = None, item: str | None = None) -> Ratio:
        """The measure for a unit, an item, both or all of them."""
        wanted = (
            ratio
            for key, ratio in self.by_measure[measure].items()
            if (unit is None or key[0] == unit) and (item is None or key[1] == item)
        )
        return sum(wanted, Ratio())

    @property
    def keys(self) -> tuple[Key, ...]:
        return tuple(sorted({key for ratios in self.by_measure.values() for key in ratios}))


def figures(span: Period, *, units: Collection[int], items: Collection[str] = ()) -> Figures:
    """Every measure for these units (and these items, where any are named). Four grouped queries and a few more."""
    place = Q(unit_id__in=units) & (Q(item__in=items) if items else Q())
    sent = _sent(place, span)
    found = {
        "timely": _timely(place, span),
        "clean": _clean(place, span, sent),
        "questioned": _questioned(place, span, sent),
        "published": _published(place, span),
    }
    return Figures({measure.key: found[measure.key] for measure in MEASURES})


def decided_in(span: Period) -> QuerySet[Timeliness]:
    return Timeliness.objects.filter(decided_on__gte=span.first, decided_on__lt=span.until)


def to_be_shown(rows: QuerySet[Timeliness]) -> QuerySet[Timeliness]:
    """Those whose present version is public, or waits for the ground of publication."""
    now = Record.objects.filter(thread=OuterRef("thread"), known_until__isnull=True)
    return rows.filter(Exists(now.filter(publicity__in=(Publicity.PUBLIC, Publicity.HELD))))


def with_first_public(rows: QuerySet[Timeliness]) -> QuerySet[Timeliness]:
    """`public_since`: number of the change that first settled a record as public; None where none did."""
    public = Record.objects.filter(thread=OuterRef("thread"), publicity=Publicity.PUBLIC).order_by()
    first = public.values("thread").annotate(first=Min("change_id")).values("first")
    return rows.annotate(public_since=Subquery(first))


def days_of_changes(numbers: Collection[int]) -> dict[int, date]:
    """On which day in Beijing each of these changes was made."""
    found: dict[int, date] = {}
    listed = sorted(numbers)
    for start in range(0, len(listed), 500):
        rows = Change.objects.filter(number__in=listed[start : start + 500]).values_list("number", "at")
        found |= {number: at.astimezone(CHINA).date() for number, at in rows}
    return found


def _timely(place: Q, span: Period) -> Ratios:
    rows = (
        decided_in(span)
        .filter(place)
        .values("unit_id", "item")
        .annotate(all=Count("thread"), good=Count("thread", filter=Q(reported_on__lte=F("due_on"))))
        .values_list("unit_id", "item", "good", "all")
    )
    return {(unit, item): Ratio(good, whole) for unit, item, good, whole in rows}


def _published(place: Q, span: Period) -> Ratios:
    """Grouped by change and due day, so that only some hundred lines come back, and compared by days in Beijing."""
    rows = list(
        with_first_public(to_be_shown(decided_in(span).filter(place)))
        .values("unit_id", "item", "public_since", "due_on")  # type: ignore[misc]  # annotated above
        .annotate(n=Count("thread"))
        .values_list("unit_id", "item", "public_since", "due_on", "n")
    )
    days = days_of_changes({since for *_, since, _, _ in rows if since is not None})
    found: Ratios = defaultdict(Ratio)
    for unit, item, since, due_on, n in rows:
        in_time = n if since is not None and days[since] <= due_on else 0
        found[(unit, item)] += Ratio(in_time, n)
    return dict(found)


def _sent(place: Q, span: Period) -> dict[Key, int]:
    """Rows as they first arrived; supplements bring some of them again and count for nothing."""
    rows = (
        released_in(span)
        .filter(place, supplement_to__isnull=True)
        .values("unit_id", "item")
        .annotate(sent=Sum("reported"))
        .values_list("unit_id", "item", "sent")
    )
    return {(unit, item): sent for unit, item, sent in rows}


def _questioned(place: Q, span: Period, sent: dict[Key, int]) -> Ratios:
    left: dict[Key, int] = defaultdict(int)
    for key, _, rest in left_in(released_in(span).filter(place)):
        left[key] += rest
    return {key: Ratio(left[key], rows) for key, rows in sent.items()}


def _clean(place: Q, span: Period, sent: dict[Key, int]) -> Ratios:
    """Rows that needed no mend and did not stay behind."""
    failed: dict[Key, int] = defaultdict(int)
    first = released_in(span).filter(place, supplement_to__isnull=True)
    for batch in first_failures(first):
        failed[(batch.unit, batch.item)] += batch.failed
    return {key: Ratio(max(0, rows - failed[key]), rows) for key, rows in sent.items()}


@dataclass(frozen=True)
class FirstFailures:
    number: str
    unit: int
    item: str
    sent: int
    failed: int


def first_failures(batches: QuerySet[Batch]) -> list[FirstFailures]:
    """How many rows of each batch failed its first check: those that stay behind, and those that were mended since."""
    mended: dict[str, set[int]] = defaultdict(set)
    for number, row in RowMend.objects.filter(batch__in=batches).values_list("batch_id", "row").distinct():
        mended[number].add(row)
    rows = batches.values_list("number", "unit_id", "item", "reported", "questioned", "unlinked", "rows_file")
    found = []
    for number, unit, item, sent, questioned, unlinked, rows_file in rows:
        behind = questioned + unlinked
        failed = behind + len(mended[number] - _behind(rows_file)) if mended[number] else behind
        found.append(FirstFailures(number, unit, item, sent, min(sent, failed)))
    return found


def _behind(rows_file: str) -> set[int]:
    """Row numbers that stay behind; a mended one among them failed once, not twice."""
    if not rows_file:
        return set()
    try:
        rows: pl.Series = frame(rows_file)[ROW]
    except Refusal:  # the file is gone, which the check-up tells; the figure stays as near as the counts allow
        return set()
    return set(rows.to_list())
