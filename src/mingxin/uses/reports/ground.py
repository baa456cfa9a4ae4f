"""What a report rests on: the rows of the archive that it is made from, as one digest.

A paper is signed in a moment and kept for years. Its entry in the ledger keeps this digest, and a proof computes it
again from what was known at the report's change: what was altered, hidden or added only while it was made is found.
"""

import hashlib
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from django.db.models import Model, Q

from mingxin.archive import bulk, tables
from mingxin.archive.models import Identifier, Mark, Name, Record, Subject
from mingxin.archive.queries.holding import fits_its_digest, spelled
from mingxin.archive.queries.versions import known
from mingxin.archive.rules.digests import line_digest, line_of
from mingxin.archive.rules.spans import shown_spans
from mingxin.catalogue.queries import closed_items
from mingxin.kernel.orgname import is_named_after_person
from mingxin.uses.publicity.queries import corrections

SOLE_TRADER: Final = "sole_trader"


@dataclass(frozen=True)
class Ground:
    """`threads`: the records that such a report must show, `protected`: of these the ones it shows as a sole trader's;
    `versions`: keys of the rows of all that shows, the register's entries too; `is_sound`: each of them still fits its
    own digest, and the register's entry the subject's kind. `who`: digest of
    the subject itself, its kind and whether it is treated as a sole trader is; `corrected`: of which of these records
    were corrected, and when last. Entries from before do not tell the one or the other.
    """

    threads: frozenset[str]
    protected: frozenset[str]
    versions: frozenset[int]
    digest: str
    who: str
    corrected: str
    by_person: bool
    is_sound: bool


def ground_of(subject: Subject, *, as_of: date, known_at: int, edition: int | None) -> Ground:
    """Of a report on the subject on one day, from what was known at a change: versions that show, the register's entry,
    marks, names and codes.

    `edition` of the catalogue says which items were open that day. None: of a report from before entries told which
    edition it rests on, when what had been closed still stood in reports.
    """
    marks = list(known(Mark.objects.filter(subject=subject), known_at, begin="known_from"))
    public = known(Record.objects.filter(subject=subject, publicity="public"), known_at, begin="change")
    standing = Q(erased_by__isnull=True) | Q(erased_by__gt=known_at)
    closed = closed_items(as_of, edition=edition) if edition is not None else frozenset[str]()
    shown = [one for one in public.filter(standing).exclude(item__in=closed) if _shows(one, marks, as_of)]
    names = list(known(Name.objects.filter(subject=subject), known_at, begin="known_from"))
    codes = known(Identifier.objects.filter(subject=subject), known_at, begin="known_from")
    lines = sorted(
        [
            *_lines(shown, tables.RECORD_LINE),
            *_lines(marks, tables.MARK),
            *_lines(names, tables.NAME),
            *_lines(list(codes), tables.IDENTIFIER),
        ]
    )
    by_person = subject.kind == SOLE_TRADER or is_named_after_person(_name_borne(names, subject, known_at))
    said = [record for record in shown if record.decided_on is not None]
    who = hashlib.sha256(b"".join(_lines([subject], tables.SUBJECT_LINE)) + str(by_person).encode()).hexdigest()
    threads = frozenset(record.thread for record in said)
    days = corrections(sorted(threads), as_of, known_at=known_at)
    corrected = "\n".join(f"{thread} {day}" for thread, day in sorted(days.items()))
    return Ground(
        threads=threads,
        protected=frozenset(r.thread for r in said if by_person or r.subject_kind == SOLE_TRADER),
        versions=frozenset(record.pk for record in shown),
        digest=hashlib.sha256(b"".join(lines)).hexdigest(),
        who=who,
        corrected=hashlib.sha256(corrected.encode()).hexdigest(),
        by_person=by_person,
        is_sound=all(fits_its_digest(record) and _is_about(record, subject) for record in shown),
    )


def are_names_and_marks_known(subject: Subject, threads: Collection[str], *, known_at: int) -> bool:
    """Whether all that stands now of the subject's names, codes and marks was known at the change, and no mark upon one
    of these records stands under another subject: pages and papers print what stands, the ground what was known.
    """
    standing = [model.objects.filter(known_until__isnull=True) for model in (Name, Identifier, Mark)]
    later = any(rows.filter(subject=subject, known_from__gt=known_at).exists() for rows in standing)
    upon = Mark.objects.filter(known_until__isnull=True, thread__in=bulk.listed(threads))
    return not later and not upon.exclude(subject=subject).exists()


def _is_about(record: Record, subject: Subject) -> bool:
    """Whether an entry of the register, which has no day of decision, is about such a subject: both kinds are the
    code's. Other records may have come by a merger.
    """
    return record.decided_on is not None or record.subject_kind == subject.kind


def _name_borne(names: Sequence[Name], subject: Subject, known_at: int) -> str:
    """The name by which it is treated, as `archive.queries.flags` has it; one that was merged away keeps its last."""
    borne = [name for name in names if name.valid_until is None]
    if not borne:
        borne = list(Name.objects.filter(subject=subject, known_from__lte=known_at, valid_until__isnull=True))
    return max(borne, key=lambda name: name.pk).name if borne else ""


def _shows(record: Record, marks: Sequence[Mark], as_of: date) -> bool:
    if record.shown_from is None:
        return False
    mine = [(mark.kind, mark.from_on, mark.until_on) for mark in marks if mark.thread == record.thread]
    spans = shown_spans(record.shown_from, record.hidden_from, mine)
    return any(begin <= as_of < end for begin, end in spans)


def _lines(rows: Sequence[Model], columns: Sequence[str]) -> Iterator[bytes]:
    for row in rows:
        yield line_digest(line_of(row._meta.db_table, [spelled(getattr(row, name)) for name in columns]))
