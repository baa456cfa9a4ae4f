"""The checker's way: what a batch would change, released or returned under one's own name."""

import re
from datetime import date
from pathlib import Path

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from mingxin.access.actions.people import give_post
from mingxin.access.models import StaffRole, Unit
from mingxin.intake.models import Batch, BatchState
from mingxin.kernel.clock import now
from mingxin.ledger.actor import Actor
from tests.conftest import InForce
from tests.mingxin.doors.desk.conftest import AtDesk, DeskClient
from tests.mingxin.doors.desk.way import batch_at, do, lately, mixed, page, sent, words, work


@pytest.fixture
def steward(in_force: InForce, desk_client: DeskClient) -> AtDesk:
    return desk_client("steward", unit=in_force.unit, login="zhang", name="张经办")


@pytest.fixture
def checker(in_force: InForce, desk_client: DeskClient) -> AtDesk:
    return desk_client("checker", unit=in_force.unit, login="wang", name="王审核")


def submitted(steward: AtDesk, folder: Path, rows: list[dict[str, str]] | None = None, name: str = "处罚.csv") -> str:
    """The address of the review."""
    address = sent(steward.client, folder, list(rows or mixed()), name=name)
    do(steward.client, f"{address}submit/")
    return address.replace("/batches/", "/review/")


def test_what_would_change_is_shown_field_by_field(steward: AtDesk, checker: AtDesk, tmp_path: Path) -> None:
    do(checker.client, submitted(steward, tmp_path, [lately(1), lately(2)]) + "release/", secrecy="yes")
    work()
    rows = [lately(1, CF_NR="罚款30000元", CF_NR_FK="3"), lately(2), lately(3)]
    shown = page(checker.client, submitted(steward, tmp_path, rows, name="更新.csv"))
    assert "罚款金额（万元） 原来是 2 → 改为 3" in shown
    assert "处罚内容 原来是 罚款20000元 → 改为 罚款30000元" in shown
    assert "新增 1 行" in shown
    assert "放行，入库 1 行，更新 1 行" in shown


def test_a_folded_menu_says_how_much_waits(steward: AtDesk, checker: AtDesk, tmp_path: Path) -> None:
    folded = "<summary>菜单</summary>"
    assert folded in checker.client.get("/desk/").content.decode()
    for place in (1, 2):
        submitted(steward, tmp_path, [lately(place)], name=f"{place}.csv")
    shown = checker.client.get("/desk/").content.decode()
    told = [int(count) for count in re.findall(r"，待办 </span>(\d+)", shown.split("<details")[0])]
    assert told[0] == 2
    assert f'<summary>菜单 <em><span class="hidden">，待办共 </span>{sum(told)}<span class="unit"> 件</span>' in shown
    assert folded not in shown


def test_what_is_held_is_named(steward: AtDesk, checker: AtDesk, tmp_path: Path) -> None:
    shown = page(checker.client, submitted(steward, tmp_path, [lately(1), lately(2, CF_SXCD="")]))
    assert "待公示（缺依据） 1 行" in shown
    assert "以下各组缺少公示依据" in shown


def test_mends_and_reasons_are_shown(steward: AtDesk, checker: AtDesk, tmp_path: Path) -> None:
    address = sent(steward.client, tmp_path, mixed())
    do(steward.client, f"{address}mend/", **{"w.7.CF_WSH": "", "c.7.CF_WSH": "云市监罚〔2026〕22号"})
    do(steward.client, f"{address}submit/")
    shown = page(checker.client, address.replace("/batches/", "/review/"))
    assert "7 行政处罚决定书文号 （空） 云市监罚〔2026〕22号 张经办" in shown


def test_after_a_handover_the_submitter_stays_the_submitter(steward: AtDesk, checker: AtDesk, tmp_path: Path) -> None:
    review = submitted(steward, tmp_path)
    Batch.objects.update(handler_login="li", handler_name="李国健")
    home = page(checker.client, "/desk/")
    assert "提交 · 现由李国健经办" in home
    assert "李国健 提交" not in home
    assert "现由李国健经办" in page(checker.client, review)
    assert "张经办 李国健" in page(checker.client, "/desk/review/")


