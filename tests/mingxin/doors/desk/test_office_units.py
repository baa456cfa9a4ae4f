"""Units, powers, questions about powers, and 口径表, as the office keeps them."""

from datetime import timedelta
from io import BytesIO

import pytest

from mingxin.access.models import ActsFor, Power, PowerImport, Unit
from mingxin.catalogue.models import Edition
from mingxin.intake.actions.criteria import criteria_of
from mingxin.intake.models import Criterion, PowerQuestion
from mingxin.ledger.models import Entry
from tests.mingxin.archive.sending import OTHER_UNIT, UNIT
from tests.mingxin.doors.desk.conftest import AtDesk
from tests.mingxin.doors.desk.office_city import (
    COUNTY_OFFICE,
    NEW_CODE,
    asked_again,
    carried,
    county,
    county_officer,
    csv_file,
    desk,
    do,
    officer,
    page,
    recent,
    today,
)
from tests.mingxin.intake.actions.desk import PENALTY, Desk

__all__ = ["county", "county_officer", "desk", "officer"]

WRONG_CODE = NEW_CODE[:-1] + ("2" if NEW_CODE[-1] == "1" else "1")
GROUND = "云机编〔2026〕5号"
ID_NUMBER = "110101199003070011"  # an invented one whose check digit holds
LIST_HEADERS = ("单位代码", "单位名称", "事项代码或名称", "依据", "起始日期", "终止日期")
TABLE_HEADERS = ("类别", "金额下限(万元)", "金额上限(万元)", "失信程度", "是否公开", "依据")
ONE_DAY = timedelta(days=1)


def state() -> tuple[object, ...]:
    """Everything that these pages may change."""
    return (
        list(Unit.objects.order_by("pk").values_list()),
        sorted(Power.objects.values_list("unit", "item", "held_from", "held_until", "ground"), key=str),
        Criterion.objects.count(),
    )


# ---- units


def test_a_unit_is_added(officer: AtDesk) -> None:
    given = {"uscc": NEW_CODE, "name": "云泽市交通运输局", "region": "429913", "items": [PENALTY, "honour"]}
    shown = do(officer.client, "/desk/office/units/add/", **given, held_from=today(), ground=GROUND)
    assert "已登记“云泽市交通运输局”，职权 2 项。" in shown
    again = asked_again(officer.client, "/desk/office/units/add/", **given, held_from=today(), ground=GROUND)
    assert "已经登记了单位" in again


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        pytest.param({"uscc": WRONG_CODE}, "登记证照核对", id="a wrong check digit"),
        pytest.param({"uscc": UNIT}, "已经登记了单位", id="a unit that is there"),
        pytest.param({"region": "110000"}, "110000", id="a region that is not the officer's"),
        pytest.param({"items": []}, "必填", id="no powers"),
        pytest.param({"ground": " "}, "必填", id="no ground"),
        pytest.param({"ground": f"经手人{ID_NUMBER}"}, "请勿填写身份证号码", id="an identity number"),
    ],
)
def test_a_unit_that_cannot_be_added(officer: AtDesk, wrong: dict[str, object], said: str) -> None:
    before = state()
    given = {"uscc": NEW_CODE, "name": "云泽市交通运输局", "region": "429913", "items": [PENALTY], "ground": GROUND}
    shown = asked_again(officer.client, "/desk/office/units/add/", **(given | {"held_from": today()} | wrong))
    assert said in shown
    assert ID_NUMBER not in shown
    assert state() == before


def test_what_changes_in_a_unit(officer: AtDesk, county: Unit) -> None:
    one = f"/desk/office/units/{county.pk}/"
    assert "已更名为“城东区市场监管局”" in do(officer.client, f"{one}rename/", name="城东区市场监管局", ground=GROUND)
    assert "已登记代报关系" in do(officer.client, f"{one}acts-for/", principal=UNIT, ground="委托协议")
    link = ActsFor.objects.get()
    assert "云泽市市场监督管理局 停止" in page(officer.client, one)
    assert "不再代" in do(officer.client, f"{one}acts-for/{link.pk}/stop/", ground="协议期满")
    assert "已调整到“云泽市”" in do(officer.client, f"{one}move/", region="429913", ground=GROUND)
    end = today() + ONE_DAY
    assert f"自 {end} 起终止" in do(officer.client, f"{one}end/", on=end, successor=OTHER_UNIT, ground=GROUND)
    assert f"将于 {end} 终止" in page(officer.client, one)
    assert "已撤销终止" in do(officer.client, f"{one}end/", on="", successor="", ground="改革方案调整")
    county.refresh_from_db()
    assert (county.name, county.region_id, county.valid_until, county.successor) == (
        "城东区市场监管局",
        "429913",
        None,
        None,
    )
    told = Entry.objects.filter(object_key=county.uscc, actor_name="周明远").values_list("action", flat=True)
    assert {action.removeprefix("access.") for action in told} == {
        "rename_unit",
        "let_act_for",
        "stop_acting_for",
        "move_unit",
        "end_unit",
    }


