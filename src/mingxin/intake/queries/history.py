"""Who did what to a batch, and which cells were given other values at the desk."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from mingxin.catalogue.queries import rulebook_of_edition
from mingxin.intake.models import Batch, BatchState, RowMend
from mingxin.intake.queries.working import Working

UNKNOWN = "（当时没有留存）"
ERASED = "（已依法删除）"
GROUNDS = {"typed": "手工填写", "suggested": "采用检查建议", "linked": "采用信用办建议", "erased": "修改"}


@dataclass(frozen=True)
class Step:
    state: str
    words: str
    at: datetime
    by: str
    note: str


@dataclass(frozen=True)
class MendView:
    row: int
    field: str
    name: str
    before: str
    after: str
    ground: str
    at: datetime
    by: str
    is_left: bool  # the row still stays behind


def steps_of(batch: Batch) -> tuple[Step, ...]:
    """Every step, every handover and every explanation, the newest first."""
    words = dict(BatchState.choices)
    steps = [
        Step(step.state, str(words[step.state]), step.at, step.actor_name, step.note)
        for step in batch.steps.order_by("-at", "-id")
    ]
    return tuple(sorted([*steps, *_handovers(batch), *_explained(batch)], key=lambda step: step.at, reverse=True))


def _handovers(batch: Batch) -> Iterator[Step]:
    """Their state is "": the batch stays where it stands, and what was said when it came there stays the last word."""
    for handed in batch.handed.select_related("handover").order_by("-id"):
        one = handed.handover
        yield Step("", "交接", one.at, one.actor_name, f"{one.from_name}的工作交给{one.to_name}：{one.reason}")
        if one.undone_at is not None:
            yield Step("", "撤销交接", one.undone_at, one.undone_by, f"退回{one.from_name}")


def _explained(batch: Batch) -> Iterator[Step]:
    """Why a batch differs from the usual, as its steward said; it moved nowhere by that."""
    for doubt in batch.doubts.filter(answered_at__isnull=False).order_by("-id"):
        if doubt.answered_at is not None:
            yield Step("", "说明原因", doubt.answered_at, doubt.answered_by, f"{doubt.sentence}{doubt.reason}")


def mends_of(batch: Batch, working: Working | None) -> tuple[MendView, ...]:
    """Every mend in the order of the sheet; of a cell mended twice, both. `working`: where it is still there."""
    if not batch.item:
        return ()
    card = rulebook_of_edition(batch.edition_id).cards[batch.item]
    mends = sorted(batch.mends.order_by("id"), key=lambda mend: (mend.row, mend.field, mend.pk))
    sent = working.sent([mend.row for mend in mends if mend.before is None]) if working else {}
    behind = frozenset(working.behind) if working else frozenset()
    return tuple(
        MendView(
            row=mend.row,
            field=mend.field,
            name=card.field(mend.field).name,
            before=ERASED if mend.ground == "erased" else _before(mend, sent),
            after=ERASED if mend.ground == "erased" else mend.value,
            ground=GROUNDS[mend.ground],
            at=mend.at,
            by=mend.actor_name,
            is_left=mend.row in behind,
        )
        for mend in mends
    )


def _before(mend: RowMend, sent: Mapping[int, Mapping[str, str]]) -> str:
    if mend.before is not None:
        return mend.before
    return sent[mend.row].get(mend.field, "") if mend.row in sent else UNKNOWN
