"""Admission: the good rows of a batch become records, whole or not at all."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

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


def compare_now(rows: pl.DataFrame, *, unit_id: int, received_at: datetime | None = None) -> Comparison:
    """Compare prepared rows with what is on file, outside the short transaction. `received_at`: of their batch."""
    seen = last_number()
    return compare(rows, unit_id=unit_id, seen=seen, received_at=received_at)


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
            seen = draft.number - 1
            again = compare(rows, unit_id=unit.pk, seen=seen, received_at=comparison.received_at).rows
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
    changed = rows.filter(pl.col("verdict") == "changed")
    draft.close("archive_record", rows["current_id"].drop_nulls().to_list())
    projecting.clear(changed["thread"].to_list())
    records = draft.numbered("archive_record", _attached(rows, subjects)).with_columns(
        item=pl.lit(card.code),
        unit_id=pl.lit(unit.pk),
        region=pl.lit(str(unit.region_id)),
        change_id=pl.lit(draft.number),
    )
    written = bulk.spelled(records.select(tables.RECORD))
    draft.insert_frame("archive_record", written, line=tables.RECORD_LINE)
    _show(records, projecting.hiding_marks(changed["thread"]))
    first = records.filter((pl.col("verdict") == "new") & pl.col("due_on").is_not_null())
    arrived = first.with_columns(reported_on=pl.lit(at.date())).select(tables.TIMELINESS)
    bulk.insert_frame("archive_timeliness", bulk.spelled(arrived))


def _attached(rows: pl.DataFrame, subjects: Mapping[str, int]) -> pl.DataFrame:
    """Rows with the subject of each: on file before, or made by this change."""
    made = pl.DataFrame(list(subjects.items()), schema={"uscc": pl.String, "made_id": pl.Int64}, orient="row")
    joined = rows.join(made, on="uscc", how="left", maintain_order="left")
    return joined.with_columns(subject_id=pl.coalesce("subject_id", "made_id")).drop("made_id")


def _show(records: pl.DataFrame, marks: projecting.Marks) -> None:
    """Write what of these records is public; the few that bear a mark one by one."""
    public = records.filter((pl.col("publicity") == "public") & pl.col("decided_on").is_not_null())
    by_person = (pl.col("subject_kind") == "sole_trader") | pl.col("subject_id").is_in(_named_after_person(public))
    public = public.rename({"id": "record_id"}).with_columns(is_sole_trader=by_person).select(tables.SHOWN)
    is_marked = pl.col("thread").is_in(list(marks))
    projecting.show_unmarked(public.filter(~is_marked))
    projecting.show(
        (row | {"decided_on": row["decided_on"].isoformat()} for row in public.filter(is_marked).iter_rows(named=True)),
        marks,
    )


def _named_after_person(records: pl.DataFrame) -> list[int]:
    """Which of these subjects count as sole traders because a person's name is theirs (charter 2.7)."""
    return [
        subject
        for (subject,) in bulk.select(
            f"SELECT id FROM archive_subject WHERE is_named_after_person AND {bulk.among('id')}",  # noqa: S608
            [bulk.many(records["subject_id"].unique())],
        )
    ]
