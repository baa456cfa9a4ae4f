"""Announced outages, and the deadlines that they lengthen: one act, in one transaction."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from django.db import transaction

from mingxin.archive.actions.deadlines import recompute
from mingxin.catalogue.queries import rulebook_in_force
from mingxin.intake.actions.due_days import move_due_days
from mingxin.ledger.actions import write
from mingxin.ledger.actor import Actor
from mingxin.rulebook import actions as rulebook_actions
from mingxin.rulebook.models import Outage
from mingxin.rulebook.queries import calendar

_ONE_DAY: Final = timedelta(days=1)


@dataclass(frozen=True)
class Announced:
    """`moved`: how many deadlines of records became later; `batches`: in how many batches those of rows that wait."""

    outage: Outage
    moved: int
    batches: int


@transaction.atomic
def announce_outage(
    *, first_on: date, last_on: date, ground: str, late_reason: str = "", by: Actor, at: datetime
) -> Announced:
    """Announce days on which the platform is or was down, and lengthen every deadline that they lie within."""
    outage = rulebook_actions.announce_outage(
        first_on=first_on, last_on=last_on, ground=ground, late_reason=late_reason, by=by, at=at
    )
    workdays = deadlines_of_items()
    batches = move_due_days(calendar(), workdays, by=by, at=at)
    moved = recompute(calendar(), workdays, _touched_from(first_on, max(workdays.values(), default=0)), last_on)
    detail = {
        "first_on": first_on.isoformat(),
        "last_on": last_on.isoformat(),
        "ground": outage.ground,
        "late_reason": outage.late_reason,
        "moved": moved,
        "batches": batches,
    }
    write(
        action="rulebook.announce_outage",
        object_type="outage",
        object_key=str(outage.pk),
        by=by,
        at=at,
        detail=detail,
        rows=(outage,),
    )
    return Announced(outage, moved, batches)


@transaction.atomic
def would_move(
    *, first_on: date, last_on: date, ground: str, late_reason: str, by: Actor, at: datetime
) -> tuple[int, int]:
    """As in `Announced`: what the announcement would move, `moved` and `batches`. Nothing is announced.

    Raises what it would raise.
    """
    announced = announce_outage(
        first_on=first_on, last_on=last_on, ground=ground, late_reason=late_reason, by=by, at=at
    )
    transaction.set_rollback(True)
    return announced.moved, announced.batches


@transaction.atomic
def revoke_outage(*, outage: int, reason: str, by: Actor, at: datetime) -> Outage:
    """From now on the days count again. No deadline that was given becomes shorter, so nothing is computed anew."""
    revoked = rulebook_actions.revoke_outage(outage=outage, reason=reason, by=by, at=at)
    detail = {"reason": revoked.revoked_reason}
    write(
        action="rulebook.revoke_outage",
        object_type="outage",
        object_key=str(revoked.pk),
        by=by,
        at=at,
        detail=detail,
        rows=(revoked,),
    )
    return revoked


def deadlines_of_items() -> dict[str, int]:
    """By item its deadline in working days, of the items that have one."""
    cards = rulebook_in_force().cards.values()
    return {card.code: card.deadline_workdays for card in cards if card.deadline_workdays}


def _touched_from(first_on: date, longest: int) -> date:
    """The first day of decision whose deadline reaches the outage, by the calendar that already passes over it."""
    worked, day = calendar(), first_on
    while worked.workdays_between(day, first_on) <= longest:
        day -= _ONE_DAY
    return day
