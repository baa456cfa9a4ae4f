"""Taking a handover back: open work returns, what was finished meanwhile stays with who finished it."""

import pytest

from mingxin.access.actions.people import give_post
from mingxin.access.models import Person, StaffRole, Unit
from mingxin.intake.actions.handover import hand_over, take_back
from mingxin.intake.actions.questions import answer
from mingxin.intake.actions.submitting import submit, withdraw_batch
from mingxin.intake.actions.supplements import close_questions
from mingxin.intake.models import Batch
from tests.mingxin.archive.sending import UNIT, penalty
from tests.mingxin.intake.actions.desk import COLLEAGUE, OFFICER, STEWARD, Desk

OPEN_QUESTION, FAULTY = {"CF_SXCD": ""}, {"CF_JDRQ": ""}


@pytest.fixture
def made(desk: Desk) -> dict[str, Batch]:
    """Eight batches handed over; then each went its way."""
    unit = Unit.objects.get(uscc=UNIT)
    given = {"role": StaffRole.STEWARD, "unit": unit, "items": (), "from_on": desk.at.date(), "by": OFFICER}
    for login in (STEWARD.login, COLLEAGUE.login):
        Person.objects.filter(login=login).update(unit=unit)
        give_post(person=Person.objects.get(login=login), at=desk.at, **given)
    rows = {
        "waiting": [penalty(1)],
        "submitted": [penalty(2)],
        "asked": [penalty(3, **OPEN_QUESTION)],
        "left": [penalty(4), penalty(5, **FAULTY)],
        "admitted": [penalty(6)],
        "answered": [penalty(7, **OPEN_QUESTION)],
        "closed": [penalty(8), penalty(9, **FAULTY)],
        "withdrawn": [penalty(10)],
    }
    return {name: desk.checked(*sent) for name, sent in rows.items()}


STAYS = ("admitted", "answered", "closed", "withdrawn")
RETURNS = ("waiting", "submitted", "asked", "left")


def test_what_was_finished_stays_where_it_is(desk: Desk, made: dict[str, Batch]) -> None:
    people = {who.login: Person.objects.get(login=who.login) for who in (STEWARD, COLLEAGUE)}
    unit = Unit.objects.get(uscc=UNIT)
    handover = hand_over(giver=people["zhang"], taker=people["li"], unit=unit, reason="休假", by=OFFICER, at=desk.at)
    assert set(Batch.objects.values_list("handler_login", flat=True)) == {"li"}
    numbers = {name: batch.number for name, batch in made.items()}
    for name in ("asked", "left", "admitted", "answered", "closed"):
        desk.through(numbers[name])
    submit(numbers["submitted"], by=COLLEAGUE, at=desk.at)
    question = Batch.objects.get(pk=numbers["answered"]).questions.get()
    answer(question.pk, severity="一般", is_public=True, reason="裁量基准", by=COLLEAGUE, at=desk.at)
    close_questions(numbers["closed"], reason="决定书已作废", by=COLLEAGUE, at=desk.at)
    withdraw_batch(numbers["withdrawn"], reason="选错文件", by=COLLEAGUE, at=desk.at)

    assert take_back(handover.pk, by=OFFICER, at=desk.later(hours=1)) == len(RETURNS)
    handlers = dict(Batch.objects.values_list("number", "handler_login"))
    held = {name: handlers[number] for name, number in numbers.items()}
    assert held == dict.fromkeys(RETURNS, "") | dict.fromkeys(STAYS, "li")
