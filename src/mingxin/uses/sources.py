"""Whether what is said of the sources of a paper rests on rows that are as the ledger told them.

A paper that is signed names units and the day through which each has reported. Units, powers, batches and declarations
of 本期无 lie in tables that acts change; whoever alters one for a moment would have it certified for good.
"""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from typing import TypeVar

from django.db.models import Max, Q, QuerySet

from mingxin.access.models import Power, Unit
from mingxin.access.queries.standing import units_stand_as_told
from mingxin.archive import bulk
from mingxin.intake.models import Batch, BatchState, ZeroReport
from mingxin.intake.queries.as_told import sendings_stand_as_told
from mingxin.kernel.clock import CHINA
from mingxin.kernel.told_row import ToldRow
from mingxin.ledger.row_proof import stand_among
from mingxin.ledger.told_before import ToldBefore

_M = TypeVar("_M", bound=ToldRow)


_TOLD = ToldBefore()


def sources_stand_as_told(as_of: date) -> bool:
    """All that `coverage` of the day reads, in the moment in which it is read: call it in the same one."""
    until = datetime.combine(as_of + timedelta(days=1), time(), tzinfo=CHINA)
    sent = Batch.objects.filter(state=BatchState.ADMITTED, received_at__lt=until)
    none = ZeroReport.objects.filter(revoked_at__isnull=True, declared_at__lt=until).select_related("unit")
    held = Q(held_until__isnull=True) | Q(held_until__gt=as_of)
    powers = Power.objects.filter(held, held_from__lte=as_of)
    return (
        units_stand_as_told(Unit.objects.order_by("pk"))
        and _TOLD.ask(list(powers), powers_stand_as_told)
        and _TOLD.ask(_newest(none, "declared_at"), declarations_stand_as_told)
        and sendings_stand_as_told(_newest(sent, "received_at"))
    )


def powers_stand_as_told(powers: Sequence[Power]) -> bool:
    told = Q(object_type__in=("unit", "power_import"), action__startswith="access.")
    return stand_among(powers, told)


def declarations_stand_as_told(declared: Sequence[ZeroReport]) -> bool:
    of_units = Q(object_type="unit", object_key__in=bulk.listed({one.unit.uscc for one in declared}))
    return stand_among(declared, of_units & Q(action__in=("intake.declare_none", "intake.revoke_none")))


def _newest(rows: QuerySet[_M], at: str) -> list[_M]:
    """The last of each unit and item."""
    last = rows.values("item", "unit_id").annotate(last=Max(at))
    newest = {(row["item"], row["unit_id"]): row["last"] for row in last}
    at_once = rows.filter(**{f"{at}__in": set(newest.values())})
    return [one for one in at_once if newest.get((one.item, one.unit_id)) == getattr(one, at)]  # type: ignore[attr-defined]
