"""Every public page: what it answers, for whom there is one, and what is never on it."""

from collections.abc import Callable

import pytest
from django.test import Client

from tests.mingxin.doors.portal.conftest import Place

pytestmark = pytest.mark.both

STILL_PAGES = ("/", "/search/", "/shuanggongshi/", "/shuanggongshi/xuke/", "/shuanggongshi/chufa/", "/mulu/",
               "/mulu/xuke/", "/mulu/faren-dengji/", "/heyan/", "/guize/", "/bangzhu/", "/ditu/")  # fmt: skip
NEVER = ("贾摊主", "家中路", "王家湾", "内部备注", "云市监处罚〔2025〕9号", "云市监处罚〔2026〕130号", "2026〕131号",
         "云市监处罚〔2026〕132号", "云市监处罚〔2026〕133号")  # fmt: skip
Address = Callable[[Place], str]

STATUS: list[tuple[str, Address, int]] = [
    ("a firm", lambda p: f"/zhuti/{p.firm.public_id}/", 200),
    ("a sole trader by its own address", lambda p: f"/zhuti/{p.trader.public_id}/", 200),
    ("known only by its code, with something public", lambda p: f"/zhuti/{p.bare.public_id}/", 200),
    ("a subject nobody knows", lambda p: "/zhuti/0123456789abcdef/", 404),
    ("a code is no address", lambda p: f"/zhuti/{p.firm.code}/", 404),
    ("a record shown now", lambda p: p.record("penalty"), 200),
    ("a record under objection stays", lambda p: p.record("disputed"), 200),
    ("its last day was yesterday", lambda p: p.record("ended"), 410),
    ("repaired today", lambda p: p.record("repaired"), 410),
    ("withdrawn today", lambda p: p.record("withdrawn"), 410),
    ("never public", lambda p: p.record("not public"), 404),
    ("held for want of a ground", lambda p: p.record("held"), 404),
    ("no such record", lambda p: f"/xinxi/{'0' * 32}/", 404),
    ("no such column", lambda p: "/shuanggongshi/bu-cunzai/", 404),
    ("registration is no column", lambda p: "/shuanggongshi/faren-dengji/", 404),
    ("no such item", lambda p: "/mulu/bu-cunzai/", 404),
    ("no such export", lambda p: "/shuanggongshi/xuke/xiazai.pdf", 404),
    ("no such page", lambda p: "/meiyou/", 404),
]


@pytest.mark.parametrize(("reason", "address", "status"), STATUS, ids=[row[0] for row in STATUS])
def test_status(client: Client, place: Place, reason: str, address: Address, status: int) -> None:
    answer = client.get(address(place))
    assert answer.status_code == status
    assert answer["Content-Security-Policy"].startswith("default-src 'none'; script-src 'self'; style-src 'self'")
    assert "noindex" in answer["X-Robots-Tag"]
    assert answer["Cache-Control"] == "no-store"


def test_a_withdrawn_records_address_has_the_note_and_no_fact(client: Client, place: Place) -> None:
    text = client.get(place.record("withdrawn")).content.decode()
    assert f"于 {place.town.today} 撤回，原因：决定被撤销。" in text
    assert "仅更正内容的，继续公示" in text
    assert not [fact for fact in (*NEVER, place.firm.name, "云复决", "供货者") if fact in text]


@pytest.mark.parametrize("key", ["penalty", "disputed", "ended", "repaired", "withdrawn", "not public", "held", None])
def test_an_address_made_of_what_the_decision_says_tells_nothing_but_what_is_public(
    client: Client, place: Place, key: str | None
) -> None:
    """Whoever guesses item, document number and party can compute the thread, which addresses once were made of."""
    thread = place.threads[key] if key else "0" * 32
    answer = client.get(f"/xinxi/{thread}/")
    if key in ("penalty", "disputed"):
        assert (answer.status_code, answer["Location"]) == (301, place.record(key))
    else:
        nobody = client.get(f"/xinxi/{'1' * 32}/")
        assert (answer.status_code, _without_token(answer.content.decode())) == (
            404,
            _without_token(nobody.content.decode()).replace("1" * 32, thread),
        )


