import pytest

from mingxin.kernel.surnames import is_full_name, is_tibetan_name, surname_of


@pytest.mark.parametrize(
    ("name", "surname"), [("张三", "张"), ("欧阳锋", "欧阳"), ("欧文", "欧"), ("绿野", ""), ("", ""), ("Tom", "")]
)
def test_surname_of(name: str, surname: str) -> None:
    assert surname_of(name) == surname


@pytest.mark.parametrize(
    ("word", "expected", "because"),
    [
        ("张三", True, "surname and one"),
        ("张三丰", True, "surname and two"),
        ("张三丰子", False, "surname and three"),
        ("欧阳锋", True, "compound and one"),
        ("欧阳娜娜", True, "compound and two"),
        ("张", False, "a surname alone"),
        ("宏业", False, "no surname"),
    ],
)
def test_is_full_name(word: str, expected: bool, because: str) -> None:
    assert is_full_name(word) is expected, because


@pytest.mark.parametrize(
    ("word", "expected"),
    [("尼玛次仁", True), ("扎西卓玛", True), ("扎西", False), ("扎西德勒", False), ("扎西卓玛店", False)],
)
def test_is_tibetan_name(word: str, expected: bool) -> None:
    assert is_tibetan_name(word) is expected
