"""The city's own data: what the file may say, and what pages make of what it says."""

from pathlib import Path

import pytest

from mingxin.config.city import FILE, NAMES, City, read_city
from mingxin.kernel.refusal import Refusal

SAMPLE = Path(__file__).parents[3] / "seed/data/city.yaml"
CENTRE = "云泽市公共信用信息中心"

WINDOWS = [
    ("nothing is known", City(), ""),
    ("a name alone", City(operator=CENTRE), CENTRE),
    ("the organiser where there is no operator", City(organiser="云泽市发展改革委"), "云泽市发展改革委"),
    ("everything", City(operator=CENTRE, address="澄江大道 18 号", hours="工作日", telephone="0700-1"),
     f"{CENTRE}（澄江大道 18 号，工作日，电话 0700-1）"),
    ("a telephone alone", City(telephone="0700-1"), "本网站的服务窗口（电话 0700-1）"),
]  # fmt: skip


@pytest.mark.parametrize(("reason", "city", "window"), WINDOWS, ids=[case[0] for case in WINDOWS])
def test_where_one_turns_to(reason: str, city: City, window: str) -> None:
    assert city.window == window


READ = [
    ("no file", None, City()),
    ("an empty file", "", City()),
    ("a name without a value", "咨询电话:", City()),
    ("a line each", "咨询电话: 0700-1\n主办单位: 甲", City(organiser="甲", telephone="0700-1")),
    ("a telephone that reads as an octal number", "咨询电话: 07001234567", City(telephone="07001234567")),
    ("hours that read as a number of minutes", "办公时间: 9:00", City(hours="9:00")),
    ("a day", "ICP备案号: 2026-11-20", City(icp_number="2026-11-20")),
    ("a word that reads as yes", "承办单位: on", City(operator="on")),
    ("blanks are folded", "主办单位: ' 甲  乙 '", City(organiser="甲 乙")),
]  # fmt: skip


@pytest.mark.parametrize(("reason", "text", "city"), READ, ids=[case[0] for case in READ])
def test_reading(tmp_path: Path, reason: str, text: str | None, city: City) -> None:
    if text is not None:
        (tmp_path / FILE).write_text(text, "utf-8")
    assert read_city(tmp_path) == city


@pytest.mark.parametrize("text", ["电话号码: 1", "- 甲", "甲", "主办单位: [", "主办单位: {甲: 乙}"])
def test_a_faulty_file_is_refused_with_what_to_do(tmp_path: Path, text: str) -> None:
    (tmp_path / FILE).write_text(text, "utf-8")
    with pytest.raises(Refusal) as refused:
        read_city(tmp_path)
    assert FILE in refused.value.message
    assert refused.value.remedy


def test_the_invented_city_lacks_nothing(tmp_path: Path) -> None:
    (tmp_path / FILE).write_text(SAMPLE.read_text("utf-8"), "utf-8")
    assert read_city(tmp_path).missing == ()
    assert City().missing == tuple(NAMES)
    assert City(telephone="0700-1").missing == tuple(name for name in NAMES if name != "咨询电话")
