"""Reading units and what they may report."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Prefetch

from mingxin.access.models import ActsFor, Power, Unit
from mingxin.access.rules.succession import heirs_of
from mingxin.kernel.refusal import Refusal


@dataclass(frozen=True)
class PowerView:
    item: str
    held_from: date
    held_until: date | None
    ground: str


@dataclass(frozen=True)
class UnitView:
    uscc: str
    name: str
    region: str
    region_name: str
    powers: tuple[PowerView, ...]
    acts_for: tuple[str, ...]  # codes of the units whose decisions it reports


def list_units() -> tuple[UnitView, ...]:
    """Every unit by code, with all powers it holds or held (three queries)."""
    units = (
        Unit.objects.select_related("region")
        .prefetch_related(
            Prefetch("powers", Power.objects.order_by("item", "held_from")),
            Prefetch("principals", ActsFor.objects.select_related("principal").order_by("principal__uscc")),
        )
        .order_by("uscc")
    )
    return tuple(
        UnitView(
            uscc=unit.uscc,
            name=unit.name,
            region=unit.region_id,
            region_name=unit.region.name,
            powers=tuple(PowerView(p.item, p.held_from, p.held_until, p.ground) for p in unit.powers.all()),
            acts_for=tuple(link.principal.uscc for link in unit.principals.all()),
        )
        for unit in units
    )


def find_unit(uscc: str) -> Unit:
    """The unit with this code; a Refusal that says what to do where there is none."""
    found = Unit.objects.filter(uscc=uscc).select_related("region").first()
    if found is None:
        raise Refusal(
            "unit.unknown",
            f"没有登记代码为 {uscc} 的单位。",
            "请用 mingxin unit list 查看已登记的单位，或用 mingxin unit add 登记。",
        )
    return found


def heirs_on(day: date) -> dict[int, int | None]:
    """Unit that has ended by that day → the living one that answers for it, None where there is none."""
    ended = Unit.objects.filter(valid_until__lte=day).values_list("id", "successor_id")
    return heirs_of(dict(ended))


def require_valid(unit: Unit, *, on: date) -> None:
    """Refuse what a unit would do after its end; the sentence names its successor."""
    if unit.valid_until is None or on < unit.valid_until:
        return
    heir = f"承接其职责的是“{unit.successor.name}”，请由该单位报送。" if unit.successor else "请联系信用办核对。"
    raise Refusal("unit.ended", f"“{unit.name}”已于 {unit.valid_until} 终止，不能再报送。", heir)


def latest_end(unit: Unit, item: str, *, on: date) -> date | None:
    """The day on which the unit's power for the item ended last, if it is over; None where it never held one."""
    ended = Power.objects.filter(unit=unit, item=item, held_until__lte=on).order_by("-held_until")
    return ended.values_list("held_until", flat=True).first()


def next_begin(unit: Unit, item: str, *, after: date) -> date | None:
    """The day on which the unit's next power for the item begins; None where none is on file."""
    later = Power.objects.filter(unit=unit, item=item, held_from__gt=after).order_by("held_from")
    return later.values_list("held_from", flat=True).first()
