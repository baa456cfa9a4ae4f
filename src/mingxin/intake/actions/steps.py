"""Moving a batch from one state to the next: asked of the rules, told to its history and to the ledger."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from mingxin.intake.models import Batch, BatchState, BatchStep
from mingxin.intake.rules.batch_states import require_step
from mingxin.kernel.refusal import Refusal
from mingxin.kernel.resident_id import cut
from mingxin.kernel.told_row import ToldRow
from mingxin.ledger import actions as ledger
from mingxin.ledger.actor import Actor


def found(number: str) -> Batch:
    """A batch as it stands, to look at and compute with before it is locked."""
    batch = Batch.objects.select_related("unit", "original").filter(pk=number).first()
    if batch is None:
        raise Refusal("batch.not_found", f"没有编号为 {number} 的批次。", "请从批次列表中打开。")
    return batch


def locked(number: str) -> Batch:
    """The batch, held until the transaction ends. Whoever moves it or writes it holds it."""
    found = Batch.objects.select_for_update(of=("self",)).select_related("unit").filter(pk=number).first()
    if found is None:
        raise Refusal("batch.not_found", f"没有编号为 {number} 的批次。", "请从批次列表中打开。")
    return found


def move(
    batch: Batch,
    state: BatchState,
    *,
    by: Actor,
    at: datetime,
    note: str = "",
    detail: Mapping[str, object] | None = None,
    rows: Iterable[ToldRow] = (),
    gone: Iterable[ToldRow] = (),
) -> None:
    """Bring a locked batch into a state; the caller saves it with whatever else it set before this."""
    require_step(batch.state, state)
    batch.state = state
    tell(batch, by=by, at=at, note=note, detail=detail, rows=rows, gone=gone)


def tell(
    batch: Batch,
    *,
    by: Actor,
    at: datetime,
    note: str = "",
    detail: Mapping[str, object] | None = None,
    rows: Iterable[ToldRow] = (),
    gone: Iterable[ToldRow] = (),
) -> None:
    """Write the step to the history and the ledger, which proves the batch as it stands in the caller's hand."""
    note = cut(note)[0][:400]
    step = BatchStep.objects.create(
        batch=batch, state=batch.state, at=at, actor_login=by.login, actor_name=by.name, note=note
    )
    ledger.write(
        action=f"intake.{batch.state}",
        object_type="batch",
        object_key=batch.number,
        by=by,
        at=at,
        matter=note[:200],
        detail={"item": batch.item, "unit": batch.unit.uscc, **(detail or {})},
        rows=(batch, step, *rows),
        gone=gone,
    )
