"""What stopped being public: for readers who keep copies, and for addresses that once led somewhere."""

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from typing import Final

from django.db.models import F, Q, QuerySet

from mingxin.archive import bulk
from mingxin.archive.models import Mark, Record, Shown
from mingxin.archive.rules.spans import HIDING
from mingxin.kernel.clock import CHINA
from mingxin.rulebook.cards import ItemCard

REMOVALS_DAYS = 90
# What was over when it came never showed, and nobody outside is to learn that it is on file
_HAD_DAYS: Final = Q(hidden_from__isnull=True) | Q(hidden_from__gt=F("shown_from"))


def removals(card: ItemCard, as_of: date) -> list[tuple[str, date]]:
    """Records that stopped showing in the last 90 days and do not show now: thread and the day, newest first.

    A span that ended, a version that a later one replaced, a mark that hides, a lawful erasure: whatever stopped it,
    and even if it showed for less than a day. Sole traders are in no export, so not in this one.
    """
    begun = as_of - timedelta(days=REMOVALS_DAYS)
    stopped: dict[str, date] = {}
    for thread, day in (*_ended(card, begun, as_of), *_replaced(card, begun), *_hidden(card, begun, as_of)):
        stopped[thread] = max(day, stopped.get(thread, day))
    showing = set(_showing(as_of).filter(thread__in=bulk.listed(stopped)).values_list("thread", flat=True))
    rows = [(thread, day) for thread, day in stopped.items() if thread not in showing]
    return sorted(rows, key=lambda row: (-row[1].toordinal(), row[0]))


def state_of(thread: str, as_of: date) -> str:
    """shown | ended | unknown: whether a record is public, was, or never was as far as the public may know."""
    if _showing(as_of).filter(thread=thread).exists():
        return "shown"
    was_public = Record.objects.filter(_HAD_DAYS, thread=thread, publicity="public", shown_from__lte=as_of)
    return "ended" if was_public.exists() else "unknown"


def _showing(as_of: date) -> QuerySet[Shown]:
    return Shown.objects.filter(shown_from__lte=as_of, hidden_from__gt=as_of)


def _ended(card: ItemCard, begun: date, as_of: date) -> Iterable[tuple[str, date]]:
    return Shown.objects.filter(
        item=card.code, is_sole_trader=False, hidden_from__gt=begun, hidden_from__lte=as_of
    ).values_list("thread", "hidden_from")


def _replaced(card: ItemCard, begun: date) -> Iterable[tuple[str, date]]:
    """Public versions that another version or an erasure took the place of."""
    since = datetime.combine(begun, time(), CHINA)
    rows = _public(card).filter(Q(known_until__at__gt=since) | Q(erased_by__at__gt=since))
    for thread, closed, erased in rows.values_list("thread", "known_until__at", "erased_by__at"):
        yield thread, max(at for at in (closed, erased) if at is not None).astimezone(CHINA).date()


def _hidden(card: ItemCard, begun: date, as_of: date) -> Iterable[tuple[str, date]]:
    marks = Mark.objects.filter(
        item=card.code, kind__in=HIDING, known_until__isnull=True, from_on__gt=begun, from_on__lte=as_of
    )
    days = dict(marks.values_list("thread", "from_on"))
    was_public = _public(card).filter(thread__in=marks.values("thread")).values_list("thread", "shown_from")
    return [(thread, days[thread]) for thread, shown_from in was_public if shown_from and shown_from <= days[thread]]


def _public(card: ItemCard) -> QuerySet[Record]:
    return Record.objects.filter(
        _HAD_DAYS, item=card.code, publicity="public", subject__is_named_after_person=False
    ).exclude(subject_kind="sole_trader")
