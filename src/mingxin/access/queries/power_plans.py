"""What a list of powers would do, line by line, before anything is entered."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from mingxin.access.models import Power, Unit
from mingxin.access.rules.days import day_problem

LONGEST_GROUND: Final = 200  # of the column


@dataclass(frozen=True)
class PowerLine:
    """A line of a 权责清单 as read. `item` "" : the catalogue has none of that name; `fault`: why it cannot be read."""

    row: int  # as Excel shows it
    uscc: str
    unit_name: str
    item: str
    said_item: str
    ground: str
    held_from: date
    held_until: date | None = None
    fault: str = ""


@dataclass(frozen=True)
class PlannedLine:
    """`kind`: new, changed, ended, same, unknown_unit, unknown_item, faulty. `power`: the one it is about."""

    line: PowerLine
    kind: str
    sentence: str
    power: int | None = None


@dataclass(frozen=True)
class Plan:
    lines: tuple[PlannedLine, ...]

    def of(self, *kinds: str) -> tuple[PlannedLine, ...]:
        return tuple(planned for planned in self.lines if planned.kind in kinds)

    @property
    def effective(self) -> tuple[PlannedLine, ...]:
        return self.of("new", "changed", "ended")

    @property
    def faults(self) -> tuple[PlannedLine, ...]:
        return self.of("unknown_unit", "unknown_item", "faulty")


def plan_of(lines: Sequence[PowerLine], *, today: date) -> Plan:
    """Compare a list with what is on file (two queries). `today` bounds the days that a line can mean."""
    units = {unit.uscc: unit for unit in Unit.objects.filter(uscc__in={line.uscc for line in lines})}
    held: dict[tuple[str, str], list[Power]] = {}
    for power in Power.objects.filter(unit__in=list(units.values())).select_related("unit").order_by("held_from"):
        held.setdefault((power.unit.uscc, power.item), []).append(power)
    planned, seen = [], dict[tuple[str, str], list[PowerLine]]()
    for line in lines:
        others = seen.setdefault((line.uscc, line.item), [])
        powers = held.get((line.uscc, line.item), [])
        planned.append(_planned(line, units.get(line.uscc), powers, others, today))
        others.append(line)
    return Plan(tuple(planned))


def _planned(
    line: PowerLine, unit: Unit | None, held: Sequence[Power], others: Iterable[PowerLine], today: date
) -> PlannedLine:
    fault = _fault(line, unit, today)
    if fault is not None:
        return PlannedLine(line, *fault)
    twin = next((o for o in others if _cross(o.held_from, o.held_until, line.held_from, line.held_until)), None)
    if twin is not None:
        return PlannedLine(line, "faulty", f"与清单第 {twin.row} 行的期间重叠。")
    same = next((p for p in held if p.held_from == line.held_from), None)
    crossing = [p for p in held if p is not same and _cross(p.held_from, p.held_until, line.held_from, line.held_until)]
    covering = next((p for p in crossing if p.held_from < line.held_from), None)
    if same is None and covering is not None and len(crossing) == 1 and line.held_until == covering.held_until:
        return PlannedLine(line, "same", f"已登记，自 {covering.held_from} 起。", covering.pk)
    if crossing:
        return PlannedLine(line, "faulty", f"与已登记的职权重叠（自 {crossing[0].held_from} 起），请先核对期间。")
    if same is None:
        return PlannedLine(line, "new", f"新增：自 {line.held_from} 起{_ending(line.held_until)}。")
    if (same.held_until, same.ground) == (line.held_until, line.ground):
        return PlannedLine(line, "same", "与现有登记一致。", same.pk)
    if same.held_until is None and line.held_until is not None:
        return PlannedLine(line, "ended", f"终止：自 {line.held_until} 起不再有此职权。", same.pk)
    return PlannedLine(line, "changed", _change(same, line), same.pk)


def _fault(line: PowerLine, unit: Unit | None, today: date) -> tuple[str, str] | None:
    if line.fault:
        return "faulty", line.fault
    if unit is None:
        return "unknown_unit", f"没有登记代码为 {line.uscc} 的单位，请先登记单位。"
    if line.unit_name and line.unit_name != unit.name:
        return "faulty", f"代码 {line.uscc} 登记的名称是“{unit.name}”，与“{line.unit_name}”不同。"
    if not line.item:
        return "unknown_item", f"目录中没有“{line.said_item}”这一事项，请核对事项代码或名称。"
    if not line.ground:
        return "faulty", "没有写明依据。"
    if len(line.ground) > LONGEST_GROUND:
        return "faulty", f"依据有 {len(line.ground)} 个字，最多 {LONGEST_GROUND} 个字，请写文件名称和条款。"
    for words, day in (("起始日期", line.held_from), ("终止日期", line.held_until)):
        if day is not None and (problem := day_problem(day, today)):
            return "faulty", f"{words} {problem}"
    if unit.valid_until is not None and unit.valid_until <= line.held_from:
        return "faulty", f"“{unit.name}”已于 {unit.valid_until} 终止，不能登记此后的职权。"
    if line.held_until is not None and line.held_until <= line.held_from:
        return "faulty", f"终止日期 {line.held_until} 应晚于起始日期 {line.held_from}。"
    return None


def _cross(from_a: date, until_a: date | None, from_b: date, until_b: date | None) -> bool:
    """Whether two half-open spans share a day."""
    return (until_b is None or from_a < until_b) and (until_a is None or from_b < until_a)


def _change(power: Power, line: PowerLine) -> str:
    changes = []
    if power.held_until != line.held_until:
        changes.append(f"终止日期由{_day(power.held_until)}改为{_day(line.held_until)}")
    if power.ground != line.ground:
        changes.append(f"依据由“{power.ground}”改为“{line.ground}”")
    return f"变更：{'，'.join(changes)}。"


def _ending(until: date | None) -> str:
    return f"，至 {until} 终止" if until else ""


def _day(day: date | None) -> str:
    return f" {day} " if day else "“未定”"
