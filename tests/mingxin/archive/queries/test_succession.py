"""What was taken in because a version or a mark read otherwise for a moment is found later."""

from datetime import datetime, timedelta

import pytest

from mingxin.access.models import Unit
from mingxin.archive.actions.amend import withdraw
from mingxin.archive.models import Change, Mark, Record
from mingxin.archive.queries.proving import prove_records
from mingxin.intake.actions.correct import correct
from mingxin.ledger.actor import Actor
from tests.mingxin.archive.forging import altered
from tests.mingxin.archive.sending import (
    OTHER_UNIT,
    UNIT,
    Sender,
    current_version,
    last_change,
    penalty,
    require_sound,
    thread,
)

pytestmark = [pytest.mark.both, pytest.mark.django_db, pytest.mark.forges]

OTHERWISE = {"CF_SY": "当事人另有一项行为。"}


def broken() -> str:
    fault = prove_records().broken
    return fault.reason if fault is not None else ""


def test_a_record_that_seemed_the_senders_own_is_found(sender: Sender) -> None:
    sender.penalties(penalty(1))
    put_back = altered(Record, {"thread": thread(penalty(1))}, unit_id=Unit.objects.get(uscc=OTHER_UNIT).pk)
    sender.penalties(penalty(1, unit=OTHER_UNIT, **OTHERWISE), unit=OTHER_UNIT)
    put_back()
    assert current_version(penalty(1)).unit.uscc == OTHER_UNIT
    assert broken() == "信用信息的新一版与前一版不是同一单位、同一事项的"


def test_a_record_that_did_not_seem_withdrawn_is_found(sender: Sender, actor: Actor, now: datetime) -> None:
    sender.penalties(penalty(1))
    withdraw(thread=thread(penalty(1)), reason_type="决定被撤销", case="例", note_months=3, by=actor, at=now)
    put_back = altered(Mark, {"kind": "withdrawn"}, known_until=1)
    sender.penalties(penalty(1, **OTHERWISE))
    put_back()
    assert broken() == "已撤回的信息又收了新的一版"


@pytest.mark.parametrize("is_corrected", [False, True], ids=["sent later", "corrected since"])
def test_an_older_batch_that_seemed_the_newer_is_found(
    sender: Sender, actor: Actor, now: datetime, *, is_corrected: bool
) -> None:
    sender.penalties(penalty(1))
    if is_corrected:
        correct(thread(penalty(1)), {"BZ": "更正"}, reason="笔误", by=actor, at=now)
    forged = {"at": now - timedelta(days=9)} | ({} if is_corrected else {"said_at": now - timedelta(days=9)})
    put_back = altered(Change, {"pk": last_change()}, **forged)
    sender.penalties(penalty(1, **OTHERWISE), at=now - timedelta(days=1))
    put_back()
    assert current_version(penalty(1)).change_id == last_change()
    assert broken() == "先报送的内容盖过了后来的"


def test_an_old_file_that_seemed_new_is_found(sender: Sender) -> None:
    sender.penalties(penalty(1))
    sender.penalties(penalty(1, **OTHERWISE))
    first = Record.objects.get(known_until__isnull=False)
    put_back = altered(Record, {"pk": first.pk}, thread="0" * 32)
    sender.penalties(penalty(1))
    put_back()
    assert current_version(penalty(1)).content_digest == first.content_digest
    assert broken() == "早先的内容由旧文件又收了回来"


def test_lawful_successions_hold(sender: Sender, actor: Actor, now: datetime) -> None:
    """Sent again, corrected, brought back by a correction, sent again with other content."""
    sender.penalties(penalty(1), penalty(2))
    sender.penalties(penalty(1, **OTHERWISE), at=now + timedelta(minutes=1))
    correct(thread(penalty(1)), {"CF_SY": penalty(1)["CF_SY"]}, reason="笔误", by=actor, at=now + timedelta(minutes=2))
    sender.penalties(penalty(1, CF_SY="第三种说法。"), at=now + timedelta(minutes=3))
    sender.penalties(penalty(2, unit=OTHER_UNIT), unit=OTHER_UNIT)
    assert {UNIT} == set(Record.objects.values_list("unit__uscc", flat=True))
    require_sound()
