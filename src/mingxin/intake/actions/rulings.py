"""裁决登记: whoever learns that a decision no longer stands starts the clock; a person of the unit then acts.

Registering withdraws nothing and changes nothing that the public sees.
"""

from datetime import date, datetime
from typing import Final

from django.db import transaction

from mingxin.access.models import StaffRole, Unit
from mingxin.access.queries.holders import subtree
from mingxin.access.queries.succession import is_over, require_answers
from mingxin.archive.actions.amend import current
from mingxin.archive.models import Mark, MarkKind, Record
from mingxin.archive.rules.withdrawal_clock import withdrawal_due
from mingxin.catalogue.queries import rulebook_in_force
from mingxin.intake.actions.carrying_out import NOTE_LONGEST, end, open_ruling
from mingxin.intake.actions.reviewing import review_is_on
from mingxin.intake.actions.withdrawing import withdrawal_reasons
from mingxin.intake.models import Ruling, RulingEnd, RulingSide
from mingxin.intake.rules.rulings import correction_carries_out, registrable
from mingxin.kernel.clock import CHINA
from mingxin.kernel.refusal import Refusal
from mingxin.kernel.resident_id import cut
from mingxin.ledger import actions as ledger
from mingxin.ledger import locks
from mingxin.ledger.actor import Actor
from mingxin.notices.actions import send
from mingxin.rulebook.queries import calendar

REGISTERED: Final = "ruling.registered"
DISMISSED: Final = "ruling.dismissed"
CASE_LONGEST: Final = 120


def ruling_reasons() -> tuple[str, ...]:
    return registrable(withdrawal_reasons())


@transaction.atomic
def register(
    thread: str,
    *,
    reason_type: str,
    case: str,
    ruled_on: date,
    side: RulingSide,
    link: str,
    by: Actor,
    at: datetime,
) -> Ruling:
    """Register a ruling upon a record, one at a time. An office's registration is told to the unit at `link`.

    `ruled_on`: the day on which the unit decided so or received the ruling. Raises Refusal for a day to come or before
    the decision, a unit or region that is not `by`'s, and where a ruling runs already.
    """
    case = _case(reason_type, case)
    locks.hold(locks.CHANGES)  # as withdrawing does: of two registrations, and of one beside a withdrawal, one is later
    record = current(thread)
    _require_side(side, record.unit, by, at.astimezone(CHINA).date())
    _require_day(ruled_on, record.decided_on, at.astimezone(CHINA).date())
    _require_free(thread)
    made = Ruling.objects.create(
        thread=thread,
        unit=record.unit,
        item=record.item,
        reason_type=reason_type,
        case=case,
        ruled_on=ruled_on,
        side=side,
        registered_by=by.name,
        registered_at=at,
    )
    ledger.write(
        action="intake.register_ruling",
        object_type="record",
        object_key=thread,
        by=by,
        at=at,
        matter=f"{reason_type}，{case}",
        detail={"ruling": made.pk, "reason_type": reason_type, "ruled_on": ruled_on, "side": side.value},
        rows=(made,),
    )
    if side == RulingSide.OFFICE:
        _tell_registered(made, record, link, by=by, at=at)
    return made


@transaction.atomic
def dismiss(ruling_id: int, *, reason: str, side: RulingSide, link: str, by: Actor, at: datetime) -> Ruling:
    """End a ruling that was registered by mistake, saying why: the side that registered it, or the office.

    An office's dismissal is told to the unit.
    """
    reason = cut(reason.strip())[0][:NOTE_LONGEST]
    if not reason:
        raise Refusal("ruling.reason", "请写明取消登记的理由。", "例如：裁决针对的是另一份决定书。")
    locks.hold(locks.CHANGES)
    found = Ruling.objects.select_related("unit").filter(pk=ruling_id).first()
    if found is None:
        raise Refusal("ruling.unknown", "没有这项裁决登记。", "请从信息页重新打开。")
    if found.ended_at is not None:
        raise Refusal("ruling.gone", f"这项登记已经办结：{found.get_ended_how_display()}。", "请刷新后再看。")
    _require_side(side, found.unit, by, at.astimezone(CHINA).date())
    if found.side == RulingSide.OFFICE and side != RulingSide.OFFICE:
        raise Refusal(
            "ruling.of_the_office",
            "这项裁决是信用办登记的，本单位不能取消。",
            "登记有误的，请与信用办联系，由信用办取消登记。",
        )
    ended = end(found, RulingEnd.DISMISSED, reason, by=by, at=at)
    if side == RulingSide.OFFICE:
        name, office = rulebook_in_force().cards[found.item].name, by.unit_name or by.name
        text = f"{office}已取消“{found.reason_type}”的登记，理由见链接。不必再按这项登记办理。"
        _send(found, DISMISSED, f"裁决登记已取消：1 条{name}信息", text, link=link, by=by, at=at)
    return ended


