"""What units were called before: the register has the name of today, the ledger each renaming with its day."""

from datetime import date, datetime

from mingxin.access.models import Unit
from mingxin.kernel.clock import CHINA
from mingxin.ledger.models import Entry
from mingxin.ledger.queries import is_genuine
from mingxin.ledger.searching import detail_of, of_action

RENAMED = "access.rename_unit"


def former_names() -> dict[str, dict[str, date]]:
    """By credit code each name that a unit ceased to bear → the first day without it (Beijing), the last such day
    where it bore the name twice. Renamings that the platform did not write give no name (ADR 0028).
    """
    found: dict[str, dict[str, date]] = {}
    for entry in of_action(Entry.objects.order_by("id"), RENAMED):
        if is_genuine(entry):
            names = found.setdefault(entry.object_key, {})
            names[str(detail_of(entry)["before"])] = entry.at.astimezone(CHINA).date()
    return found


def name_at(unit: Unit, at: datetime) -> str:
    """The name that a unit bore at a moment: the one that the next renaming ended, or the one of today."""
    later = of_action(Entry.objects.filter(object_type="unit", object_key=unit.uscc, at__gt=at), RENAMED)
    ended = next((entry for entry in later.order_by("at", "id") if is_genuine(entry)), None)
    return str(detail_of(ended)["before"]) if ended else unit.name
