"""Batches as a signed-in person may see them."""

from collections.abc import Iterator
from datetime import date
from typing import Any, Final

from django.db.models import Case, Count, F, IntegerField, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import Coalesce

from mingxin.access.permits import Act, Holder
from mingxin.access.queries.holders import place_of, reached
from mingxin.catalogue.queries import by_authorisation_alone
from mingxin.intake.models import Batch, BatchState, PowerQuestion, SettledRow
from mingxin.intake.rules.batch_states import OPEN
from mingxin.intake.rules.due_spans import Due, spread
from mingxin.intake.rules.sentences import Standing, sentence
from mingxin.kernel.workdays import Calendar

_CAN_BE_LEFT: Final = Q(state=BatchState.ADMITTED, closed_at__isnull=True, rows_of__isnull=True)


def visible(holder: Holder, act: Act = Act.SEE_REPORTS) -> QuerySet[Batch]:
    """The batches upon which the act is permitted. One whose item is not known yet is seen with any item."""
    wanted = Q(pk__in=())
    for post in holder.posts_for(act):
        wanted |= reached(post, act) & (Q(item__in=[*post.items, ""]) if post.items else Q())
    return Batch.objects.filter(wanted).select_related("unit")


def find(number: str, *, holder: Holder, act: Act) -> Batch | None:
    """None where there is no such batch, or not for this person: which of the two is not told."""
    batch = Batch.objects.select_related("unit", "original", "supplement_to").filter(pk=number).first()
    return batch if batch is not None and may(holder, act, batch) else None


def may(holder: Holder, act: Act, batch: Batch) -> bool:
    return holder.may(act, place=place_of(batch.unit), item=batch.item or None)


def may_read_rows(holder: Holder, batch: Batch) -> bool:
    """Whether this person reads what stands in the batch, in whatever shape: rows, mends, proposed values, workbooks.

    What is read by its subject's authorisation alone, the stewards of the unit that reported it read, to mend it; and
    its checkers, while it waits to be released. Whoever else sees the batch sees its state, counts and kinds of faults.
    """
    posts = [post for post in holder.posts if post.grants(Act.SEE_REPORTS, place_of(batch.unit), batch.item or None)]
    if batch.item in by_authorisation_alone():
        is_waiting = batch.state == BatchState.SUBMITTED
        posts = [
            post
            for post in posts
            if post.keeps_what_needs_authorisation or (is_waiting and post.releases_what_needs_authorisation)
        ]
    return bool(posts)


def with_left(batches: QuerySet[Batch]) -> "QuerySet[Any, Any]":
    """With `left`: rows of admitted batches that stayed behind and that nobody has dealt with.

    The one definition: whoever counts such rows, counts by it. What a supplement made at the desk left is still counted
    with the batch from which it was made; what came back by file stays with that file, in its newest wording.
    """
    settled = (
        SettledRow.objects.filter(batch=OuterRef("pk")).order_by().values("batch").annotate(n=Count("pk")).values("n")
    )
    open_rows = F("questioned") + F("unlinked") - Coalesce(Subquery(settled), 0)
    left = Case(When(_CAN_BE_LEFT, then=open_rows), default=Value(0), output_field=IntegerField())
    return batches.annotate(left=left)


def left_behind(batches: QuerySet[Batch]) -> "QuerySet[Any, Any]":
    """Admitted batches with rows still to be sent."""
    return with_left(batches.filter(_CAN_BE_LEFT)).filter(left__gt=0)


def left_and_not_being_sent(batches: QuerySet[Batch]) -> "QuerySet[Any, Any]":
    """Of `left_behind` those of which no supplement is being made at the desk: where one is, it has all the rows that
    are left, and their days run in it.
    """
    return left_behind(batches).exclude(
        pk__in=Batch.objects.filter(state__in=OPEN, rows_of__isnull=False).values("rows_of")
    )


def left_of_first_sendings(batches: QuerySet[Batch]) -> Iterator[tuple[int, str, str, int]]:
    """Of the first sendings among these batches: unit, item, number, and the rows still to be sent of that batch and
    of the supplements to it."""
    first = batches.filter(supplement_to__isnull=True).order_by()
    families = Batch.objects.filter(Q(pk__in=first.values("pk")) | Q(supplement_to__in=first.values("pk")))
    rows: dict[str, int] = {}
    where: dict[str, tuple[int, str]] = {}
    for number, root, unit, item, left in left_behind(families).values_list(
        "number", "supplement_to", "unit_id", "item", "left"
    ):
        rows[root or number] = rows.get(root or number, 0) + left
        where[root or number] = unit, item
    yield from ((*where[number], number, left) for number, left in sorted(rows.items()))


def dues_of(batch: Batch, *, today: date, worked: Calendar) -> tuple[Due, ...]:
    """By how near their days are. Of an admitted batch: see `left_of`."""
    return spread(batch.dues, today=today, worked=worked, is_submitted=batch.state == BatchState.SUBMITTED)


def standing_of(
    batch: Batch,
    *,
    left: int = 0,
    brought: int = 0,
    asked: int = 0,
    doubts: int = 0,
    power: PowerQuestion | None = None,
) -> Standing:
    """`left`, `brought`: as `Standing` has them. `power`: the question that stands in the way."""
    source = batch.rows_of
    return Standing(
        state=batch.state,
        reported=batch.reported,
        questioned=batch.questioned,
        updated=batch.updated,
        admitted=batch.admitted,
        unlinked=batch.unlinked,
        unchanged=batch.unchanged,
        left=left,
        asked=asked,
        brought=brought,
        is_closed=batch.closed_at is not None or (source is not None and source.closed_at is not None),
        is_part=source is not None,
        doubts=doubts,
        power="" if power is None else "asked" if power.answered_at is None else "refused",
        asks_item=asks_item(batch),
    )


def asks_item(batch: Batch) -> bool:
    """Whether the check waits for somebody to say which item the file is of."""
    return batch.state == BatchState.RECEIVED and not batch.item and bool(batch.guesses)


def sentence_of(
    batch: Batch, *, today: date, worked: Calendar, doubts: int = 0, power: PowerQuestion | None = None
) -> str:
    """Of a batch that is not admitted yet."""
    return sentence(standing_of(batch, doubts=doubts, power=power), dues_of(batch, today=today, worked=worked))
