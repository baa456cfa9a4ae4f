"""The steward's way with a batch, through the pages and the real worker."""

from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from mingxin.intake.actions.linking import propose_link
from mingxin.intake.models import Batch, BatchState, RowMend
from mingxin.jobs.models import Job, JobState
from mingxin.kernel.clock import now as clock_now
from mingxin.ledger.actor import Actor
from tests.conftest import InForce
from tests.mingxin.archive.sending import licence, penalty, write_csv
from tests.mingxin.doors.desk.conftest import AtDesk, DeskClient
from tests.mingxin.doors.desk.way import batch_at, do, lately, mixed, page, sent, upload, words, work

pytestmark = pytest.mark.both

ID_NUMBER = "110101199003070011"  # an invented one whose check digit holds

NUMBER_GIVEN = {"w.7.CF_WSH": "", "c.7.CF_WSH": "云市监罚〔2026〕22号"}


@pytest.fixture
def steward(in_force: InForce, desk_client: DeskClient) -> AtDesk:
    return desk_client("steward", unit=in_force.unit, login="zhang", name="张经办")


@pytest.fixture
def checker(in_force: InForce, desk_client: DeskClient) -> AtDesk:
    return desk_client("checker", unit=in_force.unit, login="wang", name="王审核")


def test_from_the_file_to_the_one_sentence(steward: AtDesk, tmp_path: Path) -> None:
    address = sent(steward.client, tmp_path, mixed())
    shown = page(steward.client, address)
    assert "11 月行政处罚（第三周）.csv 待提交" in shown
    assert "可入库 3 行，需修改 5 行。" in shown
    assert "提交审核 3 行（新增 3）" in shown
    assert "按表头判断为“行政处罚”（19 列中 19 列相符）" in shown
    assert "采用 91429913MA000020XP" in shown
    assert "采用 0.2" in shown
    assert "检查完成 8 行，用时" in shown


def test_an_item_that_is_guessed_is_one_that_the_sender_may_report(
    in_force: InForce, desk_client: DeskClient, tmp_path: Path
) -> None:
    """Left to be guessed, it cannot be asked for before the file is read."""
    of_licences = desk_client("steward", unit=in_force.unit, items=["admin_licence"])
    address = sent(of_licences.client, tmp_path, mixed())
    batch = batch_at(address)
    assert (batch.state, batch.refusal_code, batch.sieved_file) == (BatchState.REFUSED, "batch.not_yours", "")
    assert "您的岗位不负责报送这个事项" in page(of_licences.client, address)
    of_penalties = desk_client("steward", unit=in_force.unit, items=["admin_penalty"])
    assert batch_at(sent(of_penalties.client, tmp_path, [*mixed(), lately(40)])).state == BatchState.READY


def test_rows_and_columns_that_were_not_read_are_named_on_the_page(steward: AtDesk, tmp_path: Path) -> None:
    head, *rows = write_csv(tmp_path / "a.csv", "admin_penalty", mixed()).read_text(encoding="utf-8").splitlines()
    text = "\n".join([head + ",内部编号", rows[0] + ",7", *rows[1:], "合计"])
    file = SimpleUploadedFile("处罚.csv", text.encode())
    address = steward.client.post("/desk/batches/upload/", {"files": file, "item": "admin_penalty"}).headers["Location"]
    work()
    shown = page(steward.client, address)
    assert "以下各行有内容，但没有作为数据读取：第 10 行（合计）。" in shown
    assert "“内部编号”不是“行政处罚”的数据项" in shown


def test_one_button_is_primary(steward: AtDesk, tmp_path: Path) -> None:
    address = sent(steward.client, tmp_path, mixed())
    assert steward.client.get(address).content.decode().count("btn primary") == 1


def test_a_double_click_sends_once(steward: AtDesk, tmp_path: Path) -> None:
    first, second = (upload(steward.client, tmp_path, mixed()) for _ in range(2))
    assert first.headers["Location"] == second.headers["Location"]
    assert Batch.objects.count() == 1
    assert "没有重复接收" in page(steward.client, second.headers["Location"])
    do(steward.client, f"{first.headers['Location']}withdraw/", reason="选错文件")
    assert upload(steward.client, tmp_path, mixed()).headers["Location"] != first.headers["Location"]


