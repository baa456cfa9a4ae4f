"""Which names are persons' and nobody else's; real registers hold none of them."""

import csv
from pathlib import Path

import pytest

from mingxin.intake.checks.persons import is_person, is_unlike_a_unit

REGISTRY = Path(__file__).parents[5] / "shared" / "data" / "registry"
PERSONS = (
    *(
        "张伟",
        "张 伟",
        "李四等三人",
        "李四等3人",
        "李四、王五等人",
        "李四等",
        "张伟等12名农民工",
        "农民工张伟",
        "村民李大牛",
    ),
    *("李大牛户", "张伟夫妇", "个体户王小明", "尼玛次仁", "阿依古丽·买买提", "John Smith", "JohnSmith", "zhang wei"),
    *("zhangwei", "ZHANG WEI", "Muhammad Ali Khan", "J. R. O'Neill", "Jean-Luc Picard", "José Álvarez", "John Miller"),
    "ＪｏｈｎＳｍｉｔｈ",
    *(
        "买买提",
        "買買提",
        "買買提等三人",
        "阿卜杜拉买买提",
        "吐尔逊古丽",
        "张偉",
        "張偉",
        "歐陽修",
        "農民工張偉",
        "張偉等十二名農民工",
    ),
    *(
        "李大牛戶",
        "王老五家",
        "王老五全家",
        "王老五一家",
        "王老五家三口",
        "王老五家庭",
        "張三家",
        "诸葛孔明家",
        "王老五、李四家",
    ),
)
UNITS = (
    *("云泽市宏业建材有限公司", "张记饭店", "张家户外用品商行", "李四等三人合伙商行", "农民工法律援助中心", "扎西德勒"),
    *("扎西卓玛饭店", "Acme Inc", "Acme Trading Co.", "ACME CO", "Siemens AG", "Bank of Yunze", "Yunze University"),
    *("Yunze Bearings Factory", "Hotel Yunze", "Yunze GmbH", "Acme LLC", "Acme Group", "IBM", "3M", "Acme2000"),
    *(
        "老百姓大药房",
        "宜家",
        "王老五火锅店",
        "云泽之家酒店有限公司",
        "王老五之家",
        "外婆家",
        "如家",
        "张家界大酒店",
        "王老大酒家",
    ),
    *("张老管家", "王氏世家", "張記飯館", "買買提飯館", "雲澤市張偉建材廠", "歐陽記醫館", "马家庄", "王家大院"),
)


@pytest.mark.parametrize("name", PERSONS)
def test_a_person(name: str) -> None:
    assert is_person(name)


@pytest.mark.parametrize("name", UNITS)
def test_a_unit(name: str) -> None:
    assert not is_person(name)


@pytest.mark.realdata
@pytest.mark.skipif(not REGISTRY.is_dir(), reason="the registry data is not beside this checkout")
def test_no_unit_on_a_register_is_taken_for_a_person() -> None:
    with (REGISTRY / "huangshi_xianning.csv").open(encoding="utf-8", newline="") as rows:
        names = [row[0] for row in csv.reader(rows)][1:]
    assert [name for name in names if is_person(name)] == []
    assert [name for name in names if is_unlike_a_unit(name)] == []


@pytest.mark.parametrize(
    "name",
    [
        *(
            "王小明（男，45岁）",
            "李娜（身份证尾号1234）",
            "张三和李四",
            "王小明。",
            "“王小明”",
            "老王",
            "姓名：王小明",
            "本人王小明",
        ),
        *("董事长王小明", "被告王小明", "货车司机王小明", "南宫雪", "逯军", "張三", "李会", "张行"),
        *(
            "Иван Иванов",
            "김민수",
            "ㄨㄤˊㄒㄧㄠˇㄇㄧㄥˊ",
            "ワン",
            "བསོད་ནམས",
            "محمد علي",
            "ئەخمەت",
            "Νίκος",
            "王Иван",
            "ꆈꌠ",
            "ᠪᠠᠭᠠᠲᠤᠷ",
        ),
        *("Nguyễn Văn An", "Đỗ Mười", "Łukasz Żak", "Wáng Xiǎomíng", "Şahin", "ＩＶＡＮ ＩＶＡＮＯＶ", "12345", "..."),
    ],
)
def test_a_name_unlike_any_units(name: str) -> None:
    assert is_unlike_a_unit(name)


@pytest.mark.parametrize(
    "name",
    [
        *(
            "云泽市第一中学",
            "云泽大厦",
            "东湖影城",
            "王老五火锅店",
            "云泽市气象台",
            "鄂云渔1234号",
            "张記飯館",
            "IBM",
            "Acme Inc",
        ),
        *("云泽市人民检察院", "云泽市消防救援支队", "红旗村卫生室", "云泽市总工会", "云泽市马家庄", "云泽电视台"),
        *(
            "Hotel Yunze",
            "Société Générale Bank",
            "Yunze Bearings Factory",
            "Siemens AG",
            "俄罗斯ООО贸易公司",
        ),
    ],
)
def test_a_name_such_as_units_have(name: str) -> None:
    assert not is_unlike_a_unit(name)
