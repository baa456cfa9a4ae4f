"""Powers: given, ended, and imported from a 权责清单, with a preview before and a way back after."""

from collections.abc import Sequence
from copy import copy
from datetime import date, datetime
from typing import Final

from django.db import transaction
from django.db.models import Q

from mingxin.access.actions.power_lines import enter_line, take_back, told_of
from mingxin.access.models import Power, PowerImport, PowerImportLine, Unit
from mingxin.access.queries.power_plans import Plan, PowerLine, plan_of
from mingxin.access.queries.units import next_begin
from mingxin.kernel.clock import CHINA
from mingxin.kernel.refusal import Refusal
from mingxin.kernel.resident_id import cut
from mingxin.ledger.actions import write
from mingxin.ledger.actor import Actor

GROUND_LONGEST: Final = 200  # of the column


@transaction.atomic
def give_power(*, unit: Unit, item: str, held_from: date, ground: str, by: Actor, at: datetime) -> bool:
    """A power from that day on, until the next one on file begins; False where the unit holds it then already."""
    made = enter_power(unit, item, held_from=held_from, ground=ground)
    if made is None:
        return False
    _tell("access.give_power", made, by, at)
    return True


def enter_power(unit: Unit, item: str, *, held_from: date, ground: str) -> Power | None:
    """The rule for a single power, without its ledger entry: two of a unit and item never share a day.

    It lasts until the next one on file begins; None where the unit holds it on that day already. Call it in a
    transaction that writes the entry.
    """
    Unit.objects.select_for_update().get(pk=unit.pk)
    ground = _ground(ground)
    held = Power.objects.filter(unit=unit, item=item)
    covering = held.filter(held_from__lte=held_from).filter(Q(held_until__isnull=True) | Q(held_until__gt=held_from))
    if covering.exists():
        return None
    return Power.objects.create(
        unit=unit,
        item=item,
        held_from=held_from,
        held_until=next_begin(unit, item, after=held_from),
        ground=ground,
    )


@transaction.atomic
def end_power(power_id: int, *, on: date, ground: str, by: Actor, at: datetime) -> Power:
    """The power ends: `on` is the first day without it. What was recorded under it stays.

    An end that is on file may come earlier, never later: a further span is a power of its own, with its own ground.
    """
    list(Unit.objects.select_for_update(of=("self",)).filter(powers=power_id))
    power = Power.objects.select_for_update(of=("self",)).select_related("unit").filter(pk=power_id).first()
    if power is None:
        raise Refusal("power.unknown", "没有这项职权登记。", "请刷新后再看。")
    if on <= power.held_from:
        raise Refusal(
            "power.ends_before",
            f"终止日期 {on} 应晚于起始日期 {power.held_from}。",
            "请核对终止日期，它是不再有此职权的第一天。",
        )
    if power.held_until is not None and on >= power.held_until:
        raise Refusal(
            "power.has_ended",
            f"这项职权已登记自 {power.held_until} 起终止，终止日期只能提前，不能推后。",
            "终止以后又取得此职权的，请用“登记一项职权”，从取得之日起另行登记。",
        )
    following = next_begin(power.unit, power.item, after=power.held_from)
    if following is not None and on > following:
        raise Refusal(
            "power.crosses",
            f"该单位自 {following} 起另有一段同一事项的职权，终止日期不能晚于这一天。",
            f"请填写 {following} 或者更早的日期。",
        )
    power.held_until = on
    power.save(update_fields=["held_until"])
    _tell("access.end_power", power, by, at, matter=_ground(ground))
    return power