def test_no_page_and_no_file_tells_what_an_address_could_be_made_of(client: Client, place: Place) -> None:
    pages = [place.record("penalty"), f"/zhuti/{place.firm.public_id}/", "/", "/shuanggongshi/chufa/"]
    told = [client.get(page).content.decode() for page in pages]
    files = ["/shuanggongshi/chufa/xiazai.csv", "/shuanggongshi/chufa/tingzhi.csv"]
    told += [b"".join(client.get(file).streaming_content).decode("utf-8-sig") for file in files]
    assert not [thread for thread in place.threads.values() for text in told if thread in text]


@pytest.mark.parametrize("address", STILL_PAGES)
def test_still_pages(client: Client, place: Place, address: str) -> None:
    answer = client.get(address)
    assert answer.status_code == 200
    text = answer.content.decode()
    assert '<meta name="robots" content="noindex' in text
    assert "<style" not in text and " style=" not in text and "<script>" not in text
    assert not [word for word in NEVER if word in text]
    assert "待核实" not in text, "what is still to be checked is said at the desk, here only what was read"


@pytest.mark.parametrize("who", ["firm", "trader", "farm", "bare"])
def test_nothing_unpublic_on_a_subject_page(client: Client, place: Place, who: str) -> None:
    text = client.get(f"/zhuti/{getattr(place, who).public_id}/").content.decode()
    assert not [word for word in (*NEVER, "王大山</dd>", "待核实") if word in text]


def test_a_firms_page_says_what_a_reader_needs(client: Client, place: Place) -> None:
    text = client.get(f"/zhuti/{place.firm.public_id}/").content.decode()
    for words in (
        "云泽市嘉禾食品有限公司", place.firm.code, "存续", "曾用名：云泽市嘉禾糕点厂", "2015-03-02", "人民路12号",
        "全部 3", "行政许可 1", "行政处罚 2", "未按规定查验供货者许可证，罚款 60,000 元",
        "异议核实中", "纠正失信行为、履行全部义务的，", "；符合条件的，现在可申请",
        "自动停止公示", "公示依据", "决定被撤销", "未归集", "读懂这一页", "下载信用报告",
        f"{place.town.today}",
    ):  # fmt: skip
        assert words in text, words
    assert "贾有名" in text, "the representative is registration data on the firm's own page"


def test_what_the_catalogue_calls_not_public_is_on_no_page_of_a_record(client: Client, place: Place) -> None:
    for address in (f"/zhuti/{place.firm.public_id}/", place.record("penalty")):
        text = client.get(address).content.decode()
        assert "公示依据" in text and "失信程度" not in text, address


def test_a_representative_is_not_on_a_record_page(client: Client, place: Place) -> None:
    assert "贾有名" not in client.get(place.record("licence")).content.decode()


def test_known_only_by_its_code(client: Client, place: Place) -> None:
    assert "登记信息未归集" in client.get(f"/zhuti/{place.bare.public_id}/").content.decode()


@pytest.mark.parametrize("extra", ["as_of=2026-01-01", "asof=2020-01-01", "date=2020-01-01", "riqi=2020-01-01"])
def test_no_parameter_names_another_day(client: Client, place: Place, extra: str) -> None:
    for address in ("/", "/shuanggongshi/chufa/", f"/zhuti/{place.firm.public_id}/"):
        plain, asked = (_without_token(client.get(a).content.decode()) for a in (address, f"{address}?{extra}"))
        assert "2025〕9号" not in asked
        assert plain.count("<li>") == asked.count("<li>")
    assert client.get(f"{place.record('ended')}?{extra}").status_code == 410


def test_robots(client: Client, db: None) -> None:
    assert client.get("/robots.txt").content == b"User-agent: *\nDisallow: /\n"


def test_an_expired_form_gets_a_page_of_the_site(place: Place) -> None:
    answer = Client(enforce_csrf_checks=True).post("/search/", {"q": "嘉禾"})
    assert answer.status_code == 403
    assert "页面已过期" in answer.content.decode()


def _without_token(text: str) -> str:
    return "\n".join(line for line in text.splitlines() if "csrfmiddlewaretoken" not in line)
