"""Search: who is found by what, and what never reaches an address."""

import re
from pathlib import Path

import pytest
from django.test import Client

from mingxin.kernel import uscc
from mingxin.kernel.initials import initials
from tests.mingxin.doors.desk.way import words
from tests.mingxin.doors.portal.conftest import Place
from tests.spec.spellings import PLAIN

pytestmark = pytest.mark.both

MANUAL = Path(__file__).parents[4] / "docs/manual/wangzhan.md"
NUMBER = "420202199001011012"  # invented; only its check digit is right
NUMBERS = [
    NUMBER[:17] + "0",
    NUMBER,
    "4202 0219 9001 0110 12",
    "身份证420202199001011012",
    "４２０２０２１９９００１０１１０１２",
    "420202，19900101，1012",
    "420202    19900101    1012",
    "ID420202900101101",
    "四二〇二〇二一九九〇〇一〇一一〇一二",
]

FOUND = [
    ("part of a name", "嘉禾", True),
    ("two characters in the middle", "食品", True),
    ("a former name", "嘉禾糕点", True),
    ("pinyin initials", "jhsp", True),
    ("initials in capitals", "JHSP", True),
    ("the whole name", "云泽市嘉禾食品有限公司", True),
    ("half-width brackets and spaces are folded", "云泽市 嘉禾 食品", True),
    ("characters that are not neighbours", "嘉食", False),
    ("the representative's name", "贾有名", False),
    ("a document number", "云市监许〔2026〕318号", False),
    ("the address", "人民路", False),
]


@pytest.mark.parametrize(("reason", "text", "found"), FOUND, ids=[row[0] for row in FOUND])
def test_what_finds_a_firm(client: Client, place: Place, reason: str, text: str, found: bool) -> None:
    answer = client.get("/search/", {"q": text})
    assert (f"/zhuti/{place.firm.public_id}/" in answer.content.decode()) is found


PERSONS = [
    ("trader by part of its name", "trader", "瑞丰", False),
    ("trader by initials", "trader", "rfcs", False),
    ("trader by its whole name", "trader", "澄江镇瑞丰超市", True),
    ("farm by part of its name", "farm", "王大山", False),
    ("farm by its whole name", "farm", "云泽市王大山家庭农场", True),
]


@pytest.mark.parametrize(("reason", "who", "text", "found"), PERSONS, ids=[row[0] for row in PERSONS])
def test_who_bears_a_persons_name(client: Client, place: Place, reason: str, who: str, text: str, found: bool) -> None:
    answer = client.get("/search/", {"q": text})
    assert (f"/zhuti/{getattr(place, who).public_id}/" in answer.content.decode()) is found


def test_of_a_part_of_a_traders_name_no_more_is_said_than_was_looked_for(client: Client, place: Place) -> None:
    """The trader has records in public; who looked for a part of its name is not told that there are none."""
    text = words(client.get("/search/", {"q": "瑞丰"}))
    assert "未查到" in text and "个体工商户 ，以及" in text and "请输入完整名称或者 18 位代码" in text
    assert "用完整名称或者代码仍未查到的， 只说明" in text


@pytest.mark.parametrize(
    ("q", "told"),
    [
        ("没有这家", "没有查到名称含“没有这家”的单位"),
        ("zzqq", "没有查到名称或者拼音首字母含“zzqq”的单位"),
        ("jhsp", "名称或者拼音首字母含“jhsp”的单位： 1 家"),
        ("嘉禾", "名称含“嘉禾”的单位： 1 家"),
    ],
)
def test_an_answer_says_what_was_looked_for(client: Client, place: Place, q: str, told: str) -> None:
    assert told in words(client.get("/search/", {"q": q}))


def test_the_example_of_initials_spells_what_it_says(client: Client) -> None:
    """No name that the city may not have is promised; the letters are those of the words beside them."""
    for text in (words(client.get("/search/")), MANUAL.read_text(encoding="utf-8")):
        example = re.search(r"名称含“(\w+)”的单位，输入“(\w+)”", text)
        assert example and initials(example[1]) == example[2]


