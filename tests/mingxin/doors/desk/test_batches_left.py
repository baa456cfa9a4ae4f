"""Rows that a supplement leaves behind have their way on from that supplement's page."""

from pathlib import Path

import pytest

from tests.conftest import InForce
from tests.mingxin.doors.desk.conftest import AtDesk, DeskClient
from tests.mingxin.doors.desk.way import batch_at, lately, page, sent, through

NO_DAY = {"CF_JDRQ": ""}


@pytest.fixture
def steward(in_force: InForce, desk_client: DeskClient) -> AtDesk:
    return desk_client("steward", unit=in_force.unit, login="zhang", name="张经办")


@pytest.fixture
def checker(in_force: InForce, desk_client: DeskClient) -> AtDesk:
    return desk_client("checker", unit=in_force.unit, login="wang", name="王审核")


def test_what_a_file_left_is_mended_from_its_own_page(steward: AtDesk, checker: AtDesk, tmp_path: Path) -> None:
    first = sent(steward.client, tmp_path, [lately(1), lately(2, **NO_DAY), lately(3, **NO_DAY)])
    through(steward, checker, first)
    number = batch_at(first).number
    rows = [lately(2), lately(3, **NO_DAY, BZ="再报")]
    second = sent(steward.client, tmp_path, rows, name="补报.csv", supplement=number)
    through(steward, checker, second)
    assert "待补报" not in page(steward.client, first).partition("其余 2 行已补报")[2][:40]
    shown = page(steward.client, second)
    assert "还有 1 行待补报" in shown and "在线补报疑问数据 1 行" in shown and "不再补报" in shown
    listed = page(steward.client, "/desk/batches/questioned/")
    assert "补报.csv" in listed and "共 1 批" in listed
    made = steward.client.post(f"{second}supplement/").headers["Location"].split("#")[0]
    assert batch_at(made).rows_of_id == batch_at(second).number
    assert "需修改 1 行" in page(steward.client, made)


def test_more_rows_than_are_mended_at_the_desk_are_sent_as_a_file(
    steward: AtDesk, checker: AtDesk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("mingxin.doors.desk.pages.batches.next_step.MOST_ROWS", 1)
    monkeypatch.setattr("mingxin.intake.actions.supplements.MOST_ROWS", 1)
    address = sent(steward.client, tmp_path, [lately(1), lately(2, **NO_DAY), lately(3, **NO_DAY)])
    through(steward, checker, address)
    answer = steward.client.get(address).content.decode()
    assert '<a class="btn primary" href="#send-again">上传补报文件</a>' in answer
    refused = steward.client.post(f"{address}supplement/")
    assert refused.status_code == 400
    assert "下载疑问数据表" in refused.content.decode()