def test_several_files_at_once(steward: AtDesk, tmp_path: Path) -> None:
    files = [
        SimpleUploadedFile(f"第{n}份.csv", write_csv(tmp_path / f"{n}.csv", "admin_penalty", [lately(n)]).read_bytes())
        for n in (1, 2)
    ]
    answer = steward.client.post("/desk/batches/upload/", {"files": files})
    assert answer.headers["Location"] == "/desk/batches/"
    assert "已收妥 2 个文件" in page(steward.client, "/desk/batches/")


def test_a_large_file_is_taken_from_the_disk(steward: AtDesk, tmp_path: Path, settings: Any) -> None:
    settings.FILE_UPLOAD_MAX_MEMORY_SIZE = 10
    assert "可入库 3 行，需修改 5 行。" in page(steward.client, sent(steward.client, tmp_path, mixed()))


@pytest.mark.parametrize(
    ("files", "said"),
    [
        pytest.param([], "没有选择文件", id="no file"),
        pytest.param([SimpleUploadedFile("空的.csv", b"")], "这是一个空文件", id="an empty file"),
    ],
)
def test_what_cannot_be_taken_is_said_on_the_same_page(
    steward: AtDesk, files: list[SimpleUploadedFile], said: str
) -> None:
    answer = steward.client.post("/desk/batches/upload/", {"files": files})
    assert answer.status_code == 400
    assert said in words(answer)  # type: ignore[arg-type]
    assert "把报送文件拖到这里" in words(answer)  # type: ignore[arg-type]


def test_a_file_that_is_no_table_is_refused_with_what_to_do(steward: AtDesk) -> None:
    file = SimpleUploadedFile("通知.csv", "这不是表格\n只有几句话\n".encode())
    address = steward.client.post("/desk/batches/upload/", {"files": file}).headers["Location"]
    work()
    shown = page(steward.client, address)
    assert "已拒收" in shown
    refused = batch_at(address)
    assert refused.refusal_remedy
    assert refused.refusal_message + refused.refusal_remedy in shown


def test_an_identity_number_in_the_name_of_a_file_is_cut(steward: AtDesk, tmp_path: Path) -> None:
    address = sent(steward.client, tmp_path, mixed(), name=f"处罚{ID_NUMBER}.csv")
    assert ID_NUMBER not in page(steward.client, address)
    assert ID_NUMBER not in batch_at(address).file_name


def test_the_number_of_a_batch_in_an_address_is_never_read_as_an_identity_number(steward: AtDesk) -> None:
    for day in range(1, 29):  # on one day in eleven the check digit of the whole number would hold
        address = reverse("desk:batch", args=[f"429913-202611{day:02d}-00001"])
        assert steward.client.get(address).status_code == 404, "not found, instead of sent away"


def test_another_units_batch_does_not_exist(
    in_force: InForce, desk_client: DeskClient, steward: AtDesk, tmp_path: Path
) -> None:
    address = sent(steward.client, tmp_path, mixed())
    stranger = desk_client("steward", unit=in_force.other_unit).client
    for path in ("", "rows/", "progress/", "item/", "withdraw/", "close/", "files/failed/", "files/receipt/"):
        assert stranger.get(address + path).status_code == 404, path
    for path in ("mend/", "unmend/", "explain/", "submit/", "withdraw/", "supplement/", "reopen/", "stop/", "resume/"):
        assert stranger.post(address + path, {"reason": "无"}).status_code == 404, path
    assert "11 月行政处罚" not in page(stranger, "/desk/batches/")


def test_an_officer_looks_and_does_not_act(
    in_force: InForce, desk_client: DeskClient, steward: AtDesk, tmp_path: Path
) -> None:
    address = sent(steward.client, tmp_path, mixed())
    officer = desk_client("officer", unit=in_force.unit).client
    shown = officer.get(address).content.decode()
    assert "btn primary" not in shown
    assert 'name="c.' not in shown
    assert officer.post(f"{address}submit/").status_code == 403


