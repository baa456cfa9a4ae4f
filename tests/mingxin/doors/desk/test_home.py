"""The first page, by post."""

from datetime import timedelta
from pathlib import Path

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from mingxin.access.models import StaffRole
from mingxin.intake.models import ZeroReport
from mingxin.kernel.clock import now as clock_now
from mingxin.ledger.actions import seal, write
from mingxin.ledger.actor import PLATFORM
from tests.conftest import InForce
from tests.mingxin.doors.desk.conftest import DeskClient
from tests.mingxin.doors.desk.way import do, lately, mixed, page, sent

pytestmark = pytest.mark.both


def test_a_steward_finds_the_drop_zone_and_every_item(in_force: InForce, desk_client: DeskClient) -> None:
    client = desk_client("steward", unit=in_force.unit, items=["admin_penalty", "admin_licence"]).client
    shown = page(client, "/desk/")
    assert "把报送文件拖到这里" in shown
    assert shown.count("下载模板") == 2
    assert "还没有入库过 · 决定后 7 个工作日内报送" in shown


def test_nothing_to_report_by_one_click_and_taken_back_by_one(in_force: InForce, desk_client: DeskClient) -> None:
    client = desk_client("steward", unit=in_force.unit, items=["admin_penalty"], name="张经办").client
    given = {"unit": in_force.unit, "item": "admin_penalty", "month": ""}
    shown = do(client, "/desk/batches/none/", **given)
    assert "本期无（张经办声明）" in shown
    assert "撤销" in shown
    do(client, "/desk/batches/none/", **given)
    declared = ZeroReport.objects.get()
    assert "本月未报" in do(client, f"/desk/batches/none/{declared.pk}/revoke/")
    again = client.post(f"/desk/batches/none/{declared.pk}/revoke/")
    assert again.status_code in (400, 409)


@pytest.mark.parametrize(
    ("unit", "item", "status"),
    [
        pytest.param("other_unit", "admin_penalty", 404, id="another unit"),
        pytest.param("unit", "admin_licence", 403, id="an item of a colleague"),
    ],
)
def test_nobody_declares_for_others(
    in_force: InForce, desk_client: DeskClient, unit: str, item: str, status: int
) -> None:
    client = desk_client("steward", unit=in_force.unit, items=["admin_penalty"]).client
    answer = client.post("/desk/batches/none/", {"unit": getattr(in_force, unit), "item": item, "month": "2026-11"})
    assert answer.status_code == status
    assert not ZeroReport.objects.exists()


def test_a_clock_in_doubt_is_told_to_who_keeps_the_machine(in_force: InForce, desk_client: DeskClient) -> None:
    keeper = desk_client(StaffRole.SYSTEM_ADMINISTRATOR).client
    officer = desk_client(StaffRole.OFFICER, unit=in_force.other_unit).client
    assert "请核对系统时钟" not in page(keeper, "/desk/")
    seal(at=clock_now() - timedelta(days=40))
    write(action="test", object_type="test", object_key="1", by=PLATFORM, at=clock_now())
    seal(at=clock_now())
    shown = page(keeper, "/desk/")
    assert "mingxin clock confirm" in shown
    assert "中间隔了 40 天" in shown
    assert "请核对系统时钟" not in page(officer, "/desk/")


def test_what_waits_is_named_with_its_sentence(in_force: InForce, desk_client: DeskClient, tmp_path: Path) -> None:
    client = desk_client("steward", unit=in_force.unit).client
    sent(client, tmp_path, mixed())
    shown = page(client, "/desk/")
    assert "等您处理 11 月行政处罚（第三周）.csv 待提交" in shown
    assert "可入库 3 行，需修改 5 行" in shown


def test_a_checker_sees_what_waits_with_the_clock(in_force: InForce, desk_client: DeskClient, tmp_path: Path) -> None:
    steward = desk_client("steward", unit=in_force.unit, login="zhang").client
    checker = desk_client("checker", unit=in_force.unit, login="wang").client
    assert "没有等待审核的批次" in page(checker, "/desk/")
    address = sent(steward, tmp_path, [lately(1)])
    do(steward, f"{address}submit/")
    shown = page(checker, "/desk/")
    assert "等您审核" in shown
    assert "决定后第" in shown
    assert "拖到这里" not in shown


@pytest.mark.parametrize("role", list(StaffRole))
def test_every_post_has_a_first_page(in_force: InForce, desk_client: DeskClient, role: StaffRole) -> None:
    assert "今日待办" in page(desk_client(role, unit=in_force.unit).client, "/desk/")


def test_as_many_questions_to_the_database_for_many_batches_as_for_one(
    in_force: InForce, desk_client: DeskClient, tmp_path: Path
) -> None:
    client = desk_client("steward", unit=in_force.unit).client
    sent(client, tmp_path, mixed())
    counts = []
    for number in range(3):
        with CaptureQueriesContext(connection) as asked:
            page(client, "/desk/")
        counts.append(len(asked))
        sent(client, tmp_path, [lately(100 + number)], name=f"{number}.csv")
    assert counts[1] == counts[2]
    assert counts[2] <= 40
