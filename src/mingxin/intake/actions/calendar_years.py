"""A year of working days, and the deadlines that were provisional until it was known: one act, in one transaction."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from django.db import transaction

from mingxin.archive.actions.deadlines import recompute_provisional
from mingxin.catalogue.actions import load_calendar_year
from mingxin.catalogue.queries import rulebook_in_force
from mingxin.intake.actions.due_days import move_due_days
from mingxin.ledger.actor import Actor
from mingxin.rulebook.models import CalendarEdition
from mingxin.rulebook.queries import calendar


@dataclass(frozen=True)
class Loaded:
    """`settled`: how many provisional deadlines are final now."""

    edition: CalendarEdition
    settled: int


@transaction.atomic
def load_year(*, file: Path, edition: str, source: str, by: Actor, at: datetime) -> Loaded:
    """Load the year and compute provisional deadlines anew, in the units' favour. Raises Refusal("calendar.…")."""
    loaded = load_calendar_year(file=file, edition=edition, source=source, by=by, at=at)
    workdays = {code: card.deadline_workdays or 0 for code, card in rulebook_in_force().cards.items()}
    move_due_days(calendar(), workdays, by=by, at=at)
    return Loaded(loaded, recompute_provisional(calendar(), workdays))


@transaction.atomic
def would_settle(*, file: Path, edition: str, source: str, by: Actor, at: datetime) -> int:
    """How many deadlines the year would settle; nothing is loaded. Raises what loading would raise."""
    loaded = load_year(file=file, edition=edition, source=source, by=by, at=at)
    transaction.set_rollback(True)
    return loaded.settled
