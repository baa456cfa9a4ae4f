"""Regions, and units with their powers."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from mingxin.access.actions.powers import GROUND_LONGEST, enter_power
from mingxin.access.models import ActsFor, Region, Unit
from mingxin.kernel import uscc as credit_code
from mingxin.kernel.refusal import Refusal
from mingxin.kernel.resident_id import cut
from mingxin.kernel.text import visible
from mingxin.ledger.actions import write
from mingxin.ledger.actor import Actor


@dataclass(frozen=True)
class UnitAdded:
    """What `add_unit` did: nothing at all where `is_new` is False and `powers` is empty."""

    uscc: str
    name: str
    is_new: bool
    powers: tuple[str, ...]


@transaction.atomic
def add_region(*, code: str, name: str, by: Actor, at: datetime, parent: str | None = None) -> bool:
    """Add a division of GB/T 2260; False where it is there already. A division keeps the name it was added with."""
    if len(code) != 6 or not code.isascii() or not code.isdecimal():
        raise Refusal("region.code", f"行政区划代码“{code}”应为 6 位数字。", "请按 GB/T 2260 填写。")
    if Region.objects.filter(code=code).exists():
        return False
    name = cut(visible(name))[0]
    if not name:
        raise Refusal("region.unnamed", f"区划 {code} 是第一次出现，须写明名称。", "请用 --region-name 写明区划名称。")
    made = Region.objects.create(code=code, name=name, parent_id=parent)
    write(
        action="access.add_region",
        object_type="region",
        object_key=code,
        by=by,
        at=at,
        detail={"name": name},
        rows=(made,),
    )
    return True


@transaction.atomic
def add_unit(
    *,
    uscc: str,
    name: str,
    items: Iterable[str],
    region: str,
    ground: str,
    held_from: date,
    by: Actor,
    at: datetime,
    acts_for: str = "",
) -> UnitAdded:
    """Add a unit, or further powers to a unit that is there; a second call with the same changes nothing.

    A power lasts until the next one of its item on file begins, as `give_power` has it.
    Whether the items are in the catalogue is for the caller to ask: the catalogue stands above. Raises Refusal for a
    wrong code, another name than the one on file, a region or principal that is not there, and a power without ground.
    """
    code, ground = _valid_code(uscc), cut(ground.strip())[0]
    if not ground:
        raise Refusal("power.no_ground", "职权须写明依据。", "请用 --ground 写明依据，例如“权责清单（2026年版）”。")
    unit, is_new = _found_or_made(code, cut(visible(name))[0], region, held_from)
    wanted = dict.fromkeys(items)
    entered = [enter_power(unit, item, held_from=held_from, ground=ground) for item in wanted]
    powers = [power for power in entered if power is not None]
    added = tuple(power.item for power in powers)
    if acts_for:
        _let_act_for(unit, acts_for, ground, by, at)
    if is_new or added:
        write(
            action="access.add_unit",
            object_type="unit",
            object_key=code,
            by=by,
            at=at,
            detail={"name": unit.name, "is_new": is_new, "powers": added, "from": held_from, "ground": ground},
            rows=(unit, *powers),
        )
    return UnitAdded(code, unit.name, is_new, added)


def _valid_code(text: str) -> str:
    verdict = credit_code.examine(text)
    if verdict.problem:
        hint = f"可能应为 {verdict.suggestion}。" if verdict.suggestion else "请与登记证照核对。"
        raise Refusal("unit.uscc", f"单位代码有误：{verdict.detail}", hint, problem=verdict.problem)
    return verdict.code


def _found_or_made(code: str, name: str, region: str, valid_from: date) -> tuple[Unit, bool]:
    """The unit, and whether it is new."""
    if not name:
        raise Refusal("unit.unnamed", "单位名称不能为空。", "请写明单位全称。")
    if not Region.objects.filter(code=region).exists():
        raise Refusal("region.unknown", f"没有代码为 {region} 的区划。", "请同时用 --region-name 写明该区划的名称。")
    unit, is_new = Unit.objects.get_or_create(
        uscc=code, defaults={"name": name, "region_id": region, "valid_from": valid_from}
    )
    if unit.name != name:
        raise Refusal(
            "unit.other_name",
            f"代码 {code} 已登记为“{unit.name}”，与“{name}”不同。",
            "请核对代码；单位更名须由信用办核实后办理。",
        )
    return unit, is_new


def _let_act_for(unit: Unit, principal_code: str, ground: str, by: Actor, at: datetime) -> None:
    principal = Unit.objects.filter(uscc=_valid_code(principal_code)).first()
    if principal is None:
        raise Refusal("unit.unknown", f"被代报的单位 {principal_code} 还没有登记。", "请先用 mingxin unit add 登记它。")
    if principal == unit:
        raise Refusal("unit.acts_for_itself", "单位不能代自己报送。", "请核对 --acts-for 的代码。")
    made, is_new = ActsFor.objects.get_or_create(unit=unit, principal=principal)
    if is_new:
        write(
            action="access.let_act_for",
            object_type="unit",
            object_key=unit.uscc,
            by=by,
            at=at,
            matter=ground[:GROUND_LONGEST],
            detail={"principal": principal.uscc},
            rows=(made,),
        )
