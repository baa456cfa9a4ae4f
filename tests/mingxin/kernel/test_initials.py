import pytest

from mingxin.kernel.initials import initials


@pytest.mark.parametrize(
    ("name", "expected"),
    [("云泽市宏业建材", "yzshyjc"), ("AB建材1店", "abjc1d"), ("（集团）", "jt"), ("", ""), ("重庆银行", "cqyh")],
)
def test_initials(name: str, expected: str) -> None:
    assert initials(name) == expected
