"""A unit that was renamed: what it decided under its old name comes again, is corrected and is reported late."""

from datetime import datetime, timedelta

import pytest

from mingxin.access.actions.unit_changes import rename_unit
from mingxin.access.models import Unit
from mingxin.access.queries.unit_names import former_names, name_at
from mingxin.archive.public_numbers import public_number
from mingxin.intake.actions.correct import correct, remarks_on
from mingxin.ledger.actor import Actor
from mingxin.ledger.models import Entry
from mingxin.uses.publicity.record_cards import RecordPage, show_record
from tests.mingxin.archive.sending import UNIT, UNIT_NAMES, Sender, counts, penalty, thread

NOW_CALLED = "云泽市市场监管和知识产权局"


def renamed(actor: Actor, at: datetime, name: str = NOW_CALLED) -> None:
    rename_unit(UNIT, name=name, ground="云机编〔2026〕5号", by=actor, at=at)


@pytest.mark.both
def test_what_it_decided_under_its_old_name_is_sent_again_corrected_and_reported(
    sender: Sender, actor: Actor, now: datetime
) -> None:
    sender.penalties(penalty(1))
    renamed(actor, now)
    again = sender.penalties(penalty(1), penalty(2))
    assert counts(again) == (2, 0, 0, 1, 0, 1), "nothing in doubt: one decided before the renaming, one unchanged"
    assert not again.findings.height
    values = {"CF_SY": "更正后的事实。"}
    assert remarks_on(thread(penalty(1)), values, at=now) == ()
    correct(thread(penalty(1)), values, reason="笔误", by=actor, at=now)
    page = show_record(public_number(thread(penalty(1))), as_of=now.date())
    assert isinstance(page, RecordPage)
    assert page.source_unit == NOW_CALLED, "whom to turn to today"
    assert UNIT_NAMES[UNIT] in [pair.value for pair in page.card.pairs], "the decision keeps the name that it bears"


def test_a_decision_of_after_the_renaming_is_remarked_and_admitted(sender: Sender, actor: Actor, now: datetime) -> None:
    renamed(actor, now)
    sent = sender.penalties(penalty(1, CF_JDRQ=str(now.date())))
    assert (counts(sent), set(sent.findings["code"])) == ((1, 0, 0, 1, 0, 0), {"organ.former_name"})
    assert NOW_CALLED in sent.findings["message"][0] and str(now.date()) in sent.findings["message"][0]


@pytest.mark.both
def test_names_over_time(in_force: object, actor: Actor, now: datetime) -> None:
    """Back to the first name and on to a third: each until the day on which it was borne last."""
    for days, name in ((0, NOW_CALLED), (3, UNIT_NAMES[UNIT]), (5, "云泽市市场监管局")):
        renamed(actor, now + timedelta(days=days), name)
    day = now.date()
    assert former_names() == {UNIT: {UNIT_NAMES[UNIT]: day + timedelta(days=5), NOW_CALLED: day + timedelta(days=3)}}
    unit = Unit.objects.get(uscc=UNIT)
    named = [name_at(unit, now + timedelta(days=days)) for days in (-1, 1, 4, 6)]
    assert named == [UNIT_NAMES[UNIT], NOW_CALLED, UNIT_NAMES[UNIT], "云泽市市场监管局"]


@pytest.mark.forges
def test_a_renaming_that_the_platform_did_not_write_lets_no_name_stand(
    ledger_key: object, in_force: object, actor: Actor, now: datetime
) -> None:
    renamed(actor, now)
    Entry.objects.filter(action="access.rename_unit").update(
        detail=Entry.objects.get(action="access.rename_unit").detail.replace(UNIT_NAMES[UNIT], "云泽市虚构局")
    )
    assert former_names() == {}
