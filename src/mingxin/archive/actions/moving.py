"""Records and marks that go from one subject to another, in as many changes as they have items and units."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from mingxin.archive import tables
from mingxin.archive.actions import projecting
from mingxin.archive.actions.draft import Draft
from mingxin.archive.models import Change, Mark, Record, Subject
from mingxin.archive.models.change import ChangeKind
from mingxin.archive.queries.holding import require_held
from mingxin.ledger.actor import Actor

Place = tuple[str, int]  # item and unit


@dataclass(frozen=True)
class Move:
    """`ground` is the change that brought the subject on file: its item and unit stand in where no record moves."""

    records: Sequence[Record]
    marks: Sequence[Mark]
    to: Subject
    ground: Change


@dataclass(frozen=True)
class Moved:
    """The first and the last of the changes."""

    change: int
    last: int


def move(
    what: Move,
    *,
    reason: str,
    first: Callable[[Draft, int], None],
    detail: Mapping[str, object],
    by: Actor,
    at: datetime,
) -> Moved:
    """Write it all inside the caller's transaction, which holds the lock of changes.

    `first` is given the first change, and the number of the last, to write what belongs to the whole.
    """
    require_held([*what.records, *what.marks])
    places = sorted({*_places(what.records), *_places(what.marks)}) or [(what.ground.item, what.ground.unit_id)]
    numbers: list[int] = []
    for place in places:
        item, unit_id = place
        draft = Draft(kind=ChangeKind.MERGE, item=item, unit_id=unit_id, by=by, at=at, reason=reason[:400], batch="")
        if not numbers:
            first(draft, draft.number + len(places) - 1)
        records = [r for r in what.records if (r.item, r.unit_id) == place]
        marks = [m for m in what.marks if (m.item, m.unit_id) == place]
        _carry(draft, records, marks, what.to)
        begun = numbers[0] if numbers else draft.number
        numbers.append(draft.finish(detail={**detail, "first": begun, "records": len(records), "marks": len(marks)}))
    # once for all: a mark may stand under another unit's change than the record it hides
    projecting.show_current([record.thread for record in what.records])
    return Moved(numbers[0], numbers[-1])


def _places(rows: Iterable[Record | Mark]) -> set[Place]:
    return {(row.item, row.unit_id) for row in rows}


def _carry(draft: Draft, records: Sequence[Record], marks: Sequence[Mark], to: Subject) -> None:
    draft.close("archive_record", [record.pk for record in records])
    draft.close("archive_mark", [mark.pk for mark in marks])
    draft.insert(
        "archive_record",
        tables.RECORD,
        [
            _again(r, tables.RECORD, id=draft.next_id("archive_record"), change_id=draft.number, subject_id=to.pk)
            for r in records
        ],
        line=len(tables.RECORD_LINE),
    )
    draft.insert(
        "archive_mark",
        tables.MARK,
        [
            _again(m, tables.MARK, id=draft.next_id("archive_mark"), known_from_id=draft.number, subject_id=to.pk)
            for m in marks
        ],
    )


def _again(row: Record | Mark, columns: Sequence[str], **otherwise: int) -> tuple[object, ...]:
    """The row's columns as they are, but for these."""
    values = {column: getattr(row, column) for column in columns} | otherwise
    return tuple(v.isoformat() if isinstance(v, date) else v for v in values.values())
