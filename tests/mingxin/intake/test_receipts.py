"""The facts of a 报送回执, gathered from a batch wherever it stands."""

from collections.abc import Callable
from datetime import datetime, timedelta
from itertools import count
from pathlib import Path

import pytest
from django.db.models import F

from mingxin.access.actions.unit_changes import rename_unit
from mingxin.access.models import Unit
from mingxin.archive.models import Timeliness
from mingxin.intake.actions.reviewing import set_review
from mingxin.intake.actions.submitting import send_back, submit
from mingxin.intake.models import Batch, BatchStep
from mingxin.intake.queries.receipts import receipt_facts
from mingxin.intake.receipt import BY_COMMAND, REVIEWED, UNREVIEWED, Counts, Step, receipt_pdf
from mingxin.kernel.clock import CHINA
from mingxin.ledger.actions import seal
from mingxin.ledger.actor import Actor
from mingxin.vault.models import Original
from tests.mingxin.archive.sending import UNIT, UNIT_NAMES, Sender, penalty
from tests.mingxin.intake.actions.conftest import desk
from tests.mingxin.intake.actions.desk import (
    CHECKER,
    COLLEAGUE,
    OFFICER,
    PENALTY,
    STEWARD,
    Desk,
    refusal_of,
    tell_of,
)

__all__ = ["desk"]

MINOR = penalty(4, CF_XDR_LB="自然人", CF_XDR_SHXYM="")


def test_of_an_admitted_batch(desk: Desk) -> None:
    desk.at = datetime(2026, 11, 25, 16, tzinfo=CHINA)
    late = penalty(2, CF_JDRQ="2026-11-12")
    number = desk.checked(penalty(1), late, penalty(3, CF_XDR_SHXYM=""), MINOR).number
    submit(number, by=STEWARD, at=desk.at)
    send_back(number, reason="请核对", by=CHECKER, at=desk.at)
    desk.through(number)
    sealed = seal(at=desk.at)
    facts = receipt_facts(Batch.objects.get(pk=number), at=desk.at)
    assert (facts.unit_name, facts.unit_uscc, facts.item_name) == (UNIT_NAMES[UNIT], UNIT, "行政处罚")
    assert facts.file_digest in set(Original.objects.values_list("digest", flat=True)), "of the file as it was sent"
    assert facts.counts == Counts(reported=4, questioned=1, updated=0, admitted=2, unlinked=1, unchanged=0)
    assert [rows for _, rows in facts.refusals] == [1]
    assert facts.submitted is not None
    assert facts.released is not None
    assert (facts.received.by, facts.submitted.by, facts.released.by) == (STEWARD.name, STEWARD.name, CHECKER.name)
    assert (facts.deadline_workdays, facts.in_time, facts.late) == (7, 1, 1)
    assert sealed is not None
    assert (facts.seal_number, facts.seal_digest) == (sealed.number, sealed.digest)


def test_it_tells_the_steps_as_they_were(desk: Desk, actor: Actor, tmp_path: Path) -> None:
    """Reviewed; straight to the archive after a review that ended in a return; in by the command."""
    reviewed = receipt_facts(desk.admitted(penalty(1)), at=desk.at)
    assert (reviewed.release, reviewed.released and reviewed.released.by) == (REVIEWED, CHECKER.name)
    number = desk.checked(penalty(2)).number
    submit(number, by=COLLEAGUE, at=desk.at)
    send_back(number, reason="请核对", by=CHECKER, at=desk.at)
    unit = Unit.objects.get(uscc=UNIT)
    before = desk.at - timedelta(days=2)
    set_review(unit_id=unit.pk, item=PENALTY, is_on=False, reason="办公会议定", by=OFFICER, at=before)
    desk.later(minutes=5)
    direct = receipt_facts(desk.through(number), at=desk.at)
    step = Step(desk.at, STEWARD.name)
    assert (direct.release, direct.submitted, direct.released) == (UNREVIEWED, step, step)
    sent = Batch.objects.get(pk=Sender(tmp_path, actor, desk.at, count(1)).penalties(penalty(3)).batch)
    command = receipt_facts(sent, at=desk.at)
    assert (command.release, command.submitted) == (BY_COMMAND, None)
    assert command.released == Step(sent.received_at, actor.name)


