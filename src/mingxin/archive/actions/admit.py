"""Admission: the good rows of a batch become records, whole or not at all."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import polars as pl
from django.db import transaction

from mingxin.access.models import Unit
from mingxin.archive import bulk, tables
from mingxin.archive.actions import projecting
from mingxin.archive.actions.draft import CrossedError, Draft, last_number
from mingxin.archive.actions.registering import make_missing_subjects, register
from mingxin.archive.models.change import ChangeKind
from mingxin.archive.queries.comparing import Comparison, compare
from mingxin.ledger.actor import Actor
from mingxin.rulebook.cards import ItemCard


@dataclass(frozen=True)
class Admission:
    """The change that wrote them (None: there was nothing to write) and how many rows were new, changed, the same."""

    change: int | None
    admitted: int
    updated: int
    unchanged: int


def compare_now(rows: pl.DataFrame, *, unit_id: int) -> Comparison:
    """Compare prepared rows with what is on file, outside the short transaction."""
    seen = last_number()
    return compare(rows, unit_id=unit_id, seen=seen)


def admit(
    comparison: Comparison,
    *,
    card: ItemCard,
    unit: Unit,
    by: Actor,
    at: datetime,
    batch: str = "",
    kind: ChangeKind = ChangeKind.ADMISSION,
    reason: str = "",
) -> Admission:
    """Write the rows whose verdict is new or changed, in one transaction under the lock of changes.

    Raises CrossedError, having written nothing, when another change made the comparison untrue; the caller compares
    again. Raises Refusal without a power. Call it inside the transaction that also moves the batch, so that both
    happen or neither.
    """
    rows = comparison.rows
    counts = dict(rows["verdict"].value_counts().iter_rows())
    if not counts.get("new") and not counts.get("changed"):
        return Admission(None, 0, 0, counts.get("unchanged", 0))
    with transaction.atomic():
        draft = Draft(kind=kind, item=card.code, unit_id=unit.pk, by=by, at=at, reason=reason, batch=batch)
        if draft.number != comparison.seen + 1:
            again = compare(rows, unit_id=unit.pk, seen=draft.number - 1).rows
            if not again.select("verdict", "current_id", "subject_id").equals(
                rows.select("verdict", "current_id", "subject_id")
            ):
                raise CrossedError
        written = rows.filter(pl.col("verdict").is_in(["new", "changed"]))
        region = str(unit.region_id)
        if card.effect == "registration":
            subjects = register(draft, written, card, region=region, today=at.date())
        else:
            subjects = make_missing_subjects(draft, written)
        _write_records(draft, written, subjects, card=card, unit=unit, at=at)
        number = draft.finish(detail={"admitted": counts.get("new", 0), "updated": counts.get("changed", 0)})
    return Admission(number, counts.get("new", 0), counts.get("changed", 0), counts.get("unchanged", 0))


def _write_records(
    draft: Draft, rows: pl.DataFrame, subjects: Mapping[str, int], *, card: ItemCard, unit: Unit, at: datetime
) -> None:
    draft.close("archive_record", rows["current_id"].drop_nulls().to_list())
    projecting.clear(rows.filter(pl.col("verdict") == "changed")["thread"].to_list())
    shared = {"item": card.code, "unit_id": unit.pk, "region": str(unit.region_id), "change_id": draft.number}
    records = [
        row | shared | {"id": draft.next_id("archive_record"), "subject_id": row["subject_id"] or subjects[row["uscc"]]}
        for row in _plain(rows)
    ]
    draft.insert(
        "archive_record",
        tables.RECORD,
        [tuple(record[c] for c in tables.RECORD) for record in records],
        line=len(tables.RECORD_LINE),
    )
    marks = projecting.hiding_marks(rows.filter(pl.col("verdict") == "changed")["thread"])
    named = _named_after_person(records)
    projecting.show(
        (
            record
            | {
                "record_id": record["id"],
                "is_sole_trader": record["subject_kind"] == "sole_trader" or record["subject_id"] in named,
                "shown_from": date.fromisoformat(record["shown_from"]),
                "hidden_from": date.fromisoformat(record["hidden_from"]) if record["hidden_from"] else None,
            }
            for record in records
            if record["publicity"] == "public" and record["decided_on"]
        ),
        marks,
    )
    bulk.insert("archive_timeliness", tables.TIMELINESS, list(_first_arrivals(records, at.date())))


def _plain(rows: pl.DataFrame) -> Iterator[dict[str, Any]]:
    """Rows as both drivers take them: days as ISO text."""
    yield from rows.with_columns(pl.col(pl.Date).dt.to_string("%Y-%m-%d")).iter_rows(named=True)


def _first_arrivals(records: list[dict[str, Any]], today: date) -> Iterator[tuple[object, ...]]:
    for record in records:
        if record["verdict"] == "new" and record["due_on"]:
            yield tuple((record | {"reported_on": today.isoformat()})[c] for c in tables.TIMELINESS)


def _named_after_person(records: list[dict[str, Any]]) -> set[int]:
    """Which of these subjects count as sole traders because a person's name is theirs (charter 2.7)."""
    return {
        subject
        for (subject,) in bulk.select(
            f"SELECT id FROM archive_subject WHERE is_named_after_person AND {bulk.among('id')}",  # noqa: S608
            [bulk.many({r["subject_id"] for r in records})],
        )
    }