def test_a_countys_unit_stays_in_the_county(county_officer: AtDesk, county: Unit) -> None:
    before = state()
    asked_again(county_officer.client, f"/desk/office/units/{county.pk}/move/", region="429913", ground=GROUND)
    assert state() == before


def test_whom_a_unit_acts_for_is_the_offices_own_to_say(county_officer: AtDesk, officer: AtDesk, county: Unit) -> None:
    """Acting for a bureau of the city is a gift of the city's powers: the county does not make it."""
    address = f"/desk/office/units/{county.pk}/acts-for/"
    shown = page(county_officer.client, address)
    assert COUNTY_OFFICE in shown and UNIT not in shown and OTHER_UNIT not in shown
    assert UNIT in asked_again(county_officer.client, address, principal=UNIT, ground=GROUND)
    assert not ActsFor.objects.exists()
    do(county_officer.client, address, principal=COUNTY_OFFICE, ground=GROUND)
    assert UNIT in page(officer.client, address)
    do(officer.client, address, principal=UNIT, ground=GROUND)
    assert set(ActsFor.objects.values_list("principal__uscc", flat=True)) == {COUNTY_OFFICE, UNIT}


def test_an_ended_power_is_not_revived(officer: AtDesk, county: Unit) -> None:
    power = Power.objects.get(unit=county, item=PENALTY)
    address = f"/desk/office/units/{county.pk}/powers/{power.pk}/end/"
    do(officer.client, address, on=today() - ONE_DAY, ground=GROUND)
    assert "终止日期只能提前" in asked_again(officer.client, address, on=today() + ONE_DAY, ground=GROUND)
    power.refresh_from_db()
    assert power.held_until == today() - ONE_DAY


def test_a_power_given_and_ended(officer: AtDesk, county: Unit) -> None:
    one = f"/desk/office/units/{county.pk}/"
    shown = do(officer.client, f"{one}powers/give/", item="honour", held_from=today() - ONE_DAY, ground=GROUND)
    assert "已登记职权" in shown
    power = Power.objects.get(unit=county, item="honour")
    ended = f"{one}powers/{power.pk}/end/"
    assert "应晚于起始日期" in asked_again(officer.client, ended, on=power.held_from, ground=GROUND)
    assert "已登记" in do(officer.client, ended, on=today(), ground=GROUND)
    assert "已终止" in page(officer.client, one)


def test_the_page_of_a_unit_tells_what_it_sent(officer: AtDesk, desk: Desk) -> None:
    desk.admitted(recent(1), recent(2))
    unit = Unit.objects.get(uscc=UNIT)
    shown = page(officer.client, f"/desk/office/units/{unit.pk}/")
    assert "2 行" in shown
    assert "审核" in shown


# ---- 权责清单


def listed(*lines: tuple[str, ...]) -> object:
    return csv_file(LIST_HEADERS, *lines, name="清单.csv")


def test_a_list_is_previewed_entered_and_taken_back(officer: AtDesk, county: Unit) -> None:
    before = state()
    file = listed(
        (county.uscc, county.name, "honour", GROUND, "2026-01-01", ""),
        (county.uscc, county.name, PENALTY, "权责清单", "2020-01-01", "2027-01-01"),
    )
    shown, seal = carried(officer.client, "/desk/office/powers/", file=file)
    assert "终止 1 行，新增 1 行" in shown
    assert state() == before, "a preview enters nothing"
    assert "已导入：新增 1 项，终止 1 项。" in do(officer.client, "/desk/office/powers/apply/", carried=seal)
    assert Power.objects.filter(unit=county).count() == 2
    made = PowerImport.objects.get()
    assert "清单.csv" in page(officer.client, "/desk/office/powers/")
    assert "已撤销这次导入" in do(officer.client, f"/desk/office/powers/{made.pk}/undo/")
    assert state() == before


def test_a_list_is_not_taken_back_over_a_later_change(officer: AtDesk, county: Unit) -> None:
    line = (county.uscc, county.name, PENALTY, "权责清单（2026年版）", "2020-01-01", "")
    _, seal = carried(officer.client, "/desk/office/powers/", file=listed(line))
    do(officer.client, "/desk/office/powers/apply/", carried=seal)
    power = Power.objects.get(unit=county, item=PENALTY)
    do(officer.client, f"/desk/office/units/{county.pk}/powers/{power.pk}/end/", on=today(), ground=GROUND)
    answer = officer.client.post(f"/desk/office/powers/{PowerImport.objects.get().pk}/undo/")
    assert answer.status_code == 409
    assert "现在的登记与这次导入时留存的不同" in answer.content.decode()
    power.refresh_from_db()
    assert power.held_until == today()


