"""Batches that were acknowledged and then interrupted are taken up again."""

from datetime import datetime

from mingxin.intake.actions.admitting import admit_batch
from mingxin.intake.models import Batch, BatchState
from mingxin.ledger.actor import Actor


def pending() -> list[str]:
    """Numbers of batches that were acknowledged and not yet admitted, oldest first."""
    return list(Batch.objects.filter(state=BatchState.CHECKED).order_by("received_at").values_list("number", flat=True))


def resume_pending(*, by: Actor, at: datetime) -> list[str]:
    """Admit every one of them; their numbers. Safe beside another process: each is admitted once."""
    numbers = pending()
    for number in numbers:
        admit_batch(number, None, by=by, at=at)
    return numbers
