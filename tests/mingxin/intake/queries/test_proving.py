"""Answers, declarations and proposals that rested on what a row said for a moment are found later."""

from datetime import date, datetime

import pytest

from mingxin.access.models import Unit
from mingxin.archive.actions.amend import erase, withdraw
from mingxin.archive.models import Name, Record
from mingxin.intake.actions.linking import propose_link
from mingxin.intake.actions.questions import answer, list_questions
from mingxin.intake.actions.zero import declare_none
from mingxin.intake.models import Batch
from mingxin.intake.queries.proving import first_overlooked
from mingxin.ledger.actor import Actor
from tests.mingxin.archive.forging import altered
from tests.mingxin.archive.sending import (
    UNIT,
    Sender,
    current_version,
    firm,
    firm_name,
    penalty,
    registration,
    require_sound,
    thread,
)
from tests.mingxin.intake.actions.desk import OFFICER, PENALTY, STEWARD, Desk, refusal_of

pytestmark = [pytest.mark.both, pytest.mark.django_db, pytest.mark.forges]

OPEN = {"CF_SXCD": ""}
PASSED_OVER = "所问的信息却没有全部确定是否公示"
STRANGE = "用到了它没有问的信息上"
SEPTEMBER = {"CF_JDRQ": "2026/09/30", "CF_YXQ": "2027/09/30"}


def settle(question: int, by: Actor, at: datetime) -> int:
    return answer(question, severity="一般", is_public=True, reason="裁量基准", by=by, at=at)


def none_of(month: date, at: datetime) -> None:
    declare_none(unit=Unit.objects.get(uscc=UNIT), item=PENALTY, month=month, by=STEWARD, at=at)


@pytest.mark.parametrize("others", [0, 1], ids=["all that it asks", "one of two"])
def test_an_answer_that_passed_a_record_over_is_found(sender: Sender, actor: Actor, now: datetime, others: int) -> None:
    """It waits for ever, and nobody is asked about it any more."""
    sender.registrations(registration(1))
    sender.penalties(penalty(1, **OPEN), *(penalty(2 + n, **OPEN) for n in range(others)))
    put_back = altered(Record, {"thread": thread(penalty(1))}, known_until=1)
    assert settle(list_questions()[0].id, actor, now) == others
    put_back()
    assert current_version(penalty(1)).publicity == "held"
    assert PASSED_OVER in first_overlooked()


def test_an_answer_upon_another_batchs_records_is_found(sender: Sender, actor: Actor, now: datetime) -> None:
    """Of the two questions that are alike the later one is asked what the earlier one answers."""
    sender.penalties(penalty(1, **OPEN))
    sender.penalties(penalty(2, **OPEN))
    first, second = list_questions()
    to = Batch.objects.get(pk=second.batch).change_id
    put_back = altered(Batch, {"pk": first.batch}, change_id=to)
    altered(Batch, {"pk": second.batch}, change_id=1)
    assert settle(first.id, actor, now) == 1
    put_back()
    Batch.objects.filter(pk=second.batch).update(change_id=to)
    assert current_version(penalty(2)).publicity == "public"
    fault = first_overlooked()
    assert PASSED_OVER in fault or STRANGE in fault


def test_a_declaration_beside_a_hidden_decision_is_found(ledger_key: object, desk: Desk) -> None:
    desk.admitted(penalty(9))
    desk.admitted(penalty(1, **SEPTEMBER))
    put_back = altered(Record, {"thread": thread(penalty(1))}, known_until=1)
    none_of(date(2026, 9, 1), desk.at)
    put_back()
    assert "声明 2026-09 本期无时，已有当月的决定在档" in first_overlooked()


def test_no_declaration_beside_a_batch_that_seems_released_at_another_time(ledger_key: object, desk: Desk) -> None:
    batch = desk.admitted(penalty(1, **SEPTEMBER))
    put_back = altered(Batch, {"pk": batch.number}, released_at=desk.at.replace(month=8))
    refused = refusal_of(none_of, desk.at.date(), desk.at)
    put_back()
    assert (refused.code, batch.number in refused.message) == ("zero.has_data", True)


def test_a_proposal_with_another_name_is_found(ledger_key: object, desk: Desk) -> None:
    desk.through(desk.checked(registration(2), item="org_registration").number)
    batch = desk.admitted(penalty(1), penalty(2, CF_XDR_SHXYM=""))
    put_back = altered(Name, {"name": firm_name(2)}, name="云泽市失信老赖有限公司")
    proposal = propose_link(batch.number, 3, uscc=firm(2), reason="按执照核对", by=OFFICER, at=desk.at)
    put_back()
    assert first_overlooked() == f"第 {proposal.pk} 号关联意见所写的名称，不是所写代码的主体用过的名称"


def test_lawful_answers_hold(sender: Sender, actor: Actor, now: datetime) -> None:
    """What was withdrawn, erased or brought again, a question that has nothing left to ask, and what came after it."""
    sender.penalties(*(penalty(n, **OPEN) for n in (1, 2, 3)))
    withdraw(thread=thread(penalty(2)), reason_type="决定被撤销", case="例", note_months=3, by=actor, at=now)
    erase(thread=thread(penalty(3)), ground="某法第一条", by=actor, at=now)
    sender.penalties(penalty(1, CF_SY="当事人另有一项行为。", **OPEN))
    first, second = list_questions()
    assert (settle(second.id, actor, now), settle(first.id, actor, now)) == (1, 1)
    sender.penalties(penalty(4, **OPEN))
    assert first_overlooked() == ""
    sender.penalties(penalty(5, **OPEN))
    for question in list_questions():
        settle(question.id, actor, now)
    erase(thread=thread(penalty(5)), ground="某法第一条", by=actor, at=now)
    require_sound()
    assert first_overlooked() == ""


def test_lawful_declarations_and_proposals_hold(ledger_key: object, desk: Desk) -> None:
    none_of(date(2026, 9, 1), desk.at)
    desk.through(desk.checked(registration(2), item="org_registration").number)
    batch = desk.admitted(penalty(1, **SEPTEMBER), penalty(2, CF_XDR_SHXYM=""))
    propose_link(batch.number, 3, uscc=firm(2), reason="按执照核对", by=OFFICER, at=desk.at)
    renamed = registration(2, ZTMC="云泽市新名贸易有限公司")
    desk.through(desk.checked(renamed, item="org_registration").number)
    assert first_overlooked() == ""