def test_a_hint_names_its_rows_and_leads_to_them(steward: AtDesk, checker: AtDesk, tmp_path: Path) -> None:
    rows = [lately(1), lately(2, CF_SY="当事人电话13800138000，未明码标价。")]
    review = submitted(steward, tmp_path, rows)
    shown = checker.client.get(review).content.decode()
    assert f'<a href="{review}rows/new/?hang=3">第 3 行</a>' in shown
    opened = checker.client.get(f"{review}rows/new/?hang=3").content.decode()
    assert opened.count('class="entry"') == 1
    assert "第 3 行" in opened


def test_a_hint_says_which_rows_are_not_to_be_admitted(steward: AtDesk, checker: AtDesk, tmp_path: Path) -> None:
    late = "当事人电话13800138000，未明码标价。"  # a remark alone, on a row that is admitted and on one that is not
    rows = [lately(1, CF_SY=late), lately(2, CF_SY=late, CF_WFXW=""), lately(3, CF_XDR_SHXYM="")]
    shown = page(checker.client, submitted(steward, tmp_path, rows))
    assert "必填项没有填写：1 行（不在本次入库之列）" in shown
    assert "找不到对应的主体：1 行（不在本次入库之列）" in shown
    assert "2 行（其中 1 行不在本次入库之列）" in shown


def test_release_asks_for_the_secrecy_review(steward: AtDesk, checker: AtDesk, tmp_path: Path) -> None:
    review = submitted(steward, tmp_path)
    assert "审查人：王审核" in page(checker.client, review)
    assert checker.client.post(f"{review}release/").status_code == 400
    assert batch_at(review).state == BatchState.SUBMITTED
    assert "已放行“处罚.csv”" in do(checker.client, f"{review}release/", secrecy="yes")
    work()
    assert batch_at(review).secrecy_reviewed_by == "王审核"
    assert checker.client.get(review).status_code == 303, "on to the batch: nothing is to be reviewed any more"


def test_return_needs_a_reason_that_the_steward_reads(steward: AtDesk, checker: AtDesk, tmp_path: Path) -> None:
    review = submitted(steward, tmp_path)
    assert checker.client.post(f"{review}return/", {"reason": ""}).status_code == 200
    do(checker.client, f"{review}return/", reason="第 3 行金额与决定书不一致")
    assert batch_at(review).state == BatchState.RETURNED
    for address in ("/desk/", review.replace("/review/", "/batches/")):
        assert "第 3 行金额与决定书不一致" in page(steward.client, address)


def test_nobody_releases_his_own(in_force: InForce, desk_client: DeskClient, steward: AtDesk, tmp_path: Path) -> None:
    give_post(
        person=steward.person, role=StaffRole.CHECKER, unit=Unit.objects.get(uscc=in_force.unit),
        from_on=date(2026, 1, 1), by=Actor("a", "管理员"), at=now(),
    )  # fmt: skip
    review = submitted(steward, tmp_path)
    assert "须由另一位审核人放行" in page(steward.client, review)
    assert steward.client.post(f"{review}release/", {"secrecy": "yes"}).status_code == 400


def test_who_may_not_review(in_force: InForce, desk_client: DeskClient, steward: AtDesk, tmp_path: Path) -> None:
    review = submitted(steward, tmp_path)
    assert steward.client.get(review).status_code == 403
    for stranger in (
        desk_client("checker", unit=in_force.other_unit).client,
        desk_client("checker", unit=in_force.unit, items=["admin_licence"]).client,
    ):
        for path in ("", "rows/new/", "return/"):
            assert stranger.get(review + path).status_code == 404
        assert stranger.post(f"{review}release/", {"secrecy": "yes"}).status_code == 404
        assert "没有等待审核的批次" in page(stranger, "/desk/review/")