@pytest.mark.parametrize("who", ["firm", "trader", "farm", "bare"])
@pytest.mark.parametrize("spell", [str, str.lower])
def test_a_code_leads_straight_to_the_page(client: Client, place: Place, who: str, spell: type[str]) -> None:
    party = getattr(place, who)
    for answer in (client.post("/search/", {"q": spell(party.code)}), client.get("/search/", {"q": party.code})):
        assert (answer.status_code, answer["Location"]) == (303, f"/zhuti/{party.public_id}/")


@pytest.mark.parametrize("code", [uscc.compose("91", "429913", "MA49KX3T"), "91429913MA49KX3T00", "429913000012345"])
def test_a_code_nobody_knows_stands_in_no_address(client: Client, place: Place, code: str) -> None:
    answer = client.post("/search/", {"q": code})
    assert (answer.status_code, answer["Location"]) == (303, "/search/?tishi=daima")
    assert "未查到" in client.get(answer["Location"]).content.decode()


@pytest.mark.parametrize("number", NUMBERS)
def test_an_identity_number_goes_nowhere(client: Client, place: Place, number: str) -> None:
    for answer in (
        client.post("/search/", {"q": number}),
        client.get("/search/", {"q": number}),
        client.get("/shuanggongshi/xuke/", {"mingcheng": number}),
        client.get("/heyan/", {"bianhao": number}),
        client.get("/", {number: "1"}),
    ):
        assert (answer.status_code, answer["Location"]) == (303, "/search/?tishi=zhengjian")
    typed = client.post("/search/", {"q": number}, headers={"HX-Request": "true"})
    verified = client.post("/heyan/", {"bianhao": number, "hemima": number})
    for page in (typed, verified, client.get("/search/?tishi=zhengjian")):
        assert page.status_code == 200
        assert number not in page.content.decode()
    assert "请勿输入身份证号" in typed.content.decode()


def test_half_an_identity_number_goes_into_no_address_either(client: Client, place: Place) -> None:
    """What is typed is cut off after a hundred characters."""
    for ahead in range(80, 100):
        answer = client.post("/search/", {"q": "甲" * ahead + PLAIN})
        assert (answer.status_code, answer["Location"]) == (303, "/search/?tishi=zhengjian"), ahead


def test_the_only_answer_is_given_at_once(client: Client, place: Place) -> None:
    answer = client.post("/search/", {"q": "嘉禾"})
    assert (answer.status_code, answer["Location"]) == (303, f"/zhuti/{place.firm.public_id}/")


def test_one_character_is_too_few(client: Client, place: Place) -> None:
    assert "至少输入两个字" in client.get("/search/", {"q": "云"}).content.decode()


def test_nothing_found_is_neither_good_nor_bad(client: Client, place: Place) -> None:
    text = client.get("/search/", {"q": "查无此名"}).content.decode()
    assert "未查到" in text
    assert "既不表示信用良好，也不表示有问题" in text


def test_while_typing(client: Client, place: Place) -> None:
    answer = client.post("/search/", {"q": "嘉禾"}, headers={"HX-Request": "true"})
    assert f"/zhuti/{place.firm.public_id}/" in answer.content.decode()


def test_pages_walk_every_answer_once(client: Client, place: Place) -> None:
    made = place.town.add_parties([f"云泽市百业第{n}商贸有限公司" for n in range(45)])
    seen: list[str] = []
    address = "/search/?q=百业"
    while address:
        text = client.get(address).content.decode()
        assert "45" in text
        seen += [p.public_id for p in made if f"/zhuti/{p.public_id}/" in text]
        address = (
            "/search/" + text.split('class="pager"><a class="btn" href="')[1].split('"')[0] if "pager" in text else ""
        )
        address = address.replace("&amp;", "&")
    assert sorted(seen) == sorted(p.public_id for p in made)
