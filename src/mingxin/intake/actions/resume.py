"""Batches that were acknowledged and then interrupted are taken up again."""

from datetime import datetime

from mingxin.intake.actions.admitting import admit_batch
from mingxin.intake.models import Batch, BatchState
from mingxin.kernel.refusal import Refusal
from mingxin.ledger.actor import Actor


def pending() -> list[str]:
    """Numbers of batches that were acknowledged and not yet admitted, oldest first."""
    return list(Batch.objects.filter(state=BatchState.CHECKED).order_by("received_at").values_list("number", flat=True))


def resume_pending(*, by: Actor, at: datetime) -> list[str]:
    """Admit every one of them; the numbers that were. Safe beside another process: each is admitted once.

    One that may not be admitted today (its unit lost the power in between) stays acknowledged and is tried again.
    """
    done = []
    for number in pending():
        try:
            admit_batch(number, None, by=by, at=at)
        except Refusal:
            continue
        done.append(number)
    return done
