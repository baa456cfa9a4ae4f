"""The office's files go out safe for a spreadsheet, and come back unchanged as they were."""

import csv
import io
from datetime import date

import pytest

from mingxin.access.models import Power, Unit
from mingxin.doors.desk.pages.office import sheets
from mingxin.intake.actions.criteria import criteria_of
from mingxin.kernel.refusal import Refusal
from mingxin.kernel.text import is_formula
from mingxin.rulebook.models import CalendarDay
from tests.mingxin.doors.desk.conftest import AtDesk
from tests.mingxin.doors.desk.office_city import carried, county, csv_file, do, officer, today
from tests.mingxin.intake.actions.desk import PENALTY

__all__ = ["county", "officer"]

HEADERS = ("类别", "金额下限(万元)", "金额上限(万元)", "失信程度", "是否公开", "依据")
GROUNDS = [
    pytest.param('=HYPERLINK("https://example.invalid","看")', id="a formula"),
    pytest.param("＝1+1", id="a full-width one"),
    pytest.param("@云泽", id="an at sign"),
    pytest.param("-第八条", id="a dash in front"),
    pytest.param("'=1+1", id="an apostrophe of its own"),
    pytest.param("'第八条", id="an apostrophe before plain words"),
    pytest.param("裁量基准第八条", id="plain words"),
]


def rows_of(content: bytes) -> list[list[str]]:
    rows = list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))
    assert not [cell for row in rows for cell in row if is_formula(cell)], "nothing that a spreadsheet would execute"
    return rows


@pytest.mark.parametrize("ground", GROUNDS)
def test_the_list_of_powers(officer: AtDesk, county: Unit, ground: str) -> None:
    Power.objects.filter(unit=county).update(ground=ground)
    sent = officer.client.get("/desk/office/powers/template/").content
    lines = len(rows_of(sent)) - 1
    shown, _ = carried(officer.client, "/desk/office/powers/", file=io.BytesIO(sent))
    assert f"共 {lines} 行：不变 {lines} 行" in shown
    assert "不需要导入" in shown


@pytest.mark.parametrize("ground", GROUNDS)
def test_a_table_of_criteria(officer: AtDesk, county: Unit, ground: str) -> None:
    one = f"/desk/office/criteria/{county.pk}/{PENALTY}/"
    quoted = ground.replace('"', '""')
    file = csv_file(HEADERS, ("警告", "", "", "轻微", "否", f'"{quoted}"'))
    _, seal = carried(officer.client, f"{one}import/", file=file, in_force_from=today())
    do(officer.client, f"{one}apply/", carried=seal)
    before = criteria_of(county, PENALTY, today())
    sent = officer.client.get(f"{one}1/").content
    rows_of(sent)
    shown, seal = carried(officer.client, f"{one}import/", file=io.BytesIO(sent), in_force_from=today())
    assert "新增 0 行，不再适用 0 行" in shown
    do(officer.client, f"{one}apply/", carried=seal)
    assert criteria_of(county, PENALTY, today()) == before


@pytest.mark.parametrize("note", GROUNDS)
def test_a_year_of_the_calendar(officer: AtDesk, note: str) -> None:
    assert CalendarDay.objects.filter(day=date(2026, 10, 1)).update(note=note)
    sent = officer.client.get("/desk/office/calendar/2026/").content
    rows_of(sent)
    given = {"edition": "2026年再导", "source": "同一通知"}
    answer = officer.client.post("/desk/office/calendar/import/", {"file": io.BytesIO(sent), **given})
    preview = answer.context["preview"]
    assert "与现行日历不同的 0 天" in "".join(preview.summary)
    assert {line[3] for line in preview.lines} - {""} == {note}


def test_the_limit_of_a_table_is_on_what_stands_under_its_header(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sheets, "MOST_ROWS", 2)
    lines = [HEADERS, *[("罚款", "", "", "一般", "是", "基准")] * 3]
    assert len(sheets.text_of(csv_file(*lines[:3])).splitlines()) == 3, "on it"
    with pytest.raises(Refusal, match="3 行数据，超过单个文件 2 行"):
        sheets.text_of(csv_file(*lines))