def _case(reason_type: str, case: str) -> str:
    reasons = ruling_reasons()
    if reason_type not in reasons:
        raise Refusal("ruling.reason_type", "请选择决定现在的情况。", f"可选：{'、'.join(reasons)}。")
    case = cut(case.strip())[0][:CASE_LONGEST]
    if not case:
        raise Refusal("ruling.case", "请写明裁决的文书或者案号。", "例如：云复决〔2026〕1号行政复议决定书。")
    return case


def _require_side(side: RulingSide, unit: Unit, by: Actor, on: date) -> None:
    if side == RulingSide.UNIT:
        if is_over(unit, on):
            require_answers(unit, by=by, on=on)
        elif by.unit != unit.uscc:
            raise Refusal(
                "ruling.foreign_unit",
                "只能办理本单位信息的裁决登记。",
                "其他单位的信息，请告知该单位，或者请信用办登记。",
            )
        return
    office = Unit.objects.filter(uscc=by.unit).first()
    if office is None or is_over(office, on) or unit.region_id not in subtree(office.region_id):
        raise Refusal(
            "ruling.foreign_region",
            f"“{unit.name}”不在本信用办的区域内。",
            "请告知该单位，或者请该区域的信用办登记。",
        )


def _require_day(ruled_on: date, decided_on: date | None, today: date) -> None:
    if ruled_on > today:
        raise Refusal(
            "ruling.later",
            f"决定或者收到裁决的日期 {ruled_on} 晚于今天。",
            "请填写单位作出决定或者收到裁决、判决的那一天。",
        )
    if decided_on is not None and ruled_on < decided_on:
        raise Refusal(
            "ruling.before",
            f"决定或者收到裁决的日期 {ruled_on} 早于原决定的日期 {decided_on}。",
            "请核对两个日期；原决定日期有误的，请先更正。",
        )


def _require_free(thread: str) -> None:
    if Mark.objects.filter(thread=thread, kind=MarkKind.WITHDRAWN, known_until__isnull=True).exists():
        raise Refusal("ruling.gone", "这条信息已经撤回，不必再登记。", "请刷新后再看。")
    running = open_ruling(thread)
    if running is not None:
        raise Refusal(
            "ruling.already",
            f"{running.registered_by}已于 {running.registered_at.astimezone(CHINA):%Y-%m-%d} 登记"
            f"“{running.reason_type}”，还没有办结。",
            "请按已有的登记办理；登记有误的，先取消登记，再重新登记。",
        )


def _tell_registered(ruling: Ruling, record: Record, link: str, *, by: Actor, at: datetime) -> None:
    name = rulebook_in_force().cards[ruling.item].name
    ask = "撤回或者更正" if correction_carries_out(ruling.reason_type) else "撤回"
    due = withdrawal_due(ruling.ruled_on, calendar()).on
    is_late = due < at.astimezone(CHINA).date()
    by_when = f"最迟应于 {due} {ask}，已经逾期，请立即办理" if is_late else f"最迟于 {due} {ask}"
    text = (
        f"{by.unit_name or by.name}登记：1 条{name}信息的{ruling.reason_type}，"
        f"{ruling.ruled_on} 作出决定或者收到裁决。请核对，{by_when}。"
        "平台不会自动撤回，办理之前公示不变；登记有误的，请与信用办联系。"
    )
    _send(ruling, REGISTERED, f"请{ask} 1 条{name}信息", text, link=link, by=by, at=at)


def _send(ruling: Ruling, kind: str, subject: str, text: str, *, link: str, by: Actor, at: datetime) -> None:
    """To the unit's stewards and, where such records are reviewed, to its checkers."""
    roles = [StaffRole.STEWARD, *([StaffRole.CHECKER] if review_is_on(ruling.unit_id, ruling.item, at=at) else [])]
    for role in roles:
        send(
            kind=kind,
            key=f"{ruling.pk}:{role.value}",
            unit_id=ruling.unit_id,
            for_role=role,
            subject=subject,
            text=text,
            link=link,
            by=by,
            at=at,
        )
