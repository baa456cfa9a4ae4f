"""Powers: given, ended, and imported from a 权责清单, with a preview before and a way back after."""

from collections.abc import Sequence
from datetime import date, datetime

from django.db import transaction
from django.db.models import ProtectedError, Q

from mingxin.access.models import Power, PowerImport, PowerImportLine, Unit
from mingxin.access.queries.power_plans import Plan, PlannedLine, PowerLine, plan_of
from mingxin.kernel.refusal import Refusal
from mingxin.kernel.resident_id import cut
from mingxin.ledger.actions import write
from mingxin.ledger.actor import Actor

GROUND_LONGEST = 200  # of the column


@transaction.atomic
def give_power(*, unit: Unit, item: str, held_from: date, ground: str, by: Actor, at: datetime) -> bool:
    """A power from that day on, until the next one on file begins; False where the unit holds it then already."""
    Unit.objects.select_for_update().get(pk=unit.pk)
    ground = _ground(ground)
    held = Power.objects.filter(unit=unit, item=item)
    covering = held.filter(held_from__lte=held_from).filter(Q(held_until__isnull=True) | Q(held_until__gt=held_from))
    if covering.exists():
        return False
    following = held.filter(held_from__gt=held_from).order_by("held_from").first()
    made = Power.objects.create(
        unit=unit, item=item, held_from=held_from, ground=ground, held_until=following.held_from if following else None
    )
    _tell("access.give_power", made, by, at)
    return True


@transaction.atomic
def end_power(power_id: int, *, on: date, ground: str, by: Actor, at: datetime) -> Power:
    """The power ends: `on` is the first day without it. What was recorded under it stays."""
    power = Power.objects.select_for_update(of=("self",)).select_related("unit").filter(pk=power_id).first()
    if power is None:
        raise Refusal("power.unknown", "没有这项职权登记。", "请刷新后再看。")
    if on <= power.held_from:
        raise Refusal(
            "power.ends_before",
            f"终止日期 {on} 应晚于起始日期 {power.held_from}。",
            "请核对终止日期，它是不再有此职权的第一天。",
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
    plan = plan_of(lines)
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
    made = PowerImport.objects.create(
        file_name=cut(file_name)[0][:200], digest=digest, at=at, actor_login=by.login, actor_name=by.name
    )
    PowerImportLine.objects.bulk_create(_enter(made, planned) for planned in plan.effective)
    counted = {kind: len(plan.of(kind)) for kind in ("new", "changed", "ended")}
    write(
        action="access.import_powers",
        object_type="power_import",
        object_key=str(made.pk),
        by=by,
        at=at,
        matter=made.file_name,
        detail={"digest": digest, **counted},
    )
    return made


@transaction.atomic
def undo_import(import_id: int, *, by: Actor, at: datetime) -> PowerImport:
    """Take back what an import entered: all of it, or nothing where something rests on it or was changed since."""
    found = PowerImport.objects.select_for_update().filter(pk=import_id).first()
    if found is None or found.undone_at is not None:
        raise Refusal("powers.undone", "没有这次导入，或者已经撤销。", "请刷新后再看。")
    units = found.lines.filter(power__isnull=False).values("power__unit")
    later = PowerImport.objects.filter(pk__gt=import_id, undone_at__isnull=True)
    if later.filter(lines__power__unit__in=units).exists():
        raise Refusal("powers.later", "这次导入之后，又导入过其中单位的职权。", "请从最近一次开始，依次撤销。")
    for line in found.lines.select_related("power__unit").order_by("-id"):
        _take_back(line)
    found.undone_at, found.undone_by = at, by.name
    found.save(update_fields=["undone_at", "undone_by"])
    write(
        action="access.undo_import",
        object_type="power_import",
        object_key=str(found.pk),
        by=by,
        at=at,
        detail={"lines": found.lines.count()},
    )
    return found


def _enter(made: PowerImport, planned: PlannedLine) -> PowerImportLine:
    line = planned.line
    if planned.power is None:
        unit = Unit.objects.get(uscc=line.uscc)
        power = Power.objects.create(
            unit=unit, item=line.item, held_from=line.held_from, held_until=line.held_until, ground=line.ground
        )
        return PowerImportLine(power_import=made, row=line.row, power=power, is_new=True)
    power = Power.objects.get(pk=planned.power)
    before = PowerImportLine(
        power_import=made,
        row=line.row,
        power=power,
        is_new=False,
        before_until=power.held_until,
        before_ground=power.ground,
    )
    power.held_until = line.held_until
    power.ground = line.ground
    power.save(update_fields=["held_until", "ground"])
    return before


def _take_back(line: PowerImportLine) -> None:
    power = line.power
    if power is None:
        return
    if not line.is_new:
        power.held_until, power.ground = line.before_until, line.before_ground
        power.save(update_fields=["held_until", "ground"])
        return
    name = power.unit.name
    try:
        with transaction.atomic():
            power.delete()
    except ProtectedError:
        raise Refusal(
            "powers.rested_on",
            f"“{name}”已按清单第 {line.row} 行的职权报送了信息，这次导入不能撤销。",
            "职权不再有效的，请登记终止日期；已经报送的信息由该单位按更正、撤回办理。",
        ) from None


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
    )
