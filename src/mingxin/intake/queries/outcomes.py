"""What became public of an admitted batch, and what still waits for an answer."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Min, Q, QuerySet

from mingxin.archive.models import Record
from mingxin.intake.models import Batch, PublicityQuestion

SAMPLE = 5


@dataclass(frozen=True)
class Outcome:
    """Counts of the records a batch wrote, as they stand today. `next_from`: the first day on which more will show."""

    shown: int
    awaiting: int
    next_from: date | None
    held: int
    not_public: int
    samples: tuple[tuple[str, str], ...]  # thread and document number of some that show

    @property
    def total(self) -> int:
        return self.shown + self.awaiting + self.held + self.not_public


def outcome_of(batch: Batch, *, on: date) -> Outcome | None:
    """None where the batch wrote nothing."""
    if batch.change_id is None:
        return None
    written = Record.objects.filter(change=batch.change_id).values("thread")
    now = Record.objects.filter(thread__in=written, known_until__isnull=True, erased_by__isnull=True)
    is_public = Q(publicity="public")
    shows = is_public & Q(shown_from__lte=on) & (Q(hidden_from__isnull=True) | Q(hidden_from__gt=on))
    awaits = is_public & Q(shown_from__gt=on)
    counts = now.aggregate(
        shown=Count("id", filter=shows),
        awaiting=Count("id", filter=awaits),
        next_from=Min("shown_from", filter=awaits),
        held=Count("id", filter=Q(publicity="held")),
        not_public=Count("id", filter=Q(publicity="not_public")),
    )
    samples = now.filter(shows).order_by("id").values_list("thread", "document_number")[:SAMPLE]
    return Outcome(**counts, samples=tuple(samples))


def open_questions(batches: QuerySet[Batch]) -> QuerySet[PublicityQuestion]:
    """Questions of publicity that wait for an answer, of these batches."""
    waiting = PublicityQuestion.objects.filter(answered_at__isnull=True, batch__in=batches.order_by().values("pk"))
    return waiting.select_related("batch__unit")
