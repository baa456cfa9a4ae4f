"""What a report rests on: the rows of the archive that it is made from, as one digest.

A paper is signed in a moment and kept for years. Its entry in the ledger keeps this digest, and a proof computes it
again from what was known at the report's change: what was altered, hidden or added only while it was made is found.
"""

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Model, Q

from mingxin.archive import tables
from mingxin.archive.models import Identifier, Mark, Name, Record, Subject
from mingxin.archive.queries.holding import fits_its_digest, spelled
from mingxin.archive.queries.versions import known
from mingxin.archive.rules.digests import line_digest, line_of
from mingxin.archive.rules.spans import shown_spans


@dataclass(frozen=True)
class Ground:
    """`threads`: the records that such a report must show; `is_sound`: each of them still fits its own digest."""

    threads: frozenset[str]
    digest: str
    is_sound: bool


def ground_of(subject: Subject, *, as_of: date, known_at: int) -> Ground:
    """Of a report on the subject on one day, from what was known at a change: versions that show, the register's entry,
    marks, names and codes.
    """
    marks = list(known(Mark.objects.filter(subject=subject), known_at, begin="known_from"))
    public = known(Record.objects.filter(subject=subject, publicity="public"), known_at, begin="change")
    standing = Q(erased_by__isnull=True) | Q(erased_by__gt=known_at)
    shown = [record for record in public.filter(standing) if _shows(record, marks, as_of)]
    names = known(Name.objects.filter(subject=subject), known_at, begin="known_from")
    codes = known(Identifier.objects.filter(subject=subject), known_at, begin="known_from")
    lines = sorted(
        [
            *_lines(shown, tables.RECORD_LINE),
            *_lines(marks, tables.MARK),
            *_lines(list(names), tables.NAME),
            *_lines(list(codes), tables.IDENTIFIER),
        ]
    )
    return Ground(
        threads=frozenset(record.thread for record in shown if record.decided_on is not None),
        digest=hashlib.sha256(b"".join(lines)).hexdigest(),
        is_sound=all(fits_its_digest(record) for record in shown),
    )


def _shows(record: Record, marks: Sequence[Mark], as_of: date) -> bool:
    if record.shown_from is None:
        return False
    mine = [(mark.kind, mark.from_on, mark.until_on) for mark in marks if mark.thread == record.thread]
    spans = shown_spans(record.shown_from, record.hidden_from, mine)
    return any(begin <= as_of < end for begin, end in spans)


def _lines(rows: Sequence[Model], columns: Sequence[str]) -> Iterator[bytes]:
    for row in rows:
        yield line_digest(line_of(row._meta.db_table, [spelled(getattr(row, name)) for name in columns]))
