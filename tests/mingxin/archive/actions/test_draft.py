"""Under which power a change is written: new content by the power of the day, all else by one that was ever held."""

from datetime import date, datetime, timedelta

import pytest

from mingxin.access.models import Power, Unit
from mingxin.archive.actions.draft import Draft, power_of, power_once_held
from mingxin.archive.models.change import ChangeKind
from mingxin.kernel.refusal import Refusal
from mingxin.ledger.actor import Actor
from tests.conftest import InForce
from tests.mingxin.archive.sending import UNIT

TODAY, ONE = date(2026, 11, 20), timedelta(days=1)
ITEM = "admin_penalty"
OF_TODAY = {ChangeKind.ADMISSION, ChangeKind.CORRECTION}

SPANS = [
    ("from today", TODAY, None, True),
    ("from tomorrow", TODAY + ONE, None, False),
    ("until tomorrow: today is its last day", date(2020, 1, 1), TODAY + ONE, True),
    ("until today", date(2020, 1, 1), TODAY, False),
]


@pytest.mark.parametrize(("begin", "end", "holds"), [pytest.param(*span[1:], id=span[0]) for span in SPANS])
def test_the_power_of_a_day(in_force: InForce, now: datetime, begin: date, end: date | None, holds: bool) -> None:
    unit = Unit.objects.get(uscc=UNIT)
    Power.objects.filter(unit=unit, item=ITEM).update(held_from=begin, held_until=end)
    if holds:
        assert power_of(unit.pk, ITEM, now).held_from == begin
    else:
        with pytest.raises(Refusal) as refused:
            power_of(unit.pk, ITEM, now)
        assert refused.value.code == "power.none"
    assert power_once_held(unit.pk, ITEM).held_from == begin


@pytest.mark.parametrize("kind", ChangeKind)
def test_what_needs_the_power_of_today(in_force: InForce, actor: Actor, now: datetime, kind: ChangeKind) -> None:
    unit = Unit.objects.get(uscc=UNIT)

    def begun() -> str:
        try:
            Draft(kind=kind, item=ITEM, unit_id=unit.pk, by=actor, at=now, reason="理由", batch="")
        except Refusal as refusal:
            return refusal.code
        return "begun"

    powers = Power.objects.filter(unit=unit, item=ITEM)
    assert begun() == "begun"
    powers.update(held_until=TODAY)
    assert begun() == ("power.none" if kind in OF_TODAY else "begun"), "the power ended yesterday"
    powers.delete()
    assert begun() == "power.none", "it never was"


def test_of_two_powers_the_newer_is_named(in_force: InForce, now: datetime) -> None:
    unit = Unit.objects.get(uscc=UNIT)
    old = Power.objects.get(unit=unit, item=ITEM)
    Power.objects.filter(pk=old.pk).update(held_until=date(2025, 1, 1))
    values = {f.attname: getattr(old, f.attname) for f in Power._meta.concrete_fields if not f.primary_key}
    newer = Power.objects.create(**(values | {"held_from": date(2025, 1, 1)}))
    assert power_of(unit.pk, ITEM, now) == newer
    assert power_once_held(unit.pk, ITEM) == newer
