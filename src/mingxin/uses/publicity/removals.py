"""What stopped being public: for readers who keep copies, and for addresses that once led somewhere."""

from collections.abc import Iterable, Iterator
from datetime import date, datetime, time, timedelta

from django.db.models import Q

from mingxin.archive import bulk
from mingxin.archive.models import Mark, Record, Shown
from mingxin.archive.queries.never_shown import HAD_DAYS
from mingxin.archive.queries.showing import shown_on
from mingxin.archive.rules.spans import HIDING, stopped_on
from mingxin.kernel.clock import CHINA
from mingxin.rulebook.cards import ItemCard

REMOVALS_DAYS = 90


def removals(card: ItemCard, as_of: date) -> list[tuple[str, date]]:
    """Records that stopped showing in the last 90 days and do not show now: thread and the day, newest first.

    A span that ended, a version that a later one replaced, a mark that hides, a lawful erasure: whatever stopped it
    first, and even if it showed for less than a day. What happened to it when it showed no more changes no day.
    Sole traders are in no export, so not in this one.
    """
    begun = as_of - timedelta(days=REMOVALS_DAYS)
    stopped: dict[str, date] = {}
    for thread, day in (*_ended(card, begun, as_of), *_taken(card, begun, as_of)):
        stopped[thread] = max(day, stopped.get(thread, day))
    showing = set(shown_on(as_of).filter(thread__in=bulk.listed(stopped)).values_list("thread", flat=True))
    rows = [(thread, day) for thread, day in stopped.items() if thread not in showing and day > begun]
    return sorted(rows, key=lambda row: (-row[1].toordinal(), row[0]))


def state_of(thread: str, as_of: date) -> str:
    """shown | ended | unknown: whether a record is public, was, or never was as far as the public may know."""
    if shown_on(as_of).filter(thread=thread).exists():
        return "shown"
    was_public = Record.objects.filter(HAD_DAYS, thread=thread, publicity="public", shown_from__lte=as_of)
    return "ended" if was_public.exists() else "unknown"


def _ended(card: ItemCard, begun: date, as_of: date) -> Iterable[tuple[str, date]]:
    return Shown.objects.filter(
        item=card.code, is_sole_trader=False, hidden_from__gt=begun, hidden_from__lte=as_of
    ).values_list("thread", "hidden_from")


def _taken(card: ItemCard, begun: date, as_of: date) -> Iterator[tuple[str, date]]:
    """Public versions of what in these days was replaced, erased or hidden, with the day on which each stopped.

    What is shown is projected by whole days from the version of now: what another replaced, or what went on its first
    day, is not in it.
    """
    since = datetime.combine(begun, time(), CHINA)
    marks = Mark.objects.filter(item=card.code, kind__in=HIDING, known_until__isnull=True, from_on__lte=as_of)
    lately = marks.filter(Q(from_on__gt=begun) | Q(known_from__at__gt=since))
    changed = Q(known_until__at__gt=since) | Q(erased_by__at__gt=since) | Q(thread__in=lately.values("thread"))
    rows = list(
        Record.objects.filter(
            HAD_DAYS, changed, item=card.code, publicity="public", subject__is_named_after_person=False
        )
        .exclude(subject_kind="sole_trader")
        .values_list("thread", "shown_from", "hidden_from", "known_until__at", "erased_by__at")
    )
    of_thread: dict[str, list[tuple[str, date, date | None]]] = {}
    for thread, kind, from_on, until_on, known in marks.filter(
        thread__in=bulk.listed({row[0] for row in rows})
    ).values_list("thread", "kind", "from_on", "until_on", "known_from__at"):
        # put for days that were past, it hid the record from the day it was put on
        of_thread.setdefault(thread, []).append((kind, max(from_on, _day(known)), until_on))
    for thread, shown_from, hidden_from, closed, erased in rows:
        gone = min((_day(at) for at in (closed, erased) if at is not None), default=None)
        if shown_from is not None:
            day = stopped_on(shown_from, hidden_from, gone, of_thread.get(thread, ()), as_of=as_of)
            if day is not None:
                yield thread, day


def _day(at: datetime) -> date:
    return at.astimezone(CHINA).date()
