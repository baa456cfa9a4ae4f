"""The day on which a record first showed, whatever its content became since: one answer for every page and file."""

from collections.abc import Iterable
from datetime import date

from mingxin.archive import bulk
from mingxin.archive.models import Record
from mingxin.archive.queries.never_shown import HAD_DAYS
from mingxin.kernel.clock import CHINA


def first_shown(threads: Iterable[str], *, known_at: int | None = None) -> dict[str, date]:
    """By thread the first day on which a version showed, or is to show; without those that have no such day.

    A version that was replaced before its first day counts for nothing. Marks are not regarded. With `known_at` only
    what was known at that change. One query.
    """
    versions = Record.objects.filter(
        HAD_DAYS, thread__in=bulk.listed(threads), publicity="public", shown_from__isnull=False
    )
    if known_at is not None:
        versions = versions.filter(change__lte=known_at)
    found: dict[str, date] = {}
    for thread, begun, until, closed in versions.values_list(
        "thread", "shown_from", "known_until_id", "known_until__at"
    ):
        is_closed = until is not None and (known_at is None or until <= known_at)
        if begun is None or (is_closed and closed is not None and closed.astimezone(CHINA).date() < begun):
            continue
        found[thread] = min(begun, found.get(thread, begun))
    return found
