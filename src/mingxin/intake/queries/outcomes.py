"""What became public of an admitted batch, and what still waits for an answer."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from django.db.models import Count, Min, QuerySet

from mingxin.archive.models import Record
from mingxin.archive.public_numbers import public_number
from mingxin.archive.queries.never_shown import count_never_shown
from mingxin.archive.queries.state_case import necessary_for, state_case
from mingxin.catalogue.queries import rulebook_of_edition
from mingxin.intake.models import Batch, PublicityQuestion

SAMPLE = 5
# In the order in which a unit asks for them
_TOLD: Final = (
    *("shown", "awaiting", "held", "not_public", "closed", "shielded", "repaired", "ended", "withdrawn", "erased"),
)


@dataclass(frozen=True)
class Sample:
    """A record that shows. `number`, the public's, is "" of an entry of the register, which shows on the subject's own
    page alone.
    """

    number: str
    public_id: str
    document_number: str


@dataclass(frozen=True)
class Outcome:
    """How many of the records that a batch wrote stand in which state today, each once; by the words of the state.

    `never_shown`: by what is said of them those whose term was over before anybody could look; they are not among the
    ended.
    `next_from`: the first day on which more will show.
    """

    counts: Mapping[str, int]
    never_shown: Mapping[str, int]
    next_from: date | None
    samples: tuple[Sample, ...]  # some that show


def outcome_of(batch: Batch, *, on: date) -> Outcome | None:
    """None where the batch wrote nothing."""
    if batch.change_id is None:
        return None
    versions = [rows.annotate(state=state_case(on)) for rows in _current(batch.change_id)]
    counted: Counter[str] = Counter()
    coming: list[date] = []
    for rows in versions:  # one pass over each
        told = rows.order_by().values("state").annotate(n=Count("pk"), first=Min("shown_from"))
        for state, n, first in told.values_list("state", "n", "first"):
            counted[state] += n
            coming += [first] if state == "awaiting" else []
    unseen: Counter[str] = Counter()
    for rows in versions if counted["ended"] else ():
        unseen.update(count_never_shown(rows.filter(necessary_for("ended", on), state="ended")))
    counted["ended"] -= unseen.total()
    is_register = rulebook_of_edition(batch.edition_id).cards[batch.item].effect == "registration"
    samples = _samples(versions, on) if counted["shown"] else []
    return Outcome(
        counts={state: counted[state] for state in _TOLD},
        never_shown=dict(unseen),
        next_from=min(coming, default=None),
        samples=tuple(Sample("" if is_register else public_number(thread), *rest) for thread, *rest in samples),
    )


def _current(change: int) -> tuple[QuerySet[Record], QuerySet[Record]]:
    """The current versions of what a change wrote: those that are its own, and the few that came after them."""
    current = Record.objects.filter(known_until__isnull=True)
    gone = Record.objects.filter(change=change, known_until__isnull=False).values("thread")
    return current.filter(change=change), current.filter(thread__in=gone)


def _samples(versions: "Iterable[QuerySet[Any, Any]]", on: date) -> list[tuple[str, str, str]]:
    """Any that show, in no order: the first that are found are enough."""
    found: list[tuple[str, str, str]] = []
    for rows in versions:
        shown = rows.order_by().filter(necessary_for("shown", on), state="shown")
        found += shown.values_list("thread", "subject__public_id", "document_number")[: SAMPLE - len(found)]
    return found


def open_questions(batches: QuerySet[Batch]) -> QuerySet[PublicityQuestion]:
    """Questions of publicity that wait for an answer, of these batches."""
    waiting = PublicityQuestion.objects.filter(answered_at__isnull=True, batch__in=batches.order_by().values("pk"))
    return waiting.select_related("batch__unit")
