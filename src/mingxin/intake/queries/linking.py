"""Rows that stay behind without a subject: what the credit office and the unit see of them."""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final, overload

import polars as pl
from django.db.models import QuerySet

from mingxin.access.models import Unit
from mingxin.archive import bulk
from mingxin.archive.queries.subject_names import Candidate, candidates
from mingxin.catalogue.queries import by_authorisation_alone, rulebook_of_edition
from mingxin.intake.actions.taking import due_of, frame
from mingxin.intake.models import Batch, BatchState, LinkProposal, SettledRow
from mingxin.intake.queries.batches import with_left
from mingxin.intake.rules.batch_states import MENDABLE
from mingxin.intake.table import ROW
from mingxin.kernel.clock import CHINA
from mingxin.kernel.workdays import Calendar
from mingxin.rulebook.cards import ItemCard, Role
from mingxin.rulebook.queries import calendar

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


@dataclass(frozen=True)
class _Part:
    """The unlinked rows of one batch that wait; how many there are is known without reading them."""

    batch: Batch
    card: ItemCard
    count: int
    settled: Collection[int]
    proposed: Mapping[int, ProposalView]  # by row


class UnlinkedRows(Sequence[UnlinkedRow]):
    """Rows that lie in the files of their batches, longest waiting first: a file is read when a row of it is asked for.

    What a supplement made at the desk left behind is shown with the batch from which it was made.
    """

    def __init__(self, parts: Sequence[_Part], today: date, worked: Calendar) -> None:
        self._parts, self._today, self._worked = parts, today, worked

    def __len__(self) -> int:
        return sum(part.count for part in self._parts)

    @overload
    def __getitem__(self, place: int) -> UnlinkedRow: ...

    @overload
    def __getitem__(self, place: slice) -> list[UnlinkedRow]: ...

    def __getitem__(self, place: int | slice) -> UnlinkedRow | list[UnlinkedRow]:
        if isinstance(place, int):
            at = range(len(self))[place]
            return self[at : at + 1][0]
        start, stop, step = place.indices(len(self))
        found, before = [], 0
        for part in self._parts:
            after = before + part.count
            if before < stop and after > start:
                rows = self._rows(part)
                found += rows[max(0, start - before) : stop - before]
            before = after
        return found[::step]

    def __iter__(self) -> Iterator[UnlinkedRow]:
        for part in self._parts:
            yield from self._rows(part)

    @property
    def batches(self) -> int:
        """How many batches have such rows."""
        return len(self._parts)

    def of_batches(self, wanted: Callable[[Batch], bool]) -> "UnlinkedRows":
        return UnlinkedRows([part for part in self._parts if wanted(part.batch)], self._today, self._worked)

    def of_keys(self, numbers: Collection[str]) -> "UnlinkedRows":
        """Those of the batches of these numbers: what was chosen on a page."""
        return self.of_batches(lambda batch: batch.number in numbers)

    def by_proposal(self, wanted: Callable[[ProposalView | None], bool]) -> "UnlinkedRows | list[UnlinkedRow]":
        """Files are read only where some row of the batch has a proposal."""
        bare = wanted(None)
        parts = [part for part in self._parts if part.proposed or bare]
        if not any(part.proposed for part in parts):
            return UnlinkedRows(parts, self._today, self._worked)
        return [row for part in parts for row in self._rows(part) if wanted(row.proposal)]

    def _rows(self, part: _Part) -> list[UnlinkedRow]:
        return list(_rows(part, self._worked, self._today))


def unlinked_rows(units: QuerySet[Unit], *, today: date) -> UnlinkedRows:
    """Every unlinked row of these units that waits, longest first; none that only its unit's stewards read."""
    found = (
        Batch.objects.filter(unit__in=units, unlinked__gt=0, closed_at__isnull=True, state__in=_WAITING)
        .exclude(rows_file="")
        .exclude(item__in=by_authorisation_alone())
        .exclude(rows_of__isnull=False)
        .select_related("unit")
    )
    batches = list(with_left(found).exclude(state=BatchState.ADMITTED, left=0))
    batches.sort(key=lambda batch: (_received_on(batch), batch.number))
    settled, proposed = _settled(batches), _by_batch(proposals_of(batches))
    cards = {number: rulebook_of_edition(number).cards for number in {batch.edition_id for batch in batches}}
    parts = [
        _Part(
            batch,
            cards[batch.edition_id][batch.item],
            _count(batch, settled.get(batch.number, frozenset())),
            settled.get(batch.number, frozenset()),
            proposed.get(batch.number, {}),
        )
        for batch in batches
    ]
    return UnlinkedRows([part for part in parts if part.count], today, calendar())


def _count(batch: Batch, settled: Collection[int]) -> int:
    """Where a supplement has brought some rows, and others had other faults, only the file tells which are left."""
    if not settled:
        return batch.unlinked
    if not batch.questioned:
        return batch.unlinked - len(settled)
    return len(set(_kept(batch.rows_file)[ROW]) - set(settled))


def _by_batch(proposed: Mapping[tuple[str, int], ProposalView]) -> dict[str, dict[int, ProposalView]]:
    found: dict[str, dict[int, ProposalView]] = {}
    for (number, row), view in proposed.items():
        found.setdefault(number, {})[row] = view
    return found


def _received_on(batch: Batch) -> date:
    return batch.received_at.astimezone(CHINA).date()


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
    found = LinkProposal.objects.filter(
        batch__in=bulk.listed([batch.number for batch in batches]), undone_at__isnull=True
    ).order_by("id")
    views = {(one.batch_id, one.row): _view(one) for one in found}
    return {
        (number, row): view
        for (number, row), view in views.items()
        if view.state != "open" or row not in settled.get(number, ())
    }


def _settled(batches: list[Batch]) -> dict[str, set[int]]:
    """Batch → its rows that a supplement brought."""
    found: dict[str, set[int]] = {}
    for number, row in SettledRow.objects.filter(
        batch__in=bulk.listed([batch.number for batch in batches])
    ).values_list("batch_id", "row"):
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


def _rows(part: _Part, worked: Calendar, today: date) -> Iterator[UnlinkedRow]:
    batch, card = part.batch, part.card
    codes = {
        role: field.code for role in (Role.NAME, Role.DOCUMENT_NUMBER, Role.DECIDED_ON) if (field := card.by_role(role))
    }
    received_on = _received_on(batch)
    for cells in _kept(batch.rows_file).iter_rows(named=True):
        if cells[ROW] in part.settled:
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
            proposal=part.proposed.get(cells[ROW]),
        )
