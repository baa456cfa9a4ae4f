"""Batches that were released and then interrupted are taken up again."""

from datetime import datetime, timedelta
from typing import Final

from django.db import transaction
from django.db.models import Exists, OuterRef, Q

from mingxin.intake.actions.admitting import admit_batch
from mingxin.intake.actions.receiving import CHECK
from mingxin.intake.actions.submitting import ADMIT
from mingxin.intake.models import Batch, BatchState
from mingxin.jobs.actions import ask
from mingxin.jobs.models import Job, JobState
from mingxin.kernel.refusal import Refusal
from mingxin.ledger.actor import PLATFORM, Actor

_PATIENCE: Final = timedelta(minutes=2)


def pending() -> list[str]:
    """Numbers of batches that were released and not yet admitted, oldest first."""
    return list(
        Batch.objects.filter(state=BatchState.RELEASED).order_by("received_at").values_list("number", flat=True)
    )


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


def take_up_stranded(at: datetime) -> int:
    """Ask anew for work that a batch waits for and nobody has in hand; how many. For the timetable.

    The item was chosen while the worker was just leaving, or the queue was restored from before. What failed or was
    stopped is left to a person.
    """
    taken_up = 0
    for kind, states in (
        (CHECK, Q(state=BatchState.CHECKING) | (Q(state=BatchState.RECEIVED) & ~Q(item=""))),
        (ADMIT, Q(state=BatchState.RELEASED)),
    ):
        in_hand = Job.objects.filter(kind=kind, key=OuterRef("pk")).exclude(state=JobState.DONE)
        stranded = Batch.objects.filter(states, ~Exists(in_hand), received_at__lte=at - _PATIENCE)
        for number in stranded.order_by("number").values_list("number", flat=True)[:100]:
            with transaction.atomic():
                ask(kind=kind, key=number, by=PLATFORM, at=at)
            taken_up += 1
    return taken_up
