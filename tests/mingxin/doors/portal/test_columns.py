"""The columns: filters, paging, exports and the feed of removals."""

import csv
import io
import re
from typing import Any

import openpyxl
import pytest
from django.test import Client

from mingxin.access.models import Unit
from mingxin.archive.public_numbers import public_number, thread_of_number
from mingxin.intake.models import ZeroReport
from mingxin.kernel.clock import now, today
from mingxin.kernel.refusal import Refusal
from mingxin.uses.slots import one_of, slot
from tests.mingxin.doors.portal.conftest import Place

pytestmark = pytest.mark.both


def rows_of(client: Client, address: str) -> list[dict[str, str]]:
    answer = client.get(address)
    data = b"".join(answer.streaming_content)
    assert data.startswith(b"\xef\xbb\xbf")
    return list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"))))


def known(rows: list[dict[str, str]]) -> list[str]:
    return sorted(str(thread_of_number(row["信息编号"])) for row in rows)


def threads_on(text: str) -> list[str]:
    return [str(thread_of_number(part[:32])) for part in text.split('href="/xinxi/')[1:]]


def walk(client: Client, address: str) -> list[str]:
    seen: list[str] = []
    folder, query = address.split("?") if "?" in address else (address, "")
    while True:
        text = client.get(f"{folder}?{query}").content.decode()
        seen += threads_on(text)
        if 'class="pager"' not in text:
            return seen
        query = text.split('class="pager"><a class="btn" href="?')[1].split('"')[0].replace("&amp;", "&")


def test_a_licence_list_shows_sole_traders_too(client: Client, place: Place) -> None:
    seen = threads_on(client.get("/shuanggongshi/xuke/").content.decode())
    assert sorted(seen) == sorted(place.threads[k] for k in ("licence", "trader's licence", "bare's licence"))


def test_the_rules_say_of_sole_traders_what_the_site_does(client: Client, place: Place) -> None:
    """Listed day by day as the law publishes; by a part of the name neither found nor filtered, and in no file."""
    rules, trader = client.get("/guize/").content.decode(), place.threads["trader's licence"]
    for words, holds in (
        ("与其他主体的一样，按日期列在公示栏目里，可以逐页翻看", trader in walk(client, "/shuanggongshi/xuke/")),
        ("不能用名称的一部分查询、筛选", not walk(client, "/shuanggongshi/xuke/?mingcheng=瑞丰")
         and place.trader.public_id not in client.get("/search/", {"q": "瑞丰"}).content.decode()),
        ("也不进入批量下载", trader not in str(rows_of(client, "/shuanggongshi/xuke/xiazai.csv"))),
        ("查询时只能用完整名称或者完整代码", place.trader.public_id
         in client.get("/search/", {"q": place.trader.name}).content.decode()),
        ("不显示经营者姓名和住所", "贾摊主" not in client.get(f"/xinxi/{public_number(trader)}/").content.decode()),
    ):  # fmt: skip
        assert (words in rules, holds) == (True, True), words


GROUPS = {
    "双公示": ["行政许可", "行政处罚"],
    "其他行政管理信息": ["行政强制", "行政裁决"],
    "其他信用公示": ["经营异常名录", "失信被执行人", "诚信荣誉"],
}


def test_only_two_columns_are_the_two(client: Client, place: Place) -> None:
    headings = client.get("/shuanggongshi/").content.decode().split("<h2>")[1:]
    found = {part.split("</h2>")[0]: part for part in headings}
    assert list(found) == list(GROUPS)
    for group, names in GROUPS.items():
        assert [name for name in names if f">{name}" not in found[group]] == []
    assert found["双公示"].count("目录与依据<") == 2


def test_paging_walks_every_row_once(client: Client, place: Place) -> None:
    parties = place.town.add_parties([f"云泽市百业第{n}商贸有限公司" for n in range(9)])
    made = place.town.licences(
        [(p, f"云市监许〔2026〕{n:02}-{i}号", {"decided_on": place.town.day(-3 - n % 3)})
         for n, p in enumerate(parties) for i in range(7)]
    )  # fmt: skip
    seen = walk(client, "/shuanggongshi/xuke/")
    assert len(seen) == len(set(seen)) == len(made) + 3
    days = walk(client, f"/shuanggongshi/xuke/?cong={place.town.day(-4)}&zhi={place.town.day(-4)}")
    assert len(days) == len(set(days)) == 21