def test_a_mended_row_becomes_good_and_the_page_says_so(steward: AtDesk, tmp_path: Path) -> None:
    address = sent(steward.client, tmp_path, mixed())
    cells = {
        "w.7.CF_WSH": "",
        "c.7.CF_WSH": "云市监罚〔2026〕22号",
        "w.8.CF_JDRQ": "2026/13/05",
        "c.8.CF_JDRQ": "2026/14/05",
    }
    shown = do(steward.client, f"{address}mend/", **cells)
    assert "已保存 2 处修改并重新检查。第 7 行现在可以入库。第 8 行仍有问题，请看红字。" in shown
    assert "可入库 4 行，需修改 4 行" in shown
    assert [(m.row, m.value, m.actor_name) for m in RowMend.objects.order_by("row")] == [
        (7, "云市监罚〔2026〕22号", "张经办"),
        (8, "2026/14/05", "张经办"),
    ]
    assert "已保存" not in page(steward.client, address), "said once"
    assert "恢复为报送时的内容" in do(steward.client, f"{address}unmend/", row="7")
    assert batch_at(address).questioned == 4


def test_a_proposal_is_adopted_under_ones_own_name_and_worked_out_anew(steward: AtDesk, tmp_path: Path) -> None:
    address = sent(steward.client, tmp_path, mixed())
    cells = {
        "w.5.CF_XDR_SHXYM": "x",
        "c.5.CF_XDR_SHXYM": "伪造的值",
        "w.7.CF_WSH": "",
        "c.7.CF_WSH": "云市监罚〔2026〕22号",
    }
    do(steward.client, f"{address}mend/", adopt="5.CF_XDR_SHXYM", **cells)
    mends = {m.row: (m.value, m.ground) for m in RowMend.objects.all()}
    assert mends == {5: (penalty(20)["CF_XDR_SHXYM"], "suggested"), 7: ("云市监罚〔2026〕22号", "typed")}
    do(steward.client, f"{address}mend/", adopt="6.CF_NR_FK")
    assert RowMend.objects.get(row=6).value == "0.2"


def test_the_days_on_which_rows_are_due_sum_up_to_the_rows(steward: AtDesk, tmp_path: Path) -> None:
    """A row whose day of decision cannot be read is due on no day that is known, and stands there as such."""
    address = sent(steward.client, tmp_path, mixed())

    def sums() -> tuple[list[str], int, int]:
        context = steward.client.get(address).context
        rows = [*context["dues"], *([context["undated"]] if context["undated"] else [])]
        return [one.words for one in rows], sum(one.good for one in rows), sum(one.behind for one in rows)

    batch = batch_at(address)
    names, good, behind = sums()
    assert (good, behind) == (batch.admitted, batch.questioned + batch.unlinked) == (3, 5)
    assert names[-1] == "决定日期不能确定" and "改好日期后计算" in page(steward.client, address)
    do(steward.client, f"{address}mend/", **{"w.8.CF_JDRQ": "2026/13/05", "c.8.CF_JDRQ": lately(23)["CF_JDRQ"]})
    names, good, behind = sums()
    assert (good, behind) == (4, 4) and "决定日期不能确定" not in names
    only = sent(steward.client, tmp_path, [lately(40, CF_JDRQ="2026/13/05")], name="只有一行.csv")
    assert steward.client.get(only).context["undated"].behind == 1


def test_what_a_colleague_mended_meanwhile_is_not_overwritten(
    in_force: InForce, desk_client: DeskClient, steward: AtDesk, tmp_path: Path
) -> None:
    address = sent(steward.client, tmp_path, mixed())
    colleague = desk_client("steward", unit=in_force.unit, login="li", name="李经办").client
    do(colleague, f"{address}mend/", **{"w.8.CF_JDRQ": "2026/13/05", "c.8.CF_JDRQ": "2026/15/05"})
    late = {"w.8.CF_JDRQ": "2026/13/05", "c.8.CF_JDRQ": "2026/11/05", "w.7.CF_WSH": "", "c.7.CF_WSH": "文号7号"}
    shown = do(steward.client, f"{address}mend/", **late)
    assert "第 8 行在您打开页面之后已由李经办修改，没有覆盖" in shown
    assert {m.row: m.value for m in RowMend.objects.all()} == {8: "2026/15/05", 7: "文号7号"}


