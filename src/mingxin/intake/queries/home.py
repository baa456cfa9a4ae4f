"""What waits for somebody this morning: what came back to a steward, and what a checker has to look at."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet

from mingxin.access.permits import Act, Holder
from mingxin.archive.models import Record, Timeliness
from mingxin.catalogue.queries import rulebook_in_force
from mingxin.intake.models import Batch, BatchState, BatchStep, Doubt, PowerQuestion
from mingxin.intake.queries.batches import left_behind, sentence_of, visible
from mingxin.intake.queries.outcomes import open_questions
from mingxin.intake.queries.power_questions import power_question_of
from mingxin.intake.rules.due_spans import first_due
from mingxin.intake.rules.review_clock import clock_of
from mingxin.kernel.clock import CHINA
from mingxin.kernel.workdays import Calendar
from mingxin.rulebook.cards import ItemCard
from mingxin.rulebook.queries import calendar

REFUSED_SHOWN: Final = timedelta(days=7)
MOST: Final = 8  # more stand in the list behind


@dataclass(frozen=True)
class Waiting:
    """A batch that somebody has to look at, with why in words."""

    batch: str
    title: str
    item: str
    unit: str
    words: str
    tone: str
    sentence: str
    note: str
    at: datetime


@dataclass(frozen=True)
class CameBack:
    """`first`: the most urgent of what waits for a steward; `more`: how many others there are."""

    first: tuple[Waiting, ...]
    more: int


@dataclass(frozen=True)
class ForReview:
    """A batch that waits for a checker. `workdays` since the oldest decision, None where the item has no clock.

    `sent_by` submitted it; `handler` is responsible now, who is somebody else after a handover.
    """

    batch: str
    title: str
    item: str
    unit: str
    rows: int
    sent_by: str
    handler: str
    submitted_at: datetime
    workdays: int | None
    tag: str
    tone: str


def waits_for(holder: Holder, *, at: datetime) -> QuerySet[Batch]:
    """The batches that wait for a steward: returned, checked and not submitted, without an item, and refused.

    The one definition: the number in the menu, the first page and the list count by it. A refused file asks for another
    one: it waits no more once another of the item has come (any other, where none was known), or a week has passed.
    """
    later = Batch.objects.filter(unit=OuterRef("unit"), received_at__gt=OuterRef("received_at"))
    later = later.exclude(state=BatchState.REFUSED)
    is_replaced = Exists(later.filter(item=OuterRef("item"))) | (Q(item="") & Exists(later))
    own = visible(holder, Act.REPORT)
    asks = Q(state=BatchState.RECEIVED, item="") & ~Q(guesses=[])
    refused = Q(state=BatchState.REFUSED, received_at__gte=at - REFUSED_SHOWN) & ~is_replaced
    return own.filter(Q(state__in=(BatchState.RETURNED, BatchState.READY)) | asks | refused)


def came_back(holder: Holder, *, at: datetime) -> CameBack:
    """What waits for a steward: due today, late, then by the day; what has no day last."""
    today, worked = at.astimezone(CHINA).date(), calendar()
    waiting = waits_for(holder, at=at).select_related("rows_of").order_by("-received_at", "-number")
    found = sorted(waiting, key=lambda batch: _urgency(batch, today))
    first = found[:MOST]
    notes = _notes([batch.number for batch in first if batch.state == BatchState.RETURNED])
    names, ways = _names(), _in_the_way(first, at)
    told = tuple(_waiting(batch, notes.get(batch.number, ""), ways[batch.pk], today, names, worked) for batch in first)
    return CameBack(told, max(len(found) - MOST, 0))


def _urgency(batch: Batch, today: date) -> tuple[int, str]:
    day, now = min(batch.dues, default=""), today.isoformat()
    if batch.state not in (BatchState.RETURNED, BatchState.READY) or not day:
        return 3, ""
    return (0 if now in batch.dues else 1 if day < now else 2), day


def _in_the_way(batches: Sequence[Batch], at: datetime) -> dict[str, tuple[int, PowerQuestion | None]]:
    """By batch: how much is to be explained, and the question of power that stands in its way."""
    numbers = [batch.pk for batch in batches]
    doubts = Counter(Doubt.objects.filter(batch__in=numbers, answered_at=None).values_list("batch_id", flat=True))
    asked = set(PowerQuestion.objects.filter(batch__in=numbers).values_list("batch_id", flat=True))
    return {
        batch.pk: (doubts[batch.pk], power_question_of(batch, at=at) if batch.pk in asked else None)
        for batch in batches
    }


def questioned(holder: Holder, *, at: datetime) -> tuple[int, int]:
    """Batches with rows left behind, and how many rows that is."""
    rows = [batch.left for batch in left_behind(visible(holder, Act.REPORT))]
    return len(rows), sum(rows)


def publicity_questions(holder: Holder) -> int:
    return open_questions(visible(holder, Act.REPORT)).count()


def asked_in_time(holder: Holder) -> tuple[int, int]:
    """Of the records that wait for an answer, those that have a clock: how many came in time, and how many late."""
    changes = open_questions(visible(holder, Act.REPORT)).order_by().values("batch__change")
    held = Record.objects.filter(
        thread__in=Record.objects.filter(change__in=changes).values("thread"),
        publicity="held",
        known_until__isnull=True,
        erased_by__isnull=True,
    )
    late = Count("pk", filter=Q(reported_on__gt=F("due_on")))
    found = Timeliness.objects.filter(thread__in=held.values("thread")).aggregate(all=Count("pk"), late=late)
    return found["all"] - found["late"], found["late"]


def for_review(holder: Holder, *, at: datetime) -> tuple[ForReview, ...]:
    """Every batch that waits for this checker, the oldest decision first."""
    waiting = list(awaiting_review(holder))
    cards, worked = rulebook_in_force().cards, calendar()
    steps = BatchStep.objects.filter(batch__in=[b.pk for b in waiting], state=BatchState.SUBMITTED).order_by("id")
    submitted = {step.batch_id: (step.actor_name, step.at) for step in steps}
    today = at.astimezone(CHINA).date()
    found = [_for_review(b, cards, submitted.get(b.pk, (b.actor_name, b.received_at)), today, worked) for b in waiting]
    return tuple(sorted(found, key=lambda one: (-(one.workdays or 0), one.submitted_at)))


def awaiting_review(holder: Holder) -> QuerySet[Batch]:
    return visible(holder, Act.RELEASE).filter(state=BatchState.SUBMITTED)


def _for_review(
    batch: Batch, cards: Mapping[str, ItemCard], submitted: tuple[str, datetime], today: date, worked: Calendar
) -> ForReview:
    card = cards.get(batch.item)
    workdays, tag, tone = clock_of(batch.oldest_decided_on, first_due(batch.dues), today=today, worked=worked)
    return ForReview(
        batch=batch.number,
        title=batch.file_name,
        item=card.name if card else batch.item,
        unit=batch.unit.name,
        rows=batch.admitted + batch.updated,
        sent_by=submitted[0],
        handler=batch.handler,
        submitted_at=submitted[1],
        workdays=workdays,
        tag=tag,
        tone=tone,
    )


def _notes(numbers: list[str]) -> dict[str, str]:
    """Why each was returned: the last word counts."""
    steps = BatchStep.objects.filter(batch__in=numbers, state=BatchState.RETURNED).order_by("id")
    return dict(steps.values_list("batch_id", "note"))


def _names() -> dict[str, str]:
    return {code: card.name for code, card in rulebook_in_force().cards.items()}


def _waiting(
    batch: Batch,
    note: str,
    way: tuple[int, PowerQuestion | None],
    today: date,
    names: Mapping[str, str],
    worked: Calendar,
) -> Waiting:
    doubts, power = way
    tones = {"returned": "bad", "refused": "bad", "ready": "blue", "received": "warn"}
    words = "请选择事项" if batch.state == BatchState.RECEIVED else batch.get_state_display()
    return Waiting(
        batch=batch.number,
        title=batch.file_name,
        item=names.get(batch.item, ""),
        unit=batch.unit.name,
        words=words,
        tone=tones[batch.state],
        sentence=batch.refusal_message or sentence_of(batch, today=today, worked=worked, doubts=doubts, power=power),
        note=note,
        at=batch.received_at,
    )
