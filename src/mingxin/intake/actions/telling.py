"""Messages about a batch to those who sent it."""

from datetime import datetime
from typing import Final

from mingxin.access.models import Person, StaffRole
from mingxin.intake.actions.receiving import short_number
from mingxin.intake.models import Batch, BatchState
from mingxin.kernel.text import ended
from mingxin.ledger.actor import Actor
from mingxin.notices.actions import send

RETURNED: Final = "batch.returned"


def tell_returned(batch: Batch, *, reason: str, by: Actor, at: datetime) -> None:
    """To whoever submitted it last, and to whom it was handed over; to the unit's stewards where neither is there."""
    submitted = batch.steps.filter(state=BatchState.SUBMITTED).order_by("-id").first()
    logins = {batch.handler_login, submitted.actor_login if submitted else ""} - {""}
    people = Person.objects.filter(login__in=logins, is_active=True).order_by("pk").values_list("pk", flat=True)
    returns = batch.steps.filter(state=BatchState.RETURNED).count()
    readers: list[int | None] = [*people] or [None]
    for person in readers:
        send(
            kind=RETURNED,
            key=f"{batch.number}:{returns}",
            unit_id=batch.unit_id,
            for_role="" if person is not None else StaffRole.STEWARD,
            person_id=person,
            subject=f"审核退回：{batch.file_name}",
            text=f"{by.name}退回了“{batch.file_name}”。理由：{ended(reason)}请修改后再次提交；报送时限继续计算。",
            link=f"/desk/batches/{short_number(batch.number)}/",
            by=by,
            at=at,
        )
