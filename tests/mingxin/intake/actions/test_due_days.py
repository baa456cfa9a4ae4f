"""Outages and new calendars reach the rows that still wait in intake, as they reach what is on record."""

from datetime import date
from pathlib import Path

import pytest

from mingxin.access.models import StaffRole, Unit
from mingxin.archive.models import Timeliness
from mingxin.catalogue.queries import card
from mingxin.intake.actions.calendar_years import load_year
from mingxin.intake.actions.due_days import move_due_days
from mingxin.intake.actions.examine import examine
from mingxin.intake.actions.outages import announce_outage, deadlines_of_items, revoke_outage, would_move
from mingxin.intake.actions.submitting import submit, withdraw_batch
from mingxin.intake.actions.supplements import close_questions
from mingxin.intake.actions.taking import lay, take
from mingxin.intake.models import Batch
from mingxin.intake.queries.duties import duties_of
from mingxin.intake.reading import room
from mingxin.ledger.models import Entry
from mingxin.oversight.queries.month_facts import overdue_rows
from mingxin.rulebook.loader import packaged_rulebook
from mingxin.rulebook.queries import calendar
from tests.mingxin.archive.sending import UNIT, licence, penalty
from tests.mingxin.intake.actions.desk import OFFICER, PENALTY, STEWARD, Desk, tell_of
from tests.mingxin.intake.queries.test_duties import duty, holder

# Down on Tuesday 17 and Wednesday 18 November 2026; penalties are due in seven working days.
DOWN = {"first_on": date(2026, 11, 17), "last_on": date(2026, 11, 18), "ground": "停机公告", "late_reason": "机房断电"}
NO_NUMBER = {"CF_WSH": ""}


def announce(desk: Desk) -> int:
    return announce_outage(**DOWN, by=OFFICER, at=desk.at).batches


# decided on, due before, due after
CASES = [
    ("2026/11/05", "2026-11-16", "2026-11-16", "due the day before the outage"),
    ("2026/11/06", "2026-11-17", "2026-11-19", "due on its first day"),
    ("2026/11/16", "2026-11-25", "2026-11-27", "decided the day before it"),
    ("2026/11/18", "2026-11-27", "2026-11-27", "decided on its last day"),
]


@pytest.mark.parametrize(("decided", "was", "due", "because"), CASES, ids=[case[3] for case in CASES])
def test_waiting_rows_move_as_the_archive_moves(desk: Desk, decided: str, was: str, due: str, because: str) -> None:
    desk.admitted(penalty(9, CF_JDRQ=decided))
    batch = desk.checked(penalty(1, CF_JDRQ=decided), penalty(2, CF_JDRQ=decided, **NO_NUMBER))
    assert batch.dues == {was: [1, 1]}
    assert announce(desk) == int(was != due)
    batch.refresh_from_db()
    assert batch.dues == {due: [1, 1]}
    assert Timeliness.objects.get().due_on == date.fromisoformat(due), "the archive says the same day"


def test_an_item_without_a_term_is_left_alone(desk: Desk) -> None:
    batch = desk.checked(penalty(1))
    dues, clocks = batch.dues, batch.clocks
    assert move_due_days(calendar(), {}, by=OFFICER, at=desk.at) == 0
    batch.refresh_from_db()
    assert (batch.dues, batch.clocks) == (dues, clocks) != ({}, {})


def test_nobody_is_called_late_for_a_day_that_was_excused(desk: Desk) -> None:
    """Decided on the 10th, due on the 19th; today is the 20th, and two of the days did not count."""
    batch = desk.checked(penalty(1, CF_JDRQ="2026/11/10"))
    steward = holder(StaffRole.STEWARD, UNIT)
    assert [due.span for due in duty(duties_of(steward, at=desk.at)).dues] == ["overdue"]
    assert would_move(**DOWN, by=OFFICER, at=desk.at) == (0, 1), "no record, and one batch whose row waits"
    batch.refresh_from_db()
    assert overdue_rows(batch.dues, desk.at.date()) == 1, "a preview moves nothing"
    announce(desk)
    assert [due.span for due in duty(duties_of(steward, at=desk.at)).dues] == ["one"]
    batch.refresh_from_db()
    assert overdue_rows(batch.dues, desk.at.date()) == 0
    assert '"batches":1' in Entry.objects.get(action="rulebook.announce_outage").detail


