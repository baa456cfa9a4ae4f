"""Rows that stayed behind: sent again at the desk or by file, counted until dealt with, closed with a reason."""

from mingxin.intake.actions.mending import Mend, mend
from mingxin.intake.actions.settled import left_rows, settled_rows
from mingxin.intake.actions.submitting import release, submit, withdraw_batch
from mingxin.intake.actions.supplements import close_questions, outstanding, reopen_questions, supplement_of
from mingxin.intake.models import Batch
from tests.mingxin.archive.sending import OTHER_UNIT, firm, penalty, require_sound
from tests.mingxin.intake.actions.desk import CHECKER, STEWARD, Desk, counts, error_codes, refusal_of

LACKS_CODE = penalty(3, CF_XDR_SHXYM="")
NO_DAY = penalty(2, CF_JDRQ="")
MINOR = penalty(4, CF_XDR_LB="自然人", CF_XDR_SHXYM="")


def parent(desk: Desk) -> Batch:
    batch = desk.admitted(penalty(1), NO_DAY, LACKS_CODE)
    assert counts(batch) == (3, 1, 0, 1, 1, 0)
    return batch


def supplement(desk: Desk, number: str) -> Batch:
    return supplement_of(number, by=STEWARD, at=desk.later(minutes=1))


def test_made_at_the_desk(desk: Desk) -> None:
    batch = parent(desk)
    made = supplement(desk, batch.number)
    assert (made.state, counts(made), made.supplement_to) == ("ready", (2, 1, 0, 0, 1, 0), batch)
    assert supplement(desk, batch.number) == made, "an open one is given back"
    mend(made.number, [Mend(3, "CF_JDRQ", "2026-11-16")], by=STEWARD, at=desk.at)
    assert outstanding(batch) == 2, "sent is not admitted"
    made = desk.through(made.number)
    assert counts(made) == (2, 0, 0, 1, 1, 0)
    assert (outstanding(batch), settled_rows(batch), left_rows(batch)) == (1, {3}, {4})
    assert outstanding(made) == 0, "what it left is still the row of the batch that it mends"
    second = supplement(desk, made.number)
    assert (second.supplement_to, counts(second)) == (batch, (1, 0, 0, 0, 1, 0))
    mend(second.number, [Mend(4, "CF_XDR_SHXYM", firm(3))], by=STEWARD, at=desk.at)
    assert counts(desk.through(second.number)) == (1, 0, 0, 1, 0, 0)
    assert (outstanding(batch), left_rows(batch)) == (0, set())
    assert refusal_of(supplement, desk, batch.number).code == "supplement.nothing"
    require_sound()


def test_one_that_is_submitted_is_given_back_too(desk: Desk) -> None:
    batch = parent(desk)
    made = supplement(desk, batch.number)
    mend(made.number, [Mend(3, "CF_JDRQ", "2026-11-16")], by=STEWARD, at=desk.at)
    submit(made.number, by=STEWARD, at=desk.at)
    assert supplement(desk, batch.number).number == made.number
    release(made.number, secrecy_reviewed=True, by=CHECKER, at=desk.at)
    desk.work()
    assert supplement(desk, batch.number).number != made.number


def test_one_that_was_taken_back_leaves_the_rows_where_they_were(desk: Desk) -> None:
    batch = parent(desk)
    made = supplement(desk, batch.number)
    withdraw_batch(made.number, reason="不补了", by=STEWARD, at=desk.at)
    assert (outstanding(batch), left_rows(batch)) == (2, {3, 4})
    assert counts(supplement(desk, batch.number)) == (2, 1, 0, 0, 1, 0)


def test_by_file(desk: Desk) -> None:
    batch = parent(desk)
    desk.later(minutes=1)
    sent = desk.admitted(penalty(2), supplement_to=batch)
    assert (sent.supplement_to, counts(sent)) == (batch, (1, 0, 0, 1, 0, 0))
    assert outstanding(batch) == 1
    again = desk.admitted(penalty(2), supplement_to=batch)
    assert counts(again) == (1, 0, 0, 0, 0, 1)
    assert outstanding(batch) == 1, "the same file twice deals with nothing more"
    later = desk.admitted(penalty(3), supplement_to=sent)
    assert (later.supplement_to, outstanding(batch)) == (batch, 0), "a supplement's supplement mends the first batch"


def test_refused_rows_are_not_sent_again_at_the_desk(desk: Desk) -> None:
    batch = desk.admitted(penalty(1), NO_DAY, MINOR)
    assert counts(batch) == (3, 2, 0, 1, 0, 0)
    assert counts(supplement(desk, batch.number)) == (1, 1, 0, 0, 0, 0)
    assert left_rows(batch) == {3}


def test_late_rows_can_be_sent_again(desk: Desk) -> None:
    first = desk.checked(penalty(1, CF_SY="先上传的事实。"), penalty(2))
    desk.later(minutes=1)
    desk.admitted(penalty(1, CF_SY="后上传的事实。"))
    desk.later(minutes=1)
    batch = desk.through(first.number)
    assert (counts(batch), left_rows(batch)) == ((2, 1, 0, 1, 0, 0), {2})
    made = supplement(desk, batch.number)
    assert counts(made) == (1, 0, 1, 0, 0, 0), "sent on purpose now, it is the newest word"
    assert error_codes(made) == []


def test_a_supplement_is_of_the_same_unit_and_item(desk: Desk) -> None:
    batch = parent(desk)
    assert refusal_of(desk.checked, penalty(2), unit=OTHER_UNIT, supplement_to=batch).code == "supplement.other"
    given = {"item": "admin_licence", "sheet_of": "admin_penalty", "supplement_to": batch}
    assert refusal_of(desk.checked, penalty(2), **given).code == "supplement.other"
    assert refusal_of(desk.checked, penalty(2), supplement_to=desk.checked(penalty(9))).code == "supplement.state"
    assert refusal_of(supplement, desk, desk.checked(penalty(9)).number).code == "supplement.state"


def test_rows_that_are_being_sent_again_are_not_given_up_meanwhile(desk: Desk) -> None:
    source = parent(desk)
    made = supplement(desk, source.number)
    refused = refusal_of(close_questions, source.number, reason="决定书已作废", by=STEWARD, at=desk.at)
    assert refused.code == "questions.being_sent"
    withdraw_batch(made.number, reason="不报了", by=STEWARD, at=desk.at)
    assert close_questions(source.number, reason="决定书已作废", by=STEWARD, at=desk.at).closed_at


def test_what_will_not_be_sent_again_is_closed_with_a_reason(desk: Desk) -> None:
    batch = parent(desk)
    assert refusal_of(close_questions, batch.number, reason=" ", by=STEWARD, at=desk.at).code == "questions.reason"
    closed = close_questions(batch.number, reason="决定书已作废，11010519491231002X", by=STEWARD, at=desk.at)
    assert (outstanding(closed), closed.closed_by) == (0, STEWARD.name)
    assert "11010519491231002X" not in closed.closed_reason
    assert refusal_of(close_questions, batch.number, reason="再关", by=STEWARD, at=desk.at).code == "questions.none"
    assert refusal_of(supplement, desk, batch.number).code == "supplement.nothing"
    assert outstanding(reopen_questions(batch.number, by=STEWARD, at=desk.at)) == 2
    assert refusal_of(reopen_questions, batch.number, by=STEWARD, at=desk.at).code == "questions.open"
