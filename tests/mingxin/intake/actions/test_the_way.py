"""Receive, check, mend, submit, release, admit: with the real worker, on both databases."""

from datetime import date, datetime

import pytest

from mingxin.access.actions.people import give_post
from mingxin.access.models import Person, Power, StaffRole, Unit
from mingxin.archive.models import Record
from mingxin.archive.models.record import Timeliness
from mingxin.intake.actions.receiving import choose_item, receive
from mingxin.intake.actions.reviewing import set_review
from mingxin.intake.actions.settled import left_rows
from mingxin.intake.actions.submitting import release, send_back, submit, withdraw_batch
from mingxin.intake.actions.supplements import outstanding
from mingxin.intake.models import Batch
from mingxin.jobs.queries import job_of
from mingxin.kernel.clock import CHINA
from mingxin.ledger.actor import Actor
from mingxin.ledger.models import Entry
from mingxin.vault import actions as vault
from mingxin.vault.models import KeptFile, Original
from tests.mingxin.archive.sending import OTHER_UNIT, UNIT, current_version, licence, penalty, require_sound
from tests.mingxin.intake.actions.desk import (
    CHECKER,
    COLLEAGUE,
    PENALTY,
    STEWARD,
    Desk,
    counts,
    error_codes,
    history,
    refusal_of,
)

FAULTY = penalty(2, CF_JDRQ="2026-02-30")


def test_the_whole_way(desk: Desk) -> None:
    batch = desk.checked(penalty(1), FAULTY, penalty(3, CF_XDR_SHXYM=""))
    assert (batch.state, counts(batch)) == ("ready", (3, 1, 0, 1, 1, 0))
    assert batch.marked_file, "the marked workbook waits for the steward"
    assert batch.dues == {"2026-11-25": [1, 1]}
    desk.mended(batch.number, (3, "CF_JDRQ", "2026-11-16"))
    assert submit(batch.number, by=STEWARD, at=desk.at).state == "submitted"
    assert Record.objects.count() == 0, "nothing is admitted before the checker says so"
    release(batch.number, secrecy_reviewed=True, by=CHECKER, at=desk.later(hours=1))
    desk.work()
    batch.refresh_from_db()
    assert (batch.state, counts(batch), batch.secrecy_reviewed_by) == ("admitted", (3, 0, 0, 2, 1, 0), "王审核")
    assert history(batch) == ["received", "checking", "ready", "submitted", "released", "admitted"]
    assert batch.ready_file == "", "the rows are records now"
    assert Record.objects.count() == 2
    require_sound()


def test_where_nobody_reviews_it_goes_straight_to_the_archive(desk: Desk) -> None:
    batch = desk.checked(licence(1), item="admin_licence")
    assert submit(batch.number, by=STEWARD, at=desk.at).state == "released"
    desk.work()
    batch.refresh_from_db()
    assert (batch.state, batch.secrecy_reviewed_by) == ("admitted", "")


def test_review_is_switched_with_a_reason(desk: Desk) -> None:
    unit = Unit.objects.get(uscc=UNIT)
    given = {"unit_id": unit.pk, "item": PENALTY, "by": Actor("guan", "管理员", UNIT), "at": desk.at}
    assert refusal_of(set_review, **given, is_on=False, reason=" ").code == "review.reason"
    waits = desk.checked(penalty(1))
    submit(waits.number, by=STEWARD, at=desk.at)
    set_review(**given, is_on=False, reason="办公会议定")
    desk.later(days=1)
    assert submit(desk.checked(penalty(2)).number, by=STEWARD, at=desk.at).state == "released"
    waits.refresh_from_db()
    assert waits.state == "submitted", "what waits already still needs a checker"


WITHDRAWN: list[tuple[str, str]] = [
    ("received", ""), ("ready", ""), ("submitted", ""), ("returned", ""), ("released", "batch.state"),
    ("admitted", "batch.state"), ("withdrawn", "batch.state"), ("refused", "batch.state"),
]  # fmt: skip


