"""What became public of an admitted batch, and what still waits for an answer."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from django.db.models import Count, Min, QuerySet

from mingxin.archive.models import Record
from mingxin.archive.queries.state_case import necessary_for, state_case
from mingxin.catalogue.queries import rulebook_of_edition
from mingxin.intake.models import Batch, PublicityQuestion

SAMPLE = 5
# In the order in which a unit asks for them
_TOLD: Final = ("shown", "awaiting", "held", "not_public", "shielded", "repaired", "ended", "withdrawn", "erased")


@dataclass(frozen=True)
class Sample:
    """A record that shows. `thread` is "" of an entry of the register, which shows on the subject's own page alone."""

    thread: str
    public_id: str
    document_number: str


@dataclass(frozen=True)
class Outcome:
    """How many of the records that a batch wrote stand in which state today, each once; by the words of the state.

    `next_from`: the first day on which more will show.
    """

    counts: Mapping[str, int]
    next_from: date | None
    samples: tuple[Sample, ...]  # some that show


def outcome_of(batch: Batch, *, on: date) -> Outcome | None:
    """None where the batch wrote nothing."""
    if batch.change_id is None:
        return None
    written = Record.objects.filter(change=batch.change_id).values("thread")
    now = Record.objects.filter(thread__in=written, known_until__isnull=True).annotate(state=state_case(on))
    counted = dict(now.order_by().values("state").annotate(n=Count("pk")).values_list("state", "n"))
    is_register = rulebook_of_edition(batch.edition_id).cards[batch.item].effect == "registration"
    shown = now.filter(necessary_for("shown", on), state="shown").order_by("id")
    samples = shown.values_list("thread", "subject__public_id", "document_number")[:SAMPLE]
    return Outcome(
        counts={state: counted.get(state, 0) for state in _TOLD},
        next_from=now.filter(necessary_for("awaiting", on), state="awaiting").aggregate(first=Min("shown_from"))[
            "first"
        ],
        samples=tuple(Sample("" if is_register else thread, *rest) for thread, *rest in samples),
    )


def open_questions(batches: QuerySet[Batch]) -> QuerySet[PublicityQuestion]:
    """Questions of publicity that wait for an answer, of these batches."""
    waiting = PublicityQuestion.objects.filter(answered_at__isnull=True, batch__in=batches.order_by().values("pk"))
    return waiting.select_related("batch__unit")
