"""Adding regions, units, powers and accounts."""

from datetime import date, datetime

import pytest

from mingxin.access.actions.people import add_person
from mingxin.access.actions.units import add_region, add_unit
from mingxin.access.models import ActsFor, Person, Power
from mingxin.access.queries.units import find_unit, list_units
from mingxin.kernel.refusal import Refusal
from mingxin.ledger.actor import Actor
from mingxin.ledger.models import Entry
from tests.spec.spellings import PLAIN

CODE = "11429913000000019L"
OTHER = "11429913000000027F"

pytestmark = pytest.mark.django_db


@pytest.fixture
def add(actor: Actor, now: datetime):
    add_region(code="429913", name="云泽市", by=actor, at=now)

    def adding(**given):
        values = {
            "uscc": CODE,
            "name": "云泽市交通运输局",
            "items": ["admin_penalty"],
            "region": "429913",
            "ground": "权责清单",
            "held_from": date(2026, 1, 1),
            "by": actor,
            "at": now,
        }
        return add_unit(**(values | given))

    return adding


def test_unit_with_its_powers_is_read_back(add):
    added = add(items=["admin_penalty", "admin_licence"])
    (unit,) = list_units()
    assert added.is_new
    assert added.powers == ("admin_penalty", "admin_licence")
    assert [(p.item, p.held_from, p.held_until) for p in unit.powers] == [
        ("admin_licence", date(2026, 1, 1), None),
        ("admin_penalty", date(2026, 1, 1), None),
    ]


def test_adding_again_changes_nothing_and_writes_no_entry(add):
    add()
    entries = Entry.objects.count()
    again = add()
    assert (again.is_new, again.powers) == (False, ())
    assert Entry.objects.count() == entries


def test_further_items_are_added_to_a_unit_that_is_there(add):
    add()
    assert add(items=["admin_penalty", "honour"]).powers == ("honour",)
    assert Power.objects.count() == 2


@pytest.mark.parametrize(
    ("given", "code"),
    [
        pytest.param({"uscc": "11429913000000018L"}, "unit.uscc", id="a digit is wrong"),
        pytest.param({"uscc": ""}, "unit.uscc", id="no code"),
        pytest.param({"name": " "}, "unit.unnamed", id="no name"),
        pytest.param({"ground": " "}, "power.no_ground", id="a power without ground"),
        pytest.param({"region": "429914"}, "region.unknown", id="a region that nobody added"),
        pytest.param({"acts_for": OTHER}, "unit.unknown", id="a principal that is not there"),
        pytest.param({"acts_for": CODE}, "unit.acts_for_itself", id="itself as principal"),
    ],
)
def test_refused(add, given, code):
    with pytest.raises(Refusal) as refused:
        add(**given)
    assert refused.value.code == code
    assert refused.value.remedy
    assert list_units() == ()


def test_another_name_for_a_known_code_is_refused(add):
    add()
    with pytest.raises(Refusal, match="已登记为“云泽市交通运输局”"):
        add(name="云泽市交通局")


def test_acting_for_another_unit_is_kept_once(add):
    add(uscc=OTHER, name="云泽市港航事业发展中心")
    add(acts_for=OTHER)
    add(acts_for=OTHER)
    assert ActsFor.objects.count() == 1
    assert find_unit(CODE).uscc == CODE


def test_unknown_unit_says_what_to_do():
    with pytest.raises(Refusal, match="mingxin unit list"):
        find_unit(OTHER)


@pytest.mark.parametrize("code", ["42991", "4299133", "42991A", "４２９９１３"], ids=["5", "7", "letter", "wide"])
def test_a_division_has_six_digits(code, actor, now):
    with pytest.raises(Refusal, match="6 位数字"):
        add_region(code=code, name="某区", by=actor, at=now)


def test_a_new_division_needs_a_name_and_keeps_it(actor, now):
    with pytest.raises(Refusal, match="须写明名称"):
        add_region(code="429914", name="", by=actor, at=now)
    assert add_region(code="429914", name="城东区", by=actor, at=now)
    assert not add_region(code="429914", name="", by=actor, at=now)


def test_first_accounts_cannot_sign_in(actor, now):
    assert add_person(login="operator", name="命令行操作员", by=actor, at=now)
    assert not add_person(login="operator", name="命令行操作员", by=actor, at=now)
    assert not Person.objects.get().has_usable_password()


def test_names_are_registered_without_what_nobody_sees(add, actor: Actor, now: datetime) -> None:
    """A mark of direction makes one name look like another's, and an identity number is none of anybody's name."""
    assert add(name="\u202e云泽市\u2066交通\u200b运输局\u2069").name == "云泽市交通运输局"
    assert add(name="云泽市交通运输局").is_new is False
    add_person(login="\u200ezhang", name=f"张\u202e三{PLAIN}", by=actor, at=now)
    assert list(Person.objects.values_list("login", "name")) == [("zhang", "张三〔身份证号已删除〕")]
    assert "\u202e" not in "".join(Entry.objects.values_list("detail", flat=True))
