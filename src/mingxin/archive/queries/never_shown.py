"""Records that are public by their rule and never were: their term was over when they came."""

from collections import Counter
from collections.abc import Iterable
from typing import Final

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet

from mingxin.archive import bulk
from mingxin.archive.models import Change, Record
from mingxin.archive.rules.states import OVER, is_over

HAD_DAYS: Final = Q(hidden_from__isnull=True) | Q(hidden_from__gt=F("shown_from"))
"""Versions that are public by their rule on a day at least: what was over when it came has none."""


def count_never_shown(ended: QuerySet[Record]) -> dict[str, int]:
    """Of current versions whose term is over how many nobody could ever look at, by the sentence that says so."""
    earlier = Record.objects.filter(HAD_DAYS, thread=OuterRef("thread"), publicity="public", shown_from__isnull=False)
    over = ended.filter(publicity="public", shown_from__isnull=False, hidden_from__lte=F("shown_from"))
    kinds = over.exclude(Exists(earlier)).order_by().values("change__kind").annotate(n=Count("pk"))
    found: Counter[str] = Counter()
    for kind, n in kinds.values_list("change__kind", "n"):
        found[OVER.get(kind, OVER["admission"])] += n
    return dict(found)


def never_shown(records: Iterable[Record]) -> dict[str, str]:
    """Of the given versions those on whose record nobody could ever look: the sentence that says so, by thread.

    A version that came after its term is none where an earlier one was public. No query where no term is over.
    """
    over = [
        one
        for one in records
        if is_over(publicity=one.publicity, shown_from=one.shown_from, hidden_from=one.hidden_from)
    ]
    if not over:
        return {}
    earlier = Record.objects.filter(
        HAD_DAYS, thread__in=bulk.listed({one.thread for one in over}), publicity="public", shown_from__isnull=False
    )
    shown = set(earlier.values_list("thread", flat=True))
    kinds = dict(Change.objects.filter(pk__in=bulk.listed({one.change_id for one in over})).values_list("pk", "kind"))
    return {one.thread: OVER.get(kinds[one.change_id], OVER["admission"]) for one in over if one.thread not in shown}