def test_the_unit_stands_under_the_name_that_it_bore_when_it_reported(desk: Desk) -> None:
    batch = desk.admitted(penalty(1))
    desk.later(days=1)
    rename_unit(UNIT, name="云泽市市场监管局", ground="云机编〔2026〕5号", by=OFFICER, at=desk.at)
    facts = receipt_facts(batch, at=desk.at)
    assert (facts.unit_name, facts.unit_now) == (UNIT_NAMES[UNIT], "云泽市市场监管局")


def test_what_was_sent_again_unchanged_or_changed_is_no_first_arrival(desk: Desk) -> None:
    desk.admitted(penalty(1), penalty(2))
    desk.later(minutes=1)
    batch = desk.admitted(penalty(1), penalty(2, CF_SY="补充后的事实。"), penalty(3))
    facts = receipt_facts(batch, at=desk.at)
    assert (facts.in_time, facts.late, facts.counts.updated, facts.counts.unchanged) == (1, 0, 1, 1)


def test_of_a_batch_that_is_not_known_yet_and_of_a_refused_one(desk: Desk) -> None:
    facts = receipt_facts(Batch.objects.get(pk=desk.receive(penalty(1), item="")), at=desk.at)
    assert (facts.item_name, facts.checked, facts.admitted, facts.state) == ("（待确认）", None, None, "已接收")
    batch = desk.checked(penalty(1))
    Batch.objects.filter(pk=batch.number).update(state="refused", refusal_message="没有找到表头。")
    tell_of(Batch.objects.get(pk=batch.number), at=desk.at)
    assert receipt_facts(Batch.objects.get(pk=batch.number), at=desk.at).refused_whole == "没有找到表头。"


def test_the_paper_is_made_of_them(desk: Desk, signing_key: Path) -> None:
    facts = receipt_facts(desk.admitted(penalty(1), MINOR), at=desk.at)
    assert receipt_pdf(facts).startswith(b"%PDF")


def forged_count(batch: Batch) -> None:
    Batch.objects.filter(pk=batch.pk).update(reported=F("reported") + 8000, admitted=F("admitted") + 8000)


def earlier(batch: Batch) -> None:
    Batch.objects.filter(pk=batch.pk).update(received_at=datetime(2026, 10, 1, 9, tzinfo=CHINA))


def another_name_of_the_file(batch: Batch) -> None:
    Batch.objects.filter(pk=batch.pk).update(file_name="别的文件.csv")


def another_releaser(batch: Batch) -> None:
    batch.steps.filter(state="released").update(actor_name="李假名")


def an_invented_step(batch: Batch) -> None:
    batch.steps.create(state="released", at=batch.received_at, actor_login="li", actor_name="李假名")


def a_step_taken_away(batch: Batch) -> None:
    batch.steps.filter(state="submitted").delete()


def another_unit_name(batch: Batch) -> None:
    Unit.objects.filter(pk=batch.unit_id).update(name="云泽市虚构监管局")


def another_file(batch: Batch) -> None:
    Original.objects.filter(pk=batch.original_id).update(digest="0" * 64)


def in_time_after_all(_: Batch) -> None:
    Timeliness.objects.update(due_on="2027-01-01")


def reported_earlier(_: Batch) -> None:
    Timeliness.objects.update(reported_on="2026-11-17")


@pytest.mark.forges
@pytest.mark.both
@pytest.mark.parametrize(
    "alter",
    [
        forged_count,
        earlier,
        another_name_of_the_file,
        another_releaser,
        an_invented_step,
        a_step_taken_away,
        another_unit_name,
        another_file,
        in_time_after_all,
        reported_earlier,
    ],
)
def test_nothing_is_certified_that_the_ledger_does_not_tell(desk: Desk, alter: Callable[[Batch], None]) -> None:
    desk.at = datetime(2026, 11, 25, 16, tzinfo=CHINA)
    tell_of(Unit.objects.get(uscc=UNIT), at=desk.at)
    batch = desk.admitted(penalty(1), penalty(2, CF_JDRQ="2026-11-12"))
    kept = [*Timeliness.objects.all(), *Unit.objects.all(), *batch.steps.all(), batch]
    originals = list(Original.objects.all())
    alter(batch)
    refused = refusal_of(receipt_facts, Batch.objects.get(pk=batch.pk), at=desk.at)
    assert refused.code == "batch.altered"
    batch.steps.exclude(pk__in=[row.pk for row in kept if isinstance(row, BatchStep)]).delete()
    for row in [*kept, *originals]:
        row.save()
    assert receipt_facts(Batch.objects.get(pk=batch.pk), at=desk.at).late == 1
