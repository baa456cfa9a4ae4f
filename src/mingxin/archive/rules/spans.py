"""In which days a record shows, once its marks are counted."""

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import date, timedelta

OPEN_END = date(9999, 12, 31)  # stands for "nothing ends it", so that one comparison serves every row
HIDING = frozenset({"shielded", "repaired", "withdrawn"})  # objections and suits are marked, not hidden (charter 1.5)

Span = tuple[date, date]  # half-open: first day shown, first day no more


def shown_spans(
    shown_from: date, hidden_from: date | None, marks: Iterable[tuple[str, date, date | None]]
) -> list[Span]:
    """The spans that are left of [shown_from, hidden_from) when the hiding marks (kind, from, until) are taken out."""
    whole = (shown_from, hidden_from or OPEN_END)
    spans = [whole] if whole[0] < whole[1] else []
    for kind, begin, end in marks:
        stop = end or OPEN_END
        if kind not in HIDING or stop <= begin:  # a mark of no days hides none, and must not split what it meets
            continue
        spans = [
            piece
            for first, last in spans
            for piece in ((first, min(last, begin)), (max(first, stop), last))
            if piece[0] < piece[1]
        ]
    return sorted(spans)


def stopped_on(
    shown_from: date,
    hidden_from: date | None,
    taken_on: date | None,
    marks: Iterable[tuple[str, date, date | None]],
    *,
    as_of: date,
) -> date | None:
    """The day since when a version has not shown, even if it showed for less than a day before; None: it shows, or
    never did.

    `taken_on`: when another version replaced it or it was erased. Whatever came after it had ended changes nothing.
    """
    tomorrow = as_of + timedelta(days=1)
    end = min(day for day in (hidden_from, taken_on, tomorrow) if day is not None)
    hiding = sorted(((begin, until or OPEN_END) for kind, begin, until in marks if kind in HIDING), reverse=True)
    for begin, until in hiding:
        if begin < end <= until:  # hidden until its end, or until now: it showed last before
            end = begin
    return end if shown_from <= end <= as_of else None


def edges_of(spans: Iterable[Span]) -> Mapping[date, int]:
    """Per day the change in the number shown; an open end has no edge. Spans of one record never touch."""
    deltas: Counter[date] = Counter()
    for begin, end in spans:
        deltas[begin] += 1
        if end < OPEN_END:
            deltas[end] -= 1
    return deltas
