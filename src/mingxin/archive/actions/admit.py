"""Admission: the good rows of a batch become records, whole or not at all."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

import polars as pl
from django.db import transaction

from mingxin.access.models import Unit
from mingxin.access.queries.standing import require_units_as_told
from mingxin.archive import bulk, tables
from mingxin.archive.actions import projecting
from mingxin.archive.actions.draft import CrossedError, Draft, last_number
from mingxin.archive.actions.registering import make_missing_subjects, register
from mingxin.archive.models.change import ChangeKind
from mingxin.archive.queries.comparing import Comparison, compare
from mingxin.archive.queries.parties import require_own_subjects
from mingxin.kernel.clock import CHINA
from mingxin.kernel.workdays import Deadline, most_favourable
from mingxin.ledger.actor import Actor
from mingxin.rulebook.cards import ItemCard
from mingxin.rulebook.queries import calendar

_CLOCK_KEY = ["decided_on", "due_on", "is_provisional"]  # as prepared when the rows were checked
_CLOCK = pl.Schema(
    {
        "decided_on": pl.Date(),
        "due_on": pl.Date(),
        "is_provisional": pl.Boolean(),
        "kept_due_on": pl.Date(),
        "still_provisional": pl.Boolean(),
        "workdays": pl.Int32(),
    }
)


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
    reported_on: date | None = None,
) -> Admission:
    """Write the rows whose verdict is new or changed, in one transaction under the lock of changes.

    Raises CrossedError, having written nothing, when another change made the comparison untrue; the caller compares
    again. Raises Refusal without a power, where a code leads to another's file, and where the unit's row was altered.
    Call it inside the transaction that also moves the batch, so that both
    happen or neither. `reported_on`: the day by which timeliness counts (of release), by default the day of `at`.
    """
    rows = comparison.rows
    counts = dict(rows["verdict"].value_counts().iter_rows())
    if not counts.get("new") and not counts.get("changed"):
        return Admission(None, 0, 0, counts.get("unchanged", 0))
    require_units_as_told([unit])  # its region is written to records and subjects
    with transaction.atomic():
        draft = Draft(
            kind=kind,
            item=card.code,
            unit_id=unit.pk,
            by=by,
            at=at,
            reason=reason,
            batch=batch,
            said_at=comparison.received_at,
        )
        if draft.number != comparison.seen + 1:
            seen = draft.number - 1
            again = compare(rows, unit_id=unit.pk, seen=seen, received_at=comparison.received_at).rows
            if not again.select("verdict", "current_id", "subject_id").equals(
                rows.select("verdict", "current_id", "subject_id")
            ):
                raise CrossedError
        written = rows.filter(pl.col("verdict").is_in(["new", "changed"]))
        require_own_subjects(written.select("uscc", "subject_id").drop_nulls().unique().iter_rows())
        if card.effect == "registration":
            subjects = register(draft, written, card, region=str(unit.region_id), today=at.astimezone(CHINA).date())
        else:
            subjects = make_missing_subjects(draft, written)
        _write_records(draft, written, subjects, card=card, unit=unit)
        _write_timeliness(written, card, unit, reported_on or at.date())
        number = draft.finish(
            detail={
                "admitted": counts.get("new", 0),
                "updated": counts.get("changed", 0),
                "clock": [(reported_on or at.date()).isoformat(), card.deadline_workdays],
            }
        )
    return Admission(number, counts.get("new", 0), counts.get("changed", 0), counts.get("unchanged", 0))


def _write_records(
    draft: Draft, rows: pl.DataFrame, subjects: Mapping[str, int], *, card: ItemCard, unit: Unit
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


def _write_timeliness(rows: pl.DataFrame, card: ItemCard, unit: Unit, reported_on: date) -> None:
    """The clock of what is new. Rows may have waited since they were checked: the calendar of now counts, and of two
    due days the later one.
    """
    first = rows.filter((pl.col("verdict") == "new") & pl.col("due_on").is_not_null())
    if first.is_empty() or card.deadline_workdays is None:
        return
    worked, clocks = calendar(), []
    for decided_on, due_on, is_provisional in first.select("decided_on", "due_on", "is_provisional").unique().rows():
        new = worked.add_workdays(decided_on, card.deadline_workdays)
        due = most_favourable(Deadline(due_on, is_provisional), new)
        spent = worked.workdays_between(decided_on, reported_on)
        clocks.append((decided_on, due_on, is_provisional, due.on, new.provisional, spent))
    arrived = (
        first.drop("workdays")
        .join(pl.DataFrame(clocks, _CLOCK, orient="row"), on=_CLOCK_KEY)
        .drop("due_on", "is_provisional")
        .rename({"kept_due_on": "due_on", "still_provisional": "is_provisional"})
        .with_columns(item=pl.lit(card.code), unit_id=pl.lit(unit.pk), reported_on=pl.lit(reported_on))
    )
    bulk.insert_frame("archive_timeliness", bulk.spelled(arrived.select(tables.TIMELINESS)))


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
