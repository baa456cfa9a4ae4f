"""Timeliness counts to the day of release; a withdrawal keeps the day of its ruling."""

from datetime import date, datetime, timedelta

import pytest

from mingxin.access.models import Unit
from mingxin.archive.actions.admit import admit, compare_now
from mingxin.archive.actions.amend import withdraw
from mingxin.archive.models import Mark, Record, Timeliness
from mingxin.archive.rules.digests import line_of
from mingxin.catalogue.queries import card
from mingxin.kernel.refusal import Refusal
from mingxin.ledger.actor import Actor
from tests.mingxin.archive.preparing import prepared_penalty
from tests.mingxin.archive.sending import UNIT, Sender, penalty, require_sound, thread

# decided on Monday 2026-11-16, checked on Friday the 20th, due on Wednesday the 25th
RELEASED = [
    ("by default the day of admission", None, date(2026, 11, 20), 4),
    ("released before it was admitted", date(2026, 11, 19), date(2026, 11, 19), 3),
    ("released on the last day", date(2026, 11, 25), date(2026, 11, 25), 7),
    ("released the day after", date(2026, 11, 26), date(2026, 11, 26), 8),
    ("released on a Saturday", date(2026, 11, 28), date(2026, 11, 28), 9),
]


@pytest.mark.parametrize(("released", "reported_on", "workdays"), [pytest.param(*r[1:], id=r[0]) for r in RELEASED])
def test_the_clock_stops_on_the_day_of_release(
    in_force: object, actor: Actor, now: datetime, released: date | None, reported_on: date, workdays: int
) -> None:
    unit = Unit.objects.get(uscc=UNIT)
    comparison = compare_now(prepared_penalty(unit, as_of=now.date()), unit_id=unit.pk)
    admit(comparison, card=card("admin_penalty"), unit=unit, by=actor, at=now, reported_on=released)
    row = Timeliness.objects.get()
    assert (row.reported_on, row.workdays, row.due_on) == (reported_on, workdays, date(2026, 11, 25))
    require_sound()


def pull(ruled_on: date | None, actor: Actor, at: datetime) -> None:
    withdraw(
        thread=thread(penalty(1)),
        reason_type="决定被撤销",
        case="云复决〔2026〕1号",
        note_months=3,
        by=actor,
        at=at,
        ruled_on=ruled_on,
    )


@pytest.mark.parametrize("ruled_on", [None, date(2026, 11, 16), date(2026, 11, 20)], ids=["none", "first", "last"])
def test_the_day_of_the_ruling_is_kept_and_proves(
    sender: Sender, actor: Actor, now: datetime, ruled_on: date | None
) -> None:
    sender.penalties(penalty(1))
    pull(ruled_on, actor, now)
    assert Mark.objects.get().ruled_on == ruled_on
    require_sound()


@pytest.mark.parametrize(
    ("days", "code"), [(-1, "withdrawal.ruled_before"), (5, "withdrawal.ruled_later")], ids=["before", "later"]
)
def test_a_ruling_neither_before_the_decision_nor_after_today(
    sender: Sender, actor: Actor, now: datetime, days: int, code: str
) -> None:
    sender.penalties(penalty(1))
    decided_on = Record.objects.get().decided_on
    assert decided_on is not None
    with pytest.raises(Refusal) as refused:
        pull(decided_on + timedelta(days=days), actor, now)
    assert refused.value.code == code


def test_a_mark_from_before_the_column_has_the_line_it_had() -> None:
    assert line_of("archive_mark", [1, "a", 7, None]) == line_of("archive_mark", [1, "a", 7, None, None][:-1])
    assert line_of("archive_mark", [1, "a", 7, None]).split("\x1f") == ["archive_mark", "1", "a", "7"]
    assert line_of("archive_mark", [1, "a", 7, "2026-11-20"]).endswith("\x1f7\x1f2026-11-20")
