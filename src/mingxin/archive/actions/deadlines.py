"""Deadlines again, when the calendar says otherwise. A verdict changes in the unit's favour alone."""

from datetime import date
from functools import cache

from django.db import transaction
from django.db.models import QuerySet

from mingxin.archive.models import Timeliness
from mingxin.kernel.workdays import Calendar, Deadline, most_favourable


def recompute_provisional(calendar: Calendar, deadline_workdays: dict[str, int]) -> int:
    """Compute every provisional due day anew, by item in working days; keep the later day. How many were settled."""
    changed = _recompute(Timeliness.objects.filter(is_provisional=True), calendar, deadline_workdays)
    return sum(1 for row in changed if not row.is_provisional)


def recompute(calendar: Calendar, deadline_workdays: dict[str, int], decided_from: date, decided_until: date) -> int:
    """The same for what was decided in [decided_from, decided_until), provisional or not: days in it turned out to be
    no working days. How many due days moved.

    Items that are not in `deadline_workdays` are left alone. To run it again moves nothing.
    """
    rows = Timeliness.objects.filter(
        decided_on__gte=decided_from, decided_on__lt=decided_until, item__in=list(deadline_workdays)
    )
    before = dict(rows.values_list("thread", "due_on"))
    return sum(1 for row in _recompute(rows, calendar, deadline_workdays) if before[row.thread] != row.due_on)


@transaction.atomic
def _recompute(rows: QuerySet[Timeliness], calendar: Calendar, deadline_workdays: dict[str, int]) -> list[Timeliness]:
    @cache
    def due(decided_on: date, workdays: int) -> Deadline:
        return calendar.add_workdays(decided_on, workdays)

    changed = []
    for row in rows.select_for_update():
        new = due(row.decided_on, deadline_workdays[row.item])
        kept = most_favourable(Deadline(row.due_on, row.is_provisional), new)
        row.due_on, row.is_provisional = kept.on, new.provisional
        row.workdays = min(row.workdays, calendar.workdays_between(row.decided_on, row.reported_on))
        changed.append(row)
    Timeliness.objects.bulk_update(changed, ["due_on", "is_provisional", "workdays"], batch_size=1000)
    return changed
