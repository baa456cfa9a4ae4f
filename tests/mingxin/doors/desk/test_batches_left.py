"""Rows that a batch, or a supplement to it, left behind: mended at the desk, sent again, or closed with a reason."""

from pathlib import Path

import pytest

from tests.conftest import InForce
from tests.mingxin.doors.desk.conftest import AtDesk, DeskClient
from tests.mingxin.doors.desk.way import batch_at, do, lately, mixed, page, sent, through

pytestmark = pytest.mark.both

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


def test_rows_left_behind_are_mended_at_the_desk(steward: AtDesk, checker: AtDesk, tmp_path: Path) -> None:
    address = sent(steward.client, tmp_path, mixed())
    through(steward, checker, address)
    assert "还有 5 行待补报" in page(steward.client, address)
    assert "没有这类问题的行" in page(steward.client, f"{address}rows/?leixing=date.order")
    assert "11 月行政处罚" in page(steward.client, "/desk/batches/questioned/")
    made = steward.client.post(f"{address}supplement/").headers["Location"].split("#")[0]
    again = steward.client.post(f"{address}supplement/").headers["Location"].split("#")[0]
    assert made == again, "an open supplement is given back"
    shown = do(steward.client, f"{made}mend/", **{"w.7.CF_WSH": "", "c.7.CF_WSH": "云市监罚〔2026〕22号"})
    assert "可入库 1 行，需修改 4 行" in shown
    assert f"{address}close/" not in steward.client.get(address).content.decode(), "while they are being sent"
    through(steward, checker, made)
    assert "1 行已补报，还有 4 行待补报" in page(steward.client, address)
    shown = page(steward.client, made)
    assert "已入库 1 行；还有 4 行仍在原批次待补报" in shown and "到原批次补报 4 行" in shown
    do(steward.client, f"{address}close/", reason="决定书已作废")
    assert "其余 5 行中 1 行已补报、4 行已注明不再补报" in page(steward.client, address)
    shown = page(steward.client, made)
    assert "其余 4 行已注明不再补报" in shown and "到原批次补报" not in shown


def test_rows_left_behind_come_back_in_a_file(steward: AtDesk, checker: AtDesk, tmp_path: Path) -> None:
    address = sent(steward.client, tmp_path, mixed())
    through(steward, checker, address)
    number = batch_at(address).number
    mended = sent(steward.client, tmp_path, [lately(22), lately(23)], name="补报.csv", supplement=number)
    assert batch_at(mended).supplement_to_id == number
    through(steward, checker, mended)
    assert "还有 3 行待补报" in page(steward.client, address)


def test_rows_that_will_not_be_sent_again_are_closed_with_a_reason(
    steward: AtDesk, checker: AtDesk, tmp_path: Path
) -> None:
    address = sent(steward.client, tmp_path, mixed())
    through(steward, checker, address)
    assert steward.client.post(f"{address}close/", {"reason": " "}).status_code == 200, "asked again"
    assert "已注明不再补报" in do(steward.client, f"{address}close/", reason="决定书已作废")
    assert "没有待补报的疑问数据" in page(steward.client, "/desk/batches/questioned/")
    assert "还有 5 行待补报" in do(steward.client, f"{address}reopen/")


def test_rows_that_were_refused_are_only_to_be_closed(steward: AtDesk, checker: AtDesk, tmp_path: Path) -> None:
    person = lately(9, CF_XDR_LB="自然人", CF_XDR_MC="贾有名", CF_XDR_SHXYM="")
    address = sent(steward.client, tmp_path, [lately(1), person])
    through(steward, checker, address)
    shown = page(steward.client, address)
    assert "注明 1 行不再补报" in shown
    assert "在线补报" not in shown
