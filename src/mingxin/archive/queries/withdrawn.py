"""When records were withdrawn."""

from collections.abc import Sequence

from mingxin.archive import bulk
from mingxin.archive.models import Mark, MarkKind


def withdrawn_on(threads: Sequence[str]) -> dict[str, str]:
    """thread → day, of those that are withdrawn."""
    marks = Mark.objects.filter(thread__in=bulk.listed(threads), kind=MarkKind.WITHDRAWN, known_until__isnull=True)
    return {thread: day.isoformat() for thread, day in marks.values_list("thread", "from_on")}
