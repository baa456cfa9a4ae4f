"""Whether a batch and what hangs on it stand as the ledger last told them: asked by whoever copies, certifies or admits
what they say. A row altered for a moment would leave its mark for good, and nothing to be found once it is put back.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Final, TypeVar

from django.db.models import Q

from mingxin.access.models import Unit
from mingxin.archive import bulk
from mingxin.archive.queries.moment import one_moment
from mingxin.intake.models import Batch, BatchState, BatchStep, Doubt, RowMend
from mingxin.kernel.refusal import Refusal
from mingxin.kernel.told_row import ToldRow
from mingxin.ledger.models import Entry
from mingxin.ledger.row_proof import STOCK, all_as_told, as_told, stand_among
from mingxin.ledger.searching import detail_of
from mingxin.ledger.standing import stand_as_told
from mingxin.ledger.told_before import ToldBefore
from mingxin.vault.actions import ORIGINALS
from mingxin.vault.models import Original

DUE_DAYS: Final = "due_days"
"""The object of the entries that move due days, of many batches at once."""
FORGET: Final = "intake.forget"
"""The act that empties what was typed about an erased record, in whatever batch."""

_BATCH: Final = Batch._meta.db_table  # of its digests the one that does not cover files and due days
_STOCK: Final = Q(action=STOCK)
_SENDINGS: Final = ToldBefore()

_M = TypeVar("_M", bound=ToldRow)


def require_batch_as_told(batch: Batch) -> None:
    """Raises Refusal("batch.altered") where its own row is another by now. Call it with the batch locked, or in the
    moment in which it was read: a lawful act in between would look like a forgery.
    """
    if not as_told([batch], _about(batch) | Q(object_type=DUE_DAYS) | Q(action=STOCK)):
        raise altered(batch)


def told_mends(batch: Batch) -> list[RowMend]:
    """Its mends in their order, every one of them as it was told and none missing, or a Refusal."""
    return _all_told(batch, RowMend, Q(action=STOCK) | Q(action=FORGET))


def told_steps(batch: Batch) -> list[BatchStep]:
    """Its steps in their order, the same way."""
    return _all_told(batch, BatchStep)


def told_doubts(batch: Batch) -> list[Doubt]:
    """Its doubts in their order, the same way."""
    return _all_told(batch, Doubt)


def _all_told(batch: Batch, model: type[_M], besides: Q = _STOCK) -> list[_M]:
    with one_moment():  # others may be mending it
        rows = list(model._default_manager.filter(batch=batch).order_by("id"))
        stand = all_as_told(model, rows, of=_about(batch), besides=besides)
    if not stand:
        raise altered(batch)
    return rows


def require_batches_as_told(batches: Sequence[Batch]) -> None:
    """Raises Refusal("batch.altered") where one of these, all locked, is another by now."""
    if not batches_stand_as_told(batches):
        raise altered(batches[0])


def batches_stand_as_told(batches: Sequence[Batch]) -> bool:
    """With their files and the days on which their rows are due."""
    return stand_among(batches, _of(batches) | Q(object_type=DUE_DAYS))


def sendings_stand_as_told(batches: Sequence[Batch]) -> bool:
    """Whose they are, of what item and of which days, with their counts: what covers that is never told by those who
    move due days. What stood is remembered.
    """
    return _SENDINGS.ask(batches, lambda rows: stand_among(rows, _of(rows), names=(_BATCH,)))


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


def released_as_told(unit: Unit, item: str, begin: datetime, end: datetime) -> str | None:
    """The last batch of the unit and item that was released in [begin, end), as the ledger tells it: its own row may be
    hidden for a moment. None where it tells of none.
    """
    released = Entry.objects.filter(action=f"intake.{BatchState.RELEASED}", at__gte=begin, at__lt=end)
    named = released.filter(detail__contains=f'"unit":"{unit.uscc}"').order_by("-at", "-id")
    return next((entry.object_key for entry in named.iterator() if detail_of(entry).get("item") == item), None)


def altered(batch: Batch) -> Refusal:
    return Refusal(
        "batch.altered",
        f"批次 {batch.number} 的登记与账本的记载不符，可能被人绕过平台改动过，因此没有办理。",
        "请保全数据库和备份，报告审计员；核实前不要重新报送这一批。",
    )


def _of(batches: Sequence[Batch]) -> Q:
    return Q(object_type="batch", object_key__in=bulk.listed(one.pk for one in batches))


def _about(batch: Batch) -> Q:
    return Q(object_type="batch", object_key=batch.number)
