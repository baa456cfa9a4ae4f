"""What an act reads beside the row that it changes is as the ledger told it, or the act is refused."""

import pytest

from mingxin.access.actions.people import give_post
from mingxin.access.models import Person, Region, StaffRole, Unit
from mingxin.archive.models import Record
from mingxin.intake.actions.admitting import admit_batch
from mingxin.intake.actions.checking import check_batch
from mingxin.intake.actions.correct import correct
from mingxin.intake.actions.handover import hand_over, take_back
from mingxin.intake.actions.linking import propose_link
from mingxin.intake.actions.questions import answer
from mingxin.intake.actions.submitting import release, submit, withdraw_batch
from mingxin.intake.models import Batch, BatchState, Doubt, HandedBatch, RowMend
from mingxin.intake.queries.differences import ready_of
from mingxin.ledger.actor import PLATFORM
from tests.mingxin.archive.forging import altered
from tests.mingxin.archive.sending import UNIT, firm, penalty, thread
from tests.mingxin.intake.actions.desk import CHECKER, COLLEAGUE, OFFICER, STEWARD, Desk, refusal_of

pytestmark = [pytest.mark.both, pytest.mark.forges, pytest.mark.usefixtures("ledger_key")]

FAULTY = {"CF_JDRQ": ""}


def released(desk: Desk, number: str) -> None:
    submit(number, by=STEWARD, at=desk.at)
    shown = ready_of(Batch.objects.get(pk=number))
    release(number, secrecy_reviewed=True, seen=shown.seal if shown else "", by=CHECKER, at=desk.at)


def test_no_record_of_another_region_than_its_units(desk: Desk) -> None:
    number = desk.checked(penalty(1)).number
    released(desk, number)
    other = Region.objects.create(code="429914", name="别区")
    put_back = altered(Unit, {"uscc": UNIT}, region_id=other.pk)
    assert refusal_of(admit_batch, number, None, by=PLATFORM, at=desk.at).code == "unit.altered"
    put_back()
    assert admit_batch(number, None, by=PLATFORM, at=desk.at).admitted == 1


@pytest.mark.parametrize("is_hidden", [False, True], ids=["answered", "hidden"])
def test_a_doubt_is_answered_by_who_sends_and_by_nobody_else(desk: Desk, *, is_hidden: bool) -> None:
    batch, other = desk.checked(*(penalty(n) for n in range(1, 31))), desk.checked(penalty(40))
    answered = {"answered_at": desk.at, "reason": "集中换证", "answered_by": "某"}
    put_back = altered(Doubt, {"batch": batch}, **({"batch_id": other.pk} if is_hidden else answered))
    assert refusal_of(submit, batch.number, by=STEWARD, at=desk.at).code == "batch.altered"
    put_back()
    assert refusal_of(submit, batch.number, by=STEWARD, at=desk.at).code == "batch.doubt"


def test_what_was_usual_is_told_from_batches_as_they_were(desk: Desk) -> None:
    usual = desk.admitted(penalty(1)).number
    number = desk.receive(penalty(2))
    put_back = altered(Batch, {"pk": usual}, reported=500, questioned=499)
    assert refusal_of(check_batch, number, tell=lambda *_: None, by=PLATFORM, at=desk.at).code == "batch.altered"
    assert Batch.objects.get(pk=number).state == BatchState.CHECKING
    put_back()


def test_no_row_is_settled_of_a_batch_that_names_anothers_rows(desk: Desk) -> None:
    root, other = desk.admitted(penalty(1), penalty(2, **FAULTY)), desk.admitted(penalty(3), penalty(4, **FAULTY))
    desk.later(minutes=1)
    number = desk.checked(penalty(4), supplement_to=root).number
    released(desk, number)
    put_back = altered(Batch, {"pk": root.number}, rows_file=other.rows_file)
    assert refusal_of(admit_batch, number, None, by=PLATFORM, at=desk.at).code == "batch.altered"
    assert not Record.objects.filter(document_number=penalty(4)["CF_WSH"]).exists()
    put_back()


def test_nothing_is_proposed_for_the_rows_of_another_batch(desk: Desk) -> None:
    batch, other = (desk.admitted(penalty(n), penalty(n + 1, CF_XDR_SHXYM="")) for n in (1, 5))
    put_back = altered(Batch, {"pk": batch.number}, rows_file=other.rows_file)
    given = {"uscc": firm(1), "reason": "按执照核对", "by": OFFICER, "at": desk.at}
    assert refusal_of(propose_link, batch.number, 3, **given).code == "batch.altered"
    put_back()


def test_no_mend_stays_of_a_batch_that_is_taken_back(desk: Desk) -> None:
    batch, other = desk.checked(penalty(1, **FAULTY)), desk.checked(penalty(2))
    desk.mended(batch.number, (2, "CF_JDRQ", "2026-11-16"))
    put_back = altered(RowMend, {"batch": batch}, batch_id=other.pk)
    given = {"reason": "选错文件", "by": STEWARD, "at": desk.at}
    assert refusal_of(withdraw_batch, batch.number, **given).code == "batch.altered"
    put_back()
    withdraw_batch(batch.number, reason="选错文件", by=STEWARD, at=desk.at)
    assert not RowMend.objects.exists()


def test_work_goes_back_to_who_had_it(desk: Desk) -> None:
    unit = Unit.objects.get(uscc=UNIT)
    Person.objects.update(unit=unit)
    people = {who.login: Person.objects.get(login=who.login) for who in (STEWARD, COLLEAGUE)}
    for person in people.values():
        give_post(
            person=person, role=StaffRole.STEWARD, unit=unit, items=(), from_on=desk.at.date(), by=OFFICER, at=desk.at
        )
    desk.checked(penalty(1))
    giver, taker = people[STEWARD.login], people[COLLEAGUE.login]
    made = hand_over(giver=giver, taker=taker, unit=unit, reason="休假", by=OFFICER, at=desk.at)
    put_back = altered(HandedBatch, {"handover": made}, before_login=CHECKER.login, before_name=CHECKER.name)
    assert refusal_of(take_back, made.pk, by=OFFICER, at=desk.at).code == "handover.altered"
    put_back()
    assert take_back(made.pk, by=OFFICER, at=desk.at) == 1


def test_a_correction_keeps_an_answer_to_the_question_that_was_asked(desk: Desk) -> None:
    """Not one to a question that a version seems to have asked."""
    batch = desk.admitted(penalty(1, CF_SXCD=""))
    answer(batch.questions.get().pk, severity="一般", is_public=True, reason="裁量基准", by=STEWARD, at=desk.at)
    other = desk.admitted(penalty(2, CF_SXCD="", CF_NR="罚款600000元", CF_NR_FK="60"))
    held = Record.objects.filter(thread=thread(penalty(1)), publicity="held")
    held.update(held_group=other.questions.get().group)
    changed = {"CF_NR": "罚款600000元", "CF_NR_FK": "60"}
    refused = refusal_of(correct, thread(penalty(1)), changed, reason="笔误", by=STEWARD, at=desk.later(minutes=1))
    assert refused.code == "record.altered"
