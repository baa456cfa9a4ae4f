"""Renaming a unit, ending it, moving it, letting it act for another: each with its ground and its ledger entry."""

from collections.abc import Callable
from datetime import date, datetime

import pytest

from mingxin.access.actions.unit_changes import end_unit, let_act_for, move_unit, rename_unit, stop_acting_for
from mingxin.access.actions.units import add_region
from mingxin.access.models import ActsFor, Unit
from mingxin.access.queries.units import require_valid
from mingxin.kernel.refusal import Refusal
from mingxin.ledger.actor import Actor
from mingxin.ledger.models import Entry
from tests.conftest import CITY_REGION, UNIT_CODES, InForce

CODE, OTHER = UNIT_CODES
GROUND = "云机编〔2026〕5号"
Act = Callable[..., object]

REFUSED: list[tuple[str, Act, dict[str, object], str]] = [
    ("no new name", rename_unit, {"name": " "}, "unit.unnamed"),
    ("a name too long", rename_unit, {"name": "局" * 201}, "unit.unnamed"),
    ("the same name", rename_unit, {"name": "云泽市市场监督管理局"}, "unit.same_name"),
    ("no ground", rename_unit, {"name": "云泽市市场监管局", "ground": " "}, "unit.no_ground"),
    ("a unit that there is not", rename_unit, {"uscc": "X", "name": "某局"}, "unit.unknown"),
    ("an end before the beginning", end_unit, {"on": date(2020, 1, 1), "successor": ""}, "unit.ends_before"),
    ("its own heir", end_unit, {"on": date(2026, 12, 1), "successor": CODE}, "unit.succeeds_itself"),
    ("an heir that there is not", end_unit, {"on": date(2026, 12, 1), "successor": "X"}, "unit.unknown"),
    ("an heir without an end", end_unit, {"on": None, "successor": OTHER}, "unit.no_end"),
    ("a division that there is not", move_unit, {"region": "429999"}, "region.unknown"),
    ("the same division", move_unit, {"region": CITY_REGION}, "unit.same_region"),
    ("acting for itself", let_act_for, {"principal": CODE}, "unit.acts_for_itself"),
    ("acting for nobody", let_act_for, {"principal": "X"}, "unit.unknown"),
    ("ceasing what never was", stop_acting_for, {"principal": OTHER}, "unit.acts_not_for"),
]


@pytest.mark.parametrize(("act", "given", "code"), [pytest.param(*case[1:], id=case[0]) for case in REFUSED])
def test_refused(in_force: InForce, actor: Actor, now: datetime, act: Act, given: dict[str, object], code: str) -> None:
    entries = Entry.objects.count()
    with pytest.raises(Refusal) as refused:
        act(**({"uscc": CODE, "ground": GROUND, "by": actor, "at": now} | given))
    assert (refused.value.code, bool(refused.value.remedy)) == (code, True)
    assert Entry.objects.count() == entries


def test_no_unit_takes_the_name_of_another_that_lasts(in_force: InForce, actor: Actor, now: datetime) -> None:
    """What was decided under a former name bears it for good: a name borrowed for a minute would be borne with it."""
    other = Unit.objects.get(uscc=OTHER)
    with pytest.raises(Refusal, match="已有名称为") as refused:
        rename_unit(CODE, name=other.name, ground=GROUND, by=actor, at=now)
    assert refused.value.code == "unit.name_taken"
    end_unit(OTHER, on=now.date(), successor=CODE, ground=GROUND, by=actor, at=now)
    assert rename_unit(CODE, name=other.name, ground=GROUND, by=actor, at=now).name == other.name


def test_each_is_told_with_its_ground(in_force: InForce, actor: Actor, now: datetime) -> None:
    given = {"ground": GROUND, "by": actor, "at": now}
    add_region(code="429914", name="城东区", parent=CITY_REGION, by=actor, at=now)
    rename_unit(CODE, name="云泽市市场监管局", **given)
    move_unit(CODE, region="429914", **given)
    assert let_act_for(CODE, principal=OTHER, **given)
    assert not let_act_for(CODE, principal=OTHER, **given)
    end_unit(CODE, on=date(2026, 12, 1), successor=OTHER, **given)
    unit = Unit.objects.get(uscc=CODE)
    assert (unit.name, unit.region_id, unit.successor.uscc) == ("云泽市市场监管局", "429914", OTHER)
    stop_acting_for(CODE, principal=OTHER, **given)
    assert not ActsFor.objects.exists()
    told = Entry.objects.filter(object_key=CODE, matter=GROUND).order_by("id").values_list("action", flat=True)
    assert list(told) == [
        f"access.{verb}" for verb in ("rename_unit", "move_unit", "let_act_for", "end_unit", "stop_acting_for")
    ]


def test_its_last_day_is_the_day_before_the_end(in_force: InForce, actor: Actor, now: datetime) -> None:
    end_unit(CODE, on=date(2026, 12, 1), successor=OTHER, ground=GROUND, by=actor, at=now)
    unit = Unit.objects.get(uscc=CODE)
    require_valid(unit, on=date(2026, 11, 30))
    for day in (date(2026, 12, 1), date(2026, 12, 2)):
        with pytest.raises(Refusal, match="住房和城乡建设局"):
            require_valid(unit, on=day)
    require_valid(end_unit(CODE, on=None, successor="", ground=GROUND, by=actor, at=now), on=date(2027, 1, 1))


def test_an_heir_must_outlive_it(in_force: InForce, actor: Actor, now: datetime) -> None:
    given = {"ground": GROUND, "by": actor, "at": now}
    end_unit(OTHER, on=date(2026, 12, 1), successor="", **given)
    with pytest.raises(Refusal) as refused:
        end_unit(CODE, on=date(2026, 12, 1), successor=OTHER, **given)
    assert refused.value.code == "unit.heir_ended"
    end_unit(CODE, on=date(2026, 11, 30), successor=OTHER, **given)
