"""The records that a question of publicity holds back, and what an answer would make of them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Final

from mingxin.archive import bulk
from mingxin.archive.models import Record
from mingxin.archive.queries.subject_names import held_names
from mingxin.archive.rules.states import is_over
from mingxin.catalogue.queries import closed_items
from mingxin.intake.actions.questions import alike, held_records
from mingxin.intake.models import PublicityQuestion

MOST_SHOWN: Final = 50


@dataclass(frozen=True)
class AskedRow:
    """One record. The days are those of its current version, half-open: `hidden_from` is the first day after."""

    thread: str
    document_number: str
    party: str
    decided_on: date | None
    publicity: str
    reason: str
    shown_from: date | None
    hidden_from: date | None
    is_closed: bool  # its item shows nothing now, whatever is answered

    @property
    def is_over(self) -> bool:
        """Public by its rule, on no day that is still to come."""
        return is_over(publicity=self.publicity, shown_from=self.shown_from, hidden_from=self.hidden_from)


@dataclass(frozen=True)
class Asked:
    """`rows`: the first of `total`. `others`: further questions that wait for the same answer, of `held` records."""

    rows: tuple[AskedRow, ...]
    total: int
    others: int
    held: int


def asked_of(question: PublicityQuestion, *, on: date) -> Asked:
    others = list(alike(question).select_related("batch"))
    found = held_records(question).order_by("-decided_on", "id")
    shown = [record.thread for record in found[:MOST_SHOWN]]
    held = sum(held_records(other).count() for other in others)
    return Asked(rows_now(shown, on=on), found.count(), len(others), held)


def rows_now(threads: Iterable[str], *, on: date) -> tuple[AskedRow, ...]:
    """The current versions of these records, in the order given."""
    wanted, closed = list(threads), closed_items(on)
    records = {r.thread: r for r in Record.objects.filter(thread__in=bulk.listed(wanted), known_until__isnull=True)}
    names = held_names({record.subject_id for record in records.values()})
    return tuple(
        AskedRow(
            thread=thread,
            document_number=record.document_number,
            party=names.get(record.subject_id, ""),
            decided_on=record.decided_on,
            publicity=record.publicity,
            reason=record.publicity_reason,
            shown_from=record.shown_from,
            hidden_from=record.hidden_from,
            is_closed=record.item in closed,
        )
        for thread in wanted
        if (record := records.get(thread))
    )
