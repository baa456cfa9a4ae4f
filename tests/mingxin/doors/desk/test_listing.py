"""Lists: counted, narrowed, paged without gaps, exported whole, acted upon."""

import csv
import io
import re
from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

import openpyxl
import pytest
from django.contrib.messages.storage import default_storage
from django.test import Client, RequestFactory

from mingxin.access.models import Person, Region, StaffRole, Unit
from mingxin.access.permits import Act
from mingxin.access.queries.holders import holder_of
from mingxin.doors.desk import listing
from mingxin.doors.desk.guard import DeskRequest
from mingxin.doors.desk.listing import BulkAct, Column, Done, Filter, Line, Listing, Tag
from mingxin.doors.desk.lists.paging import turn
from mingxin.kernel.refusal import Refusal
from mingxin.ledger.models import Entry
from tests.mingxin.doors.desk.conftest import DeskClient

pytestmark = [pytest.mark.django_db, pytest.mark.both]
FIRST = date(2020, 1, 1)


@pytest.fixture
def units(db: None) -> list[Unit]:
    """130 units of two divisions; many share a day, so that the second field of an order decides."""
    regions = [
        Region.objects.create(code=code, name=name) for code, name in (("429913", "云泽市"), ("429914", "城东区"))
    ]
    return Unit.objects.bulk_create(
        Unit(uscc=f"{n:018d}", name=f"=单位{n}", region=regions[n % 2], valid_from=FIRST + timedelta(days=n // 10))
        for n in range(130)
    )


COLUMNS = [
    Column("uscc", "代码", lambda u: u.uscc, kind="code", link=lambda u: f"/desk/units/{u.pk}/"),
    Column("name", "名称", lambda u: u.name),
    Column("since", "起始日", lambda u: u.valid_from, kind="date"),
    Column("until", "截止日", lambda u: u.valid_until, kind="date"),
    Column("number", "序号", lambda u: int(u.uscc), kind="number"),
    Column("state", "状态", lambda u: Tag("有效", "ok"), kind="tag"),
]
FILTERS = [
    Filter("mingcheng", "名称", "text", lambda rows, v: rows.filter(name__contains=v)),
    Filter("quhua", "区划", "choice", lambda rows, v: rows.filter(region=v), choices=[("429913", "云泽市")]),
    Filter("qishi", "起始日", "day", lambda rows, v: rows.filter(valid_from=v)),
    Filter("yue", "月份", "month", lambda rows, v: rows.filter(valid_from__gte=v)),
]


def of_units(**given: Any) -> Listing:
    values = {
        "title": "单位",
        "rows": Unit.objects.select_related("region"),
        "order": ("-valid_from", "uscc"),
        "columns": COLUMNS,
        "filters": FILTERS,
    }
    return Listing(**(values | given))


@pytest.fixture
def asked(desk_client: DeskClient, units: list[Unit]):
    """Ask a list as a signed-in steward does."""
    at_desk = desk_client(StaffRole.STEWARD, unit=units[0])

    def asking(a_listing: Listing, address: str = "/desk/units/", data: dict[str, Any] | None = None):
        made: Any = (RequestFactory().post if data is not None else RequestFactory().get)(address, data)
        request: DeskRequest = made
        request.session = at_desk.client.session
        request._messages = default_storage(request)
        request.user = request.person = at_desk.person
        request.holder, request.act = holder_of(at_desk.person, on=date(2026, 11, 20)), Act.ENTER
        request.resolver_match = None
        return listing.show(request, a_listing)

    return asking


def content(answer: Any) -> bytes:
    return b"".join(answer.streaming_content)


ORDERS: list[tuple[str, Sequence[str]]] = [
    ("one field up", ("uscc",)),
    ("one field down", ("-uscc",)),
    ("down, then up", ("-valid_from", "uscc")),
    ("up, then down", ("valid_from", "-uscc")),
    ("a key and a related field", ("region_id", "-valid_from", "pk")),
    ("a field of another table", ("-region__name", "valid_from", "uscc")),
]


@pytest.mark.parametrize(("reason", "order"), ORDERS, ids=[o[0] for o in ORDERS])
@pytest.mark.parametrize("size", [1, 7, 50, 130, 131])
def test_pages_join_without_gap_or_overlap(units: list[Unit], reason: str, order: Sequence[str], size: int) -> None:
    rows = Unit.objects.select_related("region")
    found, cursor, pages = [], "", 0
    while True:
        page = turn(rows, order, cursor, size)
        assert page.is_first == (pages == 0)
        found += [row.pk for row in page.rows]
        cursor, pages = page.onward, pages + 1
        if not cursor:
            break
    assert found == list(rows.order_by(*order).values_list("pk", flat=True))
    assert pages == -(-len(units) // size)


def test_rows_of_values_are_paged_too(units: list[Unit]) -> None:
    rows = Unit.objects.values("pk", "uscc")
    first = turn(rows, ("uscc",), "", 100)
    assert len(turn(rows, ("uscc",), first.onward, 100).rows) == 30


@pytest.mark.parametrize(
    "cursor", ["x", "====", "W10", "WyJhIiwiYiJd", "bnVsbA", "WzEsMl0", "ÿ", "W251bGwsIDFd", "A" * 3000]
)
def test_a_cursor_that_means_nothing_is_the_first_page(units: list[Unit], cursor: str) -> None:
    page = turn(Unit.objects.all(), ("-valid_from", "uscc"), cursor, 10)
    assert page.is_first
    assert len(page.rows) == 10


@pytest.mark.parametrize("cursor", ["", "x", "WyJhIl0", "Wy01XQ", "W3RydWVd"])
def test_a_sequence_is_paged_in_its_own_order(cursor: str) -> None:
    page = turn(list("cab"), (), cursor, 2)
    assert (page.rows, page.is_first) == (["c", "a"], True)
    assert turn(list("cab"), (), page.onward, 2).rows == ["b"]


def test_the_page_counts_shows_fifty_and_leads_on(asked) -> None:
    text = asked(of_units()).content.decode()
    assert "共 <b>130</b> 条" in text
    assert text.count("<tr>") == 51
    assert "下一页" in text and "回到第一页" not in text
    assert re.search(r'<td [^>]*class="code"[^>]*><a href="/desk/units/', text)
    assert "style=" not in text and 'tabindex="0"' in text


FILTERED = [
    ("text", "mingcheng=单位12", 11, ""),
    ("a choice", "quhua=429913", 65, ""),
    ("a choice that is none", "quhua=429999", 130, "没有这个选项"),
    ("a day", "qishi=2020-01-02", 10, ""),
    ("a day that is none", "qishi=2020-02-31", 130, "日"),
    ("a month", "yue=2020-02", 0, ""),
    ("a month that is none", "yue=2020-13", 130, "请写成"),
    ("two together", "quhua=429913&qishi=2020-01-02", 5, ""),
    ("what no filter knows", "as_of=2020-01-01", 130, ""),
]


@pytest.mark.parametrize(("reason", "query", "count", "words"), FILTERED, ids=[f[0] for f in FILTERED])
def test_filters(asked, reason: str, query: str, count: int, words: str) -> None:
    text = asked(of_units(), f"/desk/units/?{query}").content.decode()
    assert f"<b>{count}</b> 条" in text
    assert words in text
    for form in ("csv", "xlsx"):
        assert asked(of_units(), f"/desk/units/?{query}&export={form}")["X-Rows"] == str(count)


def test_filters_stay_in_the_addresses(asked) -> None:
    text = asked(of_units(), "/desk/units/?quhua=429913&qishi=").content.decode()
    assert 'href="?quhua=429913&amp;export=xlsx"' in text
    assert 'href="?quhua=429913&amp;after=' in text
    assert "qishi=&" not in text


NOTHING = [
    ("none at all", Unit.objects.none, "", "还没有登记单位"),
    ("none that was asked for", Unit.objects.all, "?mingcheng=无", "没有符合条件的内容，可以清除筛选"),
    ("none at all, and something was asked for", Unit.objects.none, "?qishi=2020-01-02", "没有符合条件的内容"),
    ("a choice that is none", Unit.objects.none, "?quhua=zzz", "没有符合条件的内容"),
    ("a place after the last", Unit.objects.all, "?after=WyIxOTAwLTAxLTAxIiwiMSJd", "请回到第一页"),
]


@pytest.mark.parametrize(("reason", "rows", "query", "words"), NOTHING, ids=[n[0] for n in NOTHING])
def test_nothing_found_says_why(asked, reason: str, rows: Any, query: str, words: str) -> None:
    """That there is nothing at all is said only where nothing was asked for."""
    text = asked(of_units(rows=rows(), empty="还没有登记单位。"), f"/desk/units/{query}").content.decode()
    said = re.findall(r'<div class="empty"><p>(.*?)</p>', text)
    assert len(said) == 1 and words in said[0]
    assert ("清除筛选</a>" in text) == (query.startswith("?") and "after" not in query)


def test_csv_has_all_rows_and_no_formula(asked) -> None:
    answer = asked(of_units(), "/desk/units/?export=csv")
    raw = content(answer)
    assert raw.startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(io.StringIO(raw.decode("utf-8-sig"))))
    assert rows[0] == ["代码", "名称", "起始日", "截止日", "序号", "状态"]
    assert len(rows) == 131
    assert rows[-1] == ["000000000000000009", "'=单位9", "2020-01-01", "", "9", "有效"]


def test_workbook_has_all_rows_as_text_and_numbers(asked) -> None:
    sheet = openpyxl.load_workbook(io.BytesIO(content(asked(of_units(), "/desk/units/?export=xlsx")))).active
    assert sheet is not None
    rows = list(sheet.iter_rows(values_only=True))
    assert len(rows) == 131
    assert rows[-1] == ("000000000000000009", "=单位9", "2020-01-01", None, 9, "有效")
    assert sheet["B131"].data_type == "s", "text, not a formula"


def test_an_export_is_in_the_ledger(asked) -> None:
    asked(of_units(), "/desk/units/?quhua=429913&export=csv")
    entry = Entry.objects.get(action="desk.export")
    assert entry.actor_login.startswith("steward")
    assert '"rows":65' in entry.detail.replace(" ", "")
    assert '"quhua":"429913"' in entry.detail.replace(" ", "")


def linking(done: list[str], act: Act = Act.REPORT) -> BulkAct:
    def preview(request: DeskRequest, rows: list[Any]) -> list[Line]:
        return [Line(row.name, "已经办过" if row.uscc.endswith("3") else "") for row in rows]

    def do(request: DeskRequest, rows: list[Any]) -> Done:
        done.extend(row.uscc for row in rows)
        return Done(f"已办 {len(rows)} 行。", undo="/desk/undo/")

    return BulkAct("link", "关联", act, preview, do)


def test_a_bulk_act_is_shown_first_then_done_with_a_way_back(asked, units: list[Unit]) -> None:
    done: list[str] = []
    a_listing = of_units(bulk=(linking(done),))
    assert 'name="chosen"' in asked(a_listing).content.decode()
    chosen = {"bulk": "link", "chosen": [str(units[2].pk), str(units[3].pk)]}
    text = asked(a_listing, data=chosen).content.decode()
    assert "将办理 1 条" in text and "已经办过" in text
    assert done == []
    answer = asked(a_listing, "/desk/units/?quhua=429913", data=chosen | {"confirmed": "yes"})
    assert (answer.status_code, answer["Location"]) == (303, "/desk/units/?quhua=429913")
    assert sorted(done) == [units[2].uscc, units[3].uscc]


def test_rows_outside_the_list_cannot_be_chosen(asked, units: list[Unit]) -> None:
    done: list[str] = []
    mine = of_units(rows=Unit.objects.filter(pk=units[0].pk), bulk=(linking(done),))
    with pytest.raises(Refusal, match="没有选中"):
        asked(mine, data={"bulk": "link", "chosen": [str(units[1].pk), "x", "-1", "9" * 40], "confirmed": "yes"})
    assert done == []


@pytest.mark.parametrize(
    ("data", "code"),
    [
        pytest.param({"bulk": "other", "chosen": ["1"]}, "bulk.unknown", id="no such act"),
        pytest.param({"bulk": "link"}, "bulk.none", id="nothing chosen"),
    ],
)
def test_bulk_refusals(asked, data: dict[str, Any], code: str) -> None:
    with pytest.raises(Refusal) as refused:
        asked(of_units(bulk=(linking([]),)), data=data)
    assert refused.value.code == code


def test_a_bulk_act_needs_its_own_permit(asked, units: list[Unit]) -> None:
    audited = of_units(bulk=(linking([], Act.AUDIT),))
    assert 'name="chosen"' not in asked(audited).content.decode()
    with pytest.raises(Refusal) as refused:
        asked(audited, data={"bulk": "link", "chosen": [str(units[0].pk)], "confirmed": "yes"})
    assert refused.value.code == "permit.none"


def test_a_sequence_has_the_same_page(asked) -> None:
    rows = [{"n": n} for n in range(60)]
    shown = Listing(
        "小表", rows, [Column("n", "数", lambda r: r["n"] * 1000, kind="number")], row_key=lambda r: str(r["n"])
    )
    text = asked(shown).content.decode()
    assert "共 <b>60</b> 条" in text and "49,000" in text and "下一页" in text
    assert asked(shown, "/desk/units/?export=csv")["X-Rows"] == "60"


def test_signed_out_people_get_no_list(client: Client) -> None:
    assert client.get("/desk/").status_code == 303
    assert Person.objects.count() == 0
