"""Figures that must be 0: what still shows though its end has come, or though it was withdrawn or repaired."""

from collections.abc import Iterator
from datetime import date, datetime

from django.db.models import Exists, OuterRef, Q, QuerySet

from mingxin.archive.models import Mark, MarkKind, Record, Shown
from mingxin.kernel.clock import CHINA
from mingxin.oversight.verdict import Line, fault, ok

REMEDY = "请立即运行 mingxin doctor --full；公示投影可按其提示重建。"


def _spans_on(on: date) -> QuerySet[Shown]:
    """By their own days, also of items that the catalogue has closed: a check-up of what lies there does not ask it."""
    return Shown.objects.filter(shown_from__lte=on, hidden_from__gt=on)


def visible_after_end(*, on: date) -> int:
    """Spans that show today of records whose publication has ended, or that are not the present version."""
    over = Record.objects.filter(pk=OuterRef("record_id")).filter(
        Q(hidden_from__lte=on) | Q(known_until__isnull=False) | ~Q(publicity="public")
    )
    return _spans_on(on).filter(Exists(over)).count()


def visible_under_mark(*, on: date) -> int:
    """Spans that show today of records that are marked as withdrawn or repaired."""
    marks = Mark.objects.filter(
        Q(until_on__isnull=True) | Q(until_on__gt=on),
        thread=OuterRef("thread"),
        kind__in=(MarkKind.WITHDRAWN, MarkKind.REPAIRED),
        known_until__isnull=True,
        from_on__lte=on,
    )
    return _spans_on(on).filter(Exists(marks)).count()


def health(*, at: datetime) -> Iterator[Line]:
    on = at.astimezone(CHINA).date()
    for subject, found in (
        ("期满仍在公示", visible_after_end(on=on)),
        ("撤回、修复仍在公示", visible_under_mark(on=on)),
    ):
        yield fault(subject, f"{found} 条", REMEDY) if found else ok(subject, "没有")
