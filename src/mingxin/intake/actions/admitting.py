"""The second half of a batch: its ready rows become records, in the transaction that moves the batch."""

import json
from dataclasses import replace
from datetime import datetime

import polars as pl
from django.db import transaction

from mingxin.archive import bulk, tables
from mingxin.archive.actions.admit import Admission, admit, compare_now
from mingxin.archive.actions.draft import CrossedError
from mingxin.archive.queries.comparing import Comparison
from mingxin.archive.queries.moment import one_moment
from mingxin.catalogue.queries import rulebook_of_edition
from mingxin.intake.actions.barring import barred
from mingxin.intake.actions.settled import family_of, settle
from mingxin.intake.actions.steps import move
from mingxin.intake.actions.taking import frame, let_go, parquet, put_file
from mingxin.intake.kept_sieved import pack, unpack
from mingxin.intake.models import Batch, BatchState, PublicityQuestion, RowMend
from mingxin.intake.queries.as_told import require_batch_as_told
from mingxin.intake.table import ROW
from mingxin.kernel.clock import CHINA
from mingxin.ledger import locks
from mingxin.ledger.actor import Actor
from mingxin.vault import actions as vault

TRIES = 5  # another change coming between comparing and writing is rare; each try starts from a fresh comparison
ANALYSE_FROM_ROWS = 1000  # PostgreSQL looks after smaller changes by itself; on SQLite they move no plan


def admit_batch(number: str, comparison: Comparison | None, *, by: Actor, at: datetime) -> Batch:
    """Admit a checked batch; one that is admitted already is given back as it is.

    `comparison` is what checking found; without one (a batch taken up again) the rows are compared anew.
    """
    for _ in range(TRIES):
        try:
            batch = _admit_once(number, comparison or _compare(number), by=by, at=at)
            break
        except CrossedError:
            comparison = None
    else:
        batch = _admit_alone(number, by=by, at=at)
    if batch.admitted + batch.updated >= ANALYSE_FROM_ROWS:
        bulk.analyse(tables.READ)  # after the commit: nobody waits for it
    return batch


def _compare(number: str) -> Comparison | None:
    """The ready rows against the archive of this moment; None where the batch is admitted already.

    The row that names them is asked here, too: it could be another's until the batch is locked.
    """
    with one_moment():
        batch = Batch.objects.get(pk=number)
        if batch.state == BatchState.ADMITTED:
            return None
        require_batch_as_told(batch)
    return compare_now(frame(batch.ready_file), unit_id=batch.unit_id, received_at=batch.received_at)


@transaction.atomic
def _admit_alone(number: str, *, by: Actor, at: datetime) -> Batch:
    """Others keep changing the same records: compare while they wait. The batch is locked first, as everywhere."""
    _held(number)
    locks.hold(locks.CHANGES)
    return _admit_once(number, _compare(number), by=by, at=at)


@transaction.atomic
def _admit_once(number: str, comparison: Comparison | None, *, by: Actor, at: datetime) -> Batch:
    batch = _held(number)
    if batch.state == BatchState.ADMITTED or comparison is None:
        return batch
    require_batch_as_told(batch)  # what nobody released, or whose file is another by now
    card = rulebook_of_edition(batch.edition_id).cards[batch.item]
    done: Admission = admit(
        comparison,
        card=card,
        unit=batch.unit,
        by=by,
        at=at,
        batch=number,
        reported_on=(batch.released_at or at).astimezone(CHINA).date(),
    )
    late = comparison.rows.filter(~pl.col("verdict").is_in(["new", "changed", "unchanged"]))
    batch.admitted_at = at
    batch.change_id = done.change
    batch.admitted, batch.updated, batch.unchanged = done.admitted, done.updated, done.unchanged
    batch.questioned = batch.reported - batch.unlinked - comparison.rows.height + late.height
    released, batch.ready_file = batch.ready_file, ""
    if late.height:
        _tell_late(batch, barred(late, card, {}))
        _leave_behind(batch, late)
    settled = settle(batch, comparison.rows, card)
    mends = _name_mends(batch, comparison.rows)
    _keep_what_stays(batch)
    vault.release_file(released, owner=number, kind="ready")
    move(
        batch,
        BatchState.ADMITTED,
        by=by,
        at=at,
        detail={
            "change": done.change,
            "reported": batch.reported,
            "questioned": batch.questioned,
            "updated": batch.updated,
            "admitted": batch.admitted,
            "unlinked": batch.unlinked,
            "unchanged": batch.unchanged,
        },
        rows=(*settled, *mends, *_ask(batch, comparison, at)),
    )
    batch.save()
    return batch


