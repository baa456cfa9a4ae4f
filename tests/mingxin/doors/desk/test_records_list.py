"""The list of records: whose they are, filtered by the address, exported row for row."""

import csv
import io
import json

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from mingxin.access.models import Unit
from mingxin.archive.actions.amend import put_mark, withdraw
from mingxin.archive.models import MarkKind, Record
from mingxin.archive.public_numbers import public_number
from mingxin.kernel.clock import now as clock_now
from mingxin.kernel.clock import today
from mingxin.ledger.actor import Actor
from mingxin.ledger.models import Entry
from tests.conftest import InForce
from tests.mingxin.archive.sending import (
    OTHER_UNIT,
    Sender,
    document,
    firm,
    firm_name,
    licence,
    sole_trader_penalty,
    thread,
    trader,
)
from tests.mingxin.doors.desk.conftest import AtDesk, DeskClient
from tests.mingxin.doors.desk.record_pages import address, closed, dated, decided, fined, sender, steward, text_of

pytestmark = pytest.mark.both

__all__ = ["sender", "steward"]


def test_the_list_has_the_units_own_records_newest_decision_first(sender: Sender, steward: AtDesk) -> None:
    sender.penalties(fined(1), fined(2, CF_JDRQ=dated("{day_after}")))
    sender.penalties(fined(3, unit=OTHER_UNIT), unit=OTHER_UNIT)
    page = text_of(steward.client, "/desk/records/")
    assert "共</span>" not in page
    assert "<b>2</b> 条" in page
    assert page.index(document(2)) < page.index(document(1))
    assert document(3) not in page
    assert firm_name(1) in page
    assert "公示中" in page


def test_a_post_for_some_items_lists_those_alone(sender: Sender, in_force: InForce, desk_client: DeskClient) -> None:
    sender.penalties(fined(1))
    sender.licences(licence(2, XK_JDRQ=decided().isoformat()))
    of_licences = desk_client("steward", unit=in_force.unit, items=["admin_licence"])
    page = text_of(of_licences.client, "/desk/records/")
    assert "<b>1</b> 条" in page
    assert document(1) not in page
    assert "行政处罚</option>" not in page
    assert of_licences.client.get(address(fined(1))).status_code == 404


FILTERS = [
    ("by state", "zhuangtai=not_public", {2}),
    ("by the other state", "zhuangtai=shown", {1, 3}),
    ("by what is withdrawn", "zhuangtai=withdrawn", {4}),
    ("by part of a document number", "wenhao=〔2026〕2号", {2}),
    ("by a whole code", f"wenhao={firm(3)}", {3}),
    ("by part of a name", "wenhao=3号机械", {3}),
    ("by its number for the public", "wenhao=number", {2}),
    ("by its number in capitals", "wenhao=NUMBER", {2}),
    ("by item", "shixiang=admin_licence", set()),
    ("from a day after", "cong={day_after}", {3}),
    ("from the day itself", "cong={decided}", {1, 2, 3, 4}),
    ("to the day itself", "dao={decided}", {1, 2, 4}),
    ("to a day before", "dao={day_before}", set()),
    ("by a mark", "biaozhu=objection", {1}),
    ("by the other mark", "biaozhu=appeal", set()),
]


@pytest.mark.parametrize(("query", "found"), [pytest.param(*case[1:], id=case[0]) for case in FILTERS])
def test_filters_stay_in_the_address_and_the_file_has_as_many_rows(
    sender: Sender, steward: AtDesk, actor: Actor, query: str, found: set[int]
) -> None:
    number = public_number(thread(fined(2)))
    query, later = dated(query).replace("NUMBER", number.upper()).replace("number", number), dated("{day_after}")
    sender.penalties(fined(1), closed(2), fined(3, CF_JDRQ=later), fined(4))
    at = clock_now()
    put_mark(
        thread=thread(fined(1)),
        kind=MarkKind.OBJECTION,
        case="异议1号",
        from_on=today(),
        until_on=None,
        by=actor,
        at=at,
    )
    withdraw(thread=thread(fined(4)), reason_type="报送错误", case="重复报送", note_months=3, by=actor, at=at)
    page = text_of(steward.client, f"/desk/records/?{query}")
    assert {n for n in range(1, 5) if f">{document(n)}<" in page} == found
    assert f"<b>{len(found)}</b> 条" in page
    file = steward.client.get(f"/desk/records/?{query}&export=csv")
    rows = list(csv.DictReader(io.StringIO(b"".join(file).decode("utf-8-sig"))))
    assert file["X-Rows"] == str(len(found)) == str(len(rows))
    assert {row["文号"] for row in rows} == {document(n) for n in found}
    exported = Entry.objects.get(action="desk.export")
    assert json.loads(exported.detail)["rows"] == len(found)


def test_more_than_a_page_is_turned_without_gap_or_repeat(sender: Sender, steward: AtDesk) -> None:
    sender.penalties(*(fined(n) for n in range(1, 61)))
    found: list[str] = []
    path = "/desk/records/"
    for _ in range(2):
        answer = steward.client.get(path)
        found += [row.row.document_number for row in answer.context["rows"]]
        path = f"/desk/records/{answer.context['onward']}"
    assert sorted(found) == sorted(document(n) for n in range(1, 61))
    assert answer.context["onward"] == ""


def test_a_sole_trader_is_found_by_whole_name_alone_and_named_in_no_file(sender: Sender, steward: AtDesk) -> None:
    sender.penalties(sole_trader_penalty(1, CF_JDRQ=decided().isoformat()))
    for query, times in (("澄江镇瑞丰超市", 1), ("瑞丰超市", 0), (trader(1), 1)):
        assert f"<b>{times}</b> 条" in text_of(steward.client, f"/desk/records/?wenhao={query}"), query
    file = b"".join(steward.client.get("/desk/records/?export=csv")).decode("utf-8-sig")
    assert document(1) in file
    assert "瑞丰" not in file
    assert trader(1) not in file


def test_an_office_sees_its_region_and_amends_nothing(
    sender: Sender, in_force: InForce, desk_client: DeskClient
) -> None:
    sender.penalties(fined(1))
    sender.penalties(fined(2, unit=OTHER_UNIT), unit=OTHER_UNIT)
    officer = desk_client("officer", unit=in_force.unit)
    page = text_of(officer.client, "/desk/records/")
    assert document(1) in page
    assert document(2) in page
    other = Unit.objects.get(uscc=OTHER_UNIT).pk
    page = text_of(officer.client, f"/desk/records/?danwei={other}")
    assert document(1) not in page
    assert document(2) in page
    assert officer.client.get(address(fined(1), "correct/")).status_code == 403


def test_queries_do_not_grow_with_the_rows(sender: Sender, steward: AtDesk) -> None:
    counted = []
    for numbers in ((1, 2), range(3, 40)):
        sender.penalties(*(fined(n) for n in numbers))
        with CaptureQueriesContext(connection) as queries:
            text_of(steward.client, "/desk/records/")
        counted.append(len(queries))
    assert counted[0] == counted[1]
    assert Record.objects.filter(known_until__isnull=True).count() == 39
