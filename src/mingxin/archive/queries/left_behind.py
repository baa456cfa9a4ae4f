"""Mergers are whole: nothing stays with the subject that went, nor, once it is undone, with the one that remained.

What a merger moves it reads from the tables. A record that was hidden meanwhile would stay where nobody looks for it.
"""

from typing import Final

from mingxin.archive.queries.succession import first_of_each, stood

_AT_MERGING: Final = (
    "SELECT m.known_from_id AS change_id FROM archive_merger m JOIN {table} r ON r.subject_id = m.gone_id "
    "AND r.{begin} < m.known_from_id AND (r.known_until_id IS NULL OR r.known_until_id > m.last) "
)
_NOT_ERASED: Final = "AND (r.erased_by_id IS NULL OR r.erased_by_id > {at}) "  # it has no content to carry
_RECORDS = _AT_MERGING.format(table="archive_record", begin="change_id") + _NOT_ERASED.format(at="m.last")
_MARKS = _AT_MERGING.format(table="archive_mark", begin="known_from_id")
_CODES = (
    "SELECT m.known_from_id AS change_id FROM archive_merger m JOIN archive_identifier r "  # noqa: S608
    f"ON r.subject_id = m.gone_id AND {stood('r', 'm.known_from_id')} WHERE NOT EXISTS (SELECT 1 "
    "FROM archive_identifier n WHERE r.known_until_id = m.known_from_id AND n.known_from_id = m.known_from_id "
    "AND n.subject_id = m.into_id AND n.scheme = r.scheme AND n.value = r.value)"
)
# what a merger moved is on the one that remained when it is undone, and its next version is on the one that went
_UNDONE: Final = (
    "SELECT m.known_until_id AS change_id FROM archive_merger m JOIN {table} r ON r.subject_id = m.into_id AND {stood} "
    "AND (EXISTS (SELECT 1 FROM archive_record w WHERE w.thread = r.thread "
    "AND w.change_id BETWEEN m.known_from_id AND m.last) OR EXISTS (SELECT 1 FROM archive_mark w "
    "WHERE w.thread = r.thread AND w.known_from_id BETWEEN m.known_from_id AND m.last)) "
    "WHERE m.known_until_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM {table} n WHERE n.thread = r.thread "
    "AND n.{begin} = r.known_until_id AND n.subject_id = m.gone_id)"
)
_RECORDS_KEPT = _UNDONE.format(
    table="archive_record",
    begin="change_id",
    stood=f"{stood('r', 'm.known_until_id', 'change_id')} {_NOT_ERASED.format(at='m.known_until_id')}",
)
_MARKS_KEPT = _UNDONE.format(table="archive_mark", begin="known_from_id", stood=stood("r", "m.known_until_id"))
_CODES_KEPT = (
    "SELECT m.known_until_id AS change_id FROM archive_merger m JOIN archive_identifier r "
    "ON r.subject_id = m.gone_id AND r.known_until_id = m.known_from_id WHERE m.known_until_id IS NOT NULL "
    "AND NOT EXISTS (SELECT 1 FROM archive_identifier n WHERE n.known_from_id = m.known_until_id "
    "AND n.subject_id = m.gone_id AND n.scheme = r.scheme AND n.value = r.value)"
)

_STAYED: Final = "归并没有移走并走的一方的全部信息、标注和代码"
_KEPT: Final = "撤销归并没有移回归并所移的全部信息、标注和代码"
_FAULTS: Final = (
    (_RECORDS, _STAYED),
    (_MARKS, _STAYED),
    (_CODES, _STAYED),
    (_RECORDS_KEPT, _KEPT),
    (_MARKS_KEPT, _KEPT),
    (_CODES_KEPT, _KEPT),
)


def first_left_behind() -> tuple[int, str] | None:
    """The first merger, or undoing, by its change that left something where it was. For changes that hold."""
    return min(first_of_each(_FAULTS), default=None)
