"""Rows that stay behind without a subject: what the credit office and the unit see of them."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

import polars as pl
from django.db.models import QuerySet

from mingxin.access.models import Unit
from mingxin.archive.queries.subject_names import Candidate, candidates
from mingxin.catalogue.queries import rulebook_of_edition
from mingxin.intake.actions.taking import due_of, frame
from mingxin.intake.models import Batch, BatchState, LinkProposal, SettledRow
from mingxin.intake.queries.batches import with_left
from mingxin.intake.rules.batch_states import MENDABLE
from mingxin.intake.table import ROW
from mingxin.kernel.clock import CHINA
from mingxin.kernel.workdays import Calendar
from mingxin.rulebook.cards import ItemCard, Role
from mingxin.rulebook.queries import calendar

MOST_BATCHES: Final = 500
_WAITING: Final = (*MENDABLE, BatchState.SUBMITTED, BatchState.ADMITTED)


@dataclass(frozen=True)
class ProposalView:
    """`state`: open, adopted, declined. An undone one is not shown."""

    id: int
    kind: str
    uscc: str
    name: str
    reason: str
    state: str
    proposed_by: str
    proposed_at: datetime
    declined_reason: str


@dataclass(frozen=True)
class UnlinkedRow:
    """`waiting_days` counts calendar days since the batch was received; `due_on` None: no deadline, or no day read."""

    batch: str
    row: int
    unit_id: int
    unit_name: str
    item: str
    item_name: str
    name: str
    document_number: str
    received_on: date
    waiting_days: int
    due_on: date | None
    proposal: ProposalView | None


def unlinked_rows(units: QuerySet[Unit], *, today: date) -> list[UnlinkedRow]:
    """Every unlinked row of these units that waits, longest first; of the newest batches only (MOST_BATCHES).

    What a supplement made at the desk left behind is shown with the batch from which it was made.
    """
    batches = unlinked_batches(units)
    proposed = proposals_of(batches)
    settled = _settled(batches)
    worked = calendar()
    cards = {number: rulebook_of_edition(number).cards for number in {batch.edition_id for batch in batches}}
    found = [
        row
        for batch in batches
        for row in _rows(
            batch,
            cards[batch.edition_id][batch.item],
            proposed,
            settled.get(batch.number, frozenset()),
            worked,
            today,
        )
    ]
    return sorted(found, key=lambda row: (row.received_on, row.batch, row.row))


def unlinked_batches(units: QuerySet[Unit]) -> list[Batch]:
    """The newest batches with such rows (MOST_BATCHES), the newest first."""
    found = (
        Batch.objects.filter(unit__in=units, unlinked__gt=0, closed_at__isnull=True, state__in=_WAITING)
        .exclude(rows_file="")
        .exclude(rows_of__isnull=False)
        .select_related("unit")
        .order_by("-received_at", "-number")
    )
    batches = list(with_left(found).exclude(state=BatchState.ADMITTED, left=0)[:MOST_BATCHES])
    settled = _settled(batches)
    return [batch for batch in batches if _has_unlinked(batch, settled.get(batch.number, frozenset()))]


def _has_unlinked(batch: Batch, settled: Collection[int]) -> bool:
    """Where a supplement has brought some rows, what is left may be rows with other faults."""
    return not settled or not set(_kept(batch.rows_file)[ROW]) <= set(settled)


def candidates_for(number: str, row: int) -> tuple[Candidate, ...]:
    """The subjects that may be meant by the row's name: for a person to choose from."""
    batch = Batch.objects.filter(pk=number).first()
    if batch is None or not batch.rows_file:
        return ()
    field = rulebook_of_edition(batch.edition_id).cards[batch.item].by_role(Role.NAME)
    names = frame(batch.rows_file).filter(pl.col(ROW) == row)[field.code].drop_nulls().to_list() if field else []
    return candidates(names[0]) if names else ()


def proposals_of(batches: list[Batch]) -> dict[tuple[str, int], ProposalView]:
    """The newest proposal of each row that was not undone; none to be decided of a row that came back meanwhile."""
    settled = _settled(batches)
    found = LinkProposal.objects.filter(batch__in=batches, undone_at__isnull=True).order_by("id")
    views = {(one.batch_id, one.row): _view(one) for one in found}
    return {
        (number, row): view
        for (number, row), view in views.items()
        if view.state != "open" or row not in settled.get(number, ())
    }


def _settled(batches: list[Batch]) -> dict[str, set[int]]:
    """Batch → its rows that a supplement brought."""
    found: dict[str, set[int]] = {}
    for number, row in SettledRow.objects.filter(batch__in=batches).values_list("batch_id", "row"):
        found.setdefault(number, set()).add(row)
    return found


def _view(one: LinkProposal) -> ProposalView:
    return ProposalView(
        id=one.pk,
        kind=one.kind,
        uscc=one.uscc,
        name=one.name,
        reason=one.reason,
        state="adopted" if one.adopted_at else "declined" if one.declined_at else "open",
        proposed_by=one.proposed_by,
        proposed_at=one.proposed_at,
        declined_reason=one.declined_reason,
    )


def _kept(rows_file: str) -> pl.DataFrame:
    """The unlinked rows of a kept file; read anew each time, for lawful erasure must not leave them in memory."""
    return frame(rows_file).filter(pl.col("is_unlinked")).sort(ROW)


def _rows(
    batch: Batch,
    card: ItemCard,
    proposed: dict[tuple[str, int], ProposalView],
    settled: Collection[int],
    worked: Calendar,
    today: date,
) -> Iterator[UnlinkedRow]:
    """`settled`: rows that a supplement has brought."""
    codes = {
        role: field.code for role in (Role.NAME, Role.DOCUMENT_NUMBER, Role.DECIDED_ON) if (field := card.by_role(role))
    }
    received_on = batch.received_at.astimezone(CHINA).date()
    for cells in _kept(batch.rows_file).iter_rows(named=True):
        if cells[ROW] in settled:
            continue
        said = {role: cells[code] or "" for role, code in codes.items()}
        decided = said.get(Role.DECIDED_ON, "")
        term = card.deadline_workdays
        yield UnlinkedRow(
            batch=batch.number,
            row=cells[ROW],
            unit_id=batch.unit_id,
            unit_name=batch.unit.name,
            item=batch.item,
            item_name=card.name,
            name=said.get(Role.NAME, ""),
            document_number=said.get(Role.DOCUMENT_NUMBER, ""),
            received_on=received_on,
            waiting_days=(today - received_on).days,
            due_on=due_of(decided, term, worked) if decided and term is not None else None,
            proposal=proposed.get((batch.number, cells[ROW])),
        )