@transaction.atomic
def import_powers(
    lines: Sequence[PowerLine], *, file_name: str, digest: str, by: Actor, at: datetime, expected: Plan | None = None
) -> PowerImport:
    """Enter what a list says, whole or not at all; lines that change nothing are passed over.

    `expected` is the preview that the officer saw: where the registers have changed since, nothing is entered. Refuses
    a list with a line that cannot be entered, naming the first.
    """
    list(Unit.objects.select_for_update().filter(uscc__in={line.uscc for line in lines}).order_by("pk"))
    plan = plan_of(lines, today=at.astimezone(CHINA).date())
    _require_enterable(plan, expected)
    made = PowerImport.objects.create(
        file_name=cut(file_name)[0][:200], digest=digest, at=at, actor_login=by.login, actor_name=by.name
    )
    entered = PowerImportLine.objects.bulk_create(enter_line(made, planned) for planned in plan.effective)
    counted = {kind: len(plan.of(kind)) for kind in ("new", "changed", "ended")}
    write(
        action="access.import_powers",
        object_type="power_import",
        object_key=str(made.pk),
        by=by,
        at=at,
        matter=made.file_name,
        detail={"digest": digest, **counted, **told_of(entered)},
        rows=(made, *entered, *(line.power for line in entered if line.power is not None)),
    )
    return made


@transaction.atomic
def undo_import(import_id: int, *, by: Actor, at: datetime) -> PowerImport:
    """Take back what an import entered: all of it, or nothing where something rests on it or was changed since.

    Its ledger entry names the powers: those that were new are gone from the register afterwards.
    """
    found = PowerImport.objects.select_for_update().filter(pk=import_id).first()
    if found is None or found.undone_at is not None:
        raise Refusal("powers.undone", "没有这次导入，或者已经撤销。", "请刷新后再看。")
    units = found.lines.filter(power__isnull=False).values("power__unit")
    list(Unit.objects.select_for_update().filter(pk__in=units).order_by("pk"))
    later = PowerImport.objects.filter(pk__gt=import_id, undone_at__isnull=True)
    if later.filter(lines__power__unit__in=units).exists():
        raise Refusal("powers.later", "这次导入之后，又导入过其中单位的职权。", "请从最近一次开始，依次撤销。")
    lines = list(found.lines.select_related("power__unit").order_by("id"))
    told = told_of(lines)
    gone = [copy(line.power) for line in lines if line.is_new and line.power is not None]
    for line in sorted(lines, key=lambda one: not one.is_new):  # the new ones first: they may stand in a span's way
        take_back(line)
    found.undone_at, found.undone_by = at, by.name
    found.save(update_fields=["undone_at", "undone_by"])
    write(
        action="access.undo_import",
        object_type="power_import",
        object_key=str(found.pk),
        by=by,
        at=at,
        detail=told,
        rows=(found, *lines, *(line.power for line in lines if line.power is not None)),
        gone=gone,
    )
    return found


def _require_enterable(plan: Plan, expected: Plan | None) -> None:
    if plan.faults:
        first = plan.faults[0]
        raise Refusal(
            "powers.faulty",
            f"清单第 {first.line.row} 行：{first.sentence}（共 {len(plan.faults)} 行有问题，没有导入任何内容）",
            "请修改清单后重新上传；只有整份清单没有问题才会导入。",
        )
    if not plan.effective:
        raise Refusal(
            "powers.nothing", "清单内容与现有登记完全一致，没有需要导入的职权。", "请核对上传的是否最新的清单。"
        )
    if expected is not None and expected != plan:
        raise Refusal("powers.crossed", "预览之后，单位或者职权登记有了变化。", "请重新预览，核对后再导入。")


def _ground(ground: str) -> str:
    said = cut(ground.strip())[0][:GROUND_LONGEST]
    if not said:
        raise Refusal("power.no_ground", "职权须写明依据。", "请写明依据，例如“权责清单（2026年版）第12项”。")
    return said


def _tell(action: str, power: Power, by: Actor, at: datetime, matter: str = "") -> None:
    write(
        action=action,
        object_type="unit",
        object_key=power.unit.uscc,
        by=by,
        at=at,
        matter=matter or power.ground,
        detail={"item": power.item, "from": power.held_from, "until": power.held_until},
        rows=(power,),
    )
