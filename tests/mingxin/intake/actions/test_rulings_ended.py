"""What ends a registered ruling: a mistake taken back, the withdrawal, the correction; and what does not."""

from datetime import date, timedelta
from typing import Any

import pytest

from mingxin.archive.models import Mark
from mingxin.intake.actions.rulings import dismiss
from mingxin.intake.actions.withdrawing import correct_and_tell, rehearsed, withdraw_and_tell
from mingxin.intake.models import RulingSide
from mingxin.intake.queries.rulings import running
from mingxin.ledger.actor import Actor
from mingxin.ledger.models import Entry
from tests.mingxin.archive.sending import Sender, current_version, require_sound
from tests.mingxin.intake.actions.desk import STEWARD, refusal_of
from tests.mingxin.intake.actions.test_rulings import (
    OFFICE,
    ROW,
    STRANGER,
    THREAD,
    TUESDAY,
    acts,
    registered,
    withdrawal,
)


def correction(sender: Sender, **changes: Any) -> dict[str, Any]:
    told = {"seen": current_version(ROW).change_id, "reason": "按复议决定更正", "link": "", "by": STEWARD}
    return {"values": {"CF_NR_FK": "1", "CF_NR": "罚款10000元"}, "at": sender.at} | told | changes


DISMISSALS = [
    ("the unit its own", RulingSide.UNIT, RulingSide.UNIT, STEWARD, ""),
    ("the office the unit's", RulingSide.UNIT, RulingSide.OFFICE, OFFICE, ""),
    ("the office its own", RulingSide.OFFICE, RulingSide.OFFICE, OFFICE, ""),
    ("the unit not the office's", RulingSide.OFFICE, RulingSide.UNIT, STEWARD, "ruling.of_the_office"),
    ("another unit none", RulingSide.UNIT, RulingSide.UNIT, STRANGER, "ruling.foreign_unit"),
]


@pytest.mark.parametrize(("of", "side", "by", "code"), [pytest.param(*case[1:], id=case[0]) for case in DISMISSALS])
def test_who_takes_a_mistake_back(sender: Sender, of: RulingSide, side: RulingSide, by: Actor, code: str) -> None:
    sender.penalties(ROW)
    made = registered(sender, side=of, by=OFFICE if of is RulingSide.OFFICE else STEWARD)
    asked = {"reason": "针对另一份决定", "side": side, "link": "", "by": by, "at": sender.at}
    if code:
        assert refusal_of(dismiss, made.pk, **asked).code == code
        assert running().count() == 1
        return
    assert refusal_of(dismiss, made.pk, **(asked | {"reason": " "})).code == "ruling.reason"
    ended = dismiss(made.pk, **asked)
    assert (ended.ended_how, ended.ended_by, ended.end_note) == ("dismissed", by.name, "针对另一份决定")
    assert refusal_of(dismiss, made.pk, **asked).code == "ruling.gone"
    assert acts() == ["intake.register_ruling", "intake.dismiss_ruling"]


def test_withdrawing_ends_it(sender: Sender) -> None:
    sender.penalties(ROW)
    made = registered(sender)
    withdraw_and_tell(**withdrawal(sender))
    made.refresh_from_db()
    assert (made.ended_how, made.ended_by, made.ended_at) == ("withdrawn", "张经办", sender.at)
    assert Mark.objects.get().ruled_on == TUESDAY
    assert acts() == ["intake.register_ruling", "intake.carry_out_ruling"]
    require_sound()


EVASIONS = [
    ("a later day", {"ruled_on": TUESDAY + timedelta(days=1)}, "withdrawal.after_ruling"),
    ("as reported wrongly", {"reason_type": "报送错误", "ruled_on": None}, "withdrawal.ruling_stands"),
]


@pytest.mark.parametrize(("changes", "code"), [pytest.param(*case[1:], id=case[0]) for case in EVASIONS])
def test_no_withdrawal_slips_out_of_the_clock(sender: Sender, changes: dict[str, Any], code: str) -> None:
    sender.penalties(ROW)
    made = registered(sender)
    told = refusal_of(withdraw_and_tell, **withdrawal(sender, **changes))
    assert told.code == code
    assert "取消登记" in told.remedy
    assert not Mark.objects.exists()
    dismiss(made.pk, reason="登记有误", side=RulingSide.UNIT, link="", by=STEWARD, at=sender.at)
    withdraw_and_tell(**withdrawal(sender, **changes))


def test_what_the_office_registered_is_mended_by_the_office(sender: Sender) -> None:
    sender.penalties(ROW)
    registered(sender, side=RulingSide.OFFICE, by=OFFICE)
    told = refusal_of(withdraw_and_tell, **withdrawal(sender, ruled_on=TUESDAY + timedelta(days=1)))
    assert "由信用办取消登记" in told.remedy


def test_an_earlier_day_is_the_stewards_to_state(sender: Sender) -> None:
    sender.penalties(ROW)
    registered(sender)
    withdraw_and_tell(**withdrawal(sender, ruled_on=date(2026, 11, 16)))
    assert not running().exists()


def test_a_correction_ends_what_was_changed_where_it_is_the_one(sender: Sender) -> None:
    sender.penalties(ROW)
    made = registered(sender, reason_type="决定被变更")
    correct_and_tell(THREAD, **correction(sender, values={"CF_SY": "另一处笔误。"}))
    assert running().count() == 1, "a slip of the pen carries no ruling out"
    correct_and_tell(THREAD, **correction(sender, carries_out_ruling=True))
    made.refresh_from_db()
    assert (made.ended_how, made.end_note) == ("corrected", "按复议决定更正")


CORRECTIONS = [
    ("what was revoked is not corrected away", "决定被撤销", "ruling.not_by_correction"),
    ("no ruling at all", "", "ruling.gone"),
]


@pytest.mark.parametrize(("reason", "code"), [pytest.param(*case[1:], id=case[0]) for case in CORRECTIONS])
def test_a_correction_that_ends_nothing_is_none(sender: Sender, reason: str, code: str) -> None:
    sender.penalties(ROW)
    if reason:
        registered(sender, reason_type=reason)
    before = current_version(ROW).change_id
    assert refusal_of(correct_and_tell, THREAD, **correction(sender, carries_out_ruling=True)).code == code
    assert current_version(ROW).change_id == before


def test_what_is_taken_back_leaves_nothing(sender: Sender) -> None:
    sender.penalties(ROW)
    registered(sender, reason_type="决定被变更")
    entries = Entry.objects.count()
    with rehearsed():
        withdraw_and_tell(**withdrawal(sender))
        assert not running().exists()
    with rehearsed():
        correct_and_tell(THREAD, **correction(sender, carries_out_ruling=True))
        assert not running().exists()
    assert (running().count(), Entry.objects.count(), Mark.objects.count()) == (1, entries, 0)
    refused = withdrawal(sender, case=" ")
    assert refusal_of(withdraw_and_tell, **refused).code == "withdrawal.case"
    assert running().count() == 1
