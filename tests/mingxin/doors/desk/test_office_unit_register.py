"""The register of units: days that can be meant, twins, ended units, what changed, and boxes that begin empty."""

import re
from datetime import date, timedelta

import pytest

from mingxin.access.models import ActsFor, Power, Unit
from mingxin.kernel.dates import add_years
from tests.mingxin.archive.sending import OTHER_UNIT, UNIT
from tests.mingxin.doors.desk.conftest import AtDesk
from tests.mingxin.doors.desk.office_city import (
    NEW_CODE,
    asked_again,
    county,
    county_officer,
    do,
    officer,
    page,
    today,
)

__all__ = ["county", "county_officer", "officer"]

GROUND = "云机编〔2026〕5号"
ADD = "/desk/office/units/add/"
ONE_DAY = timedelta(days=1)


def new(**changes: object) -> dict[str, object]:
    given = {"uscc": NEW_CODE, "name": "云泽市交通运输局", "region": "429913", "items": ["honour"], "ground": GROUND}
    return given | {"held_from": today()} | changes


@pytest.mark.parametrize("day", ["1948-12-31", "2206-01-01"])
def test_a_day_that_nobody_can_mean(officer: AtDesk, county: Unit, day: str) -> None:
    assert "请核对日期" in asked_again(officer.client, ADD, **new(held_from=day))
    one = f"/desk/office/units/{county.pk}/"
    assert "请核对日期" in asked_again(officer.client, f"{one}end/", on=day, successor="", ground=GROUND)
    given = {"item": "honour", "held_from": day, "ground": GROUND}
    assert "请核对日期" in asked_again(officer.client, f"{one}powers/give/", **given)
    county.refresh_from_db()
    assert county.valid_until is None and Power.objects.filter(unit=county).count() == 1


def test_the_edges_are_days(officer: AtDesk, county: Unit) -> None:
    one = f"/desk/office/units/{county.pk}/"
    do(officer.client, f"{one}powers/give/", item="honour", held_from="1949-01-01", ground=GROUND)
    assert Power.objects.get(unit=county, item="honour").held_from == date(1949, 1, 1)
    do(officer.client, f"{one}end/", on=add_years(today(), 10), successor="", ground=GROUND)
    county.refresh_from_db()
    assert county.valid_until == add_years(today(), 10)


def test_a_second_unit_of_a_name_is_asked_about(officer: AtDesk, county: Unit) -> None:
    asked = officer.client.post(ADD, new(name=county.name)).content.decode()
    assert "已有同名单位" in asked and county.uscc in asked
    assert not Unit.objects.filter(uscc=NEW_CODE).exists()
    sent: dict[str, list[str]] = {}
    for name, value in re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)">', asked):
        sent.setdefault(name, []).append(value)
    assert officer.client.post(ADD, sent).status_code == 303
    assert Unit.objects.get(uscc=NEW_CODE).name == county.name


@pytest.mark.parametrize(
    ("path", "given"),
    [
        pytest.param("rename/", {"name": "别的局"}, id="a name"),
        pytest.param("acts-for/", {"principal": UNIT}, id="an agency"),
        pytest.param("powers/give/", {"item": "honour", "held_from": "2026-01-01"}, id="a power"),
    ],
)
def test_an_ended_unit_is_given_nothing(officer: AtDesk, county: Unit, path: str, given: dict[str, str]) -> None:
    one = f"/desk/office/units/{county.pk}/"
    county.valid_until, county.successor = today() + ONE_DAY, Unit.objects.get(uscc=OTHER_UNIT)
    county.save()
    assert officer.client.get(f"{one}{path}").status_code == 200, "until its last day it lives"
    county.valid_until = today()
    county.save()
    refused = officer.client.post(f"{one}{path}", given | {"ground": GROUND})
    assert refused.status_code in (400, 409) and "已于" in refused.content.decode()
    assert Power.objects.filter(unit=county).count() == 1 and not ActsFor.objects.exists()
    assert f"{one}{path}" not in officer.client.get(one).content.decode()


def test_an_end_saved_empty_does_nothing_and_says_so(officer: AtDesk, county: Unit) -> None:
    one = f"/desk/office/units/{county.pk}/"
    assert "什么也没有改动" in do(officer.client, f"{one}end/", on="", successor="", ground=GROUND)
    assert "更名、调整和终止" not in page(officer.client, one)


def test_the_page_shows_former_names_and_grounds(officer: AtDesk, county: Unit) -> None:
    one, old = f"/desk/office/units/{county.pk}/", county.name
    do(officer.client, f"{one}rename/", name="城东区市场监管局", ground="云机编〔2026〕7号")
    do(officer.client, f"{one}move/", region="429913", ground="云机编〔2026〕8号")
    do(officer.client, f"{one}end/", on=today() + ONE_DAY, successor=OTHER_UNIT, ground="云机编〔2026〕9号")
    do(officer.client, f"{one}end/", on="", successor="", ground="改革方案调整")
    shown = page(officer.client, one)
    for said in (
        f"由“{old}”更名为“城东区市场监管局”", "云机编〔2026〕7号", "区划由“城东区”调整为“云泽市”", "云机编〔2026〕8号",
        "由“云泽市住房和城乡建设局”承接", "云机编〔2026〕9号", "撤销原定", "改革方案调整",
    ):  # fmt: skip
        assert said in shown, said
    told = officer.client.get(one).content.decode().split("更名、调整和终止</h2>")[1].split("</section>")[0]
    assert "周明远" not in told, "who did it is for the auditor"


@pytest.mark.parametrize("path", ["acts-for/", "move/", "powers/give/"])
def test_boxes_begin_empty(officer: AtDesk, county: Unit, path: str) -> None:
    shown = officer.client.get(f"/desk/office/units/{county.pk}/{path}").content.decode()
    assert re.search(r'<select[^>]*>\s*<option value="" selected>请选择</option>', shown)
