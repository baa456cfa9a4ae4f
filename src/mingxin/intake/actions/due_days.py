"""Days on which rows that wait in intake are due: when the calendar says otherwise they move, as the archive's."""

from collections.abc import Mapping
from datetime import datetime
from typing import Final

from django.db.models import Q

from mingxin.intake.models import Batch, BatchState
from mingxin.intake.queries.as_told import DUE_DAYS
from mingxin.intake.rules.batch_states import OPEN
from mingxin.intake.rules.clocks import by_due_day, wound_on
from mingxin.kernel.workdays import Calendar
from mingxin.ledger import locks
from mingxin.ledger.actions import write
from mingxin.ledger.actor import Actor

_PIECE: Final = 500
_LEFT = Q(state=BatchState.ADMITTED) & (Q(questioned__gt=0) | Q(unlinked__gt=0))


def move_due_days(worked: Calendar, terms: Mapping[str, int], *, by: Actor, at: datetime) -> int:
    """Wind on the clocks of every batch that is open or left rows behind, by item in working days; how many moved.

    Of two due days the later is kept, so running it again moves nothing. Call it in the transaction that changes the
    calendar: what is being checked waits here, and then counts by the calendar that is written.
    """
    locks.hold(locks.BATCHES)  # no batch arrives meanwhile; then the batches in the order of their numbers
    moved = []
    for batch in Batch.objects.select_for_update().filter(Q(state__in=OPEN) | _LEFT).order_by("number"):
        term = terms.get(batch.item)
        clocks = wound_on(batch.clocks, term=term, worked=worked) if term else {}
        dues = by_due_day(clocks)
        if term and dues != batch.dues:
            batch.clocks, batch.dues = clocks, dues
            moved.append(batch)
    Batch.objects.bulk_update(moved, ["clocks", "dues"], batch_size=_PIECE)
    for start in range(0, len(moved), _PIECE):  # an outage may move many: one entry for a piece of them, not for each
        piece = moved[start : start + _PIECE]
        write(
            action="intake.move_due_days",
            object_type=DUE_DAYS,
            object_key="batches",
            by=by,
            at=at,
            detail={"batches": len(piece), "first": piece[0].number, "last": piece[-1].number},
            rows=piece,
        )
    return len(moved)