def test_what_one_mended_in_another_window_is_called_ones_own(steward: AtDesk, tmp_path: Path) -> None:
    address = sent(steward.client, tmp_path, mixed())
    do(steward.client, f"{address}mend/", **{"w.8.CF_JDRQ": "2026/13/05", "c.8.CF_JDRQ": "2026/15/05"})
    late = {"w.8.CF_JDRQ": "2026/13/05", "c.8.CF_JDRQ": "2026/11/05"}
    shown = do(steward.client, f"{address}mend/", **late)
    assert "第 8 行您已在另一个页面修改过，没有覆盖，请看现在的内容。" in shown and "同事" not in shown
    assert [m.value for m in RowMend.objects.all()] == ["2026/15/05"]
    do(steward.client, f"{address}unmend/", row="8")
    taken_back = do(steward.client, f"{address}mend/", **{"w.8.CF_JDRQ": "2026/15/05", "c.8.CF_JDRQ": "2026/11/05"})
    assert "第 8 行在您打开页面之后已有改动，没有覆盖，请看现在的内容。" in taken_back


@pytest.mark.parametrize(
    "cells",
    [
        pytest.param({}, id="nothing at all"),
        pytest.param({"w.7.CF_WSH": "", "c.7.CF_WSH": ""}, id="nothing changed"),
        pytest.param({"w.7.NOT_A_FIELD": "", "c.7.NOT_A_FIELD": "1"}, id="no such field"),
        pytest.param({"w.seven.CF_WSH": "", "c.seven.CF_WSH": "1"}, id="no such row"),
    ],
)
def test_a_save_that_changes_nothing_is_refused_in_words(
    steward: AtDesk, tmp_path: Path, cells: dict[str, str]
) -> None:
    address = sent(steward.client, tmp_path, mixed())
    assert steward.client.post(f"{address}mend/", cells).status_code == 400
    assert not RowMend.objects.exists()


def test_an_unclear_item_is_asked_for(steward: AtDesk, tmp_path: Path) -> None:
    path = write_csv(tmp_path / "few.csv", "admin_penalty", [{"CF_XDR_MC": "甲公司", "BZ": "无"}])
    file = SimpleUploadedFile("不清楚.csv", path.read_bytes())
    address = steward.client.post("/desk/batches/upload/", {"files": file}).headers["Location"]
    work()
    assert "请选择这个文件属于哪个事项" in page(steward.client, address)
    assert steward.client.post(f"{address}item/", {}).status_code == 400
    do(steward.client, f"{address}item/", item="admin_penalty")
    work()
    assert batch_at(address).item == "admin_penalty"


def test_a_guess_can_be_changed(steward: AtDesk, tmp_path: Path) -> None:
    address = sent(steward.client, tmp_path, mixed())
    assert "行政许可" in page(steward.client, f"{address}item/")
    do(steward.client, f"{address}item/", item="admin_licence")
    work()
    assert batch_at(address).item == "admin_licence"


def test_a_doubt_is_explained_before_it_goes_on(steward: AtDesk, tmp_path: Path) -> None:
    address = sent(steward.client, tmp_path, [lately(n) for n in range(1, 31)])
    shown = page(steward.client, address)
    assert "全部 30 行都是“罚款”" in shown and "例如：本月只办理了这一类。" in shown and "集中换证" not in shown
    assert steward.client.post(f"{address}submit/").status_code == 400
    shown = do(steward.client, f"{address}explain/", kind="one_kind", reason="本周集中办理同类案件")
    assert "提交审核 30 行" in shown
    assert "本周集中办理同类案件" in shown


def test_without_a_review_it_goes_straight_to_the_archive(steward: AtDesk, signing_key: Path, tmp_path: Path) -> None:
    address = sent(steward.client, tmp_path, [licence(n) for n in (1, 2)], item="admin_licence", name="许可.csv")
    assert "直接入库 2 行（新增 2）" in page(steward.client, address)
    assert "正在入库" in do(steward.client, f"{address}submit/")
    work()
    shown = page(steward.client, address)
    assert "已入库 2 行，全部办完。" in shown
    assert "公示中" in shown
    assert "/xinxi/" in steward.client.get(address).content.decode()
    receipt = steward.client.get(f"{address}files/receipt/")
    assert receipt.content.startswith(b"%PDF")


