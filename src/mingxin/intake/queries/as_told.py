"""Whether a batch and what hangs on it stand as the ledger last told them: asked by whoever copies, certifies or admits
what they say. A row altered for a moment would leave its mark for good, and nothing to be found once it is put back.
"""

from typing import Final

from django.db.models import Q

from mingxin.access.models import Unit
from mingxin.archive.queries.moment import one_moment
from mingxin.intake.models import Batch, BatchStep, RowMend
from mingxin.kernel.refusal import Refusal
from mingxin.ledger.row_proof import STOCK, all_as_told, as_told
from mingxin.ledger.standing import stand_as_told
from mingxin.vault.actions import ORIGINALS
from mingxin.vault.models import Original

DUE_DAYS: Final = "due_days"
"""The object of the entries that move due days, of many batches at once."""
FORGET: Final = "intake.forget"
"""The act that empties what was typed about an erased record, in whatever batch."""


def require_batch_as_told(batch: Batch) -> None:
    """Raises Refusal("batch.altered") where its own row is another by now. Call it with the batch locked, or in the
    moment in which it was read: a lawful act in between would look like a forgery.
    """
    if not as_told([batch], _about(batch) | Q(object_type=DUE_DAYS) | Q(action=STOCK)):
        raise altered(batch)


def told_mends(batch: Batch) -> list[RowMend]:
    """Its mends in their order, every one of them as it was told and none missing, or a Refusal."""
    with one_moment():  # others may be mending it
        mends = list(batch.mends.order_by("id"))
        stand = all_as_told(RowMend, mends, of=_about(batch), besides=Q(action=STOCK) | Q(action=FORGET))
    if not stand:
        raise altered(batch)
    return mends


def told_steps(batch: Batch) -> list[BatchStep]:
    """Its steps in their order, the same way."""
    with one_moment():
        steps = list(batch.steps.order_by("id"))
        stand = all_as_told(BatchStep, steps, of=_about(batch), besides=Q(action=STOCK))
    if not stand:
        raise altered(batch)
    return steps


def told_original(batch: Batch) -> Original:
    """What is kept of the sent file, as it was told, or a Refusal."""
    with one_moment():  # its days may be followed meanwhile
        original = Original.objects.get(batch=batch.pk)
        days = Q(object_type=ORIGINALS, at__gte=original.received_at)
        stand = as_told([original], _about(batch) | days | Q(action=STOCK))
    if not stand:
        raise altered(batch)
    return original


def require_unit_as_told(batch: Batch) -> None:
    """Raises Refusal("batch.altered") where its unit bears another name or code than it was given."""
    unit = batch.unit
    if not stand_as_told(Unit, {unit.pk: unit}, about=("unit", unit.uscc), newest_alone=True):
        raise altered(batch)


def altered(batch: Batch) -> Refusal:
    return Refusal(
        "batch.altered",
        f"批次 {batch.number} 的登记与账本的记载不符，可能被人绕过平台改动过，因此没有办理。",
        "请保全数据库和备份，报告审计员；核实前不要重新报送这一批。",
    )


def _about(batch: Batch) -> Q:
    return Q(object_type="batch", object_key=batch.number)
