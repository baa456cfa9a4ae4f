"""When records were withdrawn, and whether each withdrawal told the public what it should."""

from collections.abc import Iterator, Sequence
from itertools import groupby
from operator import itemgetter

from mingxin.archive import bulk
from mingxin.archive.actions.projecting import as_date
from mingxin.archive.models import Mark, MarkKind
from mingxin.archive.queries.succession import first_of_each, stood
from mingxin.archive.rules.spans import shown_spans

_LIFTED = (
    "SELECT m.known_until_id AS change_id FROM archive_mark m JOIN archive_change c ON c.number = m.known_until_id "
    "WHERE m.kind = 'withdrawn' AND c.kind <> 'merge'"
)
_NOTES = (  # each withdrawal with the version that it found, once for each mark that stood beside it
    "SELECT m.known_from_id, m.from_on, m.note_until, r.shown_from, r.hidden_from, "  # noqa: S608
    "CASE WHEN r.publicity = 'public' AND r.decided_on IS NOT NULL THEN 1 ELSE 0 END, k.kind, k.from_on, k.until_on "
    "FROM archive_mark m JOIN archive_change c ON c.number = m.known_from_id AND c.kind = 'withdrawal' "
    f"LEFT JOIN archive_record r ON r.thread = m.thread AND {stood('r', 'm.known_from_id', 'change_id')} "
    f"LEFT JOIN archive_mark k ON k.thread = m.thread AND {stood('k', 'm.known_from_id')} "
    "ORDER BY m.known_from_id"
)


def withdrawn_on(threads: Sequence[str]) -> dict[str, str]:
    """thread → day, of those that are withdrawn."""
    marks = Mark.objects.filter(thread__in=bulk.listed(threads), kind=MarkKind.WITHDRAWN, known_until__isnull=True)
    return {thread: day.isoformat() for thread, day in marks.values_list("thread", "from_on")}


def first_untold() -> tuple[int, str] | None:
    """The first change that withdrew a record twice, took a withdrawal back, or left a note where the record never was
    public, or none where it was.

    For changes that hold: whether it was public follows from the version and the marks that the withdrawal found.
    """
    return min([*first_of_each([(_LIFTED, "信息的撤回被取消")]), *_wrong_notes()], default=None)


def _wrong_notes() -> Iterator[tuple[int, str]]:
    for change, rows in groupby(bulk.select(_NOTES), key=itemgetter(0)):
        found = list(rows)
        _, day, note, shown_from, hidden_from, is_public, *_ = found[0]
        marks = [(row[6], as_date(row[7]), as_date(row[8]) if row[8] else None) for row in found if row[6]]
        if any(kind == MarkKind.WITHDRAWN for kind, _, _ in marks):
            yield change, "信息撤回了两次"
        end = as_date(hidden_from) if hidden_from else None
        spans = shown_spans(as_date(shown_from), end, marks) if is_public else []
        if (note is not None) != any(begun <= as_date(day) for begun, _ in spans):
            yield change, "撤回的信息是否公示过，与撤回时的信息和标注不符"