def test_every_state_in_which_rows_wait(desk: Desk) -> None:
    rows = (penalty(1), penalty(2, **NO_NUMBER))
    ready = desk.checked(penalty(3))
    submitted = desk.checked(penalty(4))
    submit(submitted.number, by=STEWARD, at=desk.at)
    left = desk.admitted(*rows)
    closed = desk.admitted(penalty(5), penalty(6, **NO_NUMBER))
    close_questions(closed.number, reason="决定书已作废", by=STEWARD, at=desk.at)
    over = desk.admitted(penalty(7))
    gone = desk.checked(penalty(8))
    withdraw_batch(gone.number, reason="选错文件", by=STEWARD, at=desk.at)
    assert announce(desk) == 4
    days = {batch.number: set(batch.dues) for batch in Batch.objects.all()}
    moved = {"2026-11-27"}
    assert [days[b.number] for b in (ready, submitted, left, closed)] == [moved] * 4
    assert (days[over.number], days[gone.number]) == ({"2026-11-25"}, set())
    assert Batch.objects.get(pk=gone.number).clocks == {}
    assert move_due_days(calendar(), deadlines_of_items(), by=OFFICER, at=desk.at) == 0, "to run it again moves nothing"


def test_a_revoked_outage_takes_no_day_back_and_neither_does_a_mend(desk: Desk) -> None:
    batch = desk.checked(penalty(1), penalty(2, **NO_NUMBER))
    done = announce_outage(**DOWN, by=OFFICER, at=desk.at)
    revoke_outage(outage=done.outage.pk, reason="公告日期写错", by=OFFICER, at=desk.at)
    desk.mended(batch.number, (3, "CF_WSH", "云市监罚〔2026〕2号"))
    batch.refresh_from_db()
    assert batch.dues == {"2026-11-27": [2, 0]}
    assert desk.checked(penalty(3)).dues == {"2026-11-25": [1, 0]}, "for what comes from now on"


def test_what_was_being_checked_when_the_outage_was_announced(desk: Desk) -> None:
    batch = desk.checked(penalty(1))
    with room.handed_over() as folder:
        examined = examine(
            desk.sheet(penalty(1), penalty(2, **NO_NUMBER)),
            folder,
            card=card(PENALTY),
            unit=Unit.objects.get(uscc=UNIT),
            received_at=desk.at,
            progress=lambda *_: None,
        )
    Batch.objects.filter(pk=batch.number).update(clocks={}, dues={})  # as before its first check
    tell_of(Batch.objects.get(pk=batch.number), at=desk.at)
    announce(desk)
    batch.refresh_from_db()
    take(batch, examined.judged, lay(examined.judged))
    assert batch.dues == {"2026-11-27": [1, 1]}
    batch.save()
    tell_of(batch, at=desk.at)


HOLIDAYS = ("01-01", "01-04", "02-06", "02-07", "02-08", "02-09", "02-10", "02-11", "04-05", "05-01", "06-09", "09-15",
            "10-01", "10-02", "10-03", "10-04", "10-05", "10-06", "10-07")  # fmt: skip


def test_a_year_that_becomes_known_moves_them_later_only(desk: Desk, tmp_path: Path) -> None:
    """Invented: 4 January 2027 off, Saturday 9 January worked; nobody is due earlier for that."""
    fixed = {f"{month:02}-{day:02}" for month, day in packaged_rulebook().holidays.fixed}
    off = "".join(f"2027-{day},否,放假\n" for day in sorted(fixed | set(HOLIDAYS)))
    file = tmp_path / "2027.csv"
    file.write_text(f"日期,是否工作日,说明\n{off}2027-01-09,是,调休\n", encoding="utf-8")
    desk.later(days=41)  # 2026-12-31
    batch = desk.checked(penalty(1, CF_JDRQ="2026/12/25"), penalty(2, CF_JDRQ="2026/12/31", **NO_NUMBER))
    assert batch.dues == {"2027-01-06": [1, 0], "2027-01-12": [0, 1]}
    load_year(file=file, edition="2027年", source="国办发明电〔2026〕9号", by=OFFICER, at=desk.at)
    batch.refresh_from_db()
    assert batch.dues == {"2027-01-07": [1, 0], "2027-01-12": [0, 1]}


@pytest.mark.parametrize("written", ["9999-12-31", "9999/12/25"])
def test_a_day_at_the_end_of_all_days_stops_no_check(desk: Desk, written: str) -> None:
    batch = desk.checked(licence(1), licence(2, XK_JDRQ=written), item="admin_licence")
    assert (batch.state, batch.dues) == ("ready", {"2026-11-25": [1, 0]})
