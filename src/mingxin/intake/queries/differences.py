"""What a batch would change on file, row by row, for whoever releases it."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

import polars as pl

from mingxin.archive import bulk
from mingxin.archive.models import Record
from mingxin.archive.rules.states import OVER_BEFORE, is_over
from mingxin.catalogue.queries import rulebook_of_edition
from mingxin.intake.actions.admitting import asks_of
from mingxin.intake.actions.comparing_again import ADMISSIBLE, compared_again, seal_of
from mingxin.intake.models import Batch
from mingxin.intake.table import ROW
from mingxin.rulebook.cards import ItemCard

PAGE_ROWS: Final = 50
PUBLICITY: Final[Mapping[str, str]] = {"public": "公示", "held": "待公示（缺依据）", "not_public": "不予公示"}
SEVERITY: Final[Mapping[str, str]] = {"minor": "轻微", "ordinary": "一般", "serious": "严重"}
_TERM: Final = ("publicity", "shown_from", "hidden_from")


@dataclass(frozen=True)
class FieldChange:
    name: str
    before: str
    after: str


@dataclass(frozen=True)
class ReadyRow:
    """A row that would be admitted. `said`: its kept fields, in the card's order.

    `changes` is empty for a new one, and so is `thread`: of the record on file from which they are told.
    """

    row: int
    name: str
    uscc: str
    document_number: str
    decided_on: date | None
    due_on: date | None
    publicity: str
    publicity_reason: str
    severity: str
    shown_from: date | None
    hidden_from: date | None
    over: str  # why it would not be public though its rule says so; else ""
    thread: str
    changes: tuple[FieldChange, ...]
    said: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class ReadyPage:
    rows: tuple[ReadyRow, ...]
    total: int
    onward: int


@dataclass(frozen=True)
class Held:
    """Rows that would be admitted and not shown until the unit answers."""

    group: str
    rows: int


@dataclass(frozen=True)
class Ready:
    """The rows of a batch that are ready, opened once for a page and compared with what is on file at that moment."""

    card: ItemCard
    rows: pl.DataFrame
    batch: Batch

    @property
    def seal(self) -> str:
        """What the page shows, to be handed to `release`."""
        return seal_of(self.rows)

    @property
    def late(self) -> int:
        """Rows that were good when they were checked and would be questioned now."""
        return self.rows.filter(~pl.col("verdict").is_in(ADMISSIBLE)).height

    def held(self) -> tuple[Held, ...]:
        return tuple(Held(group.replace("·", "，"), rows) for group, _, rows in asks_of(self.rows))

    def publicity(self) -> tuple[tuple[str, int], ...]:
        """How many would be public, held, not public."""
        wanted = self.rows.filter(pl.col("verdict").is_in(["new", "changed"]))
        counts = dict(wanted["publicity"].value_counts().iter_rows())
        return tuple((words, counts[key]) for key, words in PUBLICITY.items() if key in counts)

    def verdicts(self) -> dict[int, str]:
        """Row → what would become of it: new, changed, unchanged, or a reason why it stays behind."""
        return dict(self.rows.select(ROW, "verdict").iter_rows())

    def page(self, verdict: str, *, after: int = 0, text: str = "", only: int = 0, limit: int = PAGE_ROWS) -> ReadyPage:
        """Rows that are new or changed, behind row `after`; `only` is the number of a single one."""
        wanted = self.rows.filter(pl.col("verdict") == verdict).sort(ROW)
        if only:
            wanted = wanted.filter(pl.col(ROW) == only)
        if text:
            near = [pl.col(name).str.contains(text, literal=True) for name in ("name", "uscc", "document_number")]
            wanted = wanted.filter(pl.any_horizontal(near))
        total, wanted = wanted.height, wanted.filter(pl.col(ROW) > after)
        page = wanted.head(limit)
        onward = int(page[ROW][-1]) if wanted.height > limit else 0
        before = _on_file([one for one in page["current_id"].to_list() if one is not None]) if page.height else {}
        rows = tuple(self._row(one, before.get(one["current_id"], {})) for one in page.iter_rows(named=True))
        return ReadyPage(rows, total, onward)

    def _row(self, one: Mapping[str, Any], before: Mapping[str, str]) -> ReadyRow:
        after: dict[str, str] = json.loads(one["payload"])
        return ReadyRow(
            row=one[ROW],
            name=one["name"],
            uscc=one["uscc"],
            document_number=one["document_number"],
            decided_on=one["decided_on"],
            due_on=one["due_on"],
            publicity=PUBLICITY[one["publicity"]],
            publicity_reason=one["publicity_reason"] or "",
            severity=SEVERITY.get(one["severity"], ""),
            shown_from=one["shown_from"],
            hidden_from=one["hidden_from"],
            over=OVER_BEFORE if is_over(**{name: one[name] for name in _TERM}) else "",
            thread=one["thread"] if before else "",
            changes=_changes(self.card, before, after) if before else (),
            said=tuple((field.name, after[field.code]) for field in self.card.fields if after.get(field.code)),
        )


def ready_of(batch: Batch) -> Ready | None:
    """None where nothing waits to be admitted any more.

    The counts of `batch` (not saved) become those of this moment, for whoever shows them beside the rows.
    """
    if not batch.ready_file:
        return None
    rows = compared_again(batch)
    verdicts = dict(rows["verdict"].value_counts().iter_rows())
    batch.admitted, batch.updated = verdicts.get("new", 0), verdicts.get("changed", 0)
    batch.unchanged = verdicts.get("unchanged", 0)
    batch.questioned = batch.reported - batch.unlinked - batch.admitted - batch.updated - batch.unchanged
    return Ready(rulebook_of_edition(batch.edition_id).cards[batch.item], rows, batch)


def _on_file(ids: Sequence[int]) -> dict[int, dict[str, str]]:
    held = Record.objects.filter(pk__in=bulk.listed(ids), erased_by__isnull=True).values_list("pk", "payload")
    return {pk: json.loads(payload) for pk, payload in held}


def _changes(card: ItemCard, before: Mapping[str, str], after: Mapping[str, str]) -> tuple[FieldChange, ...]:
    return tuple(
        FieldChange(field.name, before.get(field.code, ""), after.get(field.code, ""))
        for field in card.fields
        if not field.cut and before.get(field.code, "") != after.get(field.code, "")
    )
