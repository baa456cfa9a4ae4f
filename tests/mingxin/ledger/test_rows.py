"""What somebody altered in a row is not blessed by the next lawful act on it."""

from datetime import date, datetime

import pytest
from django.db import connection, transaction
from django.utils.functional import SimpleLazyObject

from mingxin.access.actions.powers import end_power
from mingxin.access.actions.unit_changes import let_act_for, stop_acting_for
from mingxin.access.models import ActsFor, Power, Unit
from mingxin.ledger.actions import seal, write
from mingxin.ledger.actor import Actor
from mingxin.ledger.models import Entry
from mingxin.ledger.row_proof import as_told, prove_rows
from tests.conftest import InForce

pytestmark = [pytest.mark.both, pytest.mark.forges]

GROUND = "云编〔2026〕3号"


@pytest.fixture
def told(in_force: InForce, actor: Actor, now: datetime) -> InForce:
    """Units and powers of the city, told to the ledger as they stand."""
    write(
        action="access.add_unit",
        object_type="unit",
        object_key=in_force.unit,
        by=actor,
        at=now,
        rows=[*Unit.objects.all(), *Power.objects.all(), *ActsFor.objects.all()],
    )
    seal(at=now)
    return in_force


def broken() -> str:
    return prove_rows([Unit, Power, ActsFor]).broken


def power(told: InForce) -> Power:
    return Power.objects.filter(unit__uscc=told.unit, item="admin_penalty").get()


def end(told: InForce, actor: Actor, now: datetime) -> None:
    end_power(power(told).pk, on=date(2026, 12, 1), ground=GROUND, by=actor, at=now)


def test_lawful_acts_on_rows_as_they_were_told_hold(told: InForce, actor: Actor, now: datetime) -> None:
    end(told, actor, now)
    for _ in range(2):
        let_act_for(told.unit, principal=told.other_unit, ground=GROUND, by=actor, at=now)
        stop_acting_for(told.unit, principal=told.other_unit, ground=GROUND, by=actor, at=now)
    assert broken() == ""


@pytest.mark.parametrize(
    ("column", "value"),
    [
        pytest.param("held_from", "1999-01-01", id="a day"),
        pytest.param("ground", "伪造的依据", id="a ground, which the act itself overwrites"),
    ],
)
def test_what_was_altered_before_an_act_stays_altered(
    told: InForce, actor: Actor, now: datetime, column: str, value: str
) -> None:
    before = power(told).pk
    with connection.cursor() as cursor:
        cursor.execute(f"UPDATE access_power SET {column} = %s WHERE id = %s", [value, before])
    assert f"access_power 中编号为 {before} 的一行与账本" in broken()
    end(told, actor, now)
    assert f"access_power 中编号为 {before} 的一行在账本第" in broken()
    end_again = Entry.objects.order_by("-id")[0]
    assert f"第 {end_again.pk} 号记录办理之前被改动过" in broken()
    seal(at=now)
    assert "之前被改动过" in broken()


def test_what_was_slipped_in_is_not_blessed_by_ending_it(told: InForce, actor: Actor, now: datetime) -> None:
    unit, other = Unit.objects.get(uscc=told.unit), Unit.objects.get(uscc=told.other_unit)
    ActsFor.objects.create(unit=unit, principal=other)
    stop_acting_for(told.unit, principal=told.other_unit, ground=GROUND, by=actor, at=now)
    assert "access_actsfor" in broken()


def test_a_row_read_anew_within_the_act_is_found_as_it_then_was(told: InForce, actor: Actor, now: datetime) -> None:
    row = power(told)
    with transaction.atomic():
        row.refresh_from_db(fields=["ground"])
        row.refresh_from_db()
        row.ground = GROUND
        row.save()
        write(action="access.note", object_type="unit", object_key=told.unit, by=actor, at=now, rows=[row])
        row.ground = f"{GROUND}（更正）"
        row.save()
        write(action="access.note", object_type="unit", object_key=told.unit, by=actor, at=now, rows=[row, row])
    assert broken() == ""


@pytest.mark.parametrize("how", ["rows", "gone"])
def test_a_row_read_in_part_is_told_whole(told: InForce, actor: Actor, now: datetime, how: str) -> None:
    row = Power.objects.only("unit_id", "item").filter(unit__uscc=told.unit)[0]
    write(action="access.note", object_type="unit", object_key=told.unit, by=actor, at=now, **{how: [row]})
    if how == "gone":
        row.delete()
    assert broken() == ""


def test_a_row_in_a_lazy_wrapping_is_told_as_itself(told: InForce, actor: Actor, now: datetime) -> None:
    """As a request holds whoever asks."""
    row = SimpleLazyObject(lambda: power(told))
    row.ground = GROUND
    row.save()
    write(action="access.note", object_type="unit", object_key=told.unit, by=actor, at=now, rows=[row])  # type: ignore[list-item]
    assert broken() == ""
    assert list(as_told([power(told)])) == [row.pk]
