"""Papers that were set and never issued: a process killed in between, or a number that somebody else took."""

from mingxin.oversight.models import Reminder
from mingxin.uses.reports.actions import papers, remove_destroyed
from mingxin.uses.reports.models import Report
from mingxin.vault.actions import SWEEP_AFTER_SECONDS, clear_unnamed


def sweep_papers(*, older_than_seconds: float = SWEEP_AFTER_SECONDS) -> int:
    """Delete destroyed reports, and papers that no row names; how many."""
    named = {
        *Report.objects.filter(destroyed_at__isnull=True).values_list("file", flat=True),
        *Reminder.objects.values_list("file", flat=True),
    }
    return remove_destroyed() + clear_unnamed(papers(), named, older_than_seconds=older_than_seconds)