@pytest.mark.parametrize(
    ("line", "said"),
    [
        pytest.param((NEW_CODE, "", PENALTY, GROUND, "2026-01-01", ""), "单位未登记", id="a unit nobody knows"),
        pytest.param(("", "", "没有的事项", GROUND, "2026-01-01", ""), "有误", id="no unit at all"),
        pytest.param((OTHER_UNIT, "", "没有的事项", GROUND, "2026-01-01", ""), "事项不明", id="no such item"),
    ],
)
def test_a_list_with_a_fault_offers_no_import(officer: AtDesk, line: tuple[str, ...], said: str) -> None:
    before = state()
    shown, seal = carried(officer.client, "/desk/office/powers/", file=listed(line))
    assert said in shown
    assert "整份清单没有问题才能导入" in shown
    assert officer.client.post("/desk/office/powers/apply/", {"carried": seal}).status_code == 400
    assert state() == before


def test_a_countys_list_is_about_the_county(county_officer: AtDesk, officer: AtDesk, county: Unit) -> None:
    before = state()
    shown, seal = carried(
        county_officer.client, "/desk/office/powers/", file=listed((UNIT, "", "honour", "新依据", "2020-01-01", ""))
    )
    assert "不在您负责的区域" in shown
    assert county_officer.client.post("/desk/office/powers/apply/", {"carried": seal}).status_code == 400
    good = listed((UNIT, "", "honour", "新依据", "2020-01-01", ""))
    _, seal = carried(officer.client, "/desk/office/powers/", file=good)
    stolen = county_officer.client.post("/desk/office/powers/apply/", {"carried": seal})
    assert stolen.status_code == 409, "a preview is its own officer's"
    assert state() == before
    do(officer.client, "/desk/office/powers/apply/", carried=seal)
    made = PowerImport.objects.get()
    assert "清单.csv" not in page(county_officer.client, "/desk/office/powers/")
    assert county_officer.client.get(f"/desk/office/powers/{made.pk}/").status_code == 404
    assert county_officer.client.post(f"/desk/office/powers/{made.pk}/undo/").status_code == 404


def test_anothers_import_between_does_not_bar_the_way_back(
    officer: AtDesk, county_officer: AtDesk, county: Unit
) -> None:
    _, seal = carried(
        county_officer.client,
        "/desk/office/powers/",
        file=listed((county.uscc, "", "honour", GROUND, "2026-01-01", "")),
    )
    do(county_officer.client, "/desk/office/powers/apply/", carried=seal)
    first = PowerImport.objects.get()
    _, seal = carried(
        officer.client, "/desk/office/powers/", file=listed((UNIT, "", "honour", "新依据", "2020-01-01", ""))
    )
    do(officer.client, "/desk/office/powers/apply/", carried=seal)
    assert "已撤销这次导入" in do(county_officer.client, f"/desk/office/powers/{first.pk}/undo/")


def test_what_is_not_a_list_is_said_on_the_page(officer: AtDesk) -> None:
    assert "没有找到清单的表头" in asked_again(
        officer.client, "/desk/office/powers/", file=csv_file(("甲", "乙"), ("1", "2"))
    )
    assert "请先选择文件" in asked_again(officer.client, "/desk/office/powers/")
    assert officer.client.post("/desk/office/powers/apply/", {"carried": "x:y:z"}).status_code == 409


def test_the_list_as_it_is_changes_nothing(officer: AtDesk) -> None:
    sent = officer.client.get("/desk/office/powers/template/").content
    shown, _ = carried(officer.client, "/desk/office/powers/", file=BytesIO(sent))
    assert "完全一致" in shown


# ---- 职权疑问


def asked(desk: Desk) -> PowerQuestion:
    Edition.objects.update(in_force_on=today() - ONE_DAY)
    Power.objects.filter(unit__uscc=UNIT, item=PENALTY).delete()
    desk.checked(recent(1))
    return PowerQuestion.objects.get()


def test_a_power_in_question_is_granted(officer: AtDesk, county_officer: AtDesk, desk: Desk) -> None:
    one = f"/desk/office/power-questions/{asked(desk).pk}/"
    assert county_officer.client.get(one).status_code == 404
    assert county_officer.client.post(one, {"answer": "grant"}).status_code == 404
    assert "待答复" in page(officer.client, "/desk/office/power-questions/")
    given = {"answer": "grant", "g-ground": "权责清单第12项"}
    assert "晚于今天" in asked_again(officer.client, one, **given, **{"g-held_from": today() + ONE_DAY})
    shown = do(officer.client, one, **given, **{"g-held_from": today() - 30 * ONE_DAY})
    assert "1 个批次可以提交了" in shown
    assert Power.objects.filter(unit__uscc=UNIT, item=PENALTY).count() == 1
    assert officer.client.post(one, {**given, "g-held_from": today()}).status_code == 200, "it is answered"