def test_what_nobody_reports_is_not_said_to_be_none(client: Client, place: Place) -> None:
    """Nor of what a unit declared 本期无; a filter that finds nothing is another matter."""
    told = "本平台尚无单位报送此类信息，有无此类信息本平台不知道。"
    for query in ("", "?mingcheng=嘉禾"):
        page = client.get(f"/shuanggongshi/caijue/{query}").content.decode()
        assert told in page and "0</b> 条" not in page and "没有符合条件" not in page
    assert told in client.get("/?lanmu=admin_adjudication").content.decode()
    index = client.get("/shuanggongshi/").content.decode()
    assert re.search(r"行政裁决</a></td><td class=\"n\">未归集<", index)
    assert re.search(r"行政许可</a></td><td class=\"n\">3<", index)
    unit = Unit.objects.order_by("pk").first()
    ZeroReport.objects.create(unit=unit, item="admin_adjudication", month=today(), declared_at=now())
    page = client.get("/shuanggongshi/caijue/").content.decode()
    assert told not in page and "0</b> 条" in page and "这一栏目目前没有公示中的信息。" in page
    assert "没有符合条件的信息。" in client.get("/shuanggongshi/caijue/?mingcheng=嘉禾").content.decode()
    assert told not in client.get("/shuanggongshi/xuke/?mingcheng=无人").content.decode()


FILTERS = [
    ("nothing asked", "", 3),
    ("a value that occurs", "f1=普通", 3),
    ("a value that does not", "f1=特许", 0),
    ("the second declared field", "f2=食品生产许可证", 3),
    ("part of a name", "mingcheng=嘉禾", 1),
    ("part of a sole trader's name", "mingcheng=瑞丰", 0),
    ("a sole trader's whole name is a part too", "mingcheng=澄江镇瑞丰超市", 0),
    ("one character is not taken", "mingcheng=嘉", 3),
    ("a day that is none is not taken", "cong=2026-13-45", 3),
    ("a unit that reported nothing", "danwei=999999", 0),
    ("a unit that is no number", "danwei=abc", 3),
]


@pytest.mark.parametrize(("reason", "query", "count"), FILTERS, ids=[row[0] for row in FILTERS])
def test_filters(client: Client, place: Place, reason: str, query: str, count: int) -> None:
    text = client.get(f"/shuanggongshi/xuke/?{query}").content.decode()
    assert len(threads_on(text)) == count
    assert f"：<b>{count}</b> 条" in text


MISTAKEN = [
    ("a day that is none", "cong=2026-13-45", "起始日期：", 3),
    ("one character of a name", "mingcheng=嘉", "名称请至少输入两个字。", 3),
    ("days the wrong way round", "cong=2026-11-02&zhi=2026-11-01", "起始日期晚于截止日期，请对调后再筛选。", 0),
]


@pytest.mark.parametrize(("reason", "query", "told", "count"), MISTAKEN, ids=[row[0] for row in MISTAKEN])
def test_no_file_is_made_of_a_filter_that_the_page_says_is_wrong(
    client: Client, place: Place, reason: str, query: str, told: str, count: int
) -> None:
    text = client.get(f"/shuanggongshi/xuke/?{query}").content.decode()
    assert told in text and f"：<b>{count}</b> 条" in text
    assert "个体工商户不在其中" not in text, "no advice about names"
    assert "请先改正上面的筛选条件，再下载。" in text and "xiazai" not in text
    for form in ("csv", "xlsx"):
        answer = client.get(f"/shuanggongshi/xuke/xiazai.{form}?{query}")
        assert answer.status_code == 400 and told in answer.content.decode(), form


@pytest.mark.parametrize("value", ["警告", "罚款"])
def test_one_of_several_categories_is_found(client: Client, place: Place, value: str) -> None:
    assert len(threads_on(client.get("/shuanggongshi/chufa/", {"f1": value}).content.decode())) == 2
    assert not threads_on(client.get("/shuanggongshi/chufa/", {"f1": "罚"}).content.decode())


def test_an_export_has_what_the_page_counts_but_sole_traders(client: Client, place: Place) -> None:
    text = client.get("/shuanggongshi/xuke/").content.decode()
    assert "可下载 2 条；另有 1 条涉及个体工商户" in text
    rows = rows_of(client, "/shuanggongshi/xuke/xiazai.csv")
    assert sorted(thread_of_number(r["信息编号"]) for r in rows) == sorted(
        place.threads[k] for k in ("licence", "bare's licence")
    )
    assert "法定代表人" not in rows[0] and "备注" not in rows[0]
    assert rows[0]["停止公示日"] == "长期"


def test_the_workbook_has_the_same_rows_and_says_what_is_left_out(client: Client, place: Place) -> None:
    answer = client.get("/shuanggongshi/xuke/xiazai.xlsx")
    book = openpyxl.load_workbook(io.BytesIO(b"".join(answer.streaming_content)))
    assert len(list(book["行政许可"].rows)) == 1 + 2
    assert "另有 1 条涉及个体工商户" in str(book["说明"]["A2"].value)
    assert (answer["X-Rows"], answer["X-Left-Out"]) == ("2", "1")


