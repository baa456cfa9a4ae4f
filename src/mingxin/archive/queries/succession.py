"""What followed what: each version again against what was on record when it came.

Whether a row of a batch is new, changed or not to be taken in is asked of versions and marks. One that read otherwise
for a moment, or was hidden, leaves nothing that the digest of a change could tell.
"""

from collections.abc import Iterable, Iterator
from typing import Final

from mingxin.archive import bulk

_CAME: Final = "JOIN archive_change c ON c.number = r.change_id "
_SENT: Final = f"{_CAME} AND c.kind = 'admission' AND c.said_at IS NOT NULL "  # since changes tell when it was said
_BEFORE: Final = "JOIN archive_record p ON p.thread = r.thread AND p.known_until_id = r.change_id "


def stood(row: str, at: str, begin: str = "known_from_id") -> str:
    """The SQL condition that a row stood when the change `at` came, whether that ended it or not."""
    return f"{row}.{begin} < {at} AND ({row}.known_until_id IS NULL OR {row}.known_until_id >= {at})"


_OTHERS = f"SELECT r.change_id FROM archive_record r {_BEFORE} WHERE p.unit_id <> r.unit_id OR p.item <> r.item"  # noqa: S608
_WITHDRAWN = (
    f"SELECT r.change_id FROM archive_record r {_CAME} AND c.kind IN ('admission', 'correction') "  # noqa: S608
    f"JOIN archive_mark m ON m.thread = r.thread AND m.kind = 'withdrawn' AND {stood('m', 'r.change_id')}"
)
_OLDER = (  # as `comparing` asks it: a merger says nothing of the record, so all that was said before it counts
    f"SELECT r.change_id FROM archive_record r {_SENT} {_BEFORE} JOIN archive_change w ON w.number = p.change_id "  # noqa: S608
    "WHERE CASE WHEN w.kind <> 'merge' THEN COALESCE(w.said_at, w.at) > c.said_at ELSE EXISTS ("
    "SELECT 1 FROM archive_record v JOIN archive_change x ON x.number = v.change_id WHERE v.thread = r.thread "
    "AND v.change_id < r.change_id AND x.kind <> 'merge' AND COALESCE(x.said_at, x.at) > c.said_at) END"
)
_BACK = (
    f"SELECT r.change_id FROM archive_record r {_SENT} JOIN archive_record v ON v.thread = r.thread "  # noqa: S608
    "AND v.known_until_id < r.change_id AND v.content_digest = r.content_digest"
)
_FAULTS: Final = (
    (_OTHERS, "信用信息的新一版与前一版不是同一单位、同一事项的"),
    (_WITHDRAWN, "已撤回的信息又收了新的一版"),
    (_OLDER, "先报送的内容盖过了后来的"),
    (_BACK, "早先的内容由旧文件又收了回来"),
)


def first_out_of_order() -> tuple[int, str] | None:
    """The first change that took in what it should have passed over, and what is wrong there.

    For changes that hold: versions and marks are as they were written.
    """
    return min(first_of_each(_FAULTS), default=None)


def first_of_each(faults: Iterable[tuple[str, str]]) -> Iterator[tuple[int, str]]:
    """Of each statement that selects `change_id`, with what is wrong where it finds one: the first change."""
    for sql, reason in faults:
        for (change,) in bulk.select(f"SELECT MIN(change_id) FROM ({sql}) AS found"):  # noqa: S608 - own statements
            if change is not None:
                yield change, reason
