"""Officers of the credit office: in organs alone, after what it opens was said yes to; the slip names the post."""

import re
from datetime import date

import pytest

from mingxin.access.models import Person, Post, Unit
from mingxin.kernel import uscc
from mingxin.kernel.clock import now as clock_now
from tests.conftest import InForce
from tests.mingxin.doors.desk.account_keepers import ROLE, password_on, system, text_of
from tests.mingxin.doors.desk.conftest import AtDesk, DeskClient

__all__ = ["system"]

ADD = "/desk/accounts/add/"


@pytest.fixture
def company(in_force: InForce) -> Unit:
    code = uscc.compose("91", "429913", "MA000077")
    return Unit.objects.create(
        uscc=code, name="云泽市清源自来水有限公司", region_id="429913", valid_from=date(2020, 1, 1)
    )


def given(unit: Unit, **changes: object) -> dict[str, object]:
    return {"name": "何为先", "login": "heweixian", "unit": unit.pk, "roles": ["officer"]} | changes


def sent_again(page: str) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for name, value in re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)">', page):
        found.setdefault(name, []).append(value)
    return found


def test_it_asks_first_and_names_what_it_opens(system: AtDesk, in_force: InForce) -> None:
    unit = Unit.objects.get(uscc=in_force.other_unit)
    asked = text_of(system.client.post(ADD, given(unit)))
    assert re.search("将能查看和管理本区域（[^）]*及其下辖）全部单位的报送，现有 2 个单位", asked)
    assert not Person.objects.filter(login="heweixian").exists(), "asking makes nothing"
    slip = text_of(system.client.post(ADD, sent_again(asked)))
    assert password_on(slip)
    assert re.search("<dt>岗位</dt><dd>[^<]*信用办工作人员", slip)
    assert Post.objects.get(person__login="heweixian").role == "officer"


def test_an_administrator_is_made_without_asking(system: AtDesk, in_force: InForce) -> None:
    unit = Unit.objects.get(uscc=in_force.unit)
    slip = text_of(system.client.post(ADD, given(unit, roles=["unit_administrator"])))
    assert password_on(slip) and re.search("<dt>岗位</dt><dd>[^<]*单位管理员", slip)


@pytest.mark.parametrize("sure", [{}, {"sure": "1"}], ids=["before it asks", "past the question"])
def test_a_company_has_no_officer(system: AtDesk, company: Unit, sure: dict[str, str]) -> None:
    refused = text_of(system.client.post(ADD, given(company, **sure)))
    assert "不是机关或者事业单位" in refused
    assert not Person.objects.filter(login="heweixian").exists()
    assert password_on(text_of(system.client.post(ADD, given(company, roles=["unit_administrator"]))))
    person = Person.objects.get(login="heweixian")
    later = {"role": "officer", "from_on": clock_now().date(), **sure}
    shown = text_of(system.client.post(f"/desk/accounts/{person.pk}/posts/give/", later))
    assert "不是机关或者事业单位" in shown
    assert [post.role for post in person.posts.all()] == ["unit_administrator"]


def test_the_unit_is_chosen_by_somebody(system: AtDesk, in_force: InForce) -> None:
    page = text_of(system.client.get(ADD))
    assert re.search('<option value="" selected>请选择</option>', page)
    unit = Unit.objects.get(uscc=in_force.unit)
    assert "必填" in text_of(system.client.post(ADD, given(unit) | {"unit": ""}))
    assert not Person.objects.filter(login="heweixian").exists()


def test_the_first_page_counts_what_the_list_shows(system: AtDesk, in_force: InForce, desk_client: DeskClient) -> None:
    for role in (ROLE.STEWARD, ROLE.CHECKER, ROLE.UNIT_ADMINISTRATOR):
        desk_client(role, unit=in_force.unit)
    Person.objects.filter(posts__role=ROLE.CHECKER).update(is_active=False)
    listed = re.search("<b>([0-9]+)</b> 条", text_of(system.client.get("/desk/accounts/")))
    assert listed and f"{listed[1]} 个账户</a>" in text_of(system.client.get("/desk/"))
