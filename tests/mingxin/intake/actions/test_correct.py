"""Correcting one record: checked like a batch, a new version, the old one stays known."""

from datetime import datetime

import pytest

from mingxin.archive.actions.amend import erase, withdraw
from mingxin.archive.models import Change
from mingxin.archive.queries.versions import read_subject
from mingxin.intake.actions.correct import correct, remarks_on
from mingxin.kernel.refusal import Refusal
from mingxin.kernel.resident_id import CUT_MARK
from mingxin.ledger.actor import Actor
from tests.mingxin.archive.sending import (
    Sender,
    current_version,
    error_codes,
    firm,
    last_change,
    penalty,
    require_sound,
    thread,
)
from tests.spec.spellings import PLAIN


def test_a_correction_is_a_new_version(sender: Sender, actor: Actor, now: datetime) -> None:
    sender.penalties(penalty(1, BZ="原来的备注"))
    before = last_change()
    number = correct(thread(penalty(1)), {"CF_SY": "更正后的事实。", "BZ": ""}, reason="笔误", by=actor, at=now)
    assert number == before + 1
    change = Change.objects.get(number=number)
    assert (change.kind, change.reason) == ("correction", "笔误")
    now_known = read_subject(firm(1)).records[0].values
    assert (now_known["CF_SY"], "BZ" in now_known) == ("更正后的事实。", False)
    assert read_subject(firm(1), known_at=before).records[0].values["BZ"] == "原来的备注"
    require_sound()


def test_an_old_file_does_not_undo_a_correction_but_a_correction_may(
    sender: Sender, actor: Actor, now: datetime
) -> None:
    sender.penalties(penalty(1))
    correct(thread(penalty(1)), {"CF_SY": "更正后的事实。"}, reason="笔误", by=actor, at=now)
    outcome = sender.penalties(penalty(1))
    assert error_codes(outcome) == {"record.outdated"}
    assert read_subject(firm(1)).records[0].values["CF_SY"] == "更正后的事实。"
    correct(thread(penalty(1)), {"CF_SY": penalty(1)["CF_SY"]}, reason="更正有误", by=actor, at=now)
    assert read_subject(firm(1)).records[0].values["CF_SY"] == penalty(1)["CF_SY"]
    require_sound()


REFUSED: list[tuple[str, dict[str, str], str, str]] = [
    ("no reason", {"CF_SY": "甲"}, " ", "correction.no_reason"),
    ("a field that there is not", {"XYZ": "甲"}, "笔误", "correction.field"),
    ("a field that is never kept", {"CF_FR_ZJHM": "甲"}, "笔误", "correction.field"),
    ("the document number makes the record", {"CF_WSH": "云市监罚〔2026〕99号"}, "笔误", "correction.key"),
    ("so does the party", {"CF_XDR_SHXYM": firm(2)}, "笔误", "correction.key"),
    ("what it says already", {"CF_SY": "当事人未在经营场所明码标价。"}, "笔误", "correction.same"),
    ("a required field emptied", {"CF_SY": ""}, "笔误", "required.empty"),
    ("a day that there is not", {"CF_JDRQ": "2026-02-30"}, "笔误", "date.no_such_day"),
    ("a day to come", {"CF_JDRQ": "2026-11-21"}, "笔误", "date.future"),
    ("the party is said to be a person", {"CF_XDR_LB": "自然人"}, "笔误", "row.natural_person"),
    ("detention", {"CF_CFLB": "行政拘留", "CF_NR": "行政拘留五日"}, "笔误", "row.public_order"),
    ("public order", {"CF_YJ": "《治安管理处罚法》第五十六条"}, "笔误", "row.public_order"),
]


@pytest.mark.parametrize(("values", "reason", "code"), [pytest.param(*case[1:], id=case[0]) for case in REFUSED])
def test_what_a_correction_may_not_do(
    sender: Sender, actor: Actor, now: datetime, values: dict[str, str], reason: str, code: str
) -> None:
    sender.penalties(penalty(1))
    before = last_change()
    with pytest.raises(Refusal) as refused:
        correct(thread(penalty(1)), values, reason=reason, by=actor, at=now)
    assert refused.value.code == code
    assert last_change() == before
    require_sound()


def test_no_identity_number_comes_in_by_a_correction(sender: Sender, actor: Actor, now: datetime) -> None:
    sender.penalties(penalty(1))
    correct(thread(penalty(1)), {"CF_SY": f"当事人{PLAIN}未明码标价。"}, reason=f"笔误，{PLAIN}", by=actor, at=now)
    assert current_version(penalty(1)).payload.count(CUT_MARK) == 1
    assert PLAIN not in current_version(penalty(1)).payload
    assert Change.objects.order_by("-number")[0].reason == f"笔误，{CUT_MARK}"


def test_what_is_gone_cannot_be_corrected(sender: Sender, actor: Actor, now: datetime) -> None:
    sender.penalties(penalty(1), penalty(2))
    withdraw(
        thread=thread(penalty(1)), reason_type="决定被撤销", case="云复决〔2026〕1号", note_months=3, by=actor, at=now
    )
    erase(thread=thread(penalty(2)), ground="个人信息保护法第四十七条", by=actor, at=now)
    for row, code in (
        (penalty(1), "record.withdrawn"),
        (penalty(2), "record.erased"),
        (penalty(3), "record.not_found"),
    ):
        with pytest.raises(Refusal) as refused:
            correct(thread(row), {"CF_SY": "更正后的事实。"}, reason="笔误", by=actor, at=now)
        assert refused.value.code == code


REMARKED: list[tuple[str, dict[str, str], bool]] = [
    ("ten times the fine that the text names", {"CF_NR_FK": "20"}, True),
    ("amount and text together", {"CF_NR_FK": "20", "CF_NR": "罚款200000元"}, False),
    ("the text no longer names a sum", {"CF_NR_FK": "20", "CF_NR": "警告，并处罚款"}, False),
    ("the text alone", {"CF_NR": "罚款3000元"}, True),
    ("another field", {"CF_SY": "更正后的事实。"}, False),
]


@pytest.mark.parametrize(("values", "told"), [pytest.param(*case[1:], id=case[0]) for case in REMARKED])
def test_what_is_remarked_before_a_correction(
    sender: Sender, actor: Actor, now: datetime, values: dict[str, str], told: bool
) -> None:
    sender.penalties(penalty(1))
    before = last_change()
    remarks = remarks_on(thread(penalty(1)), values, at=now)
    assert [one.field for one in remarks] == (["CF_NR_FK"] if told else [])
    assert all("罚款" in one.message and one.remedy for one in remarks)
    assert last_change() == before, "looking writes nothing"
    correct(thread(penalty(1)), values, reason="笔误", by=actor, at=now)


def test_what_was_remarkable_before_is_not_told_again(sender: Sender, now: datetime) -> None:
    sender.penalties(penalty(1, CF_NR="罚款3000元"))
    assert remarks_on(thread(penalty(1)), {"CF_SY": "更正后的事实。"}, at=now) == ()


def test_remarks_refuse_what_a_correction_refuses(sender: Sender, now: datetime) -> None:
    sender.penalties(penalty(1))
    with pytest.raises(Refusal) as refused:
        remarks_on(thread(penalty(1)), {"XYZ": "甲"}, at=now)
    assert refused.value.code == "correction.field"
