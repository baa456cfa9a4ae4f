"""What a list shows or hands out of records that are not public is entered, so that each subject can be told."""

import json
from datetime import timedelta
from types import SimpleNamespace

import pytest

from mingxin.doors.desk import looking
from mingxin.doors.desk.lists.parts import Reading
from mingxin.ledger.models import Entry
from tests.conftest import InForce
from tests.mingxin.archive.sending import Sender, thread
from tests.mingxin.doors.desk.conftest import AtDesk, DeskClient
from tests.mingxin.doors.desk.record_pages import closed, fined, sender, steward, text_of
from tests.mingxin.doors.desk.test_listing import asked, content, of_units, units

pytestmark = pytest.mark.both

__all__ = ["asked", "sender", "steward", "units"]

LIST = "/desk/records/"


def looks() -> list[tuple[Entry, dict[str, object]]]:
    return [(entry, json.loads(entry.detail)) for entry in Entry.objects.filter(action="list.read").order_by("id")]


@pytest.mark.parametrize(
    ("query", "entered"),
    [
        pytest.param("", [2, 3], id="a page with public and other rows"),
        pytest.param("?zhuangtai=not_public", [2, 3], id="a page of the others alone"),
        pytest.param("?zhuangtai=shown", [], id="a page of public rows"),
        pytest.param("?zhuangtai=withdrawn", [], id="an empty page"),
    ],
)
def test_a_page_is_entered_with_the_rows_that_are_not_public(
    sender: Sender, steward: AtDesk, query: str, entered: list[int]
) -> None:
    sender.penalties(fined(1), closed(2), closed(3))
    assert "未公示的信息会记入操作日志" in text_of(steward.client, LIST + query)
    found = looks()
    assert [sorted(detail["threads"]) for _, detail in found] == (  # type: ignore[call-overload]
        [sorted(thread(closed(n)) for n in entered)] if entered else []
    )
    for entry, detail in found:
        assert (entry.object_type, entry.object_key, entry.matter) == ("list", "desk:records", "本单位信息管理")
        assert entry.actor_login == steward.person.login
        assert detail["unit"] == entry.actor_unit != ""
        assert (detail["list"], detail["post"]) == ("信息列表", "经办人")
        assert "统一社会信用代码" in detail["fields"]  # type: ignore[operator]


@pytest.mark.parametrize(
    ("seconds", "entries"),
    [pytest.param(50, 1, id="within the minute"), pytest.param(70, 2, id="after it")],
)
def test_the_same_page_again_is_one_look_for_a_minute(
    sender: Sender, steward: AtDesk, seconds: int, entries: int
) -> None:
    sender.penalties(closed(1))
    text_of(steward.client, LIST)
    first = Entry.objects.get(action="list.read")
    Entry.objects.filter(pk=first.pk).update(at=first.at - timedelta(seconds=seconds))
    text_of(steward.client, LIST)
    assert len(looks()) == entries
    text_of(steward.client, f"{LIST}?zhuangtai=not_public")
    assert len(looks()) == entries + 1, "another page"


def test_the_purpose_that_was_said_is_entered(sender: Sender, steward: AtDesk) -> None:
    sender.penalties(closed(1))
    text_of(steward.client, LIST)
    steward.client.post(f"{LIST}purpose/", {"purpose": "答复咨询"})
    text_of(steward.client, LIST)
    assert [entry.matter for entry, _ in looks()] == ["本单位信息管理", "答复咨询"], "also within the minute"


def test_an_office_looks_for_its_region(sender: Sender, in_force: InForce, desk_client: DeskClient) -> None:
    sender.penalties(closed(1))
    text_of(desk_client("officer", unit=in_force.unit).client, LIST)
    assert [entry.matter for entry, _ in looks()] == ["本区域信息管理"]


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_a_file_is_entered_with_its_rows_filter_and_count(sender: Sender, steward: AtDesk, form: str) -> None:
    sender.penalties(fined(1), closed(2), closed(3))
    for _ in range(2):  # each file is a look of its own
        b"".join(steward.client.get(f"{LIST}?shixiang=admin_penalty&export={form}"))
    assert Entry.objects.filter(action="desk.export").count() == 2
    found = looks()
    assert len(found) == 2
    for _, detail in found:
        assert sorted(detail["threads"]) == sorted(thread(closed(n)) for n in (2, 3))  # type: ignore[call-overload]
        assert detail["filters"] == {"shixiang": "admin_penalty"}
        assert [detail[name] for name in ("form", "rows", "piece", "pieces")] == [form, 3, 1, 1]


@pytest.mark.parametrize(
    ("rows", "pieces"),
    [pytest.param(0, [], id="none"), pytest.param(2000, [2000], id="full"), pytest.param(2001, [2000, 1], id="more")],
)
def test_a_long_file_is_entered_in_pieces(asked, rows: int, pieces: list[int]) -> None:
    assert looking.MOST_THREADS == 2000
    listing = of_units(
        rows=[SimpleNamespace(pk=n) for n in range(rows)],
        columns=(),
        filters=(),
        reading=Reading(lambda row: f"t{row.pk}", "本单位信息管理"),
    )
    content(asked(listing, "/desk/units/?export=csv"))
    found = [detail for _, detail in looks()]
    assert [len(detail["threads"]) for detail in found] == pieces  # type: ignore[arg-type]
    assert [(detail["piece"], detail["pieces"]) for detail in found] == [
        (n, len(pieces)) for n in range(1, len(pieces) + 1)
    ]