def _held(number: str) -> Batch:
    """The batch, locked with those whose rows it may settle, in the order of their numbers as lawful erasure does.

    A file that arrives meanwhile as a supplement to one of them need not wait.
    """
    held = family_of(number).select_for_update(of=("self",), no_key=True).select_related("unit")
    return next(batch for batch in list(held) if batch.number == number)


def _name_mends(batch: Batch, rows: pl.DataFrame) -> list[RowMend]:
    """A mend says of which record it is, changed or not, so that lawful erasure finds it when nothing else is kept."""
    mends = list(batch.mends.order_by("id"))
    mended = rows.filter(pl.col(ROW).is_in([mend.row for mend in mends]))
    threads = dict(mended.select(ROW, "thread").iter_rows())
    for mend in mends:
        mend.thread = threads.get(mend.row, "")
    RowMend.objects.bulk_update(mends, ["thread"], batch_size=1000)
    return mends


def _keep_what_stays(batch: Batch) -> None:
    """Of the rows as they were sent, those that became records need no working copy any more."""
    if not batch.sieved_file:
        return
    behind = frame(batch.rows_file)[ROW] if batch.rows_file else pl.Series(ROW, [], dtype=pl.UInt32)
    if behind.is_empty():
        let_go(batch, "sieved")
        return
    sieved = unpack(vault.read_file(batch.sieved_file), rulebook_of_edition(batch.edition_id).cards[batch.item])
    cells = sieved.table.cells.filter(pl.col(ROW).is_in(behind.implode()))
    put_file(batch, "sieved", pack(replace(sieved, table=replace(sieved.table, cells=cells))))


def _tell_late(batch: Batch, told: pl.DataFrame) -> None:
    """What came between the check and the admission questions these rows: their findings join the batch's own."""
    put_file(batch, "findings", parquet(pl.concat([frame(batch.findings_file), told])))


def _leave_behind(batch: Batch, late: pl.DataFrame) -> None:
    """They stay with the batch as every questioned row does, so that they can be looked at and sent again."""
    kept = frame(batch.rows_file)
    said = [json.loads(payload) for payload in late["payload"]]
    fields = [name for name in kept.columns if name not in (ROW, "is_unlinked")]
    rows = pl.DataFrame(
        [late[ROW], *(pl.Series(name, [row.get(name) for row in said], dtype=pl.String) for name in fields)]
    ).with_columns(is_unlinked=pl.lit(value=False))
    put_file(batch, "rows", parquet(pl.concat([kept, rows.select(kept.columns)]).sort(ROW)))


def asks_of(rows: pl.DataFrame) -> list[tuple[str, str, int]]:
    """One question per group of rows whose publicity is open: (group, sentence, rows)."""
    held = rows.filter((pl.col("publicity") == "held") & pl.col("verdict").is_in(["new", "changed"]))
    return [
        (
            group,
            f"处罚类别和金额为“{group.replace('·', '，')}”的 {count} 行：失信程度是轻微、一般还是严重？是否公示？",
            count,
        )
        for group, count in held.group_by("held_group").len().sort("held_group").iter_rows()
    ]


def _ask(batch: Batch, comparison: Comparison, at: datetime) -> list[PublicityQuestion]:
    return PublicityQuestion.objects.bulk_create(
        PublicityQuestion(batch=batch, group=group, sentence=sentence, rows=count, asked_at=at)
        for group, sentence, count in asks_of(comparison.rows)
    )
