"""The one sentence about a batch, in every state and with every count that may be zero."""

from typing import Any

import pytest

from mingxin.intake.rules.due_spans import Due
from mingxin.intake.rules.sentences import Standing, asked_words, sentence

TODAY_THREE = (Due("today", 0, 3),)


@pytest.mark.parametrize(
    ("given", "dues", "said"),
    [
        pytest.param(
            {"reported": 156, "questioned": 9, "updated": 12, "admitted": 134, "unlinked": 0, "unchanged": 1},
            TODAY_THREE,
            "可入库 134 行，可更新 12 行，需修改 9 行，其中 3 行今天到期；另有 1 行与已入库的内容相同，不重复入库。",
            id="the usual",
        ),
        pytest.param({"reported": 3, "admitted": 3}, (), "可入库 3 行，没有需要修改的行。", id="all good"),
        pytest.param({"reported": 2, "questioned": 2}, (), "没有可入库的行，需修改 2 行。", id="none good"),
        pytest.param(
            {"reported": 3, "unlinked": 2, "unchanged": 1},
            (),
            "没有可入库的行，需修改 2 行；另有 1 行与已入库的内容相同，不重复入库。",
            id="none good, some known",
        ),
        pytest.param({"reported": 4, "unchanged": 4}, (), "全部 4 行与已入库的内容相同，不重复入库。", id="all known"),
        pytest.param({"reported": 0}, (), "表中没有数据行。", id="empty"),
        pytest.param(
            {"reported": 9, "questioned": 4, "admitted": 5},
            (Due("overdue", 0, 1), Due("today", 2, 3)),
            "可入库 5 行，需修改 4 行，其中 3 行今天到期、1 行已超期。没有问题的行中有 2 行今天到期，请今天提交。",
            id="late, and due today, on both sides",
        ),
        pytest.param(
            {"state": "submitted", "reported": 3, "admitted": 3},
            (),
            "已提交，正在等待审核：可入库 3 行，没有需要修改的行。",
            id="submitted",
        ),
        pytest.param(
            {"state": "submitted", "reported": 6, "admitted": 5, "questioned": 1},
            (Due("overdue", 0, 0, 1), Due("today", 0, 1, 3)),
            "已提交，正在等待审核：可入库 5 行，需修改 1 行，其中 1 行今天到期。"
            "没有问题的行中有 3 行今天到期，审核人今天放行才算按期。",
            id="submitted, and due today",
        ),
        pytest.param(
            {"state": "returned", "reported": 3, "admitted": 3},
            (),
            "审核人已退回：可入库 3 行，没有需要修改的行。",
            id="returned",
        ),
        pytest.param({"state": "received"}, (), "文件已收妥，正在等待检查。", id="received"),
        pytest.param({"state": "received", "asks_item": True}, (), "请选择这个文件属于哪个事项。", id="unclear item"),
        pytest.param({"state": "released", "admitted": 3}, (), "正在入库 3 行，不需要等待。", id="released"),
        pytest.param(
            {"state": "released", "admitted": 3, "updated": 1},
            (),
            "正在入库 3 行，更新 1 行，不需要等待。",
            id="released, some of it changes records",
        ),
        pytest.param({"state": "released", "unchanged": 3}, (), "正在处理，不需要等待。", id="released, nothing new"),
        pytest.param({"reported": 2, "updated": 2}, (), "可更新 2 行，没有需要修改的行。", id="only changes"),
        pytest.param(
            {"state": "admitted", "reported": 155, "admitted": 134, "updated": 12, "questioned": 9, "left": 9},
            (),
            "已入库 134 行，已更新 12 行；还有 9 行待补报。",
            id="admitted, rows left",
        ),
        pytest.param(
            {"state": "admitted", "reported": 3, "admitted": 2, "questioned": 1, "brought": 1},
            (),
            "已入库 2 行；其余 1 行已补报。",
            id="admitted, rows sent again",
        ),
        pytest.param(
            {"state": "admitted", "reported": 3, "admitted": 2, "questioned": 1, "is_closed": True},
            (),
            "已入库 2 行；其余 1 行已注明不再补报。",
            id="admitted, the rest closed",
        ),
        pytest.param(
            {"state": "admitted", "reported": 8, "admitted": 2, "questioned": 6, "brought": 2, "is_closed": True},
            (),
            "已入库 2 行；其余 6 行中 2 行已补报、4 行已注明不再补报。",
            id="admitted, some sent again and the rest closed",
        ),
        pytest.param(
            {"state": "admitted", "reported": 8, "admitted": 2, "questioned": 6, "brought": 2, "left": 4},
            (),
            "已入库 2 行；2 行已补报，还有 4 行待补报。",
            id="admitted, some sent again and some not",
        ),
        pytest.param(
            {"state": "admitted", "reported": 6, "admitted": 1, "unchanged": 1, "questioned": 4, "left": 4}
            | {"is_part": True},
            (),
            "已入库 1 行，1 行与已入库的内容相同；还有 4 行仍在原批次待补报。",
            id="a supplement whose other rows are still those of the batch it was made of",
        ),
        pytest.param(
            {"reported": 3, "admitted": 3, "doubts": 2},
            (),
            "请先说明原因（2 项），说明后才能提交：可入库 3 行，没有需要修改的行。",
            id="all good, and not to be submitted before it is explained",
        ),
        pytest.param(
            {"state": "returned", "reported": 3, "admitted": 3, "power": "asked"},
            (),
            "审核人已退回：职权还在由信用办核实，核实后才能提交：可入库 3 行，没有需要修改的行。",
            id="returned, and the office still looks whether the unit may report it",
        ),
        pytest.param(
            {"reported": 3, "admitted": 3, "power": "refused"},
            (),
            "信用办认为本单位没有此项职权，不能提交：可入库 3 行，没有需要修改的行。",
            id="the office says that the unit may not",
        ),
        pytest.param({"reported": 0, "doubts": 1}, (), "表中没有数据行。", id="empty, which needs no reason"),
        pytest.param(
            {"state": "admitted", "reported": 2, "unchanged": 2},
            (),
            "没有新增或者更新的内容，2 行与已入库的内容相同，全部办完。",
            id="admitted, nothing new",
        ),
        pytest.param(
            {"state": "admitted", "reported": 4, "admitted": 3, "questioned": 1, "left": 1, "asked": 2},
            (),
            "已入库 3 行；还有 1 行待补报，公示依据 2 项待答复。",
            id="admitted, rows left and questions open",
        ),
        pytest.param({"state": "withdrawn"}, (), "本批已撤回，没有入库。", id="withdrawn"),
        pytest.param({"state": "refused"}, (), "本批没有接收，整个文件未保存。", id="refused"),
    ],
)
def test_sentence(given: dict[str, Any], dues: tuple[Due, ...], said: str) -> None:
    assert sentence(Standing(**{"state": "ready", **given}), dues) == said


@pytest.mark.parametrize(
    ("in_time", "late", "said"),
    [
        (0, 0, ""),
        (2, 0, "这些信息已按时报送，何时答复不影响报送时效。"),
        (0, 2, "这些信息报送时已超过时限，计入迟报，何时答复都是如此；请尽快答复。"),
        (2, 1, "其中 2 条已按时报送，1 条报送时已超过时限、计入迟报；何时答复不影响报送时效。"),
    ],
)
def test_what_is_asked_about_was_in_time_only_where_it_was(in_time: int, late: int, said: str) -> None:
    assert asked_words(in_time, late) == said
