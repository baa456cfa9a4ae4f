"""Who may do what: the table as the charter of posts reads it, then where, for which items, and since when."""

from datetime import date, datetime

import pytest

from mingxin.access.actions.people import add_person, give_post
from mingxin.access.models import Person, Region, StaffRole, Unit
from mingxin.access.permits import GRANTS, PURPOSES, Act, Holder, Place, keepers_of
from mingxin.access.queries.holders import holder_of, place_of, units_for
from mingxin.kernel.refusal import Refusal
from mingxin.ledger.actor import Actor

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 20)
CITY, COUNTY, OTHER_COUNTY = "429913", "429914", "429915"

TABLE = """
act             steward checker unit_administrator officer system_administrator security_administrator auditor
enter           yes     yes     yes                yes     yes                  yes                    yes
report          yes     -       -                  -       -                    -                      -
release         -       yes     -                  -       -                    -                      -
see_reports     yes     yes     yes                yes     -                    -                      -
amend           yes     -       -                  -       -                    -                      -
note_ruling     yes     yes     -                  yes     -                    -                      -
keep_colleagues -       -       yes                -       -                    -                      -
keep_units      -       -       -                  yes     -                    -                      -
keep_catalogue  -       -       -                  yes     -                    -                      -
link            -       -       -                  yes     -                    -                      -
watch           -       -       -                  yes     -                    -                      -
keep_accounts   -       -       -                  -       yes                  -                      -
keep_security   -       -       -                  -       -                    yes                    -
audit           -       -       -                  -       -                    -                      yes
"""
ROLES, *LINES = (line.split() for line in TABLE.strip().splitlines())
CASES = [(act, role, word == "yes") for act, *words in LINES for role, word in zip(ROLES[1:], words, strict=True)]


@pytest.fixture
def units(db: None) -> dict[str, Unit]:
    """A city with two counties, a unit in each."""
    city = Region.objects.create(code=CITY, name="云泽市")
    regions = {CITY: city} | {
        code: Region.objects.create(code=code, name=name, parent=city)
        for code, name in ((COUNTY, "城东区"), (OTHER_COUNTY, "城西区"))
    }
    return {
        code: Unit.objects.create(uscc=f"{code:0>18}", name=f"{region.name}某局", region=region, valid_from=TODAY)
        for code, region in regions.items()
    }


@pytest.fixture
def holding(units: dict[str, Unit], actor: Actor, now: datetime):
    """A person with one post: role, division of the unit, items, span."""

    def making(role: str, region: str = CITY, **given) -> Person:
        login = f"p{Person.objects.count()}"
        add_person(login=login, name="林知微", by=actor, at=now)
        person = Person.objects.get(login=login)
        unit = None if role.endswith(("m_administrator", "y_administrator", "auditor")) else units[region]
        give_post(person=person, role=StaffRole(role), unit=unit, by=actor, at=now, **({"from_on": TODAY} | given))
        return person

    return making


def holder(person: Person, on: date = TODAY) -> Holder:
    return holder_of(person, on=on)


def test_the_table_is_whole() -> None:
    assert [line[0] for line in LINES] == [act.value for act in Act]
    assert ROLES[1:] == [role.value for role in StaffRole]
    assert set(PURPOSES) == set(Act) and set(GRANTS) == set(StaffRole)


@pytest.mark.parametrize(("act", "role", "may"), CASES, ids=[f"{role} {act}" for act, role, _ in CASES])
def test_who_may_do_what(holding, act: str, role: str, may: bool) -> None:
    person = holder(holding(role))
    assert person.may(Act(act)) is may
    if not may:
        with pytest.raises(Refusal) as refused:
            person.require(Act(act))
        assert refused.value.code == "permit.none"
        assert PURPOSES[Act(act)] in refused.value.message and refused.value.remedy


