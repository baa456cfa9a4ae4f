"""What changed in a unit: former names, divisions and ends with their grounds, as the ledger has them."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from mingxin.access.models import Region, Unit
from mingxin.ledger.models import Entry
from mingxin.ledger.searching import detail_of


@dataclass(frozen=True)
class UnitChange:
    """Who entered it is not shown here: that is for the auditor."""

    at: datetime
    words: str
    ground: str


def changes_of(unit: Unit) -> tuple[UnitChange, ...]:
    """The newest first; three queries."""
    found = Entry.objects.filter(object_type="unit", object_key=unit.uscc, action__in=_SAID).order_by("-id")
    entries = [(entry, detail_of(entry)) for entry in found]
    regions = dict(Region.objects.values_list("code", "name"))
    heirs = {str(detail["successor"]) for _, detail in entries if detail.get("successor")}
    names = {**regions, **dict(Unit.objects.filter(uscc__in=heirs).values_list("uscc", "name"))}
    return tuple(UnitChange(entry.at, _SAID[entry.action](detail, names), entry.matter) for entry, detail in entries)


def _renamed(detail: Mapping[str, object], _: Mapping[str, str]) -> str:
    return f"由“{detail.get('before')}”更名为“{detail.get('after')}”"


def _moved(detail: Mapping[str, object], names: Mapping[str, str]) -> str:
    before, after = (str(detail.get(key, "")) for key in ("before", "after"))
    return f"区划由“{names.get(before, before)}”调整为“{names.get(after, after)}”"


def _ended(detail: Mapping[str, object], names: Mapping[str, str]) -> str:
    if not detail.get("after"):
        return f"撤销原定 {detail.get('before')} 的终止"
    heir = str(detail.get("successor") or "")
    return f"自 {detail['after']} 起终止{f'，由“{names.get(heir, heir)}”承接' if heir else ''}"


_SAID: Final[Mapping[str, Callable[[Mapping[str, object], Mapping[str, str]], str]]] = {
    "access.rename_unit": _renamed,
    "access.move_unit": _moved,
    "access.end_unit": _ended,
}
