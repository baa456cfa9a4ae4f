"""A batch that came back is mended where no check found a fault: any row by its number, or the whole file anew."""

from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from mingxin.intake.models import Batch, BatchState, RowMend, ZeroReport
from tests.conftest import InForce
from tests.mingxin.archive.sending import licence, penalty, write_csv
from tests.mingxin.doors.desk.conftest import AtDesk, DeskClient
from tests.mingxin.doors.desk.way import batch_at, do, lately, mixed, page, sent, words, work

FINE = {"w.3.CF_NR_FK": "2", "c.3.CF_NR_FK": "3", "w.3.CF_NR": "罚款20000元", "c.3.CF_NR": "罚款30000元"}
REASON = "第 3 行罚款金额与决定书不一致"


@pytest.fixture
def steward(in_force: InForce, desk_client: DeskClient) -> AtDesk:
    return desk_client("steward", unit=in_force.unit, login="zhang", name="张经办")


@pytest.fixture
def checker(in_force: InForce, desk_client: DeskClient) -> AtDesk:
    return desk_client("checker", unit=in_force.unit, login="wang", name="王审核")


def returned(steward: AtDesk, checker: AtDesk, folder: Path) -> str:
    address = sent(steward.client, folder, [lately(1), lately(2), lately(3)])
    do(steward.client, f"{address}submit/")
    do(checker.client, address.replace("/batches/", "/review/") + "return/", reason=REASON)
    return address


def file_of(folder: Path, *rows: dict[str, str], name: str = "改好的.csv") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, write_csv(folder / "mended.csv", "admin_penalty", list(rows)).read_bytes())


def test_a_good_row_is_opened_and_mended_and_the_checker_sees_it(
    steward: AtDesk, checker: AtDesk, tmp_path: Path
) -> None:
    address = returned(steward, checker, tmp_path)
    assert "改第 3 行" in page(steward.client, address), "the row that the reason names"
    assert "第 3 行 罚款金额（万元）" in steward.client.get(f"{address}rows/?hang=3").content.decode()
    shown = do(steward.client, f"{address}mend/", **FINE, **{"from": "rows", "hang": "3"})
    assert "修改第 3 行" in shown
    assert "已保存 2 处修改并重新检查。本批可入库 3 行" in shown
    do(steward.client, f"{address}submit/")
    seen = page(checker.client, address.replace("/batches/", "/review/"))
    assert "3 罚款金额（万元） 2 3 张经办" in seen
    assert "上次退回（王审核" in seen
    assert REASON in seen


def test_a_mend_that_spoils_a_good_row_says_so(steward: AtDesk, tmp_path: Path) -> None:
    address = sent(steward.client, tmp_path, mixed())
    number = str(lately(1)["CF_WSH"])
    shown = do(steward.client, f"{address}mend/", **{"w.2.CF_WSH": number, "c.2.CF_WSH": ""})
    assert "第 2 行原来没有问题，改后有问题，请看红字。" in shown
    assert "撤销本行" in shown


@pytest.mark.parametrize("asked", ["99", "1", "0", "", "二", "-3", "999999999"])
def test_a_number_that_no_row_has(steward: AtDesk, tmp_path: Path, asked: str) -> None:
    address = sent(steward.client, tmp_path, [lately(1)])
    answer = steward.client.get(f"{address}rows/", {"hang": asked})
    assert answer.status_code == 400
    assert "请核对行号后再试" in words(answer)  # type: ignore[arg-type]


def test_only_a_steward_opens_any_row_and_only_before_it_is_submitted(
    steward: AtDesk, checker: AtDesk, tmp_path: Path
) -> None:
    address = sent(steward.client, tmp_path, [lately(1), lately(2)])
    assert "修改第 2 行" not in page(checker.client, f"{address}rows/?hang=2")
    do(steward.client, f"{address}submit/")
    assert "修改第 2 行" not in page(steward.client, f"{address}rows/?hang=2")


def test_a_mended_file_replaces_the_batch(steward: AtDesk, checker: AtDesk, tmp_path: Path) -> None:
    old = returned(steward, checker, tmp_path)
    given = {"replaces": batch_at(old).number}
    same = (tmp_path / "sent.csv").read_bytes()
    refused = steward.client.post("/desk/batches/upload/", given | {"files": SimpleUploadedFile("同.csv", same)})
    assert "与本批原来的文件完全相同，没有替换" in words(refused)  # type: ignore[arg-type]
    empty = steward.client.post("/desk/batches/upload/", given | {"files": SimpleUploadedFile("空.csv", b"")})
    assert empty.status_code == 400
    assert batch_at(old).state == BatchState.RETURNED, "refused files leave it as it was"
    shown = do(steward.client, "/desk/batches/upload/", **given, files=file_of(tmp_path, lately(1), lately(2)))
    work()
    made = Batch.objects.exclude(pk=batch_at(old).pk).get()
    assert "原来的一批已撤回" in shown
    assert (batch_at(old).state, made.state, made.item) == (BatchState.WITHDRAWN, BatchState.READY, "admin_penalty")
    assert made.unit_id == batch_at(old).unit_id
    again = steward.client.post("/desk/batches/upload/", given | {"files": file_of(tmp_path, lately(5))})
    assert "不能替换" in words(again)  # type: ignore[arg-type]


