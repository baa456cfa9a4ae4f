"""Nobody releases what he sent by switching the review off for a moment (ADR 0033)."""

from datetime import date, timedelta
from itertools import count
from pathlib import Path

import pytest

from mingxin.access.actions.people import add_person, give_post
from mingxin.access.models import Person, StaffRole, Unit
from mingxin.intake.actions.reviewing import set_review
from mingxin.intake.actions.submitting import submit
from mingxin.intake.rules.review_switch import Switched, in_force
from mingxin.kernel.clock import CHINA
from mingxin.kernel.clock import now as clock_now
from mingxin.kernel.refusal import Refusal
from mingxin.ledger.actor import Actor
from mingxin.notices.models import Notice
from tests.conftest import InForce
from tests.mingxin.archive.sending import OTHER_UNIT, UNIT, UNIT_NAMES
from tests.mingxin.doors.desk.conftest import DeskClient, quick_passwords
from tests.mingxin.doors.desk.conftest import desk_client as desk_client
from tests.mingxin.doors.desk.office_city import recent
from tests.mingxin.intake.actions.desk import PENALTY, STEWARD, Desk, hire

__all__ = ["quick_passwords"]


@pytest.fixture
def desk(in_force: InForce, tmp_path: Path) -> Desk:
    """At nine in the morning: nothing of a test's hours falls on another day."""
    hire()
    (tmp_path / "sent").mkdir()
    return Desk(tmp_path / "sent", clock_now().astimezone(CHINA).replace(hour=9, minute=0), count(1))


def _somebody(
    desk: Desk, actor: Actor, *roles: StaffRole, unit: str = UNIT, begins: int = -9, ends: int | None = None, **given
):
    """An account with these posts; `begins`, `ends`: days from today. Only a steward's post has the span and items."""
    home, today = Unit.objects.get(uscc=unit), desk.at.date()
    login = f"p-{Person.objects.count()}"
    add_person(login=login, name="梁有则", unit=home, by=actor, at=desk.at)
    person = Person.objects.get(login=login)
    for role in roles:
        span = {"from_on": today - timedelta(days=9)}
        if role is StaffRole.STEWARD:
            span = {"from_on": today + timedelta(days=begins)} | given
            if ends is not None:
                span["until_on"] = today + timedelta(days=ends)
        give_post(person=person, role=role, unit=home, by=actor, at=desk.at - timedelta(days=10), **span)
    return Actor(login, "梁有则", UNIT if unit == UNIT else unit, UNIT_NAMES[unit])


ADMINISTRATOR, STEWARD_POST, CHECKER_POST = StaffRole.UNIT_ADMINISTRATOR, StaffRole.STEWARD, StaffRole.CHECKER
WHO = {
    "an administrator": ((ADMINISTRATOR,), {}, True),
    "administrator and checker": ((ADMINISTRATOR, CHECKER_POST), {}, True),
    "administrator and steward": ((ADMINISTRATOR, STEWARD_POST), {}, False),
    "steward of another item": ((ADMINISTRATOR, STEWARD_POST), {"items": ["admin_licence"]}, True),
    "steward of this item alone": ((ADMINISTRATOR, STEWARD_POST), {"items": [PENALTY]}, False),
    "steward through today": ((ADMINISTRATOR, STEWARD_POST), {"ends": 1}, False),
    "steward until yesterday": ((ADMINISTRATOR, STEWARD_POST), {"ends": 0}, True),
    "steward from tomorrow": ((ADMINISTRATOR, STEWARD_POST), {"begins": 1}, False),
    "the unit's credit office": ((StaffRole.OFFICER,), {"unit": OTHER_UNIT}, True),
    "another unit's administrator": ((ADMINISTRATOR,), {"unit": OTHER_UNIT}, False),
}


@pytest.mark.parametrize("who", WHO)
def test_who_may_switch_off(desk: Desk, actor: Actor, who: str) -> None:
    roles, given, may = WHO[who]
    by = _somebody(desk, actor, *roles, **given)
    if may:
        _switch(desk, by, is_on=False)
        return
    with pytest.raises(Refusal) as refused:
        _switch(desk, by, is_on=False)
    assert refused.value.code in ("review.own_reports", "unit.not_answering")
    if refused.value.code == "review.own_reports":
        _switch(desk, by, is_on=True)  # to have more eyes is nobody's gain


def test_whose_hands_are_on_an_open_batch_switches_nothing_off(desk: Desk, actor: Actor) -> None:
    """Also where he reports no longer; released, it is no reason any more."""
    batch = desk.checked(recent(1))
    with pytest.raises(Refusal, match="没有放行"):
        _switch(desk, STEWARD, is_on=False)
    desk.through(batch.number)
    _switch(desk, STEWARD, is_on=False)