def brought_to(desk: Desk, state: str) -> str:
    rows = (penalty(1, CF_SY="独一无二的事实。"),)
    if state == "received":
        return desk.receive(*rows)
    if state == "refused":
        Power.objects.filter(item=PENALTY).delete()
        return desk.checked(*rows).number
    number = desk.checked(*rows).number
    if state == "withdrawn":
        withdraw_batch(number, reason="选错文件", by=STEWARD, at=desk.at)
    elif state != "ready":
        submit(number, by=STEWARD, at=desk.at)
        if state == "returned":
            send_back(number, reason="第 2 行的日期", by=CHECKER, at=desk.at)
        elif state != "submitted":
            release(number, secrecy_reviewed=True, by=CHECKER, at=desk.at)
            if state == "admitted":
                desk.work()
    return number


@pytest.mark.parametrize(("state", "code"), WITHDRAWN, ids=[state for state, _ in WITHDRAWN])
def test_a_unit_takes_back_what_is_not_released(desk: Desk, state: str, code: str) -> None:
    number = brought_to(desk, state)
    assert Batch.objects.get(pk=number).state == state
    if code:
        assert refusal_of(withdraw_batch, number, reason="选错文件", by=STEWARD, at=desk.at).code == code
        return
    withdraw_batch(number, reason="选错文件", by=STEWARD, at=desk.at)
    desk.work()
    batch = Batch.objects.select_related("original").get(pk=number)
    assert batch.state == "withdrawn", "a check that was asked for leaves it alone"
    assert (batch.original.wrapped_key, batch.mends.count()) == (None, 0)
    assert not KeptFile.objects.filter(owner=number).exists(), "nothing of it stays but its number and its history"
    assert batch.steps.last().note == "选错文件"
    assert Record.objects.count() == 0


def test_taking_back_needs_a_reason(desk: Desk) -> None:
    number = desk.checked(penalty(1)).number
    assert refusal_of(withdraw_batch, number, reason=" ", by=STEWARD, at=desk.at).code == "withdraw.reason"


def test_what_the_checker_may_not_do(desk: Desk) -> None:
    number = desk.checked(penalty(1), FAULTY).number
    assert refusal_of(release, number, secrecy_reviewed=True, by=CHECKER, at=desk.at).code == "release.state"
    desk.mended(number, (3, "CF_JDRQ", "2026-11-16"), by=COLLEAGUE)
    submit(number, by=STEWARD, at=desk.at)
    for who in (STEWARD, COLLEAGUE):  # who sent and submitted it, and who mended it
        assert refusal_of(release, number, secrecy_reviewed=True, by=who, at=desk.at).code == "release.same_person"
    assert refusal_of(release, number, secrecy_reviewed=False, by=CHECKER, at=desk.at).code == "release.secrecy"
    assert refusal_of(send_back, number, reason=" ", by=CHECKER, at=desk.at).code == "return.reason"
    assert refusal_of(submit, number, by=STEWARD, at=desk.at).code == "submit.state"
    release(number, secrecy_reviewed=True, by=CHECKER, at=desk.at)
    assert refusal_of(release, number, secrecy_reviewed=True, by=CHECKER, at=desk.at).code == "release.state"
    assert Entry.objects.filter(action="intake.released", object_key=number).count() == 1


def test_a_returned_batch_is_mended_and_submitted_again(desk: Desk) -> None:
    number = desk.checked(penalty(1), FAULTY).number
    submit(number, by=STEWARD, at=desk.at)
    send_back(number, reason="第 3 行请补上，证件 11010519491231002X", by=CHECKER, at=desk.at)
    batch = Batch.objects.get(pk=number)
    assert batch.state == "returned"
    assert "11010519491231002X" not in batch.steps.last().note
    desk.mended(number, (3, "CF_JDRQ", "2026-11-16"))
    assert counts(desk.through(number)) == (2, 0, 0, 2, 0, 0)
    assert history(batch)[3:] == ["submitted", "returned", "submitted", "released", "admitted"]


