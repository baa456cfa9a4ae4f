"""Proving who is treated as a sole trader: the flag follows the name that a subject bears, by one rule."""

from itertools import groupby

from mingxin.archive import bulk
from mingxin.kernel.orgname import is_named_after_person

_NAMES = (
    "SELECT s.id, s.is_named_after_person, n.name, n.known_until_id IS NULL, n.id FROM archive_subject s "
    "JOIN archive_name n ON n.subject_id = s.id AND n.valid_until IS NULL ORDER BY s.id"
)


def wrong_flag() -> int | None:
    """The first subject whose flag is not what its name asks for. One that was merged away keeps its last name's."""
    for subject, rows in groupby(bulk.select(_NAMES), key=lambda row: row[0]):
        *_, newest = sorted(rows, key=lambda row: (bool(row[3]), row[4]))
        if bool(newest[1]) != is_named_after_person(newest[2]):
            return int(subject)
    return None
