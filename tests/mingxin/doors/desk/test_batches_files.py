"""Files that a batch gives back: the marked workbook, the table of questioned rows, the receipt."""

import io
from pathlib import Path
from typing import Any
from urllib.parse import quote

import openpyxl
import pytest

from mingxin.doors.desk.pages.batches import files
from mingxin.jobs.models import Job, JobState
from tests.conftest import InForce
from tests.mingxin.doors.desk.conftest import AtDesk, DeskClient
from tests.mingxin.doors.desk.way import do, mixed, page, sent, work

pytestmark = pytest.mark.both

NUMBER_GIVEN = {"w.7.CF_WSH": "", "c.7.CF_WSH": "云市监罚〔2026〕22号"}


@pytest.fixture
def steward(in_force: InForce, desk_client: DeskClient) -> AtDesk:
    return desk_client("steward", unit=in_force.unit, login="zhang", name="张经办")


def test_files_to_take_home(steward: AtDesk, tmp_path: Path) -> None:
    address = sent(steward.client, tmp_path, mixed())
    for kind, rows in (("marked", 9), ("failed", 6)):
        answer = steward.client.get(f"{address}files/{kind}/")
        assert answer.status_code == 200
        sheet = openpyxl.load_workbook(io.BytesIO(answer.content)).worksheets[0]
        assert sum(1 for row in sheet.iter_rows(values_only=True) if any(row)) == rows, kind
    template = steward.client.get("/desk/batches/templates/admin_penalty/")
    assert openpyxl.load_workbook(io.BytesIO(template.content)).sheetnames[0] == "行政处罚"
    assert steward.client.get(f"{address}files/secret/").status_code == 404
    assert steward.client.get("/desk/batches/templates/nothing/").status_code == 400


def test_the_marked_workbook_is_made_anew_after_a_mend_by_the_worker(steward: AtDesk, tmp_path: Path) -> None:
    """Nobody waits for it in a request: the page says that it is being made, and refreshes itself."""
    address = sent(steward.client, tmp_path, mixed())
    do(steward.client, f"{address}mend/", **NUMBER_GIVEN)
    asked = steward.client.get(f"{address}files/marked/")
    assert (asked.status_code, asked.headers["Location"]) == (303, address)
    job = Job.objects.get(kind="intake.mark")
    assert steward.client.get(f"{address}files/marked/").status_code == 303
    assert Job.objects.filter(kind="intake.mark").count() == 1, "asked for twice it is made once"
    shown = page(steward.client, address)
    assert "正在生成错误标注表" in shown
    assert "生成错误标注表 排队（下一个就是本批）" in shown
    assert "HX-Refresh" not in steward.client.get(f"{address}progress/").headers
    work()
    assert steward.client.get(f"{address}progress/").headers["HX-Refresh"] == "true"
    job.refresh_from_db()
    assert (job.state, job.actor_login) == (JobState.DONE, "zhang")
    answer = steward.client.get(f"{address}files/marked/")
    sheet = openpyxl.load_workbook(io.BytesIO(answer.content)).worksheets[0]
    assert "云市监罚〔2026〕22号" in {cell for row in sheet.iter_rows(values_only=True) for cell in row}
    assert "检查完成" in page(steward.client, address)


def test_a_marked_workbook_that_cannot_be_made_is_said_to_be_so(steward: AtDesk, tmp_path: Path, settings: Any) -> None:
    address = sent(steward.client, tmp_path, mixed())
    do(steward.client, f"{address}mend/", **NUMBER_GIVEN)
    steward.client.get(f"{address}files/marked/")
    settings.INTAKE_FILE_MAX_BYTES = 10
    work()
    shown = page(steward.client, address)
    assert "超过单个文件" in shown
    settings.INTAKE_FILE_MAX_BYTES = 1 << 20
    steward.client.get(f"{address}files/marked/")
    work()
    assert steward.client.get(f"{address}files/marked/").status_code == 200, "asked for again it is made"


def test_a_table_of_questioned_rows_has_as_many_as_are_mended_at_the_desk_and_says_so(
    steward: AtDesk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    address = sent(steward.client, tmp_path, mixed())
    monkeypatch.setattr(files, "MOST_ROWS", 2)
    answer = steward.client.get(f"{address}files/failed/")
    sheet = openpyxl.load_workbook(io.BytesIO(answer.content)).worksheets[0]
    assert sum(1 for row in sheet.iter_rows(values_only=True) if any(row)) == 3
    assert quote("（共5行中的前2行）") in answer.headers["Content-Disposition"]
