"""What an import of a 权责清单 does to each power, and how that is taken back."""

from collections.abc import Sequence
from typing import Final

from django.db import transaction
from django.db.models import ProtectedError

from mingxin.access.models import Power, PowerImport, PowerImportLine, Unit
from mingxin.access.queries.power_plans import PlannedLine
from mingxin.access.queries.units import next_begin
from mingxin.kernel.refusal import Refusal

LINES_TOLD: Final = 200  # of an import in its ledger entry; the count is told besides


def enter_line(made: PowerImport, planned: PlannedLine) -> PowerImportLine:
    """Do what the plan says of one power; what it did, not saved yet."""
    line = planned.line
    told = PowerImportLine(
        power_import=made,
        row=line.row,
        is_new=planned.power is None,
        after_until=line.held_until,
        after_ground=line.ground,
    )
    if planned.power is None:
        unit = Unit.objects.get(uscc=line.uscc)
        told.power = Power.objects.create(
            unit=unit, item=line.item, held_from=line.held_from, held_until=line.held_until, ground=line.ground
        )
        return told
    power = Power.objects.select_related("unit").get(pk=planned.power)
    told.power, told.before_until, told.before_ground = power, power.held_until, power.ground
    power.held_until, power.ground = line.held_until, line.ground
    power.save(update_fields=["held_until", "ground"])
    return told


def take_back(line: PowerImportLine) -> None:
    """Undo it, unless the power is another by now, something rests on it, or a later one stands in its way."""
    power = line.power
    if power is None:
        return
    name = power.unit.name
    if (power.held_until, power.ground) != (line.after_until, line.after_ground):
        raise Refusal(
            "powers.line.changed",
            f"“{name}”在清单第 {line.row} 行的职权，现在的登记与这次导入时留存的不同，整次导入不能撤销。",
            "可能有人在导入以后改过这项职权。请在单位页面逐项核对：不再有的登记终止，需要恢复的重新登记。",
        )
    if not line.is_new:
        following = next_begin(power.unit, power.item, after=power.held_from)
        if following is not None and (line.before_until is None or line.before_until > following):
            raise Refusal(
                "powers.line.taken",
                f"“{name}”在清单第 {line.row} 行的事项，自 {following} 起另有一段职权，撤销会使两段重叠。",
                "请在单位页面逐项核对职权的起止日期，不用撤销整次导入。",
            )
        power.held_until, power.ground = line.before_until, line.before_ground
        power.save(update_fields=["held_until", "ground"])
        return
    try:
        with transaction.atomic():
            power.delete()
        line.power = None
    except ProtectedError:
        raise Refusal(
            "powers.rested_on",
            f"“{name}”已按清单第 {line.row} 行的职权报送了信息，这次导入不能撤销。",
            "职权不再有效的，请登记终止日期；已经报送的信息由该单位按更正、撤回办理。",
        ) from None


def told_of(lines: Sequence[PowerImportLine]) -> dict[str, object]:
    """For the ledger: the powers of an import, each with its end before it and by it (`null`: none)."""
    held = [(line, line.power) for line in lines if line.power is not None]
    return {
        "count": len(held),
        "lines": [
            {
                "unit": power.unit.uscc,
                "item": power.item,
                "from": power.held_from,
                "until": line.after_until,
                "is_new": line.is_new,
                "until_before": line.before_until,
            }
            for line, power in held[:LINES_TOLD]
        ],
    }
