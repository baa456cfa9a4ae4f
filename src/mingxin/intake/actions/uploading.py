"""A file sent twice by one press of a button is one batch."""

from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

from django.db import transaction

from mingxin.access.models import Unit
from mingxin.intake.actions.receiving import acknowledge, arrive
from mingxin.intake.models import Batch, BatchState
from mingxin.ledger import locks
from mingxin.ledger.actor import Actor

AT_ONCE: Final = timedelta(minutes=2)
_GONE: Final = (BatchState.WITHDRAWN, BatchState.REFUSED)


def receive_once(
    path: Path,
    *,
    unit: Unit,
    file_name: str,
    by: Actor,
    at: datetime,
    item: str = "",
    supplement_to: Batch | None = None,
) -> tuple[Batch, bool]:
    """Acknowledge a file, unless the same person sent the same bytes to the same end within two minutes.

    The batch, and whether it is new. What was withdrawn or refused meanwhile may be sent again at once.
    """
    arrived = arrive(path, unit=unit, item=item, supplement_to=supplement_to, at=at)
    with transaction.atomic():
        locks.hold(-int(arrived.digest[:12], 16))  # negative: no other lock is; only equal files wait for each other
        same = Batch.objects.filter(
            unit=unit,
            actor_login=by.login,
            original__digest=arrived.digest,
            supplement_to=supplement_to,
            received_at__gte=at - AT_ONCE,
        ).exclude(state__in=_GONE)
        found = same.order_by("-received_at", "-number").first()
        if found is not None and item in ("", found.item):
            return found, False
        made = acknowledge(
            arrived, unit=unit, file_name=file_name, by=by, at=at, item=item, supplement_to=supplement_to
        )
        return made, True
