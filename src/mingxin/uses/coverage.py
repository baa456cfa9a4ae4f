"""Which units report an item, through which day, and which have not yet: said beside every "no record" (charter 1.9).

One answer for the page, the report and the command, so that no two of them name different numbers.
"""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db.models import Max, Q

from mingxin.access.models import Power
from mingxin.intake.models import Batch, BatchState, ZeroReport
from mingxin.kernel.clock import CHINA


@dataclass(frozen=True)
class Reported:
    """A unit and the last day on which it sent something that was admitted, or declared 本期无."""

    unit: str
    through: date


@dataclass(frozen=True)
class Coverage:
    """Of one item. `awaited`: units with the power to report it that have not reported anything yet."""

    reported: tuple[Reported, ...] = ()
    awaited: tuple[str, ...] = ()

    @property
    def is_collected(self) -> bool:
        return bool(self.reported)

    @property
    def through(self) -> date | None:
        return max((one.through for one in self.reported), default=None)


def coverage(as_of: date) -> dict[str, Coverage]:
    """By item, units in the order of their names; items that nobody reports or could report are left out."""
    reported = _reported(as_of)
    held = (
        Power.objects.filter(Q(held_until__isnull=True) | Q(held_until__gt=as_of), held_from__lte=as_of)
        .order_by("unit__name")
        .values_list("item", "unit_id", "unit__name")
        .distinct()
    )
    awaited: dict[str, list[str]] = {}
    for item, unit, name in held:
        if (item, unit) not in reported:
            awaited.setdefault(item, []).append(name)
    found: dict[str, list[Reported]] = {}
    for (item, _), one in sorted(reported.items(), key=lambda entry: entry[1].unit):
        found.setdefault(item, []).append(one)
    items = {*found, *awaited}
    return {item: Coverage(tuple(found.get(item, ())), tuple(awaited.get(item, ()))) for item in sorted(items)}


def together(coverages: list[Coverage]) -> Coverage:
    """Of several items at once: each unit once, by its last day; awaited is who has reported none of them."""
    last: dict[str, date] = {}
    for one in (one for held in coverages for one in held.reported):
        last[one.unit] = max(one.through, last.get(one.unit, one.through))
    awaited = sorted({unit for held in coverages for unit in held.awaited if unit not in last})
    return Coverage(tuple(Reported(unit, through) for unit, through in sorted(last.items())), tuple(awaited))


def counted(found: Coverage) -> str:
    """How many units, in words: "12 个单位已报送，5 个单位尚未报送"."""
    told = [f"{len(units)} 个单位{words}" for units, words in _counts(found) if units]
    return "，".join(told)


def _counts(found: Coverage) -> tuple[tuple[tuple[object, ...], str], ...]:
    return (found.reported, "已报送"), (found.awaited, "尚未报送")


def _reported(as_of: date) -> dict[tuple[str, int], Reported]:
    """By item and unit."""
    until = datetime.combine(as_of + timedelta(days=1), time(), tzinfo=CHINA)
    unit = ("item", "unit_id", "unit__name")
    sent = Batch.objects.filter(state=BatchState.ADMITTED, received_at__lt=until).values(*unit)
    none = ZeroReport.objects.filter(revoked_at__isnull=True, declared_at__lt=until).values(*unit)
    found: dict[tuple[str, int], Reported] = {}
    for row in (*sent.annotate(at=Max("received_at")), *none.annotate(at=Max("declared_at"))):
        key, day = (row["item"], row["unit_id"]), row["at"].astimezone(CHINA).date()
        if key not in found or found[key].through < day:
            found[key] = Reported(row["unit__name"], day)
    return found
