"""A power that is not on file: for an edition's first 90 days a question to the office, then a refusal."""

from datetime import date, timedelta

import pytest

from mingxin.access.actions.powers import give_power
from mingxin.access.actions.unit_changes import end_unit
from mingxin.access.models import Power, Unit
from mingxin.archive.models import Record
from mingxin.catalogue.models import Edition
from mingxin.intake.actions.power_questions import grant, refuse_power
from mingxin.intake.actions.receiving import choose_item
from mingxin.intake.actions.submitting import release, submit
from mingxin.intake.models import Batch, PowerQuestion
from mingxin.intake.queries.power_questions import power_question_of
from mingxin.ledger.models import Entry
from tests.mingxin.archive.sending import OTHER_UNIT, UNIT, penalty
from tests.mingxin.intake.actions.desk import CHECKER, OFFICER, PENALTY, STEWARD, Desk, counts, refusal_of

LICENCE = "admin_licence"
OF_BOTH = ("CF_XDR_MC", "CF_XDR_LB", "CF_XDR_SHXYM", "CF_FRDB", "CF_SJLY", "CF_SJLYDM")
GROUND = "权责清单（2026年版）第12项"


def asked(desk: Desk, *numbers: int, days: int = 0) -> list[Batch]:
    """Batches that came on that day of an edition (0 is its first), for an item without a power on file."""
    Edition.objects.update(in_force_on=desk.at.date() - timedelta(days=days))
    Power.objects.filter(unit__uscc=UNIT, item=PENALTY).delete()
    return [desk.checked(penalty(number)) for number in numbers or (1,)]


def as_item(desk: Desk, batch: Batch, item: str) -> None:
    choose_item(batch.number, item, by=STEWARD, at=desk.at)
    desk.work()
    batch.refresh_from_db()
    assert (batch.state, batch.item) == ("ready", item)


@pytest.mark.parametrize(
    ("days", "state"),
    [
        pytest.param(0, "ready", id="the edition's first day"),
        pytest.param(89, "ready", id="the 90th day"),
        pytest.param(90, "refused", id="the day after"),
    ],
)
def test_the_first_ninety_days(desk: Desk, days: int, state: str) -> None:
    [batch] = asked(desk, days=days)
    assert (batch.state, PowerQuestion.objects.count()) == (state, 1 if state == "ready" else 0)


def test_granted(desk: Desk) -> None:
    first, second = asked(desk, 1, 2)
    assert refusal_of(submit, first.number, by=STEWARD, at=desk.at).code == "batch.power_asked"
    question = first.power_questions.get()
    given = {"by": OFFICER, "at": desk.at}
    assert (
        refusal_of(grant, question.pk, held_from=date(2026, 1, 1), ground=" ", **given).code == "power_question.ground"
    )
    tomorrow = desk.at.date() + timedelta(days=1)
    assert refusal_of(grant, question.pk, held_from=tomorrow, ground=GROUND, **given).code == "power.from_later"
    assert grant(question.pk, held_from=date(2026, 1, 1), ground=GROUND, **given) == 2, "both batches wait for it"
    assert (
        refusal_of(grant, question.pk, held_from=date(2026, 1, 1), ground=GROUND, **given).code == "power_question.none"
    )
    power = Power.objects.get(unit__uscc=UNIT, item=PENALTY)
    assert (power.held_from, power.held_until, power.ground) == (date(2026, 1, 1), None, GROUND)
    assert counts(desk.through(first.number)) == (1, 0, 0, 1, 0, 0)
    assert counts(desk.through(second.number)) == (1, 0, 0, 1, 0, 0)
    assert Entry.objects.filter(action__in=("intake.grant_power", "access.give_power")).count() == 2


def test_refused_with_the_reason_in_the_batch(desk: Desk) -> None:
    [batch] = asked(desk)
    question = batch.power_questions.get()
    assert refusal_of(refuse_power, question.pk, reason="", by=OFFICER, at=desk.at).code == "power_question.ground"
    refuse_power(question.pk, reason="该职权由市住建局行使", by=OFFICER, at=desk.at)
    refused = refusal_of(submit, batch.number, by=STEWARD, at=desk.at)
    assert (refused.code, "市住建局" in refused.message) == ("batch.power_refused", True)
    assert not Power.objects.filter(unit__uscc=UNIT, item=PENALTY).exists()


