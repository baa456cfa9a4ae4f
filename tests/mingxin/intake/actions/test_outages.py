"""An outage lengthens the deadlines that were given, to the day; revoking one takes nothing back."""

from datetime import date, datetime

import pytest

from mingxin.access.models import Unit
from mingxin.archive.models import Timeliness
from mingxin.intake.actions.outages import announce_outage, revoke_outage
from mingxin.kernel.refusal import Refusal
from mingxin.ledger.actor import Actor
from mingxin.ledger.models import Entry
from mingxin.rulebook.models import Outage
from mingxin.rulebook.queries import calendar
from tests.conftest import InForce

# Down on Tuesday 17 and Wednesday 18 November 2026; penalties are due in seven working days.
FIRST, LAST = date(2026, 11, 17), date(2026, 11, 18)


def clock(thread: str, decided_on: date, *, item: str = "admin_penalty", reported_on: date) -> None:
    worked = calendar()
    Timeliness.objects.create(
        thread=thread,
        item=item,
        unit=Unit.objects.order_by("pk")[0],
        decided_on=decided_on,
        reported_on=reported_on,
        due_on=worked.add_workdays(decided_on, 20 if item == "honour" else 7).on,
        is_provisional=False,
        workdays=worked.workdays_between(decided_on, reported_on),
    )


CASES = [
    ("admin_penalty", date(2026, 11, 5), date(2026, 11, 16), date(2026, 11, 16), "due the day before the outage"),
    ("admin_penalty", date(2026, 11, 6), date(2026, 11, 17), date(2026, 11, 19), "due on its first day"),
    ("admin_penalty", date(2026, 11, 16), date(2026, 11, 25), date(2026, 11, 27), "decided the day before it"),
    ("admin_penalty", date(2026, 11, 17), date(2026, 11, 26), date(2026, 11, 27), "decided on its first day"),
    ("admin_penalty", date(2026, 11, 18), date(2026, 11, 27), date(2026, 11, 27), "decided on its last day"),
    ("admin_penalty", date(2026, 11, 19), date(2026, 11, 30), date(2026, 11, 30), "decided the day after it"),
    ("honour", date(2026, 10, 20), date(2026, 11, 17), date(2026, 11, 19), "a longer deadline reaches it from far off"),
]


@pytest.mark.parametrize(("item", "decided_on", "was", "due_on", "because"), CASES, ids=[case[4] for case in CASES])
def test_deadlines_that_reach_into_an_outage_move(
    in_force: InForce, now: datetime, actor: Actor, item: str, decided_on: date, was: date, due_on: date, because: str
) -> None:
    clock("0" * 32, decided_on, item=item, reported_on=date(2026, 11, 20))
    assert Timeliness.objects.get().due_on == was
    done = announce_outage(first_on=FIRST, last_on=LAST, ground="停机公告", late_reason="机房断电", by=actor, at=now)
    assert (Timeliness.objects.get().due_on, done.moved) == (due_on, int(due_on != was))


def test_who_was_late_through_the_outage_alone_is_in_time_and_stays_so(
    in_force: InForce, now: datetime, actor: Actor
) -> None:
    clock("0" * 32, date(2026, 11, 6), reported_on=date(2026, 11, 19))
    done = announce_outage(first_on=FIRST, last_on=LAST, ground="停机公告", late_reason="机房断电", by=actor, at=now)
    row = Timeliness.objects.get()
    assert (row.reported_on <= row.due_on, row.workdays) == (True, 7)
    revoke_outage(outage=done.outage.pk, reason="公告日期写错", by=actor, at=now)
    row.refresh_from_db()
    assert (row.due_on, row.workdays) == (date(2026, 11, 19), 7)
    assert calendar().add_workdays(date(2026, 11, 6), 7).on == date(2026, 11, 17)  # for what comes from now on


def test_both_acts_are_told_by_name(in_force: InForce, now: datetime, actor: Actor) -> None:
    done = announce_outage(first_on=FIRST, last_on=LAST, ground="停机公告", late_reason="机房断电", by=actor, at=now)
    revoke_outage(outage=done.outage.pk, reason="公告日期写错", by=actor, at=now)
    told = Entry.objects.filter(object_type="outage").order_by("id").values_list("action", "actor_login", "object_key")
    assert list(told) == [
        ("rulebook.announce_outage", "operator", str(done.outage.pk)),
        ("rulebook.revoke_outage", "operator", str(done.outage.pk)),
    ]


def test_a_refused_outage_leaves_nothing_behind(in_force: InForce, now: datetime, actor: Actor) -> None:
    clock("0" * 32, date(2026, 11, 6), reported_on=date(2026, 11, 19))
    with pytest.raises(Refusal):
        announce_outage(first_on=FIRST, last_on=LAST, ground="停机公告", by=actor, at=now)
    assert not Outage.objects.exists()
    assert not Entry.objects.filter(object_type="outage").exists()
    assert Timeliness.objects.get().due_on == date(2026, 11, 17)