@pytest.mark.parametrize(
    ("role", "post_in", "act", "place_in", "may"),
    [
        pytest.param("steward", CITY, Act.REPORT, CITY, True, id="a steward for the own unit"),
        pytest.param("steward", CITY, Act.REPORT, COUNTY, False, id="a steward of the city for no county's unit"),
        pytest.param("officer", CITY, Act.LINK, CITY, True, id="the city's office in the city"),
        pytest.param("officer", CITY, Act.LINK, COUNTY, True, id="the city's office in its counties"),
        pytest.param("officer", COUNTY, Act.LINK, COUNTY, True, id="a county's office in its county"),
        pytest.param("officer", COUNTY, Act.LINK, OTHER_COUNTY, False, id="a county's office not next door"),
        pytest.param("officer", COUNTY, Act.LINK, CITY, False, id="a county's office not above it"),
        pytest.param("auditor", CITY, Act.AUDIT, OTHER_COUNTY, True, id="the auditor everywhere"),
    ],
)
def test_where(holding, units, role: str, post_in: str, act: Act, place_in: str, may: bool) -> None:
    person = holder(holding(role, post_in))
    place = place_of(units[place_in])
    assert person.may(act, place=place) is may
    assert units_for(person, act).filter(pk=units[place_in].pk).exists() is may


def test_only_the_citys_office_keeps_the_catalogue(holding) -> None:
    assert holder(holding("officer", CITY)).may(Act.KEEP_CATALOGUE)
    assert not holder(holding("officer", COUNTY)).may(Act.KEEP_CATALOGUE)


@pytest.mark.parametrize(
    ("items", "item", "may"),
    [((), "admin_penalty", True), (("admin_penalty",), "admin_penalty", True),
     (("admin_penalty",), "admin_licence", False), (("admin_penalty",), None, True)],
    ids=["all items", "the named one", "another", "any at all"],
)  # fmt: skip
def test_which_items(holding, items: tuple[str, ...], item: str | None, may: bool) -> None:
    assert holder(holding("steward", items=items)).may(Act.REPORT, item=item) is may


@pytest.mark.parametrize(
    ("on", "may"),
    [
        pytest.param(date(2026, 11, 19), False, id="the day before"),
        pytest.param(date(2026, 11, 20), True, id="the first day"),
        pytest.param(date(2026, 11, 29), True, id="the last day"),
        pytest.param(date(2026, 11, 30), False, id="the day it ends"),
    ],
)
def test_since_when(holding, on: date, may: bool) -> None:
    person = holding("steward", until_on=date(2026, 11, 30))
    assert holder(person, on).may(Act.ENTER) is may


def test_two_posts_add_up_but_do_not_mix(holding, units, actor: Actor, now: datetime) -> None:
    person = holding("steward", COUNTY, items=["admin_penalty"])
    give_post(
        person=person, role=StaffRole.STEWARD, unit=units[OTHER_COUNTY], items=["admin_licence"], from_on=TODAY,
        by=actor, at=now,
    )  # fmt: skip
    both = holder(person)
    assert both.may(Act.REPORT, place=place_of(units[COUNTY]), item="admin_penalty")
    assert both.may(Act.REPORT, place=place_of(units[OTHER_COUNTY]), item="admin_licence")
    assert not both.may(Act.REPORT, place=place_of(units[COUNTY]), item="admin_licence")
    assert both.actor(Act.REPORT, place=place_of(units[OTHER_COUNTY])).unit == units[OTHER_COUNTY].uscc


def test_without_a_post_nothing(units) -> None:
    nobody = Holder(1, "nobody", "无岗", ())
    assert not any(nobody.may(act) for act in Act)
    assert not nobody.may(Act.ENTER, place=Place(1, CITY))
    assert (nobody.actor(Act.ENTER).unit, nobody.actor(Act.ENTER).unit_name) == ("", "")
    assert not units_for(nobody, Act.ENTER).exists()


@pytest.mark.parametrize(
    ("roles", "words"),
    [
        (("steward",), "本单位管理员"),
        (("steward", "checker"), "本单位管理员"),
        (("officer",), "系统管理员"),
        (("unit_administrator", "steward"), "系统管理员或者本单位管理员"),
        (("auditor",), "平台维护人员"),
        (("security_administrator",), "平台维护人员"),
        ((), "本单位管理员或者系统管理员"),
    ],
    ids=str,
)
def test_whoever_gives_a_post_is_named(roles: tuple[str, ...], words: str) -> None:
    assert keepers_of(StaffRole(role) for role in roles) == words
