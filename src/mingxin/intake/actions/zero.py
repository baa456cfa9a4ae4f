"""本期无: nothing to report of an item for a month, declared by a named person, and taken back the same way."""

from datetime import date, datetime

from django.db import transaction

from mingxin.access.models import Unit
from mingxin.access.queries.units import require_valid
from mingxin.archive.actions.draft import power_of
from mingxin.intake.models import Batch, ZeroReport
from mingxin.intake.rules.batch_states import OPEN
from mingxin.kernel.clock import CHINA
from mingxin.kernel.refusal import Refusal
from mingxin.ledger import actions as ledger
from mingxin.ledger.actor import Actor


@transaction.atomic
def declare_none(*, unit: Unit, item: str, month: date, by: Actor, at: datetime) -> ZeroReport:
    """Declare 本期无 for the month that `month` lies in; a second time gives the first one back.

    Refused for a month that has not begun, and where a batch of the item waits to be submitted.
    """
    first, today = month.replace(day=1), at.astimezone(CHINA).date()
    if first > today:
        raise Refusal("zero.future", f"{first:%Y 年 %m 月}还没有开始。", "请到当月再声明。")
    require_valid(unit, on=today)
    power_of(unit.pk, item, at)
    waiting = Batch.objects.filter(unit=unit, item=item, state__in=OPEN).order_by("-received_at").first()
    if waiting is not None:
        raise Refusal(
            "zero.batch_waits",
            f"这个事项还有一批没有办完（{waiting.number}，{waiting.get_state_display()}）。",
            "请先提交或者撤回那一批；正在入库的，入库后不必声明。",
        )
    made, is_new = ZeroReport.objects.get_or_create(
        unit=unit,
        item=item,
        month=first,
        revoked_at__isnull=True,
        defaults={"declared_at": at, "actor_login": by.login, "actor_name": by.name},
    )
    if not is_new:
        return made
    ledger.write(
        action="intake.declare_none",
        object_type="unit",
        object_key=unit.uscc,
        by=by,
        at=at,
        detail={"item": item, "month": first.isoformat()},
    )
    return made


@transaction.atomic
def revoke_none(report_id: int, *, by: Actor, at: datetime) -> ZeroReport:
    """Take a declaration back; it stays in the history."""
    found = ZeroReport.objects.select_for_update(of=("self",)).select_related("unit").filter(pk=report_id).first()
    if found is None or found.revoked_at is not None:
        raise Refusal("zero.none", "没有这项声明，或者已经撤销。", "请刷新后再看。")
    found.revoked_at, found.revoked_by = at, by.name
    found.save(update_fields=["revoked_at", "revoked_by"])
    ledger.write(
        action="intake.revoke_none",
        object_type="unit",
        object_key=found.unit.uscc,
        by=by,
        at=at,
        detail={"item": found.item, "month": found.month.isoformat()},
    )
    return found