def test_a_workbook_is_spelled_as_the_page_and_a_table_as_the_national_list_and_says_so(
    client: Client, place: Place
) -> None:
    """XK_YXQZI is a day there, 2099/12/31 for no end; CF_CFLB joins several with ";". A telephone is masked in both."""
    long = place.town.licence(place.firm, "云市监许〔2026〕777号", says={"XK_YXQZI": "2099-12-31"})
    called = place.town.penalty(place.firm, "云市监处罚〔2026〕777号", says={"CF_SY": "联系电话13812345678。"})
    cells = {}
    for column, thread, field in (("xuke", long, "有效期至"), ("chufa", called, "处罚类别")):
        page = client.get(f"/xinxi/{public_number(thread)}/").context["page"]
        on_page = {pair.label: pair.value for pair in page.card.pairs}
        files = {"csv": rows_of(client, f"/shuanggongshi/{column}/xiazai.csv")}
        answer = client.get(f"/shuanggongshi/{column}/xiazai.xlsx")
        book = openpyxl.load_workbook(io.BytesIO(b"".join(answer.streaming_content)))
        head, *lines = ([str(cell.value or "") for cell in row] for row in book.worksheets[0].rows)
        files["xlsx"] = [dict(zip(head, line, strict=True)) for line in lines]
        for form, rows in files.items():
            row = next(one for one in rows if one["信息编号"] == public_number(thread))
            cells[column, form] = row[field]
            assert row.get("违法事实", "") == on_page.get("违法事实", ""), form
        cells[column, "page"] = on_page[field]
        notes = " ".join(str(cell.value) for cell in book["说明"]["A"])
        told = client.get(f"/shuanggongshi/{column}/").content.decode()
        cells[column, "told"] = ("2099-12-31" in told, "“;”" in told, "2099-12-31" in notes)
    assert cells == {
        ("xuke", "csv"): "2099-12-31", ("xuke", "xlsx"): "长期", ("xuke", "page"): "长期",
        ("xuke", "told"): (True, False, False),
        ("chufa", "csv"): "警告;罚款", ("chufa", "xlsx"): "警告、罚款", ("chufa", "page"): "警告、罚款",
        ("chufa", "told"): (False, True, False),
    }  # fmt: skip


def test_exported_penalties_are_those_in_term(client: Client, place: Place) -> None:
    rows = rows_of(client, "/shuanggongshi/chufa/xiazai.csv")
    assert sorted(thread_of_number(r["信息编号"]) for r in rows) == sorted(
        place.threads[k] for k in ("penalty", "disputed")
    )


def test_an_export_keeps_the_filters(client: Client, place: Place) -> None:
    assert [
        thread_of_number(r["信息编号"]) for r in rows_of(client, "/shuanggongshi/xuke/xiazai.csv?mingcheng=嘉禾")
    ] == [place.threads["licence"]]


def test_no_cell_is_executed(client: Client, place: Place) -> None:
    place.town.licence(place.firm, "=1+1号", says={"XK_NR": '=HYPERLINK("http://x")'})
    row = next(r for r in rows_of(client, "/shuanggongshi/xuke/xiazai.csv") if "HYPERLINK" in r["许可内容"])
    assert row["许可内容"] == '\'=HYPERLINK("http://x")'
    assert row["行政许可决定文书号"] == "'=1+1号"


def test_so_many_files_are_written_at_once_and_no_more(client: Client, place: Place, settings: Any) -> None:
    """Whoever asks for many at the same time does not keep the machine from everybody else."""
    settings.EXPORTS_AT_ONCE = 1
    files = [f"/shuanggongshi/chufa/{name}" for name in ("xiazai.csv", "xiazai.xlsx", "tingzhi.csv")]
    with slot("export", 1, Refusal("busy", "")):
        for file in files:
            answer = client.get(file)
            assert (answer.status_code, answer["Retry-After"]) == (503, "5")
            assert "请 5 秒后再试一次" in answer.content.decode() and "Repr-Digest" not in answer
        assert client.get("/shuanggongshi/chufa/").status_code == 200
    assert [client.get(file).status_code for file in files] == [200] * 3


def test_an_address_has_one_file_written_at_a_time(client: Client, place: Place) -> None:
    file = "/shuanggongshi/chufa/xiazai.csv"
    with one_of("export", "192.0.2.7", Refusal("busy", "")):
        answer = client.get(file, REMOTE_ADDR="192.0.2.7")
        assert (answer.status_code, "您所在的网络地址还有一个文件正在生成" in answer.content.decode()) == (503, True)
        assert client.get(file, REMOTE_ADDR="192.0.2.8").status_code == 200
        assert client.get(file, REMOTE_ADDR="127.0.0.1").status_code == 200, "a proxy that is not named"
    assert client.get(file, REMOTE_ADDR="192.0.2.7").status_code == 200


def test_removals_tell_ids_and_days_alone(client: Client, place: Place) -> None:
    rows = rows_of(client, "/shuanggongshi/chufa/tingzhi.csv")
    assert {thread_of_number(r["信息编号"]): r["停止公示日"] for r in rows} == {
        place.threads[k]: str(place.town.today) for k in ("ended", "repaired", "withdrawn")
    }
    assert list(rows[0]) == ["信息编号", "停止公示日"]


def test_a_cursor_of_ones_own_making_begins_at_the_beginning(client: Client, place: Place) -> None:
    for after in ("x", "g-g", "ggggggggggggggggggg-g", "%FF", "1-2"):
        assert len(threads_on(client.get(f"/shuanggongshi/xuke/?after={after}").content.decode())) == 3