def test_nobody_replaces_a_batch_of_another_unit(
    in_force: InForce, desk_client: DeskClient, steward: AtDesk, checker: AtDesk, tmp_path: Path
) -> None:
    old = returned(steward, checker, tmp_path)
    stranger = desk_client("steward", unit=in_force.other_unit)
    given = {"replaces": batch_at(old).number, "files": file_of(tmp_path, lately(1))}
    assert stranger.client.post("/desk/batches/upload/", given).status_code == 404
    assert batch_at(old).state == BatchState.RETURNED


def test_a_sheet_without_rows_becomes_a_declaration(steward: AtDesk, tmp_path: Path) -> None:
    header = write_csv(tmp_path / "empty.csv", "admin_penalty", [penalty(1)]).read_bytes().split(b"\n", 1)[0] + b"\n"
    answer = steward.client.post("/desk/batches/upload/", {"files": SimpleUploadedFile("零行.csv", header)})
    work()
    address = str(answer.headers["Location"])
    shown = page(steward.client, address)
    assert "月本期无（撤回本批）" in shown
    batch = batch_at(address)
    given = {"unit": batch.unit.uscc, "item": "admin_penalty", "instead": batch.number}
    assert "没有数据的一批已撤回" in do(steward.client, "/desk/batches/none/", **given)
    assert batch_at(address).state == BatchState.WITHDRAWN
    assert ZeroReport.objects.filter(item="admin_penalty", revoked_at=None).count() == 1


def test_a_sheet_with_rows_is_no_declaration(steward: AtDesk, tmp_path: Path) -> None:
    batch = batch_at(sent(steward.client, tmp_path, [lately(1)]))
    given = {"unit": batch.unit.uscc, "item": "admin_penalty", "instead": batch.number}
    assert steward.client.post("/desk/batches/none/", given).status_code == 400
    batch.refresh_from_db()
    assert (batch.state, ZeroReport.objects.count(), RowMend.objects.count()) == (BatchState.READY, 0, 0)


def test_after_a_file_of_no_bytes_the_month_may_be_declared_empty(steward: AtDesk) -> None:
    answer = steward.client.post("/desk/batches/upload/", {"files": SimpleUploadedFile("空.csv", b"")})
    assert "月本期无" in words(answer)  # type: ignore[arg-type]
    chosen = {"files": SimpleUploadedFile("空.csv", b""), "item": "admin_penalty"}
    shown = steward.client.post("/desk/batches/upload/", chosen).content.decode()
    assert shown.count('name="month"') == 1


def test_counts_of_a_batch_that_waits_say_what_may_become_of_it(steward: AtDesk, tmp_path: Path) -> None:
    sent(steward.client, tmp_path, mixed())
    csv = steward.client.get("/desk/batches/?export=csv")
    text = b"".join(csv.streaming_content).decode("utf-8-sig") if csv.streaming else csv.content.decode("utf-8-sig")  # type: ignore[attr-defined]
    head, row = text.splitlines()[:2]
    cells = dict(zip(head.split(","), row.split(","), strict=True))
    assert (cells["可入库"], cells["可更新"], cells["入库"], cells["更新"]) == ("3", "0", "", "")


def test_an_end_that_never_comes_is_written_as_the_site_writes_it(steward: AtDesk, tmp_path: Path) -> None:
    rows = [licence(1, XK_YXQZI="很久"), licence(2, XK_YXQZI="长期")]
    address = sent(steward.client, tmp_path, rows, item="admin_licence", name="许可.csv")
    assert (batch_at(address).questioned, batch_at(address).admitted) == (1, 1)
    shown = steward.client.get(f"{address}rows/?hang=2").content.decode()
    assert ">个体工商户</option>" in shown and ">自然人</option>" not in shown, (
        "a kind that the item refuses is not offered"
    )
    do(steward.client, f"{address}mend/", **{"w.2.XK_YXQZI": "很久", "c.2.XK_YXQZI": "长期"})
    assert (batch_at(address).questioned, batch_at(address).admitted) == (0, 2)