def test_nothing_good_cannot_be_submitted(desk: Desk) -> None:
    number = desk.checked(FAULTY).number
    assert refusal_of(submit, number, by=STEWARD, at=desk.at).code == "batch.nothing_good"
    waiting = desk.receive(penalty(1))
    assert refusal_of(submit, waiting, by=STEWARD, at=desk.at).code == "submit.state"


DAYS = [
    ("released on the due day", datetime(2026, 11, 25, 23, 30, tzinfo=CHINA), date(2026, 11, 25)),  # admitted later
    ("released the day after", datetime(2026, 11, 26, 0, 10, tzinfo=CHINA), date(2026, 11, 26)),
]  # fmt: skip


@pytest.mark.parametrize(("released_at", "counted"), [pytest.param(*case[1:], id=case[0]) for case in DAYS])
def test_the_day_of_release_counts(desk: Desk, released_at: datetime, counted: date) -> None:
    number = desk.checked(penalty(1)).number
    submit(number, by=STEWARD, at=desk.at)
    release(number, secrecy_reviewed=True, by=CHECKER, at=released_at)
    desk.at = released_at
    desk.later(hours=9)
    desk.work()
    clock = Timeliness.objects.get()
    assert (clock.reported_on, clock.due_on) == (counted, date(2026, 11, 25))
    assert (clock.reported_on <= clock.due_on) == (counted == date(2026, 11, 25))


def test_a_clear_file_is_guessed(desk: Desk) -> None:
    Power.objects.exclude(item__in=(PENALTY, "admin_licence")).delete()
    person, unit = Person.objects.get(login=STEWARD.login), Unit.objects.get(uscc=UNIT)
    give_post(
        person=person,
        role=StaffRole.STEWARD,
        unit=unit,
        items=[PENALTY],
        from_on=desk.at.date(),
        by=STEWARD,
        at=desk.at,
    )
    batch = desk.checked(penalty(1), item="")
    assert (batch.state, batch.item, counts(batch)) == ("ready", PENALTY, (1, 0, 0, 1, 0, 0))
    assert batch.guesses[0][0] == PENALTY


def test_where_the_guess_is_not_clear_somebody_says_it(desk: Desk) -> None:
    Power.objects.filter(item=PENALTY).delete()  # the headers speak for an item that the unit may not report
    Power.objects.filter(item="admin_licence").delete()
    number = desk.receive(penalty(1), item="")
    desk.work()
    batch = Batch.objects.get(pk=number)
    assert (batch.state, batch.item) == ("received", "")
    assert batch.guesses
    assert history(batch) == ["received", "checking", "received"]
    Power.objects.create(unit=batch.unit, item=PENALTY, held_from=date(2020, 1, 1), ground="权责清单")
    choose_item(number, PENALTY, by=STEWARD, at=desk.at)
    desk.work()
    batch.refresh_from_db()
    assert (batch.state, batch.item) == ("ready", PENALTY)


def test_no_header_at_all_refuses_the_file(desk: Desk) -> None:
    path = desk.folder / "notes.csv"
    path.write_text("甲,乙,丙\n1,2,3\n", encoding="utf-8")
    batch = receive(path, unit=Unit.objects.get(uscc=UNIT), file_name="notes.csv", by=STEWARD, at=desk.at)
    desk.work()
    batch.refresh_from_db()
    assert (batch.state, batch.refusal_code) == ("refused", "header.not_found")


