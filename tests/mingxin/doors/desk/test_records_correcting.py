"""Correcting a record: shown before it is done, public at once, refused at its field."""

import json

import pytest

from mingxin.archive.models import Change
from mingxin.ledger.models import Entry
from mingxin.notices.models import Notice
from tests.conftest import InForce
from tests.mingxin.archive.sending import Sender, current_version, document, last_change, licence, require_sound, thread
from tests.mingxin.doors.desk.conftest import AtDesk, DeskClient
from tests.mingxin.doors.desk.record_pages import (
    NUMBER,
    address,
    corrected,
    dated,
    decided,
    filled,
    fined,
    followed,
    reads,
    sender,
    steward,
    text_of,
    withdrawal,
)

__all__ = ["sender", "steward"]


def test_the_form_locks_what_makes_the_record(sender: Sender, steward: AtDesk) -> None:
    sender.penalties(fined(1))
    answer = steward.client.get(address(fined(1), "correct/"))
    form = answer.context["form"]
    assert "CF_WSH" not in form.fields
    assert "CF_XDR_SHXYM" not in form.fields
    assert "CF_FR_ZJHM" not in form.fields  # what is cut is never asked for
    page = answer.content.decode()
    assert "这些栏目决定这是哪一条信息，不能更正" in page
    assert document(1) in page
    assert [(e.matter, e.object_key) for e in reads()] == [("更正核对", thread(fined(1)))]


def test_a_box_that_may_have_to_be_filled_in_says_when(sender: Sender, steward: AtDesk) -> None:
    sender.penalties(fined(1))
    page = steward.client.get(address(fined(1), "correct/")).content.decode()
    assert "法定代表人<small>（相对人类别为法人及非法人组织时必填）</small>" in page
    assert "罚款金额（万元）<small>（处罚类别含罚款时必填）</small>" in page
    assert "备注<small>（可不填）</small>" in page


def test_a_preview_changes_nothing_and_the_act_does(sender: Sender, steward: AtDesk) -> None:
    sender.penalties(fined(1))
    before, entries = last_change(), Entry.objects.count()
    sent = filled(steward, fined(1), CF_SY="更正后的事实。", CF_SXCD="严重")
    page = steward.client.post(address(fined(1), "correct/"), sent | {"step": "preview"}).content.decode()
    assert "<ins>更正后的事实。</ins>" in page
    assert "停止公示" in page  # graver: the term follows
    assert "公众从现在起看到更正后的内容" in page
    assert "审核人会收到通知" in page
    assert last_change() == before
    assert Entry.objects.count() == entries + 2  # the form and the preview were looked at
    assert not Notice.objects.exists()
    page = followed(steward.client, address(fined(1), "correct/"), sent | {"step": "confirm"})
    assert "已更正 2 个栏目：违法事实、失信程度。随之变化：停止公示由" in page
    change = Change.objects.get(number=before + 1)
    assert (change.kind, change.reason, change.actor_login) == ("correction", "笔误", steward.person.login)
    assert json.loads(current_version(fined(1)).payload)["CF_SY"] == "更正后的事实。"
    assert current_version(fined(1)).severity == "serious"
    told = Notice.objects.get()
    assert (told.for_role, told.kind, told.link) == ("checker", "record.corrected", address(fined(1)))
    require_sound()


def test_only_what_was_changed_is_sent(sender: Sender, steward: AtDesk) -> None:
    """Two categories in another order than the card has them, a remark in two lines: as kept, so not changed."""
    sender.penalties(fined(1, CF_CFLB="罚款;警告"))
    sent = filled(steward, fined(1, CF_CFLB="罚款;警告"))
    answer = steward.client.post(address(fined(1), "correct/"), sent | {"step": "preview"})
    assert answer.status_code == 400
    assert "没有改动任何栏目" in answer.content.decode()


FIELD_REFUSALS = [
    ("a day to come", {"CF_JDRQ": "{tomorrow}", "CF_SY": "甲"}, "CF_JDRQ"),
    ("a day that there is not", {"CF_JDRQ": "2026-02-30"}, "CF_JDRQ"),
    ("a required field emptied", {"CF_SY": ""}, "CF_SY"),
    ("no amount", {"CF_NR_FK": "若干", "CF_SY": "甲"}, "CF_NR_FK"),
    ("an option that there is not", {"CF_SXCD": "特别严重"}, "CF_SXCD"),
    ("no reason", {"CF_SY": "甲", "reason": " "}, "reason"),
]


@pytest.mark.parametrize(("changes", "field"), [pytest.param(*case[1:], id=case[0]) for case in FIELD_REFUSALS])
def test_a_refusal_stands_at_its_field(sender: Sender, steward: AtDesk, changes: dict[str, str], field: str) -> None:
    sender.penalties(fined(1))
    changes = {name: dated(cell) for name, cell in changes.items()}
    before = last_change()
    for step in ("preview", "confirm"):
        answer = steward.client.post(
            address(fined(1), "correct/"), filled(steward, fined(1), **changes) | {"step": step}
        )
        assert answer.status_code == 400
        assert list(answer.context["form"].errors) == [field]
        assert answer.context["form"].fields[field].widget.attrs.get("autofocus")
    assert last_change() == before