def test_many_are_released_after_a_preview(
    in_force: InForce, desk_client: DeskClient, steward: AtDesk, checker: AtDesk, tmp_path: Path
) -> None:
    sheets = {n: [lately(n), lately(n + 10)] for n in (1, 2, 3)}
    numbers = [batch_at(submitted(steward, tmp_path, rows, name=f"第{n}份.csv")).number for n, rows in sheets.items()]
    assert "待办 3 批" in page(checker.client, "/desk/"), "a number says what it counts"
    asked = {"bulk": "release", "chosen": numbers[:2]}
    preview = words(checker.client.post("/desk/review/", asked))  # type: ignore[arg-type]
    assert "将办理 2 批，4 行" in preview
    assert "第1份.csv" in preview
    assert Batch.objects.filter(state=BatchState.SUBMITTED).count() == 3, "a preview changes nothing"
    assert "已放行 2 批" in do(checker.client, "/desk/review/", confirmed="yes", **asked)
    assert Batch.objects.get(state=BatchState.SUBMITTED).number == numbers[2]


def test_new_rows_are_found_and_paged(steward: AtDesk, checker: AtDesk, tmp_path: Path) -> None:
    rows = [lately(n, **({"CF_CFLB": "警告", "CF_NR_FK": "", "CF_NR": "警告"} if n % 2 else {})) for n in range(1, 61)]
    address = sent(steward.client, tmp_path, rows)
    do(steward.client, f"{address}submit/")
    review = address.replace("/batches/", "/review/")
    first = checker.client.get(f"{review}rows/new/").content.decode()
    assert first.count('class="entry"') == 50
    assert checker.client.get(f"{review}rows/new/?after=51").content.decode().count('class="entry"') == 10
    assert "符合条件 1 行" in page(checker.client, f"{review}rows/new/?chaxun=云市监罚〔2026〕7号")
    assert "没有符合条件的行" in page(checker.client, f"{review}rows/new/?chaxun=查无此号")
    assert "没有改动的行" in page(checker.client, f"{review}rows/changed/")


def test_as_many_questions_to_the_database_for_many_rows_as_for_few(
    steward: AtDesk, checker: AtDesk, tmp_path: Path
) -> None:
    few = submitted(steward, tmp_path, [lately(1)], name="少.csv")
    many = submitted(steward, tmp_path, [lately(n) for n in range(10, 18)], name="多.csv")
    counts = []
    for review in (few, few, many):
        with CaptureQueriesContext(connection) as asked:
            page(checker.client, review)
        counts.append(len(asked))
    assert counts[1] == counts[2]


def test_the_counts_are_those_of_the_moment_it_is_opened(steward: AtDesk, checker: AtDesk, tmp_path: Path) -> None:
    first = submitted(steward, tmp_path, [lately(1), lately(2)], name="先报.csv")
    second = submitted(steward, tmp_path, [lately(1, CF_SY="后报的事实。"), lately(3)], name="后报.csv")
    stale = checker.client.get(second).context["seen"]
    assert "放行，入库 2 行" in page(checker.client, second)
    do(checker.client, f"{first}release/", secrecy="yes", seen=checker.client.get(first).context["seen"])
    work()
    refused = checker.client.post(f"{second}release/", {"secrecy": "yes", "seen": stale})
    assert refused.status_code == 409
    assert "内容已有变化，请重新核对" in refused.content.decode()
    assert batch_at(second).state == BatchState.SUBMITTED
    shown = page(checker.client, second)
    assert "按打开本页时在案的信息核算" in shown
    assert "放行，入库 1 行，更新 1 行" in shown
    do(checker.client, f"{second}release/", secrecy="yes", seen=checker.client.get(second).context["seen"])
    work()
    assert (batch_at(second).admitted, batch_at(second).updated) == (1, 1)


def test_the_steward_is_told_of_another_batch_with_the_same_decisions(steward: AtDesk, tmp_path: Path) -> None:
    first = sent(steward.client, tmp_path, [lately(1), lately(2)], name="先报.csv")
    assert "也含有这些文号" not in page(steward.client, first)
    second = sent(steward.client, tmp_path, [lately(1, CF_SY="后报的事实。"), lately(2)], name="后报.csv")
    assert "另一批 先报.csv （待提交）也含有这些文号，其中 1 行内容不同" in page(steward.client, second)
    assert "另一批 后报.csv （待提交）也含有这些文号" in page(steward.client, first)
    do(steward.client, f"{second}withdraw/", reason="报错了")
    assert "也含有这些文号" not in page(steward.client, first)