def test_the_power_entered_elsewhere_answers_what_waits_and_what_was_refused(desk: Desk) -> None:
    """As from a new 权责清单: nobody has to answer the question first, and no answer of before stands in the way."""
    waits, refused = asked(desk, 1, 2)
    waits.power_questions.update(item="admin_licence")  # so that the answer is for the other batch alone
    refuse_power(refused.power_questions.get().pk, reason="清单中没有", by=OFFICER, at=desk.at)
    waits.power_questions.update(item=PENALTY)
    unit = Unit.objects.get(uscc=UNIT)
    given = {"unit": unit, "item": PENALTY, "ground": GROUND, "by": OFFICER, "at": desk.at}
    tomorrow = desk.at.date() + timedelta(days=1)
    assert give_power(held_from=tomorrow, **given)
    assert refusal_of(submit, waits.number, by=STEWARD, at=desk.at).code == "batch.power_asked"
    assert refusal_of(submit, refused.number, by=STEWARD, at=desk.at).code == "batch.power_refused"
    assert give_power(held_from=desk.at.date(), **given)
    assert [power_question_of(batch, at=desk.at) for batch in (waits, refused)] == [None, None]
    for batch in (waits, refused):
        assert counts(desk.through(batch.number)) == (1, 0, 0, 1, 0, 0)


@pytest.mark.parametrize("is_granted", [True, False])
def test_an_answer_about_one_item_says_nothing_of_another(desk: Desk, is_granted: bool) -> None:
    """Of a file whose columns both items know: the other item is asked about too, and each answer stays its own."""
    Edition.objects.update(in_force_on=desk.at.date())
    Power.objects.filter(unit__uscc=UNIT, item__in=(PENALTY, LICENCE)).delete()
    batch = desk.checked({code: penalty(1)[code] for code in OF_BOTH}, item="", sheet_of=PENALTY)
    as_item(desk, batch, LICENCE)
    first = batch.power_questions.get()
    if is_granted:
        grant(first.pk, held_from=date(2026, 1, 1), ground=GROUND, by=OFFICER, at=desk.at)
    else:
        refuse_power(first.pk, reason="清单中没有", by=OFFICER, at=desk.at)
    as_item(desk, batch, PENALTY)
    waits = power_question_of(batch, at=desk.at)
    assert (waits.item, waits.answered_at) == (PENALTY, None)
    as_item(desk, batch, LICENCE)
    assert batch.power_questions.count() == 1, "what nobody answered is asked no more"
    stands = power_question_of(batch, at=desk.at)
    assert stands == (None if is_granted else first), "a refusal is not shaken off by coming back"


def test_an_ended_power_is_an_answer_and_no_question(desk: Desk) -> None:
    Edition.objects.update(in_force_on=desk.at.date())
    Power.objects.filter(unit__uscc=UNIT, item=PENALTY).update(held_until=desk.at.date())
    assert desk.checked(penalty(1)).refusal_code == "power.none"


def test_an_open_batch_of_an_ended_power_cannot_be_submitted(desk: Desk) -> None:
    ready, waits = desk.checked(penalty(1)), desk.checked(penalty(2))
    submit(waits.number, by=STEWARD, at=desk.at)
    Power.objects.filter(unit__uscc=UNIT, item=PENALTY).update(held_until=date(2026, 11, 20))
    for act in (
        lambda: submit(ready.number, by=STEWARD, at=desk.at),
        lambda: release(waits.number, secrecy_reviewed=True, by=CHECKER, at=desk.at),
    ):
        ended = refusal_of(act)
        assert (ended.code, "2026-11-20" in ended.message) == ("batch.power_ended", True)
    Power.objects.filter(unit__uscc=UNIT, item=PENALTY).update(held_until=date(2026, 11, 21))
    assert submit(ready.number, by=STEWARD, at=desk.at).state == "submitted", "its last day is a day with it"
    assert Record.objects.count() == 0


def test_a_unit_that_is_no_more_sends_nothing_and_names_its_heir(desk: Desk) -> None:
    batch = desk.checked(penalty(1))
    given = {"successor": OTHER_UNIT, "ground": "机构改革方案", "by": OFFICER, "at": desk.at}
    end_unit(UNIT, on=date(2026, 11, 20), **given)
    for act in (lambda: submit(batch.number, by=STEWARD, at=desk.at), lambda: desk.receive(penalty(2))):
        ended = refusal_of(act)
        assert (ended.code, "云泽市住房和城乡建设局" in ended.remedy) == ("unit.ended", True)
    end_unit(UNIT, on=date(2026, 11, 21), **given)
    assert submit(batch.number, by=STEWARD, at=desk.at).state == "submitted"