def test_who_saw_an_older_version_looks_again_first(sender: Sender, steward: AtDesk) -> None:
    sender.penalties(fined(1))
    sent = filled(steward, fined(1), CF_SY="更正后的事实。")
    corrected(steward, fined(1), BZ="先到的更正")
    answer = steward.client.post(address(fined(1), "correct/"), sent | {"step": "confirm"})
    assert answer.status_code == 409
    assert "刚刚有其他变更" in answer.content.decode()
    assert json.loads(current_version(fined(1)).payload)["BZ"] == "先到的更正"


def test_going_back_from_the_preview_keeps_what_was_typed(sender: Sender, steward: AtDesk) -> None:
    sender.penalties(fined(1))
    sent = filled(steward, fined(1), CF_SY="更正后的事实。")
    answer = steward.client.post(address(fined(1), "correct/"), sent | {"step": "edit"})
    assert answer.status_code == 200
    assert "更正后的事实。" in answer.content.decode()


def test_an_identity_number_gets_nowhere(sender: Sender, steward: AtDesk) -> None:
    sender.penalties(fined(1), fined(2))
    sent = filled(steward, fined(1), CF_SY="更正后的事实。", reason=f"误写当事人{NUMBER}")
    for step in ("preview", "confirm", "edit"):
        answer = steward.client.post(address(fined(1), "correct/"), sent | {"step": step})
        assert NUMBER not in answer.content.decode()
    answer = steward.client.post(address(fined(2), "withdraw/"), withdrawal(case=f"判决书{NUMBER}", step="confirm"))
    assert answer.status_code == 400
    assert NUMBER not in answer.content.decode()
    assert Change.objects.filter(kind__in=("correction", "withdrawal")).count() == 0
    assert not any(NUMBER in f"{e.detail}{e.matter}" for e in Entry.objects.all())


def test_a_checker_looks_and_amends_nothing(sender: Sender, in_force: InForce, desk_client: DeskClient) -> None:
    sender.penalties(fined(1))
    checker = desk_client("checker", unit=in_force.unit)
    page = text_of(checker.client, address(fined(1)))
    assert "correct/" not in page
    for step in ("correct/", "withdraw/"):
        assert checker.client.get(address(fined(1), step)).status_code == 403
        assert checker.client.post(address(fined(1), step), {"step": "confirm"}).status_code == 403


def test_an_item_without_review_tells_nobody(sender: Sender, steward: AtDesk) -> None:
    row = licence(1, XK_JDRQ=decided().isoformat())
    sender.licences(row)
    corrected(steward, row, XK_NR="准予从事散装食品销售。")
    assert json.loads(current_version(row).payload)["XK_NR"] == "准予从事散装食品销售。"
    assert not Notice.objects.exists()


def test_an_open_code_set_takes_a_value_of_its_own(sender: Sender, steward: AtDesk) -> None:
    sender.penalties(fined(1))
    sent = {"CF_CFLB": ["罚款"], "CF_CFLB-other": "其他-责令限期拆除"}
    corrected(steward, fined(1), **sent)
    assert json.loads(current_version(fined(1)).payload)["CF_CFLB"] == "罚款;其他-责令限期拆除"


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        pytest.param("长期", "2099-12-31", id="as the site writes it"),
        pytest.param("2099/12/31", "2099-12-31", id="as the national table writes it"),
        pytest.param("2035年1月2日", "2035-01-02", id="a day, in another spelling"),
    ],
)
def test_a_validity_without_end_is_written_as_the_site_writes_it(
    sender: Sender, steward: AtDesk, written: str, kept: str
) -> None:
    sender.licences(licence(1, XK_YXQZI="2031-11-04"))
    at = address(licence(1), "correct/")
    page = steward.client.get(at).content.decode()
    assert '<option value="长期">' in page and 'value="2031-11-04"' in page
    sent = filled(steward, licence(1), XK_YXQZI=written)
    assert steward.client.post(at, sent | {"step": "confirm"}).status_code == 303
    assert json.loads(current_version(licence(1)).payload)["XK_YXQZI"] == kept
    again = steward.client.get(at).context["form"]
    assert again.initial["XK_YXQZI"] == ("长期" if kept == "2099-12-31" else kept)


def test_what_is_no_day_is_said_at_its_field(sender: Sender, steward: AtDesk) -> None:
    sender.licences(licence(1))
    sent = filled(steward, licence(1), XK_YXQZI="很久")
    answer = steward.client.post(address(licence(1), "correct/"), sent | {"step": "preview"})
    assert answer.status_code == 400
    assert "无法识别为日期" in answer.context["form"].errors["XK_YXQZI"][0]


def test_a_kind_that_the_item_refuses_is_not_offered(sender: Sender, steward: AtDesk) -> None:
    sender.penalties(fined(1))
    page = steward.client.get(address(fined(1), "correct/")).content.decode()
    assert '<option value="个体工商户">' in page and '<option value="自然人">' not in page