WAYS = {  # when it is switched, hours before now: off, on again; when the batch arrived; whether it waits for a checker
    "off this minute": (0, None, 0, True),
    "off and on again": (1, 0, 0, True),
    "off since yesterday, arrived today": (24, None, 0, False),
    "off since yesterday, arrived before": (24, None, 25, True),
    "off since yesterday, arrived later that day": (24, None, 20, True),
    "off since yesterday, on today": (24, 0, 0, True),
}


@pytest.mark.parametrize("way", WAYS)
def test_off_counts_from_the_next_day_for_what_arrives_then(desk: Desk, actor: Actor, way: str) -> None:
    off, on, arrived, waits = WAYS[way]
    by, now = _somebody(desk, actor, ADMINISTRATOR), desk.at
    acts = [(off, "off"), (arrived, "arrives"), *([(on, "on")] if on is not None else [])]
    for hours, act in sorted(acts, key=lambda one: (-one[0], one[1] == "arrives")):
        desk.at = now - timedelta(hours=hours)
        if act == "arrives":
            batch = desk.checked(recent(1))
        else:
            _switch(desk, by, is_on=act == "on")
    desk.at = now
    assert submit(batch.number, by=STEWARD, at=desk.at).state == ("submitted" if waits else "released")


def test_the_office_and_the_checkers_are_told(desk: Desk, actor: Actor) -> None:
    _somebody(desk, actor, StaffRole.OFFICER, unit=OTHER_UNIT)
    _switch(desk, _somebody(desk, actor, ADMINISTRATOR), is_on=False)
    told = {(one.to_unit.uscc, one.for_role): one for one in Notice.objects.filter(kind="review.switched_off")}
    assert set(told) == {(OTHER_UNIT, "officer"), (UNIT, "checker")}
    tomorrow = desk.at.date() + timedelta(days=1)
    for words in ("梁有则已关闭", UNIT_NAMES[UNIT], f"{tomorrow} 起", "办公会议定"):
        assert words in told[OTHER_UNIT, "officer"].text, words


@pytest.mark.parametrize(
    ("roles", "offered"), [((ADMINISTRATOR,), True), ((ADMINISTRATOR, STEWARD_POST), False)], ids=["alone", "both"]
)
def test_the_page_offers_what_the_verb_does(
    desk: Desk, desk_client: DeskClient, actor: Actor, roles: tuple[StaffRole, ...], offered: bool
) -> None:
    unit = Unit.objects.get(uscc=UNIT)
    somebody = desk_client(ADMINISTRATOR, unit=UNIT)
    if STEWARD_POST in roles:
        give_post(person=somebody.person, role=STEWARD_POST, unit=unit, from_on=date(2020, 1, 1), by=actor, at=desk.at)
    address = f"/desk/colleagues/review/{unit.pk}/{PENALTY}/"
    page = somebody.client.get("/desk/colleagues/review/").content.decode()
    assert (address in page) == offered
    assert somebody.client.get(address).status_code == (200 if offered else 400)
    given = {"is_on": "no", "reason": "办公会议定"}
    assert somebody.client.post(address, given).status_code == (303 if offered else 400)


def test_the_office_sees_and_switches_it_on_the_unit_s_page(desk: Desk, desk_client: DeskClient) -> None:
    """A unit with one clerk has nobody else."""
    unit = Unit.objects.get(uscc=UNIT)
    client = desk_client(StaffRole.OFFICER, unit=OTHER_UNIT).client
    page, address = f"/desk/office/units/{unit.pk}/", f"/desk/office/units/{unit.pk}/review/{PENALTY}/"
    assert address in client.get(page).content.decode()
    done = client.post(address, {"is_on": "no", "reason": "本单位只有一名工作人员"})
    assert (done.status_code, done.headers["Location"]) == (303, page)
    assert "起关闭" in client.get(address).content.decode()


def _switch(desk: Desk, by: Actor, *, is_on: bool) -> None:
    unit = Unit.objects.get(uscc=UNIT)
    set_review(unit_id=unit.pk, item=PENALTY, is_on=is_on, reason="办公会议定", by=by, at=desk.at)


DAY = date(2026, 11, 20)


@pytest.mark.parametrize(
    ("day", "is_on", "asked", "counts"),
    [
        (DAY, True, DAY, True),
        (DAY, False, DAY, False),
        (DAY, False, DAY + timedelta(days=1), True),
        (DAY, True, DAY - timedelta(days=1), False),
    ],
    ids=["on counts at once", "off not on its day", "off from the next", "nothing before it was set"],
)
def test_from_when_a_setting_counts(day: date, is_on: bool, asked: date, counts: bool) -> None:
    at = clock_now().replace(year=day.year, month=day.month, day=day.day)
    one = Switched(is_on, at, day)
    found = in_force([one], at=at.replace(year=asked.year, month=asked.month, day=asked.day), on=asked)
    assert found == (one if counts else None)