def test_without_the_power_the_file_is_refused_whole_and_nothing_stays(desk: Desk) -> None:
    Power.objects.filter(unit__uscc=UNIT, item=PENALTY).update(held_until=date(2026, 11, 1))
    batch = desk.checked(penalty(1, CF_SY="独一无二的事实。"))
    original = Original.objects.get()
    assert (batch.state, batch.refusal_code) == ("refused", "power.none")
    assert (original.wrapped_key, original.destroyed_at) == (None, desk.at)
    assert not KeptFile.objects.exists()
    vault.sweep(older_than_seconds=0)
    assert list(vault.originals().all()) == []
    told = job_of("intake.check", batch.number, at=desk.at)
    assert told is not None
    assert told.state == "done", "the refusal is the answer, not a fault of the work"


def test_another_item_chosen_after_the_check_is_checked_as_that(desk: Desk) -> None:
    ready = desk.checked(penalty(1))
    assert refusal_of(choose_item, ready.number, PENALTY, by=STEWARD, at=desk.at).code == "batch.same_item"
    choose_item(ready.number, "admin_licence", by=STEWARD, at=desk.at)
    desk.work()
    ready.refresh_from_db()
    assert (ready.item, ready.state, ready.admitted) == ("admin_licence", "ready", 0), "it is no sheet of licences"


def test_a_long_file_name_is_no_fault(desk: Desk) -> None:
    number = desk.receive(penalty(1), file_name="行政处罚信息" * 40 + "/../../etc.csv")
    desk.work()
    assert Batch.objects.get(pk=number).state == "ready"


def test_an_older_file_after_a_newer_one_changes_nothing(desk: Desk) -> None:
    desk.admitted(penalty(1, CF_SY="最早的事实。"))
    desk.later(minutes=1)
    older = desk.checked(penalty(1, CF_SY="先上传、后放行的事实。"), penalty(2))
    desk.later(minutes=1)
    desk.admitted(penalty(1, CF_SY="后上传、先放行的事实。"))
    desk.later(minutes=1)
    batch = desk.through(older.number)
    assert (counts(batch), error_codes(batch)) == ((2, 1, 0, 1, 0, 0), [(2, "record.outdated")])
    assert "先放行的事实" in current_version(penalty(1)).payload
    again = desk.checked(penalty(1, CF_SY="最早的事实。"))
    assert error_codes(again) == [(2, "record.outdated")]
    require_sound()


def test_another_units_record_that_came_meanwhile_is_told_and_stays_with_the_batch(desk: Desk) -> None:
    first = desk.checked(penalty(1), penalty(2))
    foreign = {"CF_CFJG": "云泽市住房和城乡建设局", "CF_CFJGDM": OTHER_UNIT}
    desk.admitted(penalty(1, **foreign), unit=OTHER_UNIT)
    batch = desk.through(first.number)
    assert counts(batch) == (2, 1, 0, 1, 0, 0)
    assert error_codes(batch) == [(2, "record.other_unit")]
    assert (left_rows(batch), outstanding(batch)) == ({2}, 1)
    require_sound()


def test_a_sheet_sent_as_another_item_is_asked_about_before_anything_is_cut(desk: Desk) -> None:
    """The steward named the item herself, and the headers clearly speak for another one: nothing is lost by asking."""
    batch = desk.checked(*(penalty(number) for number in range(1, 4)), item="admin_licence", sheet_of="admin_penalty")
    assert (batch.state, batch.item, batch.guesses[0][0]) == ("received", "", "admin_penalty")
    choose_item(batch.number, "admin_penalty", by=STEWARD, at=desk.at)
    desk.work()
    batch.refresh_from_db()
    assert (batch.state, batch.item, batch.reported) == ("ready", "admin_penalty", 3)


def test_who_insists_on_the_item_is_believed(desk: Desk) -> None:
    batch = desk.checked(*(penalty(number) for number in range(1, 4)), item="admin_licence", sheet_of="admin_penalty")
    choose_item(batch.number, "admin_licence", by=STEWARD, at=desk.at)
    desk.work()
    batch.refresh_from_db()
    assert (batch.state, batch.item, batch.questioned) == ("ready", "admin_licence", 3)
