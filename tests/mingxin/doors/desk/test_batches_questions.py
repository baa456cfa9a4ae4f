"""Questions of publicity at the desk: seen before they are answered, answered once for their group."""

from pathlib import Path

import pytest

from tests.conftest import InForce
from tests.mingxin.doors.desk.conftest import AtDesk, DeskClient
from tests.mingxin.doors.desk.way import batch_at, do, lately, page, sent, through


@pytest.fixture
def steward(in_force: InForce, desk_client: DeskClient) -> AtDesk:
    return desk_client("steward", unit=in_force.unit, login="zhang", name="张经办")


@pytest.fixture
def checker(in_force: InForce, desk_client: DeskClient) -> AtDesk:
    return desk_client("checker", unit=in_force.unit, login="wang", name="王审核")


def test_a_publication_question_is_answered_once_for_its_group(
    steward: AtDesk, checker: AtDesk, tmp_path: Path
) -> None:
    rows = [lately(n, CF_SXCD="") for n in (1, 2)]
    address = sent(steward.client, tmp_path, rows)
    through(steward, checker, address)
    assert "待公示（缺依据） 2 条" in page(steward.client, address)
    asked = batch_at(address).questions.get()
    assert asked.sentence in page(steward.client, "/desk/questions/")
    question = f"/desk/questions/{asked.pk}/"
    assert [one.get("CF_WSH") in page(steward.client, question) for one in rows] == [True, True]
    assert "其他批次" not in page(steward.client, question)
    half = steward.client.post(question, {"severity": "一般", "is_public": "yes", "reason": ""})
    assert half.status_code == 200
    given = {"severity": "一般", "is_public": "yes", "reason": "裁量基准第八条"}
    preview = steward.client.post(question, given).content.decode()
    assert preview.count(" 起公示，") == 2 and "确认答复 2 条" in preview
    assert batch_at(address).questions.get().answered_at is None, "a preview answers nothing"
    assert "已答复：一般，公示，涉及 2 条" in do(steward.client, question, **given, step="confirm")
    assert "公示中 2 条" in page(steward.client, address)
    assert "已由张经办" in page(steward.client, question)


def test_what_an_answer_came_too_late_for_was_never_public(steward: AtDesk, checker: AtDesk, tmp_path: Path) -> None:
    """Neither 期满停止公示, for nobody ever saw it, nor 公示中 0 条; the same beside another that shows."""
    old = {"CF_SXCD": "", "CF_JDRQ": "2020-01-06", "CF_YXQ": "2021-01-06"}
    address = sent(steward.client, tmp_path, [lately(1, **old)])
    through(steward, checker, address)
    given = {"severity": "一般", "is_public": "yes", "reason": "裁量基准第八条", "step": "confirm"}
    do(steward.client, f"/desk/questions/{batch_at(address).questions.get().pk}/", **given)
    said = page(steward.client, address)
    assert "答复时已满公示期，未公示 1 条" in said
    assert "期满停止公示" not in said and "公示中" not in said
    other = sent(steward.client, tmp_path, [lately(2, **old | {"CF_SXCD": "一般"}), lately(3)], name="二.csv")
    through(steward, checker, other)
    said = page(steward.client, other)
    assert "公示中 1 条" in said and "报送时已满公示期，未公示 1 条" in said


def test_one_answer_for_the_same_question_of_several_batches(steward: AtDesk, checker: AtDesk, tmp_path: Path) -> None:
    batches = [sent(steward.client, tmp_path, [lately(n, CF_SXCD="")], name=f"{n}.csv") for n in (1, 2)]
    for address in batches:
        through(steward, checker, address)
    first, second = (batch_at(address).questions.get() for address in batches)
    question = f"/desk/questions/{first.pk}/"
    assert "还有 1 个同类问题，涉及 1 条" in page(steward.client, question)
    given = {"severity": "一般", "is_public": "no", "reason": "首次且已改正", "with_alike": "on"}
    preview = steward.client.post(question, given).content.decode()
    assert "确认答复 2 条" in preview and "不予公示" in preview
    assert "涉及 2 条" in do(steward.client, question, **given, step="confirm")
    second.refresh_from_db()
    assert second.answer.startswith("一般；不予公示")
