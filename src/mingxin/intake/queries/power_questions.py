"""The question of power that stands in the way of a batch."""

from datetime import datetime

from mingxin.archive.actions.draft import power_of
from mingxin.intake.models import Batch, PowerQuestion
from mingxin.kernel.refusal import Refusal


def power_question_of(batch: Batch, *, at: datetime) -> PowerQuestion | None:
    """Waiting or refused, and about the item that the batch is now; None once the power is on file, however it came."""
    found = batch.power_questions.filter(item=batch.item).exclude(is_granted=True).first()
    if found is None:
        return None
    try:
        power_of(batch.unit_id, batch.item, at)
    except Refusal:
        return found
    return None
