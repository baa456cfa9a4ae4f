"""What counts as a hole in a sentence, and what does not."""

import pytest

from tests.holes import holes, printed

CASES = [
    ("whose window", "向的服务窗口提出", True),
    ("whose window, at the beginning", "的服务窗口 提出", True),
    ("to whom", "请告诉我们：。", True),
    ("to whom, in brackets", "某某中心（，工作日）", True),
    ("empty brackets", "某某中心（）", True),
    ("empty title", "依据《》", True),
    ("a value of the language", "联系人：None", True),
    ("an address of the engineer", "列表 desk:records", True),
    ("raw data", '{"state": "open"}', True),
    ("two marks", "电话 1，。", True),
    ("how many", "共  条", True),
    ("a whole sentence", "向信用中心（大道 18 号，电话 0700-1）提出，也可以直接向作出决定的机关提出。", False),
    ("a question", "怎样修改？（见下表）", False),
    ("a list of quotations", "“未报”：到了本月最后三个工作日仍没有放行。“迟报”：晚于期限。", False),
]  # fmt: skip


@pytest.mark.parametrize(("reason", "text", "has_hole"), CASES, ids=[case[0] for case in CASES])
def test_a_hole(reason: str, text: str, has_hole: bool) -> None:
    assert bool(holes(text)) is has_hole


def test_what_is_printed() -> None:
    assert printed("<head><title>x</title></head><p>甲<b>乙</b>：</p><p>丙 &amp; 丁</p>") == "\n甲乙：\n丙 & 丁\n"
