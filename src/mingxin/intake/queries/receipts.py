"""What a 报送回执 says of a batch, gathered from its row, its history and the clock of its records."""

from collections.abc import Sequence
from datetime import datetime

import polars as pl

from mingxin.access.queries.unit_names import name_at
from mingxin.archive.queries.clocks import held_clocks
from mingxin.archive.queries.moment import one_moment
from mingxin.catalogue.queries import rulebook_of_edition
from mingxin.intake.actions.process import COMMAND
from mingxin.intake.actions.taking import frame
from mingxin.intake.models import Batch, BatchState, BatchStep
from mingxin.intake.queries.as_told import altered, require_batch_as_told, require_unit_as_told, told_steps
from mingxin.intake.receipt import BY_COMMAND, REVIEWED, UNREVIEWED, Counts, ReceiptFacts, Step
from mingxin.intake.table import ROW
from mingxin.ledger.models import Entry, Seal
from mingxin.ledger.queries import is_genuine
from mingxin.ledger.searching import detail_of
from mingxin.rulebook.cards import ItemCard


def receipt_facts(batch: Batch, *, at: datetime) -> ReceiptFacts:
    """Who sent, submitted and released are named; the platform's own steps are nobody's.

    Raises Refusal("batch.altered") where any of it is not as the ledger told it: what is printed is certified.
    """
    with one_moment():  # it goes on meanwhile
        now = Batch.objects.select_related("unit", "original").get(pk=batch.pk)
        require_batch_as_told(now)
        require_unit_as_told(now)
        return _facts(now, told_steps(now), at=at)


def _facts(batch: Batch, steps: Sequence[BatchStep], *, at: datetime) -> ReceiptFacts:
    card = rulebook_of_edition(batch.edition_id).cards.get(batch.item) if batch.item else None
    in_time, late = _timeliness(batch)
    seal = Seal.objects.order_by("-number").first()
    then, release = name_at(batch.unit, batch.received_at), _release(batch)
    released = _step(steps, BatchState.RELEASED)
    return ReceiptFacts(
        number=batch.number,
        unit_name=then,
        unit_now=batch.unit.name if batch.unit.name != then else "",
        unit_uscc=batch.unit.uscc,
        item_name=card.name if card else "（待确认）",
        state=batch.get_state_display(),
        file_name=batch.file_name,
        file_digest=_digest_as_sent(batch),
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
        submitted=released if release == UNREVIEWED and released else _step(steps, BatchState.SUBMITTED),
        released=released,
        release=release,
        admitted=Step(batch.admitted_at) if batch.admitted_at else None,
        refusals=_refusals(batch),
        refused_whole=batch.refusal_message,
        deadline_workdays=_deadline(card),
        in_time=in_time,
        late=late,
        seal_number=seal.number if seal else None,
        seal_digest=seal.digest if seal else "",
    )


def _release(batch: Batch) -> str:
    """A checker leaves his name with 保密审查; without one the steward's submission let it in, or the command did."""
    if batch.secrecy_reviewed_by:
        return REVIEWED
    return BY_COMMAND if batch.channel == COMMAND else UNREVIEWED


def _deadline(card: ItemCard | None) -> int | None:
    return card.deadline_workdays if card else None


def _digest_as_sent(batch: Batch) -> str:
    """Of the file, as the entry of its arrival told it; entries from before do not."""
    if batch.original is None:
        return ""
    arrived = Entry.objects.filter(object_type="batch", object_key=batch.number, action="intake.received")
    told = {str(detail_of(entry).get("sent_digest", "")) for entry in arrived if is_genuine(entry)} - {""}
    if told and told != {batch.original.digest}:
        raise altered(batch)
    return batch.original.digest


def _step(steps: Sequence[BatchStep], state: BatchState) -> Step | None:
    """The last time that it came there: one that was returned is submitted again."""
    step = next((step for step in reversed(steps) if step.state == state), None)
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
    clocks = held_clocks(batch.change_id)
    if clocks is None:
        raise altered(batch)
    in_time = sum(reported_on <= due_on for reported_on, due_on in clocks)
    return in_time, len(clocks) - in_time
