"""Which page of the office is whose, and that another region does not exist."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from mingxin.access.models import Power, StaffRole, Unit
from tests.conftest import InForce
from tests.mingxin.archive.sending import UNIT
from tests.mingxin.doors.desk.conftest import AtDesk, DeskClient
from tests.mingxin.doors.desk.office_city import (
    county,
    county_officer,
    officer,
    page,
    today,
)

__all__ = ["county", "county_officer", "officer"]

OF_A_REGION = (
    "units/",
    "units/add/",
    "powers/",
    "powers/template/",
    "power-questions/",
    "criteria/",
    "unlinked/",
    "questioned/",
    "doubts/",
    "mergers/",
    "mergers/new/",
)
OF_THE_CITY = (
    "catalogue/",
    "catalogue/1/",
    "drafts/",
    "drafts/add/",
    "calendar/",
    "calendar/import/",
    "calendar/2027/",
    "outages/",
    "outages/announce/",
)
LISTS = ("units", "powers", "power-questions", "criteria", "unlinked", "questioned", "doubts", "mergers", "catalogue",
         "drafts", "outages")  # fmt: skip


def statuses(at: AtDesk, pages: tuple[str, ...]) -> set[int]:
    return {at.client.get(f"/desk/office/{one}").status_code for one in pages}


def test_the_citys_office_has_every_page(officer: AtDesk) -> None:
    assert statuses(officer, OF_A_REGION + OF_THE_CITY) == {200}


def test_a_countys_office_keeps_no_catalogue(county_officer: AtDesk) -> None:
    assert statuses(county_officer, OF_A_REGION) == {200}
    assert statuses(county_officer, OF_THE_CITY) == {403}
    refused = county_officer.client.get("/desk/office/catalogue/").content.decode()
    assert "只由市级信用办办理" in refused and "本单位管理员" not in refused


@pytest.mark.parametrize("role", [role for role in StaffRole if role is not StaffRole.OFFICER])
def test_nobody_else_has_any(in_force: InForce, desk_client: DeskClient, role: StaffRole) -> None:
    at = desk_client(role, unit=in_force.unit)
    assert statuses(at, OF_A_REGION + OF_THE_CITY) == {403}


def test_a_unit_of_another_region_does_not_exist(county: Unit, officer: AtDesk, county_officer: AtDesk) -> None:
    citys = Unit.objects.get(uscc=UNIT)
    power = Power.objects.filter(unit=citys, item="admin_penalty").get()
    pages = ("", "rename/", "move/", "end/", "acts-for/", "powers/give/", f"powers/{power.pk}/end/")
    own = Power.objects.get(unit=county)
    for one in pages:
        address = f"/desk/office/units/{citys.pk}/{one}"
        assert county_officer.client.get(address).status_code == 404, one
        if one:
            assert county_officer.client.post(address, {"ground": "无"}).status_code == 404, one
        address = f"/desk/office/units/{county.pk}/{one.replace(str(power.pk), str(own.pk))}"
        assert officer.client.get(address).status_code == 200, one
        assert county_officer.client.get(address).status_code == 200, one
    for one in ("", "import/", "template/"):
        there = f"/desk/office/criteria/{citys.pk}/admin_penalty/{one}"
        assert county_officer.client.get(there).status_code == 404, one
    assert county_officer.client.get(f"/desk/office/units/{county.pk}/powers/{power.pk}/end/").status_code == 404


def test_a_list_names_the_own_region_alone(officer: AtDesk, county_officer: AtDesk) -> None:
    assert "云泽市市场监督管理局" in page(officer.client, "/desk/office/units/")
    shown = page(county_officer.client, "/desk/office/units/")
    assert "云泽市市场监督管理局" not in shown
    assert "共 2 条" in shown
    exported = county_officer.client.get("/desk/office/units/?export=csv")
    assert exported.headers["X-Rows"] == "2"
    template = county_officer.client.get("/desk/office/powers/template/").content.decode()
    assert "城东区市场监督管理局" in template
    assert "云泽市" not in template


@pytest.mark.parametrize("one", LISTS)
def test_every_list_is_exported_in_full(officer: AtDesk, one: str) -> None:
    for form in ("csv", "xlsx"):
        answer = officer.client.get(f"/desk/office/{one}/?export={form}")
        assert answer.status_code == 200
        counted = f"共 {int(answer.headers['X-Rows'])} [条行批]"
        assert re.search(counted, page(officer.client, f"/desk/office/{one}/"))


def test_filters_of_units(officer: AtDesk, county: Unit) -> None:
    Unit.objects.filter(pk=county.pk).update(valid_until=today())
    cases = {
        "mingcheng=城东区市场": 1,
        f"mingcheng={county.uscc}": 1,
        "quhua=429914": 2,
        "zhuangtai=ended": 1,
        "zhuangtai=valid": 3,
        "zhiquan=admin_penalty": 3,
        "zhuangtai=bare": 3,
    }
    for asked, rows in cases.items():
        assert f"符合条件 {rows} 条" in page(officer.client, f"/desk/office/units/?{asked}"), asked


def test_a_list_asks_as_often_for_many_units_as_for_few(officer: AtDesk, county: Unit) -> None:
    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            page(officer.client, "/desk/office/units/")
            page(officer.client, "/desk/office/criteria/")
        return len(queries)

    asked()
    few = asked()
    for number in range(20):
        unit = Unit.objects.create(
            uscc=f"X{number:017d}", name=f"第{number}局", region_id="429914", valid_from=county.valid_from
        )
        Power.objects.create(unit=unit, item="admin_penalty", held_from=county.valid_from, ground="权责清单")
    assert asked() == few
