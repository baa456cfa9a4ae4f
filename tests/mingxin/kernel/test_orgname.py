import pytest
from hypothesis import given
from hypothesis import strategies as st

from mingxin.kernel import orgname
from mingxin.kernel.orgname import Parts

PLACES = ("云泽市", "城东区", "云溪县")


@pytest.mark.parametrize(
    ("name", "expected", "because"),
    [
        (" 云泽 (集团) 有限公司", "云泽（集团）有限公司", "brackets and spaces"),
        ("ＡＢ建材１店", "AB建材1店", "full-width letters"),
        ("云泽市　宏业", "云泽市宏业", "full-width space"),
    ],
)
def test_normalise(name: str, expected: str, because: str) -> None:
    assert orgname.normalise(name) == expected, because


@pytest.mark.parametrize(
    ("name", "expected"),
    [("云泽\ufffd建材", True), ("云泽\ue000建材", True), ("锟斤拷建材", True), ("云泽㑳建材", False), ("", False)],
)
def test_has_unreadable(name: str, expected: bool) -> None:
    assert orgname.has_unreadable(name) is expected


@pytest.mark.parametrize(
    ("name", "parts", "because"),
    [
        ("云泽市宏业建材有限公司", Parts("云泽市", "宏业", "建材", "有限公司"), "the model"),
        ("云泽宏业建材有限责任公司", Parts("云泽", "宏业", "建材", "有限责任公司"), "the division without its kind"),
        ("云泽市城东区宏业商贸有限公司", Parts("云泽市城东区", "宏业", "商贸", "有限公司"), "a chain of divisions"),
        ("宏业建材股份有限公司", Parts("", "宏业", "建材", "股份有限公司"), "no division"),
        (
            "云泽市宏业建材有限公司城东分公司",
            Parts("云泽市", "宏业", "建材", "有限公司城东分公司"),
            "a branch belongs to the form",
        ),
        ("云泽市好味道小吃店", Parts("云泽市", "好味道", "", "小吃店"), "a shop"),
        ("云泽市宏业水产养殖专业合作社", Parts("云泽市", "宏业", "水产养殖", "专业合作社"), "a cooperative"),
        (
            "云泽市宏业投资中心(有限合伙)",
            Parts("云泽市", "宏业", "投资", "中心（有限合伙）"),
            "a partnership's bracket belongs to the form",
        ),
        ("宏业(有限合伙)", Parts("", "宏业", "", "（有限合伙）"), "the bracket alone"),
        ("云泽市李明养殖场（个人独资）", Parts("云泽市", "李明", "", "养殖场（个人独资）"), "a sole owner"),
        ("", Parts("", "", "", ""), "nothing"),
    ],
)
def test_split(name: str, parts: Parts, because: str) -> None:
    assert orgname.split(name, PLACES) == parts, because


@given(st.text("云泽市城东区宏业建材商贸有限责任公司分店厂（）()集团省县AB", max_size=25))
def test_the_parts_joined_are_the_name(name: str) -> None:
    parts = orgname.split(name, PLACES)
    assert parts.place + parts.trade + parts.industry + parts.form == orgname.normalise(name)


@pytest.mark.parametrize(
    ("sent", "filed", "because"),
    [
        ("云泽市宏业建材有限责任公司", "云泽市宏业建材有限公司", "the long and the short form"),
        ("云泽市宏业(集团)有限公司", "云泽市宏业（集团）有限公司", "bracket width"),
        ("云泽市 宏业建材有限公司", "云泽市宏业建材有限公司", "a space"),
    ],
)
def test_compare_finds_the_same(sent: str, filed: str, because: str) -> None:
    comparison = orgname.compare(sent, filed, PLACES)
    assert comparison.same, because
    assert comparison.similarity == 1.0
    assert comparison.differences == ()


@pytest.mark.parametrize(
    ("sent", "filed", "sentence"),
    [
        (
            "云泽市宏业建材有限公司",
            "云泽市鸿业建材有限公司",
            "字号不同：报送“宏业”，登记“鸿业”；行政区划、行业、组织形式相同",
        ),
        (
            "宏业建材有限公司",
            "云泽市宏业建材股份有限公司",
            "行政区划不同：报送无，登记“云泽市”；组织形式不同：报送“有限公司”，登记“股份有限公司”；字号、行业相同",
        ),
    ],
)
def test_compare_says_what_differs(sent: str, filed: str, sentence: str) -> None:
    comparison = orgname.compare(sent, filed, PLACES)
    assert not comparison.same
    assert 0 < comparison.similarity < 1
    assert comparison.sentence == sentence


@pytest.mark.parametrize(
    ("sent", "filed", "sentence"),
    [
        ("", "云泽市宏业建材有限公司", "报送数据中没有名称，无法比对。"),
        ("云泽市宏业建材有限公司", "", "登记信息中没有名称，无法比对。"),
    ],
)
def test_compare_with_a_missing_name(sent: str, filed: str, sentence: str) -> None:
    comparison = orgname.compare(sent, filed, PLACES)
    assert (comparison.same, comparison.similarity, comparison.sentence) == (False, 0.0, sentence)


@pytest.mark.parametrize(
    ("name", "expected", "because"),
    [
        ("云泽市张三丰家庭农场", True, "a family farm under a full name"),
        ("云泽市李明养殖场（个人独资）", True, "a sole owner's farm"),
        ("云泽市欧阳锋种植家庭农场", True, "a compound surname, and what is grown"),
        ("绿野家庭农场", False, "绿 is no surname"),
        ("云泽市李明建材有限公司", False, "a company is no sole owner's enterprise"),
        ("云泽市王府井大街家庭农场", False, "too long for a name"),
    ],
)
def test_is_named_after_person(name: str, expected: bool, because: str) -> None:
    assert orgname.is_named_after_person(name) is expected, because
