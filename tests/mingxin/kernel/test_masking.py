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
        ("一三八一二三四一二三四", "一三八****一二三四", "Chinese"),
        ("幺三八〇〇〇〇一二三四", "幺三八****一二三四", "as it is said"),
        ("壹叁捌零零零零壹贰叁肆", "壹叁捌****壹贰叁肆", "as on cheques"),
        ("①③⑧①②③④①②③④", "①③⑧****①②③④", "circled"),
        ("138.1234.1234", "138****1234", "dots"),
        ("138　1234　1234", "138****1234", "wide blanks"),
        ("138 - 1234 - 1234", "138 - 1234 - 1234", "three characters between are another thing"),
        ("1 3 8 1 2 3 4 1 2 3 4", "1 3 8****1 2 3 4", "each apart"),
        ("一、三、八、一、二、三、四、一、二、三、四", "一、三、八****一、二、三、四", "each apart, in Chinese"),
        ("第一、三、四、五、六、七、八、九条", "第一、三、四、五、六、七、八、九条", "a list of articles"),
        ("一九九〇年一月一日", "一九九〇年一月一日", "a day"),
        ("罚款一万三千八百元", "罚款一万三千八百元", "an amount"),
        ("13812341234、13912345678", "138****1234、139****5678", "two"),
        ("429913138123412345", "429913138123412345", "inside a longer number"),
        ("12812341234", "12812341234", "no mobile prefix"),
        ("0713-6541234", "0713-6541234", "an office line is public"),
    ],
)
def test_mask_phones_in(text: str, expected: str, because: str) -> None:
    assert mask_phones_in(text) == expected, because
