"""Deadlines again, when a provisional calendar became certain. A verdict changes in the unit's favour alone."""

from datetime import date
from functools import cache

from django.db import transaction

from mingxin.archive.models import Timeliness
from mingxin.kernel.workdays import Calendar, Deadline, most_favourable


@transaction.atomic
def recompute_provisional(calendar: Calendar, deadline_workdays: dict[str, int]) -> int:
    """Compute every provisional due day anew, by item in working days; keep the later day. How many were settled."""

    @cache
    def due(decided_on: date, workdays: int) -> Deadline:
        return calendar.add_workdays(decided_on, workdays)

    changed = []
    for row in Timeliness.objects.select_for_update().filter(is_provisional=True):
        new = due(row.decided_on, deadline_workdays[row.item])
        kept = most_favourable(Deadline(row.due_on, provisional=True), new)
        row.due_on, row.is_provisional = kept.on, new.provisional
        row.workdays = min(row.workdays, calendar.workdays_between(row.decided_on, row.reported_on))
        changed.append(row)
    Timeliness.objects.bulk_update(changed, ["due_on", "is_provisional", "workdays"], batch_size=1000)
    return sum(1 for row in changed if not row.is_provisional)
