"""Rows without a subject, rows left behind, doubts that repeat, and two files of one organisation."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from mingxin.access.models import Unit
from mingxin.archive.models import Merger, Record
from mingxin.archive.queries.sides import public_ids
from mingxin.intake.models import Batch, Doubt, LinkProposal
from mingxin.kernel import orgname
from mingxin.kernel.clock import now as clock_now
from mingxin.ledger.models import Entry
from tests.mingxin.archive.sending import UNIT, firm, firm_name, registration, require_sound
from tests.mingxin.doors.desk.conftest import AtDesk
from tests.mingxin.doors.desk.office_city import (
    asked_again,
    county,
    county_officer,
    desk,
    do,
    officer,
    page,
    recent,
)
from tests.mingxin.intake.actions.desk import Desk

pytestmark = pytest.mark.both

__all__ = ["county", "county_officer", "desk", "officer"]

UNLINKED = "/desk/office/unlinked/"
NO_CODE = {"CF_XDR_SHXYM": ""}
REASON = "按决定书所附营业执照核对"


@pytest.fixture
def waiting(desk: Desk, county: Unit) -> Batch:
    """Rows 3 and 4 are unlinked, row 5 has another fault; the party of row 3 is on file."""
    desk.through(desk.checked(registration(2), item="org_registration").number)
    return desk.admitted(recent(1), recent(2, **NO_CODE), recent(3, **NO_CODE), recent(4, CF_JDRQ=""))


def row(batch: Batch, line: int) -> str:
    return f"{UNLINKED}{batch.number.partition('-')[2]}/{line}/"


def proposed() -> list[tuple[int, str, str]]:
    found = LinkProposal.objects.filter(undone_at=None).order_by("row")
    return list(found.values_list("row", "kind", "uscc"))


# ---- unlinked rows


def test_the_queue_and_one_row(officer: AtDesk, waiting: Batch) -> None:
    shown = page(officer.client, UNLINKED)
    assert "共 2 行" in shown
    assert firm_name(2) in shown
    shown = page(officer.client, row(waiting, 3))
    assert f"100% {firm_name(2)} {firm(2)} 企业 已登记" in shown
    assert "未按规定明码标价" in shown
    assert "贾有名" in shown or "法定代表人" not in shown
    assert page(officer.client, row(waiting, 5)).count("建议关联") == 0, "it has a code; it can be sent back"


def test_a_candidate_is_proposed_and_taken_back(officer: AtDesk, waiting: Batch) -> None:
    records = Record.objects.count()
    given = {"answer": "propose", "l-candidate": firm(2), "l-reason": REASON}
    shown = do(officer.client, row(waiting, 3), **given)
    assert "建议关联" in shown
    assert proposed() == [(3, "link", firm(2))]
    assert Record.objects.count() == records, "the unit decides"
    assert "等待单位决定" in page(officer.client, row(waiting, 3))
    undo = f"/desk/office/proposals/{LinkProposal.objects.get().pk}/undo/"
    assert "已撤销 1 条意见" in do(officer.client, undo)
    assert proposed() == []
    assert officer.client.post(undo).status_code in (400, 404)


@pytest.mark.parametrize(
    ("given", "said"),
    [
        pytest.param({"l-candidate": "other", "l-uscc": "91429913MA0000000X"}, "代码有误", id="a wrong code"),
        pytest.param(
            {"l-candidate": "other", "l-uscc": firm(77)},
            "须写明主体名称",
            id="a code that is not on file, without a name",
        ),
        pytest.param({"l-candidate": firm(2), "l-reason": " "}, "必填", id="no reason"),
        pytest.param({"l-candidate": "other"}, "代码有误", id="nobody"),
        pytest.param({}, "必填", id="nothing chosen"),
    ],
)
def test_a_proposal_that_will_not_do(officer: AtDesk, waiting: Batch, given: dict[str, str], said: str) -> None:
    shown = asked_again(officer.client, row(waiting, 3), **({"answer": "propose", "l-reason": REASON} | given))
    assert said in shown
    assert proposed() == []


def test_somebody_known_only_by_the_code(officer: AtDesk, waiting: Batch) -> None:
    given = {
        "answer": "propose",
        "l-candidate": "other",
        "l-uscc": firm(77),
        "l-name": firm_name(77),
        "l-reason": REASON,
    }
    do(officer.client, row(waiting, 4), **given)
    assert proposed() == [(4, "create", firm(77))]


def test_a_row_is_sent_back(officer: AtDesk, waiting: Batch) -> None:
    given = {"answer": "return", "r-reason": "决定书上没有代码"}
    assert "已退回单位" in do(officer.client, row(waiting, 5), **given)
    assert proposed() == [(5, "return", "")]


def test_several_rows_at_once(officer: AtDesk, waiting: Batch) -> None:
    keys = [f"{waiting.number}/{line}" for line in (3, 4)]
    preview = asked_again(officer.client, UNLINKED, bulk="propose", chosen=keys)
    assert "将办理 2 行" in preview
    assert proposed() == [], "a preview changes nothing"
    given = {"bulk": "propose", "chosen": keys, "confirmed": "yes", "reason": REASON}
    assert "代码有误" in asked_again(officer.client, UNLINKED, **given, uscc="91429913MA0000000X")
    assert proposed() == []
    assert "已对 2 行提出意见" in do(officer.client, UNLINKED, **given, uscc=firm(2))
    assert proposed() == [(3, "link", firm(2)), (4, "link", firm(2))]
    ids = "-".join(str(one.pk) for one in LinkProposal.objects.all())
    assert "已撤销 2 条意见" in do(officer.client, f"/desk/office/proposals/{ids}/undo/")
    assert "已对 2 行" in do(officer.client, UNLINKED, bulk="return", chosen=keys, confirmed="yes", reason="请核实")
    assert [kind for _, kind, _ in proposed()] == ["return", "return"]
    assert "跳过" in asked_again(officer.client, UNLINKED, bulk="return", chosen=keys)


def test_a_row_that_will_not_do_is_unticked_and_the_rest_goes(officer: AtDesk, waiting: Batch) -> None:
    """The party of one row turned out to be another: nothing has to be chosen anew."""
    keys = [f"{waiting.number}/{line}" for line in (3, 4)]
    answer = officer.client.post(UNLINKED, {"bulk": "propose", "chosen": keys}).content.decode()
    ticks = re.findall(r'type="checkbox" name="chosen" value="([^"]+)" checked', answer)
    assert ticks == keys, "every row can be unticked in the preview"
    given = {"bulk": "propose", "confirmed": "yes", "reason": REASON, "uscc": firm(2)}
    assert "没有选中任何一行" in officer.client.post(UNLINKED, given).content.decode()
    assert "已对 1 行提出意见" in do(officer.client, UNLINKED, **given, chosen=ticks[:1])
    assert proposed() == [(3, "link", firm(2))]
    answer = officer.client.post(UNLINKED, {"bulk": "return", "chosen": keys}).content.decode()
    assert re.findall(r'name="chosen" value="([^"]+)"', answer) == keys[1:], "what is skipped has no tick"


def test_a_county_sees_no_row_of_the_city(officer: AtDesk, county_officer: AtDesk, waiting: Batch) -> None:
    assert "没有等待办理的未关联数据" in page(county_officer.client, UNLINKED)
    assert county_officer.client.get(row(waiting, 3)).status_code == 404
    given = {"answer": "propose", "l-candidate": firm(2), "l-reason": REASON}
    assert county_officer.client.post(row(waiting, 3), given).status_code == 404
    keys = {"bulk": "return", "chosen": [f"{waiting.number}/3"], "confirmed": "yes", "reason": "无"}
    assert county_officer.client.post(UNLINKED, keys).status_code == 400, "it cannot be chosen"
    do(officer.client, row(waiting, 3), **given)
    undo = f"/desk/office/proposals/{LinkProposal.objects.get().pk}/undo/"
    assert county_officer.client.post(undo).status_code == 404
    assert proposed() == [(3, "link", firm(2))]


@pytest.mark.parametrize("ids", ["0", "x", "1-x", "999999", "-"])
def test_nothing_to_take_back(officer: AtDesk, ids: str) -> None:
    assert officer.client.post(f"/desk/office/proposals/{ids}/undo/").status_code == 404


def test_rows_left_behind_over_the_region(officer: AtDesk, county_officer: AtDesk, waiting: Batch) -> None:
    shown = page(officer.client, "/desk/office/questioned/")
    assert "共 1 批" in shown
    assert "1 行" in shown, "a kind of finding with its rows"
    assert "共 0 批" in page(county_officer.client, "/desk/office/questioned/")
    assert "符合条件 0 批" in page(officer.client, "/desk/office/questioned/?zhi=2020-01-01")


def test_the_queues_ask_as_often_for_many_batches_as_for_few(officer: AtDesk, waiting: Batch, desk: Desk) -> None:
    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            page(officer.client, UNLINKED)
            page(officer.client, "/desk/office/questioned/")
        return len(queries)

    asked()
    few = asked()
    for number in (30, 40, 50):
        desk.admitted(recent(number), recent(number + 1, **NO_CODE), recent(number + 2, CF_JDRQ=""))
    assert "共 5 行" in page(officer.client, UNLINKED)
    assert asked() == few


def test_the_first_page_tells_what_waits(officer: AtDesk, county_officer: AtDesk, waiting: Batch) -> None:
    shown = page(officer.client, "/desk/")
    assert "未关联数据 ：1 个批次有未关联的行" in shown
    assert "信用办待办 没有等待办理的工作。" in page(county_officer.client, "/desk/")


# ---- doubts


def doubt(unit: str, batch: Batch) -> Doubt:
    at = clock_now()
    Batch.objects.filter(pk=batch.pk).update(unit=Unit.objects.get(uscc=unit))
    return Doubt.objects.create(
        batch=batch, kind="amount", sentence="金额是否正确？", asked_at=at, reason="大案", answered_by="张经办",
        answered_at=at, repeats=1,
    )  # fmt: skip


def test_a_repeated_explanation_is_looked_at(officer: AtDesk, county_officer: AtDesk, desk: Desk, county: Unit) -> None:
    made = doubt(UNIT, desk.checked(recent(1)))
    assert "共 0 条" in page(county_officer.client, "/desk/office/doubts/")
    chosen = {"bulk": "seen", "chosen": [str(made.pk)]}
    assert county_officer.client.post("/desk/office/doubts/", {**chosen, "confirmed": "yes"}).status_code == 400
    assert "大案" in asked_again(officer.client, "/desk/office/doubts/", **chosen)
    assert "1 条说明已阅" in do(officer.client, "/desk/office/doubts/", **chosen, confirmed="yes")
    made.refresh_from_db()
    assert made.seen_by == "周明远"
    assert county_officer.client.post(f"/desk/office/doubts/{made.pk}/undo/").status_code == 404
    assert "重新标为未阅" in do(officer.client, f"/desk/office/doubts/{made.pk}/undo/")
    made.refresh_from_db()
    assert made.seen_at is None


# ---- mergers

NEW = "/desk/office/mergers/new/"


@pytest.fixture
def two(desk: Desk, county: Unit) -> dict[str, str]:
    """The first has a penalty, the second is registered; their names in addresses."""
    desk.through(desk.checked(registration(2), item="org_registration").number)
    desk.admitted(recent(1), recent(2))
    ids = public_ids([firm(1), firm(2)])
    return {"bing": ids[firm(1)], "liu": ids[firm(2)]}


def test_two_are_found_compared_merged_and_parted(officer: AtDesk, two: dict[str, str]) -> None:
    records = sorted(Record.objects.filter(known_until=None).values_list("document_number", "subject"))
    assert firm(1) in page(officer.client, f"{NEW}?chaxun={firm_name(1)}")
    part = orgname.split(firm_name(1), places=["云泽市"]).trade
    for typed in (part, f"{part}包装"):
        assert firm(1) in page(officer.client, f"{NEW}?chaxun={typed}"), "by a part of it, as the public search does"
    assert firm_name(2) in page(officer.client, f"{NEW}?chaxun={firm(2)}")
    shown = page(officer.client, f"{NEW}?bing={two['bing']}&liu={two['liu']}")
    assert f"把“{firm_name(1)}”并入“{firm_name(2)}”：1 条信息" in shown
    assert Entry.objects.filter(action="subject.read", matter="主体归并核对").count() == 2, "who looked"
    assert not Merger.objects.exists()
    asked_again(officer.client, NEW, **two, reason=" ")
    assert not Merger.objects.exists()
    assert "已归并" in do(officer.client, NEW, **two, reason="换码证明")
    merger = Merger.objects.get()
    undo = f"/desk/office/mergers/{merger.known_from_id}/undo/"
    assert "撤销归并" in asked_again(officer.client, undo), "the undo of the notice asks for a reason"
    assert "已撤销归并，1 条信息转回" in do(officer.client, undo, reason="不是同一主体")
    now = sorted(Record.objects.filter(known_until=None).values_list("document_number", "subject"))
    assert now == records
    require_sound()


@pytest.mark.parametrize(
    ("chosen", "read"),
    [
        pytest.param(("bing",), 1, id="one side"),
        pytest.param(("liu",), 1, id="the other side"),
        pytest.param(("bing", "liu"), 2, id="both"),
        pytest.param((), 0, id="neither"),
    ],
)
def test_each_side_shown_is_entered_whatever_its_region(
    county_officer: AtDesk, two: dict[str, str], chosen: tuple[str, ...], read: int
) -> None:
    asked = {side: two[side] for side in chosen}
    assert county_officer.client.get(NEW, asked).status_code == 200
    entries = Entry.objects.filter(action="subject.read", matter="主体归并核对")
    assert sorted(entries.values_list("object_key", flat=True)) == sorted(asked.values())
    assert entries.count() == read


def test_what_may_not_be_merged_is_said(officer: AtDesk, two: dict[str, str]) -> None:
    turned = {"bing": two["liu"], "liu": two["bing"], "reason": "换码证明"}
    assert "应当保留" in asked_again(officer.client, NEW, **turned)
    same = {"bing": two["liu"], "liu": two["liu"], "reason": "换码证明"}
    assert "代码相同" in asked_again(officer.client, NEW, **same)
    assert officer.client.post(NEW, {"bing": "nobody", "reason": "无"}).status_code == 400
    assert officer.client.get(f"{NEW}?bing=nobody&liu=nobody").status_code == 200
    assert not Merger.objects.exists()


def test_a_county_moves_no_record_of_the_city(officer: AtDesk, county_officer: AtDesk, two: dict[str, str]) -> None:
    assert "其他区域" in asked_again(county_officer.client, NEW, **two, reason="换码证明")
    assert not Merger.objects.exists()
    do(officer.client, NEW, **two, reason="换码证明")
    change = Merger.objects.get().known_from_id
    shown = asked_again(county_officer.client, f"/desk/office/mergers/{change}/undo/", reason="错了")
    assert "其他区域" in shown
    assert Merger.objects.filter(known_until=None).exists()
    assert officer.client.get("/desk/office/mergers/999999/undo/").status_code == 404


def test_a_search_that_finds_nobody(officer: AtDesk) -> None:
    assert "没有找到" in page(officer.client, f"{NEW}?chaxun=没有这样的名称的公司")
    assert "没有找到" in page(officer.client, f"{NEW}?chaxun={firm(999)}")
