"""Loading calendar years, each with its entry in the ledger."""

from datetime import datetime
from pathlib import Path

from django.db import transaction

from mingxin.ledger.actions import write
from mingxin.ledger.actor import Actor
from mingxin.rulebook import actions as calendar_actions
from mingxin.rulebook.models import CalendarEdition


@transaction.atomic
def load_first_calendar(*, by: Actor, at: datetime) -> CalendarEdition:
    """The calendar years that come with the product; a second call changes nothing."""
    known = CalendarEdition.objects.count()
    edition = calendar_actions.seed_calendar(by=by, at=at)
    if not known:
        _tell_calendar(edition, by, at)
    return edition


@transaction.atomic
def load_calendar_year(*, file: Path, edition: str, source: str, by: Actor, at: datetime) -> CalendarEdition:
    """One year from a CSV file as a new edition. Raises Refusal("calendar.…"), and then loads nothing."""
    loaded = calendar_actions.import_calendar_year(file=file, edition=edition, source=source, by=by, at=at)
    _tell_calendar(loaded, by, at)
    return loaded


def _tell_calendar(edition: CalendarEdition, by: Actor, at: datetime) -> None:
    write(
        action="catalogue.load_calendar",
        object_type="calendar_edition",
        object_key=str(edition.number),
        by=by,
        at=at,
        detail={"name": edition.name, "source": edition.source, "digest": edition.digest},
    )
