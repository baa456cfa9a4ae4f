"""本期无: nothing to report of an item for a month, declared by a named person, and taken back the same way."""

from datetime import date, datetime, time

from django.db import transaction

from mingxin.access.models import Unit
from mingxin.access.queries.units import require_valid
from mingxin.archive.actions.draft import last_number, power_of
from mingxin.archive.models import Record
from mingxin.intake.actions.steps import locked
from mingxin.intake.actions.submitting import withdraw_batch
from mingxin.intake.models import Batch, BatchState, ZeroReport
from mingxin.intake.queries.as_told import released_as_told
from mingxin.intake.queries.proving import DECLARED, KNOWN_AT
from mingxin.intake.rules.batch_states import MENDABLE, OPEN
from mingxin.kernel.clock import CHINA
from mingxin.kernel.dates import add_months
from mingxin.kernel.refusal import Refusal
from mingxin.ledger import actions as ledger
from mingxin.ledger.actor import Actor


@transaction.atomic
def declare_none(*, unit: Unit, item: str, month: date, by: Actor, at: datetime) -> ZeroReport:
    """Declare 本期无 for the month that `month` lies in; a second time gives the first one back.

    Refused for a month that has not begun, where a batch of the item waits to be submitted, and beside data: a batch
    that was released in the month, or a decision of the month on record.
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
    known_at = last_number()  # first: what comes while the rest is read is refused or comes later
    _require_no_data(unit, item, first)
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
        action=DECLARED,
        object_type="unit",
        object_key=unit.uscc,
        by=by,
        at=at,
        detail={"item": item, "month": first.isoformat(), KNOWN_AT: known_at},
        rows=(made,),
    )
    return made


@transaction.atomic
def declare_none_instead(number: str, *, month: date, by: Actor, at: datetime) -> ZeroReport:
    """Withdraw a sheet that has no rows, and declare 本期无 for its item; both happen or neither."""
    batch = locked(number)
    if batch.state not in MENDABLE or batch.reported or batch.supplement_to_id is not None:
        raise Refusal(
            "zero.has_rows", "这一批不是没有数据的空表，不能改为本期无。", "请刷新后再看；选错文件的，请撤回本批。"
        )
    withdraw_batch(number, reason="表中没有数据，改为声明本期无", by=by, at=at)
    return declare_none(unit=batch.unit, item=batch.item, month=month, by=by, at=at)


def _require_no_data(unit: Unit, item: str, first: date) -> None:
    until = add_months(first, 1)
    begin, end = (datetime.combine(day, time(), tzinfo=CHINA) for day in (first, until))
    sent = Batch.objects.filter(unit=unit, item=item, state__in=(BatchState.RELEASED, BatchState.ADMITTED))
    batches = sent.filter(released_at__gte=begin, released_at__lt=end).order_by("-released_at")
    number = batches.values_list("number", flat=True).first() or released_as_told(unit, item, begin, end)
    if number is not None:
        raise Refusal(
            "zero.has_data",
            f"{first:%Y 年 %m 月}已经报送了这个事项（{number}），不能再声明本期无。",
            "不必办理；报送有误的，请打开那一批里的信息更正或者撤回。",
        )
    known = Record.objects.filter(unit=unit, item=item, known_until__isnull=True, erased_by__isnull=True)
    decided = known.filter(decided_on__gte=first, decided_on__lt=until).count()
    if decided:
        raise Refusal(
            "zero.has_data",
            f"{first:%Y 年 %m 月}作出的决定已有 {decided} 条在档，不能声明本期无。",
            "不必办理；信息有误的，请在“信息查询”里找到它，更正或者撤回。",
        )


@transaction.atomic
def revoke_none(report_id: int, *, by: Actor, at: datetime) -> ZeroReport:
    """Take a declaration back; it stays in the history."""
    found = ZeroReport.objects.select_for_update(of=("self",)).select_related("unit").filter(pk=report_id).first()
    if found is None or found.revoked_at is not None:
        raise Refusal("zero.none", "没有这项声明，或者已经撤销。", "请刷新后再看。")
    require_valid(found.unit, on=at.astimezone(CHINA).date())
    found.revoked_at, found.revoked_by = at, by.name
    found.save(update_fields=["revoked_at", "revoked_by"])
    ledger.write(
        action="intake.revoke_none",
        object_type="unit",
        object_key=found.unit.uscc,
        by=by,
        at=at,
        detail={"item": found.item, "month": found.month.isoformat()},
        rows=(found,),
    )
    return found
