"""Registering a ruling: who may, of which day, once at a time; and what ends it."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from mingxin.access.models import Region, Unit
from mingxin.archive.actions.amend import erase
from mingxin.archive.models import Shown
from mingxin.intake.actions.reviewing import set_review
from mingxin.intake.actions.rulings import dismiss, register
from mingxin.intake.actions.withdrawing import withdraw_and_tell
from mingxin.intake.models import Ruling, RulingEnd, RulingSide
from mingxin.intake.queries.rulings import running
from mingxin.ledger.actor import Actor
from mingxin.ledger.models import Entry
from mingxin.notices.models import Notice
from tests.mingxin.archive.sending import (
    OTHER_UNIT,
    UNIT,
    UNIT_NAMES,
    Sender,
    last_change,
    penalty,
    require_sound,
    thread,
)
from tests.mingxin.intake.actions.desk import STEWARD, refusal_of

ROW = penalty(1)  # decided on Monday, 2026-11-16; today is Friday, the 20th
THREAD = thread(ROW)
TUESDAY = date(2026, 11, 17)
CASE = "云复决〔2026〕1号行政复议决定书"
OFFICE = Actor("zhao", "赵信用", OTHER_UNIT, UNIT_NAMES[OTHER_UNIT])
STRANGER = Actor("qian", "钱经办", OTHER_UNIT, UNIT_NAMES[OTHER_UNIT])
NUMBER = "11010519491231002X"


def given(sender: Sender, **changes: Any) -> dict[str, Any]:
    return {
        "reason_type": "决定被撤销",
        "case": CASE,
        "ruled_on": TUESDAY,
        "side": RulingSide.UNIT,
        "link": f"/desk/records/{THREAD}/",
        "by": STEWARD,
        "at": sender.at,
    } | changes


def registered(sender: Sender, **changes: Any) -> Ruling:
    return register(THREAD, **given(sender, **changes))


def withdrawal(sender: Sender, **changes: Any) -> dict[str, Any]:
    told = {"reason_type": "决定被撤销", "case": CASE, "ruled_on": TUESDAY, "link": "", "by": STEWARD, "at": sender.at}
    return {"thread": THREAD} | told | changes


def acts() -> list[str]:
    return list(Entry.objects.filter(action__contains="ruling").order_by("id").values_list("action", flat=True))


def test_registering_opens_a_clock_and_changes_nothing_public(sender: Sender) -> None:
    sender.penalties(ROW)
    before = (last_change(), list(Shown.objects.values()))
    made = registered(sender)
    assert (made.unit.uscc, made.item, made.side, made.registered_by) == (UNIT, "admin_penalty", "unit", "张经办")
    assert (last_change(), list(Shown.objects.values())) == before
    entry = Entry.objects.get(action="intake.register_ruling")
    assert (entry.object_type, entry.object_key, entry.actor_unit) == ("record", THREAD, UNIT)
    assert not Notice.objects.exists(), "the unit tells itself nothing"
    require_sound()


REFUSED = [
    ("a day to come", {"ruled_on": date(2026, 11, 21)}, "ruling.later"),
    ("the day before the decision", {"ruled_on": date(2026, 11, 15)}, "ruling.before"),
    ("a wrong report is no ruling", {"reason_type": "报送错误"}, "ruling.reason_type"),
    ("a reason that there is not", {"reason_type": "不想公示"}, "ruling.reason_type"),
    ("no document", {"case": "  "}, "ruling.case"),
    ("another unit's steward", {"by": STRANGER}, "ruling.foreign_unit"),
    ("nobody's office", {"by": Actor("x", "某人"), "side": RulingSide.OFFICE}, "ruling.foreign_region"),
]


@pytest.mark.parametrize(("changes", "code"), [pytest.param(*case[1:], id=case[0]) for case in REFUSED])
def test_what_cannot_be_registered(sender: Sender, changes: Mapping[str, Any], code: str) -> None:
    sender.penalties(ROW)
    assert refusal_of(register, THREAD, **given(sender, **changes)).code == code
    assert not Ruling.objects.exists()
    assert acts() == []


@pytest.mark.parametrize("day", [date(2026, 11, 16), date(2026, 11, 20)], ids=["the decision's own day", "today"])
def test_the_first_and_the_last_day_that_will_do(sender: Sender, day: date) -> None:
    sender.penalties(ROW)
    assert registered(sender, ruled_on=day).ruled_on == day


def test_one_at_a_time_and_a_new_one_after_the_first_has_ended(sender: Sender) -> None:
    sender.penalties(ROW)
    first = registered(sender)
    told = refusal_of(register, THREAD, **given(sender))
    assert told.code == "ruling.already"
    assert "张经办已于 2026-11-20 登记" in told.message
    dismiss(first.pk, reason="案号写错", side=RulingSide.UNIT, link="", by=STEWARD, at=sender.at)
    registered(sender)
    assert Ruling.objects.filter(thread=THREAD).count() == 2


def test_the_database_keeps_it_so(sender: Sender) -> None:
    sender.penalties(ROW)
    made = registered(sender)
    wrong: list[dict[str, object]] = [
        {},  # a second that is open
        {"ended_at": sender.at},
        {"ended_at": sender.at, "ended_by": "张经办", "ended_how": "forgotten"},
        {"ended_at": sender.at, "ended_by": "张经办", "ended_how": RulingEnd.DISMISSED},
        {"case": "", "thread": "0" * 32},
        {"side": "court", "thread": "0" * 32},
    ]
    like = {name: getattr(made, name) for name in ("thread", "unit", "item", "reason_type", "case", "ruled_on", "side")}
    for changes in wrong:
        with pytest.raises(IntegrityError), transaction.atomic():
            Ruling.objects.create(**(like | {"registered_by": "张经办", "registered_at": sender.at} | changes))


def test_what_is_withdrawn_or_erased_is_not_registered_any_more(sender: Sender) -> None:
    sender.penalties(ROW)
    withdraw_and_tell(**withdrawal(sender))
    assert refusal_of(register, THREAD, **given(sender)).code == "ruling.gone"
    other = penalty(2)
    sender.penalties(other)
    registered_one = register(thread(other), **given(sender))
    erase(thread=thread(other), ground="个人信息保护法第四十七条", by=STEWARD, at=sender.at)
    assert not running().filter(pk=registered_one.pk).exists(), "what is erased needs no withdrawal"


def test_an_identity_number_in_the_document_is_cut(sender: Sender) -> None:
    sender.penalties(ROW)
    assert NUMBER not in registered(sender, case=f"{CASE}（{NUMBER}）").case
    assert not any(NUMBER in f"{entry.detail}{entry.matter}" for entry in Entry.objects.all())


@pytest.mark.parametrize(
    ("is_on", "roles"), [(True, ["checker", "steward"]), (False, ["steward"])], ids=["reviewed", "not reviewed"]
)
def test_an_office_tells_the_unit(sender: Sender, is_on: bool, roles: list[str]) -> None:
    sender.penalties(ROW)
    unit = Unit.objects.get(uscc=UNIT)
    before = sender.at - timedelta(days=1)
    set_review(unit_id=unit.pk, item="admin_penalty", is_on=is_on, reason="试", by=sender.by, at=before)
    made = registered(sender, side=RulingSide.OFFICE, by=OFFICE)
    told = Notice.objects.filter(kind="ruling.registered").order_by("for_role")
    assert [one.for_role for one in told] == roles
    assert {(one.to_unit_id, one.kind, one.link) for one in told} == {
        (unit.pk, "ruling.registered", f"/desk/records/{THREAD}/")
    }
    assert CASE not in told[0].text, "a notice outlives a lawful erasure"
    for words in ("2026-11-17", "最迟于 2026-11-20 撤回", "平台不会自动撤回", UNIT_NAMES[OTHER_UNIT]):
        assert words in told[0].text, words
    dismiss(made.pk, reason="针对另一份决定", side=RulingSide.OFFICE, link="", by=OFFICE, at=sender.at)
    assert Notice.objects.filter(kind="ruling.dismissed").count() == len(roles)


@pytest.mark.parametrize(
    ("day", "words"),
    [
        pytest.param(16, "最迟应于 2026-11-19 撤回，已经逾期，请立即办理", id="the last day was yesterday"),
        pytest.param(17, "最迟于 2026-11-20 撤回。", id="the last day is today"),
    ],
)
def test_an_office_that_learns_late_says_so(sender: Sender, day: int, words: str) -> None:
    sender.penalties(ROW)
    registered(sender, side=RulingSide.OFFICE, by=OFFICE, ruled_on=date(2026, 11, day))
    assert all(words in notice.text for notice in Notice.objects.filter(kind="ruling.registered"))


def test_an_office_registers_for_its_own_region_alone(sender: Sender) -> None:
    sender.penalties(ROW)
    county = Region.objects.create(code="429914", name="澄江县", parent_id="429913")
    Unit.objects.create(uscc=f"{1:018d}", name="澄江县信用办", region=county, valid_from=TUESDAY)
    below = Actor("sun", "孙信用", f"{1:018d}", "澄江县信用办")
    asked = given(sender, side=RulingSide.OFFICE, by=below)
    assert refusal_of(register, THREAD, **asked).code == "ruling.foreign_region"
