"""What a 报送回执 says of a batch, gathered from its row, its history and the clock of its records."""

from datetime import datetime

import polars as pl
from django.db.models import F

from mingxin.archive.models import Record
from mingxin.archive.models.record import Timeliness
from mingxin.catalogue.queries import rulebook_of_edition
from mingxin.intake.actions.taking import frame
from mingxin.intake.models import Batch, BatchState
from mingxin.intake.receipt import Counts, ReceiptFacts, Step
from mingxin.intake.table import ROW
from mingxin.ledger.models import Seal
from mingxin.rulebook.cards import ItemCard


def receipt_facts(batch: Batch, *, at: datetime) -> ReceiptFacts:
    """Who sent, submitted and released are named; the platform's own steps are nobody's."""
    card = rulebook_of_edition(batch.edition_id).cards.get(batch.item) if batch.item else None
    in_time, late = _timeliness(batch)
    seal = Seal.objects.order_by("-number").first()
    return ReceiptFacts(
        number=batch.number,
        unit_name=batch.unit.name,
        unit_uscc=batch.unit.uscc,
        item_name=card.name if card else "（待确认）",
        state=batch.get_state_display(),
        file_name=batch.file_name,
        file_digest=batch.original.digest if batch.original else "",
        received=Step(batch.received_at, batch.actor_name),
        counts=Counts(
            reported=batch.reported,
            questioned=batch.questioned,
            updated=batch.updated,
            admitted=batch.admitted,
            unlinked=batch.unlinked,
            unchanged=batch.unchanged,
        ),
        issued_at=at,
        checked=Step(batch.checked_at) if batch.checked_at else None,
        submitted=_step(batch, BatchState.SUBMITTED),
        released=_step(batch, BatchState.RELEASED),
        admitted=Step(batch.admitted_at) if batch.admitted_at else None,
        refusals=_refusals(batch),
        refused_whole=batch.refusal_message,
        deadline_workdays=_deadline(card),
        in_time=in_time,
        late=late,
        seal_number=seal.number if seal else None,
        seal_digest=seal.digest if seal else "",
    )


def _deadline(card: ItemCard | None) -> int | None:
    return card.deadline_workdays if card else None


def _step(batch: Batch, state: BatchState) -> Step | None:
    """The last time that it came there: one that was returned is submitted again."""
    step = batch.steps.filter(state=state).order_by("-id").first()
    return Step(step.at, step.actor_name) if step else None


def _refusals(batch: Batch) -> tuple[tuple[str, int], ...]:
    """Rows that were refused whole, per reason."""
    if not batch.findings_file:
        return ()
    refused = frame(batch.findings_file).filter(
        pl.col("code").str.starts_with("row.") & (pl.col("severity") == "error")
    )
    counted = refused.group_by("message").agg(pl.col(ROW).n_unique()).sort(ROW, "message", descending=[True, False])
    return tuple((str(message), int(rows)) for message, rows in counted.iter_rows())


def _timeliness(batch: Batch) -> tuple[int, int]:
    """Records that arrived with this batch first: in time, and late."""
    if batch.change_id is None:
        return 0, 0
    threads = Record.objects.filter(change=batch.change_id).values("thread")
    first = Timeliness.objects.filter(thread__in=threads, item=batch.item)
    known_before = Record.objects.filter(thread__in=threads, change__lt=batch.change_id).values("thread")
    arrived = first.exclude(thread__in=known_before)
    in_time = arrived.filter(reported_on__lte=F("due_on")).count()
    return in_time, arrived.count() - in_time
