"""The rows behind a figure: the same conditions that counted them, as lists. No party is named in them."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery

from mingxin.archive.models import Change, Publicity, Record, Timeliness
from mingxin.intake.models import Batch
from mingxin.kernel.clock import CHINA
from mingxin.kernel.refusal import Refusal
from mingxin.oversight.queries.figures import decided_in, first_failures, to_be_shown, with_first_public
from mingxin.oversight.queries.month_facts import first_reported_in, left_in, open_until, released_in
from mingxin.oversight.rules.figures import BY_KEY
from mingxin.oversight.rules.periods import Period

DECISIONS = ("timely", "published")  # measures whose rows are decisions; those of the others are batches


@dataclass(frozen=True)
class BatchRow:
    """A batch and what it adds to numerator and denominator."""

    number: str
    unit_name: str
    item: str
    file_name: str
    released_on: date
    sent: int
    counted: int


def known_measure(key: str) -> str:
    if key not in BY_KEY:
        raise Refusal("figures.unknown", "没有这项指标。", "请从指标页进入。")
    return key


def decisions(
    measure: str, span: Period, *, units: Collection[int], items: Collection[str] = ()
) -> QuerySet[Timeliness]:
    """The denominator's rows with document number and unit, unordered; for `published` with `public_at` as well."""
    rows = decided_in(span).filter(_place(units, items))
    if measure == "published":
        settled = Change.objects.filter(number=OuterRef("public_since")).values("at")[:1]
        rows = with_first_public(to_be_shown(rows)).annotate(public_at=Subquery(settled))
    return with_document(rows)


def counts(measure: str, row: Timeliness) -> bool:
    """Whether a row of `decisions` is in the numerator."""
    if measure == "timely":
        return row.reported_on <= row.due_on
    public_on = public_day(row)
    return public_on is not None and public_on <= row.due_on


def public_day(row: Timeliness) -> date | None:
    """On which day in Beijing a row of the measure `published` was settled as public."""
    at: datetime | None = row.public_at  # type: ignore[attr-defined]
    return at.astimezone(CHINA).date() if at else None


def with_document(rows: QuerySet[Timeliness]) -> QuerySet[Timeliness]:
    current = Record.objects.filter(thread=OuterRef("thread"), known_until__isnull=True)
    return rows.select_related("unit").annotate(document_number=Subquery(current.values("document_number")[:1]))


def batches(measure: str, span: Period, *, units: Collection[int], items: Collection[str] = ()) -> list[BatchRow]:
    """First sendings of the span, the newest first."""
    found = released_in(span).filter(_place(units, items), supplement_to__isnull=True)
    if measure == "clean":
        counted = {batch.number: batch.sent - batch.failed for batch in first_failures(found)}
    else:
        counted = {number: rest for _, number, rest in left_in(found)}
    rows = found.select_related("unit").order_by("-released_at", "number")
    return [
        BatchRow(
            number=batch.number,
            unit_name=batch.unit.name,
            item=batch.item,
            file_name=batch.file_name,
            released_on=_day(batch),
            sent=batch.reported,
            counted=counted.get(batch.number, 0),
        )
        for batch in rows
    ]


def batches_of_cell(period: Period, *, unit: int, item: str) -> QuerySet[Batch]:
    """Everything that a cell of the board counts: released in its period, or still with the unit."""
    place = Q(unit_id=unit, item=item)
    numbers = released_in(period).filter(place).values("number")
    waiting = open_until(period).filter(place).values("number")
    return Batch.objects.filter(Q(number__in=numbers) | Q(number__in=waiting)).select_related("unit")


def late_of_cell(period: Period, *, unit: int, item: str) -> QuerySet[Timeliness]:
    """Records that came in the period, after their due day."""
    return with_document(first_reported_in(period).filter(unit_id=unit, item=item, reported_on__gt=F("due_on")))


def public_now(rows: QuerySet[Timeliness]) -> QuerySet[Timeliness]:
    """Of these, the records whose present version is settled as public."""
    current = Record.objects.filter(thread=OuterRef("thread"), known_until__isnull=True, publicity=Publicity.PUBLIC)
    return rows.filter(Exists(current))


def _place(units: Collection[int], items: Collection[str]) -> Q:
    return Q(unit_id__in=units) & (Q(item__in=items) if items else Q())


def _day(batch: Batch) -> date:
    if batch.released_at is None:
        raise ValueError("a released batch has its moment")
    return batch.released_at.astimezone(CHINA).date()
