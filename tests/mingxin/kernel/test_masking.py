import pytest

from mingxin.kernel.masking import mask_name, mask_phones_in


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("张三丰", "张**"),
        ("李四", "李*"),
        ("欧阳锋", "欧阳*"),
        ("欧阳", "欧*"),
        ("王", "*"),
        ("", ""),
        ("Tom", "T**"),
        (" 张三 ", "张*"),
    ],
)
def test_mask_name(name: str, expected: str) -> None:
    assert mask_name(name) == expected


@pytest.mark.parametrize(
    ("text", "expected", "because"),
    [
        ("电话13812341234。", "电话138****1234。", "in prose"),
        ("138-1234-1234", "138****1234", "hyphens"),
        ("138 1234 1234", "138****1234", "spaces"),
        ("+8613812341234", "+86138****1234", "country code"),
        ("１３８１２３４１２３４", "１３８****１２３４", "full-width"),
        ("13812341234、13912345678", "138****1234、139****5678", "two"),
        ("429913138123412345", "429913138123412345", "inside a longer number"),
        ("12812341234", "12812341234", "no mobile prefix"),
        ("0713-6541234", "0713-6541234", "an office line is public"),
    ],
)
def test_mask_phones_in(text: str, expected: str, because: str) -> None:
    assert mask_phones_in(text) == expected, because
