"""One record at the desk: seen by whom it concerns, and every look written down."""

import json
from datetime import timedelta

import pytest
from django.db.models import Q
from django.test import Client

from mingxin.archive.actions.amend import erase
from mingxin.archive.public_numbers import public_number
from mingxin.archive.queries.versions import read_records
from mingxin.cli.subjects import _record
from mingxin.kernel.clock import now as clock_now
from mingxin.kernel.clock import today
from mingxin.ledger.actor import Actor
from tests.mingxin.archive.sending import OTHER_UNIT, UNIT, Sender, current_version, thread
from tests.mingxin.doors.desk.conftest import AtDesk
from tests.mingxin.doors.desk.record_pages import address, closed, corrected, fined, reads, sender, steward, text_of

pytestmark = pytest.mark.both

__all__ = ["sender", "steward"]


def choose(client: Client, purpose: str = "审核") -> None:
    client.post("/desk/records/purpose/", {"purpose": purpose})


def test_another_units_record_does_not_exist(sender: Sender, steward: AtDesk) -> None:
    sender.penalties(fined(1, unit=OTHER_UNIT), unit=OTHER_UNIT)
    choose(steward.client)
    for step in ("", "correct/", "withdraw/"):
        assert steward.client.get(address(fined(1), step)).status_code == 404
        assert steward.client.get(f"/desk/records/{'0' * 32}/{step}").status_code == 404
    assert reads() == []


def test_what_everybody_may_see_needs_no_purpose(sender: Sender, steward: AtDesk) -> None:
    sender.penalties(fined(1, BZ="内部备注"))
    page = text_of(steward.client, address(fined(1)))
    assert "公示中" in page
    assert "当事人未在经营场所明码标价。" in page
    assert f"/xinxi/{public_number(thread(fined(1)))}/" in page
    assert "内部备注" not in page  # a field that is not public
    assert "公示依据</dt>" not in page  # nor is why it was found so
    assert "变更记录</h2>" not in page  # looking back is for staff with a matter
    assert reads() == []


def test_what_is_not_public_asks_for_a_purpose_first(sender: Sender, steward: AtDesk) -> None:
    sender.penalties(closed(1))
    page = text_of(steward.client, address(closed(1)))
    assert "请选择查阅事由" in page
    assert "未在经营场所明码标价" not in page
    assert reads() == []
    answer = steward.client.post("/desk/records/purpose/", {"purpose": "答复咨询", "next": address(closed(1))})
    assert (answer.status_code, answer["Location"]) == (303, address(closed(1)))
    page = text_of(steward.client, address(closed(1)))
    assert "不予公示（轻微违法，及时改正）" in page
    assert "未在经营场所明码标价" in page
    assert "查阅事由：<b>答复咨询</b>" in page


def test_every_look_leaves_an_entry_that_the_subject_can_be_told(sender: Sender, steward: AtDesk) -> None:
    sender.penalties(closed(1), fined(2, BZ="内部备注"))
    choose(steward.client, "审核")
    for row in (closed(1), closed(1), fined(2)):
        text_of(steward.client, address(row))
    entries = reads()
    assert [e.object_key for e in entries] == [thread(row) for row in (closed(1), closed(1), fined(2))]
    assert {(e.object_type, e.matter, e.actor_login) for e in entries} == {("record", "审核", steward.person.login)}
    detail = json.loads(entries[2].detail)
    assert detail["subject"] == current_version(fined(2)).subject.public_id
    assert (detail["unit"], detail["unit_name"], detail["post"]) == (UNIT, "云泽市市场监督管理局", "经办人")
    assert {"备注", "违法事实"} <= set(detail["fields"])


def test_a_purpose_outside_the_list_is_none_and_leads_nowhere_else(sender: Sender, steward: AtDesk) -> None:
    answer = steward.client.post("/desk/records/purpose/", {"purpose": "随便看看"})
    assert answer.status_code == 400
    for onward in ("https://example.com/", "//example.com/", "/desk/", ""):
        answer = steward.client.post("/desk/records/purpose/", {"purpose": "审核", "next": onward})
        assert answer["Location"] == "/desk/records/"


def test_the_history_says_who_changed_what_and_why(sender: Sender, steward: AtDesk) -> None:
    sender.penalties(fined(1))
    corrected(steward, fined(1), CF_NR_FK="3", CF_NR="罚款30000元")
    choose(steward.client)
    page = text_of(steward.client, address(fined(1)))
    assert "变更记录" in page
    assert "<b>更正</b>" in page
    assert "<del>2 万元（20,000 元）</del>" in page
    assert "<ins>3 万元（30,000 元）</ins>" in page
    assert "笔误" in page
    assert steward.person.name in page


def test_a_correction_does_not_hide_since_when_it_was_public(sender: Sender, steward: AtDesk) -> None:
    ten_days_ago = clock_now() - timedelta(days=10)
    sender.penalties(fined(1), at=ten_days_ago)
    corrected(steward, fined(1), CF_SY="更正后的事实。")
    page = text_of(steward.client, address(fined(1)))
    assert f"{ten_days_ago.date()}（现在的内容自 {today()} 起）" in page


def test_an_erased_record_says_so(sender: Sender, steward: AtDesk, actor: Actor) -> None:
    sender.penalties(fined(1))
    ends = current_version(fined(1))
    erase(thread=thread(fined(1)), ground="个人信息保护法第四十七条", by=actor, at=clock_now())
    choose(steward.client)
    page = text_of(steward.client, address(fined(1)))
    assert "已依法删除" in page
    assert page.count(f"{today()}（依法删除）") == 2, "public no more, used no more"
    later = {str(day) for day in (ends.hidden_from, ends.repairable_from, ends.use_until)}
    assert not [day for day in later if day in page]
    listed = text_of(steward.client, "/desk/records/")
    assert str(ends.hidden_from) not in listed and str(today()) in listed
    told = "\n".join(_record(read_records(Q(thread=thread(fined(1))))[0], today(), {}))
    assert f"停止公示于 {today()}（依法删除）" in told and not [day for day in later if day in told]
    for step in ("correct/", "withdraw/"):
        assert steward.client.get(address(fined(1), step)).status_code == 409
