"""待撤回: the list of what waits to be withdrawn, its file, and the tile of the first page."""

import csv
import io
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from mingxin.kernel.clock import today
from tests.conftest import InForce
from tests.mingxin.archive.sending import OTHER_UNIT, UNIT, Sender, document, firm_name, licence
from tests.mingxin.doors.desk.conftest import AtDesk, DeskClient
from tests.mingxin.doors.desk.record_pages import (
    address,
    decided,
    fined,
    sender,
    steward,
    text_of,
    withdrawal,
)
from tests.mingxin.doors.desk.ruling_pages import REGISTER, ago, registered, ruling

pytestmark = pytest.mark.both

__all__ = ["sender", "steward"]


def test_the_list_is_narrowed_counted_and_exported(sender: Sender, steward: AtDesk, desk_client: DeskClient) -> None:
    sender.penalties(*(fined(number) for number in range(1, 5)))
    sender.penalties(fined(5, unit=OTHER_UNIT), unit=OTHER_UNIT)
    office = desk_client("officer", unit=OTHER_UNIT)
    registered(steward, 1)
    registered(steward, 2, ruled_on=ago(8).isoformat(), reason_type="决定被变更")
    registered(office, 3, ruled_on=ago(2).isoformat())
    registered(office, 5, unit=OTHER_UNIT)
    every = {
        "": {1, 2, 3},
        "daoqi=overdue": {2},
        "yuanyin=决定被变更": {2},
        "dengji=office": {3},
        f"cong={today()}": {1},
        f"dao={ago(8)}": {2},
        "shixiang=admin_licence": set(),
    }
    for query, found in every.items():
        page = text_of(steward.client, f"/desk/records/rulings/?{query}")
        assert {n for n in range(1, 6) if f">{document(n)}<" in page} == found, query
        assert f"<b>{len(found)}</b> 条" in page, query
    page = text_of(steward.client, "/desk/records/rulings/")
    assert page.index(document(2)) < page.index(document(3)) < page.index(document(1)), "the oldest day first"
    file = steward.client.get("/desk/records/rulings/?daoqi=overdue&export=csv")
    rows = list(csv.DictReader(io.StringIO(b"".join(file).decode("utf-8-sig"))))
    assert [(row["文号"], row["登记方"]) for row in rows] == [(document(2), "报送单位")]
    assert rows[0]["时限"].startswith("逾期")
    assert "<b>4</b> 条" in text_of(office.client, "/desk/records/rulings/")
    assert steward.client.post(address(fined(2), "withdraw/"), withdrawal(step="confirm", ruled_on=ago(8).isoformat()))
    assert "<b>2</b> 条" in text_of(steward.client, "/desk/records/rulings/"), "carried out, it leaves by itself"


TILE = [
    ("the steward", "steward", {"unit": UNIT}, {1, 2}),
    ("the checker", "checker", {"unit": UNIT}, {1, 2}),
    ("the office", "officer", {"unit": OTHER_UNIT}, {1, 2, 3}),
    ("a steward for other items", "steward", {"unit": UNIT, "items": ["admin_licence"]}, set()),
    ("the other unit's steward", "steward", {"unit": OTHER_UNIT}, {3}),
    ("the unit's administrator", "unit_administrator", {"unit": UNIT}, set()),
]


@pytest.mark.parametrize(("role", "post", "found"), [pytest.param(*case[1:], id=case[0]) for case in TILE])
def test_the_first_page_names_what_is_due(
    sender: Sender, desk_client: DeskClient, role: str, post: dict[str, Any], found: set[int]
) -> None:
    sender.penalties(fined(1), fined(2))
    sender.penalties(fined(3, unit=OTHER_UNIT), unit=OTHER_UNIT)
    office = desk_client("officer", unit=UNIT)
    registered(office, 1)
    registered(office, 2, ruled_on=ago(8).isoformat())
    registered(office, 3, unit=OTHER_UNIT)
    page = text_of(desk_client(role, **post).client, "/desk/")
    assert {n for n in range(1, 4) if document(n) in page} == found
    if found:
        assert f"全部 {len(found)} 条" in page
    if 2 in found:
        assert "已超期 1 条" in page
        assert page.index(document(2)) < page.index(document(1)), "the oldest first"


def test_nothing_registered_no_tile(in_force: InForce, steward: AtDesk) -> None:
    assert "rulings-title" not in text_of(steward.client, "/desk/")


def test_other_items_have_the_clock_too(sender: Sender, steward: AtDesk) -> None:
    row = licence(1, XK_JDRQ=decided().isoformat())
    sender.licences(row)
    assert steward.client.post(address(row, REGISTER), ruling()).status_code == 303
    page = text_of(steward.client, "/desk/records/rulings/?shixiang=admin_licence")
    assert "<b>1</b> 条" in page
    assert firm_name(1) in page


def test_queries_do_not_grow_with_the_rows(sender: Sender, steward: AtDesk) -> None:
    sender.penalties(*(fined(number) for number in range(1, 7)))
    counted = []
    for numbers in ((1, 2), range(3, 7)):
        for number in numbers:
            registered(steward, number)
        for path in ("/desk/records/rulings/", "/desk/"):
            with CaptureQueriesContext(connection) as queries:
                text_of(steward.client, path)
            counted.append(len(queries))
    assert counted[:2] == counted[2:]