def test_a_power_in_question_is_refused(officer: AtDesk, desk: Desk) -> None:
    one = f"/desk/office/power-questions/{asked(desk).pk}/"
    assert PowerQuestion.objects.filter(answered_at=None).exists()
    asked_again(officer.client, one, answer="refuse", **{"r-reason": " "})
    assert "已答复没有此项职权" in do(officer.client, one, answer="refuse", **{"r-reason": "由住建局行使"})
    assert not Power.objects.filter(unit__uscc=UNIT, item=PENALTY).exists()


# ---- 口径表


def table(*lines: tuple[str, ...]) -> object:
    return csv_file(TABLE_HEADERS, *lines, name="口径.csv")


LINES = (("罚款", "10", "", "严重", "是", "价格裁量基准第八条"), ("罚款", "", "10", "轻微", "否", "价格裁量基准第九条"))


def test_a_table_is_previewed_and_entered_as_an_edition(officer: AtDesk, county: Unit) -> None:
    before, one = state(), f"/desk/office/criteria/{county.pk}/{PENALTY}/"
    assert "用通用规则" in page(officer.client, "/desk/office/criteria/?danwei=城东")
    shown, seal = carried(officer.client, f"{one}import/", file=table(*LINES), in_force_from=today())
    assert "第 1 版，2 行" in shown
    assert "不足 10 万元" in shown
    assert state() == before
    assert "口径表，2 行" in do(officer.client, f"{one}apply/", carried=seal)
    assert [line.severity for line in criteria_of(county, PENALTY, today())] == ["serious", "minor"]
    assert not criteria_of(county, PENALTY, today() - ONE_DAY)
    shown, _ = carried(officer.client, f"{one}import/", file=table(LINES[0]), in_force_from=today())
    assert "新增 0 行，不再适用 1 行" in shown
    other = f"/desk/office/criteria/{Unit.objects.get(uscc=UNIT).pk}/{PENALTY}/"
    assert officer.client.post(f"{other}apply/", {"carried": seal}).status_code == 409, "of another unit"


def test_an_edition_to_come_waits_for_its_day(officer: AtDesk, county: Unit) -> None:
    one, tomorrow = f"/desk/office/criteria/{county.pk}/{PENALTY}/", today() + ONE_DAY
    _, seal = carried(officer.client, f"{one}import/", file=table(*LINES), in_force_from=tomorrow)
    shown = do(officer.client, f"{one}apply/", carried=seal)
    assert "尚未施行" in shown
    assert "没有本单位的口径" in shown


def test_the_file_that_was_taken_in_comes_out_again(officer: AtDesk, county: Unit) -> None:
    one = f"/desk/office/criteria/{county.pk}/{PENALTY}/"
    _, seal = carried(officer.client, f"{one}import/", file=table(*LINES), in_force_from=today())
    do(officer.client, f"{one}apply/", carried=seal)
    sent = officer.client.get(f"{one}1/")
    assert sent.status_code == 200
    shown, _ = carried(officer.client, f"{one}import/", file=BytesIO(sent.content), in_force_from=today())
    assert "新增 0 行，不再适用 0 行" in shown
    assert officer.client.get(f"{one}9/").status_code == 404


def test_the_template_holds_the_default_and_asks_for_what_only_the_unit_knows(officer: AtDesk, county: Unit) -> None:
    one = f"/desk/office/criteria/{county.pk}/{PENALTY}/"
    lines = officer.client.get(f"{one}template/").content.decode("utf-8-sig").splitlines()
    severities = [line.split(",")[3] for line in lines[1:]]
    assert severities == sorted(severities, key=["严重", "一般", "轻微"].index), (
        "the gravest first: the first line decides"
    )
    assert any(line.startswith("吊销许可证件,,,严重,是,《") for line in lines)
    assert [line.split(",")[-1] for line in lines if line.startswith("罚款")] == ["", "", ""]
    unfilled = BytesIO("\n".join(lines).encode())
    assert "没有写明依据" in asked_again(officer.client, f"{one}import/", file=unfilled, in_force_from=today())


@pytest.mark.parametrize("item", ["admin_licence", "nothing"])
def test_what_is_not_graded_has_no_table(officer: AtDesk, county: Unit, item: str) -> None:
    assert officer.client.get(f"/desk/office/criteria/{county.pk}/{item}/").status_code == 404