def test_withdrawing_needs_a_reason_and_leaves_the_history(steward: AtDesk, tmp_path: Path) -> None:
    address = sent(steward.client, tmp_path, mixed())
    assert steward.client.post(f"{address}withdraw/", {"reason": ""}).status_code == 200
    assert batch_at(address).state == BatchState.READY
    shown = do(steward.client, f"{address}withdraw/", reason="选错文件")
    assert "已撤回" in shown
    assert "选错文件" in shown
    assert steward.client.get(f"{address}files/failed/").status_code == 409


def test_a_batch_that_waits_tells_how_many_are_before_it(steward: AtDesk, tmp_path: Path) -> None:
    first, second = (upload(steward.client, tmp_path, [lately(number)]).headers["Location"] for number in (1, 2))
    assert "排队（下一个就是本批）" in words(steward.client.get(f"{first}progress/"))  # type: ignore[arg-type]
    waits = words(steward.client.get(f"{second}progress/"))  # type: ignore[arg-type]
    assert "排队（各部门轮流办理，前面还有 1 项）" in waits


def test_progress_is_told_as_it_is(steward: AtDesk, tmp_path: Path) -> None:
    address = upload(steward.client, tmp_path, mixed()).headers["Location"]
    fragment = words(steward.client.get(f"{address}progress/"))  # type: ignore[arg-type]
    assert "排队（下一个就是本批）" in fragment
    assert "可以离开此页" in fragment
    Job.objects.update(asked_at=clock_now().replace(year=2020))
    assert "处理程序没有响应" in words(steward.client.get(f"{address}progress/"))  # type: ignore[arg-type]
    assert "处理已停止" in do(steward.client, f"{address}stop/")
    assert Job.objects.get().state == JobState.STOPPED
    do(steward.client, f"{address}resume/")
    work()
    assert steward.client.get(f"{address}progress/").headers["HX-Refresh"] == "true"


def test_what_the_office_proposes_is_adopted_or_declined(in_force: InForce, steward: AtDesk, tmp_path: Path) -> None:
    address = sent(steward.client, tmp_path, mixed())
    office = Actor("zhao", "赵信用")
    code = penalty(24)["CF_XDR_SHXYM"]
    given = {"uscc": code, "name": "云泽市嘉禾食品有限公司", "reason": "名称一致"}
    made = propose_link(batch_at(address).number, 9, **given, by=office, at=clock_now())
    assert "信用办的建议" in page(steward.client, address)
    assert f"第 9 行已采用代码 {code}" in do(steward.client, f"/desk/proposals/{made.pk}/adopt/")
    assert RowMend.objects.get(row=9).ground == "linked"
    assert steward.client.get("/desk/proposals/999/decline/").status_code == 404


def test_the_list_keeps_its_filters_and_exports_what_it_counts(steward: AtDesk, tmp_path: Path) -> None:
    sent(steward.client, tmp_path, mixed())
    sent(steward.client, tmp_path, [licence(1)], item="admin_licence", name="许可.csv")
    assert "共 2 批" in page(steward.client, "/desk/batches/")
    for asked in (
        "shixiang=admin_licence",
        "wenjian=许可",
        f"yuefen={clock_now():%Y-%m}&wenjian=许可",
        "jingbanren=张&wenjian=许可",
    ):
        assert "符合条件 1 批" in page(steward.client, f"/desk/batches/?{asked}"), asked
    assert "符合条件 0 批" in page(steward.client, "/desk/batches/?yuefen=2020-01")
    assert steward.client.get("/desk/batches/?zhuangtai=ready&export=csv").headers["X-Rows"] == "2"


@pytest.mark.parametrize("path", ["", "rows/"])
def test_a_page_asks_the_database_as_often_for_many_rows_as_for_few(steward: AtDesk, tmp_path: Path, path: str) -> None:
    few = sent(steward.client, tmp_path, [lately(1), lately(2, CF_WSH="")])
    many = sent(
        steward.client, tmp_path, [lately(n + 50, CF_WSH="" if n else "文1号") for n in range(40)], name="多.csv"
    )
    counts = []
    for address in (few, few, many):
        with CaptureQueriesContext(connection) as asked:
            page(steward.client, address + path)
        counts.append(len(asked))
    assert counts[1] == counts[2]
    assert counts[2] <= 40
