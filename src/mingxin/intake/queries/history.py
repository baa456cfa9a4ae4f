"""Who did what to a batch, and which cells were given other values at the desk."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from mingxin.intake.models import Batch, BatchState
from mingxin.intake.queries.working import Working

GONE = "（已入库，报送时的内容不再单独留存）"
GROUNDS = {"typed": "手工填写", "suggested": "采用检查建议", "linked": "采用信用办建议"}


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


def mends_of(working: Working) -> tuple[MendView, ...]:
    """Every mend in the order of the sheet; of a cell mended twice, both."""
    sent = working.sent([row for row, _ in working.mends])
    behind, found = set(working.behind), []
    for (row, field), mends in sorted(working.mends.items()):
        before = sent[row].get(field, "") if row in sent else GONE
        for mend in mends:
            found.append(
                MendView(
                    row=row,
                    field=field,
                    name=working.card.field(field).name,
                    before=before,
                    after=mend.value,
                    ground=GROUNDS[mend.ground],
                    at=mend.at,
                    by=mend.actor_name,
                    is_left=row in behind,
                )
            )
            before = mend.value
    return tuple(found)
