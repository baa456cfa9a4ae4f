"""Whose records are: each stands on the subject that its own code names, and goes to no other but by a merger.

The digests of a change cover what it wrote, whatever it rested on. A code that led to another subject for a moment
would put a record there for good, under a lawful change; here it is asked of codes and mergers as known at the change.
"""

import json
from collections.abc import Iterable, Iterator, Mapping

from django.db import connection

from mingxin.archive import bulk
from mingxin.archive.models import Identifier, Merger, Subject
from mingxin.archive.queries.succession import first_of_each
from mingxin.archive.rules.digests import public_id_of
from mingxin.catalogue.queries import fields_by_item
from mingxin.kernel.refusal import Refusal
from mingxin.ledger.models import Entry
from mingxin.rulebook.cards import Role

_KNOWN = "i.known_from_id <= r.change_id AND (i.known_until_id IS NULL OR i.known_until_id > r.change_id)"
# what the change found: the version that it closed
_BEFORE = "FROM archive_record p {joined} WHERE p.thread = r.thread AND p.known_until_id = r.change_id"
_WRITTEN = "SELECT r.change_id FROM archive_record r JOIN archive_change c ON c.number = r.change_id "
_BY_CODE = "('admission', 'correction')"

_ELSEWHERE = (  # settled publicity and moved terms leave a record where it is
    f"{_WRITTEN} WHERE c.kind NOT IN ('admission', 'correction', 'merge') AND NOT EXISTS "
    f"(SELECT 1 {_BEFORE.format(joined='')} AND p.subject_id = r.subject_id)"
)
_JOINED = (
    "JOIN archive_merger m ON (m.gone_id = p.subject_id AND m.into_id = r.subject_id "
    "AND r.change_id BETWEEN m.known_from_id AND m.last) "
    "OR (m.into_id = p.subject_id AND m.gone_id = r.subject_id AND r.change_id >= m.known_until_id)"
)
_MOVED = f"{_WRITTEN} WHERE c.kind = 'merge' AND NOT EXISTS (SELECT 1 {_BEFORE.format(joined=_JOINED)})"
_ENDED = (  # only a newer version ends one
    "SELECT r.known_until_id AS change_id FROM archive_record r WHERE r.known_until_id IS NOT NULL AND NOT EXISTS "
    "(SELECT 1 FROM archive_record n WHERE n.thread = r.thread AND n.change_id = r.known_until_id)"
)
_AGAIN = (  # what was lawfully erased is not taken in again
    "SELECT n.change_id FROM archive_record r JOIN archive_record n ON n.thread = r.thread "
    "AND n.change_id > r.erased_by_id AND n.erased_by_id IS NULL WHERE r.erased_by_id IS NOT NULL"
)

_FAULTS = (
    (_ELSEWHERE, "信用信息记到了别的主体名下，而没有归并"),
    (_MOVED, "信用信息移到了别的主体名下，与归并的记载不符"),
    (_ENDED, "信用信息的一版已经终止，却没有新的一版"),
    (_AGAIN, "依法删除的信息又被收了进来"),
)


def require_own_subjects(held: Iterable[tuple[str, int]]) -> None:
    """Raises Refusal("subject.altered") where a code leads to another subject than the one that it made, or the one
    into which that was merged: for (code, subject) as somebody found them who is about to write.

    It asks the subjects alone, in one query: proving the changes that brought the codes would take longer than the
    admission. Whoever alters them too is found by the proof.
    """
    subjects = dict(held)
    ids = sorted(set(subjects.values()))
    public = dict(
        bulk.select(f"SELECT id, public_id FROM archive_subject WHERE {bulk.among('id')}", [bulk.many(ids)])  # noqa: S608
    )
    strange = {public_id_of(c): subject for c, subject in subjects.items() if public.get(subject) != public_id_of(c)}
    if not strange:
        return
    made = dict(Subject.objects.filter(public_id__in=bulk.listed(strange)).values_list("public_id", "pk"))
    into = dict(Merger.objects.filter(known_until__isnull=True).values_list("gone_id", "into_id"))
    if any(_remaining(made.get(public_id), into) != subject for public_id, subject in strange.items()):
        raise Refusal(
            "subject.altered",
            "有代码指向的主体与档案的记载不符，可能有人绕过平台改动过，因此没有办理。",
            "请转告系统管理员运行 mingxin ledger verify --records 核对；恢复以后再办理。",
        )


def _remaining(subject: int | None, into: Mapping[int, int]) -> int | None:
    """The one that stands for it now; None for mergers that go in a circle, which no act makes."""
    for _ in range(len(into) + 1):
        if subject is None or subject not in into:
            return subject
        subject = into[subject]
    return None


def first_misplaced() -> tuple[int, str] | None:
    """The first change that put a record on a subject which its codes do not name, and what is wrong there.

    For changes that hold: identifiers, mergers and versions are as they were written.
    """
    faults = [*_by_code(), *first_of_each(_FAULTS), *_wrong_mergers()]
    return min(faults, default=None)


def _by_code() -> Iterator[tuple[int, str]]:
    """Where a batch or a correction wrote a version, its payload names the code. Erased ones have none."""
    fields = fields_by_item(Role.USCC)
    if not fields:
        return
    said, given = [], list[object]()
    for item, codes in ((item, sorted(fields[item])) for item in sorted(fields)):
        said.append(f"(r.item = %s AND i.value IN ({', '.join([_text_in_payload()] * len(codes))}))")
        given += [item, *(_path(code) for code in codes)]
    sql = (
        f"{_WRITTEN} WHERE r.erased_by_id IS NULL AND c.kind IN {_BY_CODE} AND {bulk.among('r.item')} "  # noqa: S608
        "AND NOT EXISTS (SELECT 1 FROM archive_identifier i WHERE i.subject_id = r.subject_id AND i.scheme = 'uscc' "
        f"AND ({' OR '.join(said)}) AND {_KNOWN}) ORDER BY r.id LIMIT 1"
    )
    for (change,) in bulk.select(sql, [bulk.many(sorted(fields)), *given]):
        yield change, "信用信息所载的代码不是所记主体的代码"


def _text_in_payload() -> str:
    return "r.payload::json ->> %s" if connection.vendor == "postgresql" else "json_extract(r.payload, %s)"


def _path(field: str) -> str:
    return field if connection.vendor == "postgresql" else f'$."{field}"'


def _wrong_mergers() -> Iterator[tuple[int, str]]:
    """Each joins the two subjects whose codes its entry names."""
    entries = Entry.objects.filter(object_type="change", action="archive.merge")
    told = {int(entry.object_key): json.loads(entry.detail) for entry in entries.iterator()}
    coded = Identifier.objects.filter(scheme="uscc")
    moved = coded.filter(known_until__in=Merger.objects.values("known_from"))
    left = set(moved.values_list("known_until_id", "subject_id", "value"))
    there = set(coded.filter(subject__in=Merger.objects.values("into")).values_list("subject_id", "value"))
    for merger in Merger.objects.select_related("gone").order_by("known_from_id"):
        change, said = merger.known_from_id, told.get(merger.known_from_id, {})
        if (
            public_id_of(merger.code) != merger.gone.public_id
            or (change, merger.gone_id, said.get("gone")) not in left
            or (merger.into_id, said.get("into")) not in there
        ):
            yield change, "归并的两个主体不是记载所写代码的主体"
