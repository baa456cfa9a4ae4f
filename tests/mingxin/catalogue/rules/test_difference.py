"""What differs between two cards is said in words, one line for each thing, and nothing is left out."""

from dataclasses import fields, replace
from datetime import date
from typing import Any

import pytest

from mingxin.catalogue.rules.difference import NOTHING, differences, fixed_changes
from mingxin.catalogue.rules.words import CARD_WORDS, CHECK_WORDS, FIELD_WORDS, ROLE_WORDS
from mingxin.rulebook.cards import Basis, FieldCard, ItemCard, Nature, Role, SubjectKind
from mingxin.rulebook.loader import packaged_rulebook
from mingxin.rulebook.vocabulary import CHECKS

BOOK = packaged_rulebook()
CARD = BOOK.cards["honour"]
ROWS = "一批最多的行数，超过时提醒"


def said(**changes: Any) -> list[tuple[str, str, str]]:
    found = differences(CARD, replace(CARD, **changes), BOOK)
    assert {(one.item, one.item_name) for one in found} <= {("honour", CARD.name)}
    return [(one.field, one.before, one.after) for one in found]


CHANGES: list[tuple[dict[str, Any], tuple[str, str, str]]] = [
    ({"deadline_workdays": 7}, ("报送时限", "20 个工作日", "7 个工作日")),
    ({"deadline_workdays": None}, ("报送时限", "20 个工作日", "没有规定报送时限")),
    ({"retention": "三年"}, ("保存期限", "荣誉有效期内；被撤销的即时终止", "三年")),
    ({"nature": Nature.NEUTRAL}, ("信息性质", "守信信息", "一般信息")),
    ({"disclosure": "government"}, ("共享范围", "公开", "政务共享")),
    ({"cycle": "yearly"}, ("报送频次", "每月", "每年")),
    ({"in_force_until": date(2027, 1, 1)}, ("终止日（当日起不再归集）", NOTHING, "2027-01-01")),
    ({"sole_trader_public": False}, ("个体工商户默认公示", "是", "否")),
    (
        {"kinds": (SubjectKind.ENTERPRISE,)},
        ("适用主体", "企业、其他组织、个体工商户", "企业"),
    ),
    (
        {"believable": {"rows_at_most": 5}},
        ("合理范围", f"{ROWS}：20000；日期最多早于报送日的年数，超过时提醒：30", f"{ROWS}：5"),
    ),
    ({"headline": (Role.ORGAN,)}, ("列表显示的内容", "文书名称、文号、决定日期、决定机关", "决定机关")),
]  # fmt: skip


@pytest.mark.parametrize(("changes", "line"), CHANGES, ids=[case[1][0] for case in CHANGES])
def test_each_change_is_one_line_in_words(changes: dict[str, Any], line: tuple[str, str, str]) -> None:
    assert said(**changes) == [line]


def test_a_basis_is_told_by_its_title_and_article() -> None:
    [(field, before, after)] = said(basis=(Basis("administrative-licence-law", "第四十条"),))
    assert field == "设定依据"
    assert before.startswith("《")
    assert after == "《中华人民共和国行政许可法》第四十条"


def test_data_elements_are_told_by_their_names() -> None:
    first, *rest = CARD.fields
    longer = replace(first, length=50, required="never", public=False)
    added = FieldCard(code="RY_XZ", name="新增说明")
    found = said(fields=(longer, *rest[:-1], added))
    assert found == [
        ("删去数据项", rest[-1].name, NOTHING),
        (f"数据项“{first.name}”的最大长度", "200", "50"),
        (f"数据项“{first.name}”的填写要求", "必填", "选填"),
        (f"数据项“{first.name}”的公示", "是", "否"),
        ("新增数据项", NOTHING, "新增说明"),
    ]


def test_the_order_of_the_columns_is_a_difference() -> None:
    swapped = (CARD.fields[1], CARD.fields[0], *CARD.fields[2:])
    [(field, before, _)] = said(fields=swapped)
    assert (field, before.split("、")[0]) == ("数据项的顺序", CARD.fields[0].name)


def test_the_same_card_differs_in_nothing_and_a_new_item_is_one_line() -> None:
    assert differences(CARD, CARD, BOOK) == ()
    [new] = differences(None, CARD, BOOK)
    assert (new.field, new.before) == ("新增事项", NOTHING)


def test_no_key_of_a_card_is_without_a_word() -> None:
    """Whatever can differ is compared: a key that is added to the card and not here would change unseen."""
    assert set(CARD_WORDS) == {one.name for one in fields(ItemCard)} - {"code", "fields"}
    assert set(FIELD_WORDS) == {one.name for one in fields(FieldCard)} - {"code"}
    assert set(ROLE_WORDS) == set(Role)
    assert set(CHECK_WORDS) == set(CHECKS)


def test_what_tells_records_apart_may_not_change() -> None:
    assert fixed_changes(CARD, replace(CARD, record_key=("RY_WSH",), effect="registration")) == (
        "信息主键",
        "信息用途",
    )
    assert fixed_changes(CARD, replace(CARD, retention="三年")) == ()
    assert fixed_changes(None, CARD) == ()
