"""What changes in the life of a unit: its name, its end and successor, its division, whom it acts for."""

from collections.abc import Iterable
from datetime import date, datetime

from django.db import transaction

from mingxin.access.models import ActsFor, Region, Unit
from mingxin.access.rules.succession import END_UNIT
from mingxin.kernel.clock import CHINA
from mingxin.kernel.refusal import Refusal
from mingxin.kernel.resident_id import cut
from mingxin.kernel.text import visible
from mingxin.ledger.actions import write
from mingxin.ledger.actor import Actor


@transaction.atomic
def rename_unit(uscc: str, *, name: str, ground: str, by: Actor, at: datetime) -> Unit:
    """Another name from now on; what was recorded under the old one keeps saying so in its own text."""
    unit, ground, name = _locked(uscc), _ground(ground), cut(visible(name))[0]
    if not name or len(name) > 200:
        raise Refusal("unit.unnamed", "单位名称不能为空，也不能超过 200 个字。", "请写明单位全称。")
    if name == unit.name:
        raise Refusal("unit.same_name", f"单位名称已经是“{name}”。", "请核对新的名称。")
    others = Unit.objects.filter(name=name).exclude(pk=unit.pk).exclude(valid_until__lte=at.astimezone(CHINA).date())
    if others.exists():  # a former name is borne for good in what was decided under it: nobody takes another's
        raise Refusal(
            "unit.name_taken", f"已有名称为“{name}”的单位。", "请核对名称；单位合并的，请登记终止和承接单位。"
        )
    before, unit.name = unit.name, name
    unit.save(update_fields=["name"])
    _tell("access.rename_unit", unit, ground, by, at, before=before, after=name)
    return unit


@transaction.atomic
def end_unit(uscc: str, *, on: date | None, successor: str, ground: str, by: Actor, at: datetime) -> Unit:
    """The unit's end (`on` is the first day without it) and who takes over; `on` None takes an end back."""
    unit, ground = _locked(uscc), _ground(ground)
    heir = _other(unit, successor, "unit.succeeds_itself", "单位不能承接自己的职责。") if successor.strip() else None
    if on is None and heir is not None:
        raise Refusal(
            "unit.no_end", "写明了承接单位，但没有写终止日期。", "请填写终止日期；单位不终止的，不要填承接单位。"
        )
    if on is not None and on <= unit.valid_from:
        raise Refusal("unit.ends_before", f"终止日期 {on} 应晚于设立日期 {unit.valid_from}。", "请核对两个日期。")
    if heir is not None and on is not None and heir.valid_until is not None and heir.valid_until <= on:
        raise Refusal("unit.heir_ended", f"“{heir.name}”届时也已终止，不能承接。", "请选择仍然存续的单位。")
    before = unit.valid_until
    unit.valid_until, unit.successor = on, heir
    unit.save(update_fields=["valid_until", "successor"])
    _tell(END_UNIT, unit, ground, by, at, before=before, after=on, successor=heir.uscc if heir else "")
    return unit


@transaction.atomic
def move_unit(uscc: str, *, region: str, ground: str, by: Actor, at: datetime) -> Unit:
    """The unit belongs to another division from now on; records keep the division they were recorded in."""
    unit, ground = _locked(uscc), _ground(ground)
    found = Region.objects.filter(pk=region).first()
    if found is None:
        raise Refusal("region.unknown", f"没有代码为 {region} 的区划。", "请先登记该区划。")
    if region == unit.region_id:
        raise Refusal("unit.same_region", f"“{unit.name}”已经在“{found.name}”。", "请核对要调整到的区划。")
    before, unit.region = unit.region_id, found
    unit.save(update_fields=["region"])
    _tell("access.move_unit", unit, ground, by, at, before=before, after=region)
    return unit


@transaction.atomic
def let_act_for(uscc: str, *, principal: str, ground: str, by: Actor, at: datetime) -> bool:
    """The unit reports what `principal` decided; False where it does already."""
    unit, ground = _locked(uscc), _ground(ground)
    whom = _other(unit, principal, "unit.acts_for_itself", "单位不能代自己报送。")
    made, is_new = ActsFor.objects.get_or_create(unit=unit, principal=whom)
    if is_new:
        _tell("access.let_act_for", unit, ground, by, at, rows=(made,), principal=whom.uscc)
    return is_new


@transaction.atomic
def stop_acting_for(uscc: str, *, principal: str, ground: str, by: Actor, at: datetime) -> None:
    unit, ground = _locked(uscc), _ground(ground)
    ended = ActsFor.objects.filter(unit=unit, principal__uscc=principal.strip().upper())
    gone = list(ended)
    if not gone:
        raise Refusal("unit.acts_not_for", f"“{unit.name}”没有代 {principal} 报送。", "请刷新后再看。")
    _tell("access.stop_acting_for", unit, ground, by, at, gone=gone, principal=principal.strip().upper())
    ended.delete()


def _locked(uscc: str) -> Unit:
    unit = Unit.objects.select_for_update(of=("self",)).filter(uscc=uscc.strip().upper()).first()
    if unit is None:
        raise Refusal("unit.unknown", f"没有登记代码为 {uscc} 的单位。", "请从单位列表中打开，或先登记该单位。")
    return unit


def _other(unit: Unit, uscc: str, code: str, message: str) -> Unit:
    found = Unit.objects.filter(uscc=uscc.strip().upper()).first()
    if found is None:
        raise Refusal("unit.unknown", f"没有登记代码为 {uscc} 的单位。", "请先登记该单位，再办理。")
    if found == unit:
        raise Refusal(code, message, "请核对填写的代码。")
    return found


def _ground(ground: str) -> str:
    said = cut(ground.strip())[0][:200]
    if not said:
        raise Refusal("unit.no_ground", "须写明依据。", "例如：云机编〔2026〕5号《关于机构改革的通知》。")
    return said


def _tell(
    action: str,
    unit: Unit,
    ground: str,
    by: Actor,
    at: datetime,
    *,
    rows: Iterable[ActsFor] = (),
    gone: Iterable[ActsFor] = (),
    **detail: object,
) -> None:
    write(
        action=action,
        object_type="unit",
        object_key=unit.uscc,
        by=by,
        at=at,
        matter=ground,
        detail=detail,
        rows=(unit, *rows),
        gone=gone,
    )
