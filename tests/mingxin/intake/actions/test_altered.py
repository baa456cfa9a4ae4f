"""What was altered behind the platform's back while it waited is not admitted: the admission would vouch for it."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from mingxin.access.models import ActsFor, Unit
from mingxin.archive.models import Record
from mingxin.intake.actions import admitting
from mingxin.intake.actions.admitting import admit_batch
from mingxin.intake.actions.checking import check_batch
from mingxin.intake.actions.submitting import release, submit
from mingxin.intake.models import Batch, BatchState
from mingxin.intake.queries.differences import ready_of
from mingxin.ledger.actions import seal
from mingxin.ledger.actor import PLATFORM
from mingxin.ledger.models import Entry
from mingxin.ledger.queries import digest_of
from mingxin.ledger.rows import told_rows
from mingxin.ledger.rules import canonical
from mingxin.vault.models import Original
from tests.mingxin.archive.sending import UNIT, penalty
from tests.mingxin.intake.actions.desk import CHECKER, PENALTY, STEWARD, Desk, refusal_of, tell_of

pytestmark = [pytest.mark.both, pytest.mark.forges]

FORGER = "forger"


def of(number: str) -> Batch:
    return Batch.objects.get(pk=number)


def released(number: str, desk: Desk) -> None:
    shown = ready_of(of(number))
    release(number, secrecy_reviewed=True, seen=shown.seal if shown else "", by=CHECKER, at=desk.at)


def released_by_nobody(number: str, desk: Desk) -> None:
    Batch.objects.filter(pk=number).update(state=BatchState.RELEASED, released_at=desk.at)


def released_earlier(number: str, desk: Desk) -> None:
    released(number, desk)
    Batch.objects.filter(pk=number).update(released_at=desk.later(minutes=-60 * 24 * 9))


def with_other_rows(number: str, desk: Desk) -> None:
    other = desk.checked(penalty(9))
    released(number, desk)
    Batch.objects.filter(pk=number).update(ready_file=other.ready_file)


def with_an_entry_of_his_own(number: str, desk: Desk) -> None:
    """It tells the row as it stands now, its digest fits; the stamp wants the key."""
    seal(at=desk.at)
    released_by_nobody(number, desk)
    entry = Entry.objects.filter(object_type="batch", object_key=number).latest("id")
    row = of(number)
    entry.pk, entry.actor_login, entry.detail = None, FORGER, canonical(json.loads(entry.detail) | told_rows([row]))
    entry.digest, entry.stamp = digest_of(entry), ""
    entry.save(force_insert=True)


@pytest.mark.parametrize("alter", [released_by_nobody, released_earlier, with_other_rows, with_an_entry_of_his_own])
def test_a_batch_that_was_altered_is_not_admitted(
    ledger_key: Path, desk: Desk, alter: Callable[[str, Desk], None]
) -> None:
    number = desk.checked(penalty(1), penalty(2)).number
    submit(number, by=STEWARD, at=desk.at)
    assert of(number).state == BatchState.SUBMITTED
    alter(number, desk)
    refused = refusal_of(admit_batch, number, None, by=PLATFORM, at=desk.at)
    assert (refused.code, number in refused.message) == ("batch.altered", True)
    assert not Record.objects.filter(item="admin_penalty").exists()
    assert of(number).state == BatchState.RELEASED, "it waits for whoever looks into it"
    Entry.objects.filter(actor_login=FORGER).delete()
    tell_of(of(number), at=desk.at)


def test_another_file_is_not_checked_in_its_place(ledger_key: Path, desk: Desk) -> None:
    """The row of the kept file names another's for as long as the check reads it."""
    other = Original.objects.get(batch=desk.checked(penalty(9)).number)
    number = desk.receive(penalty(1), item=PENALTY)
    kept = Original.objects.filter(batch=number)
    columns = ("file", "wrapped_key", "digest")
    own = kept.values(*columns).get()
    kept.update(**{name: getattr(other, name) for name in columns})
    refused = refusal_of(check_batch, number, tell=lambda *_: None, by=PLATFORM, at=desk.at)
    assert refused.code == "batch.altered"
    assert of(number).state == BatchState.CHECKING, "nobody's file is refused for it"
    kept.update(**own)
    check_batch(number, tell=lambda *_: None, by=PLATFORM, at=desk.at)
    assert (of(number).state, of(number).reported) == (BatchState.READY, 1)


def test_nobody_is_acted_for_whom_the_ledger_does_not_name(ledger_key: Path, desk: Desk) -> None:
    """The link is there for as long as the check reads it."""
    other = Unit.objects.exclude(uscc=UNIT).first()
    assert other is not None
    number = desk.receive(penalty(1), item=PENALTY)
    link = ActsFor.objects.create(unit=Unit.objects.get(uscc=UNIT), principal=other)
    refused = refusal_of(check_batch, number, tell=lambda *_: None, by=PLATFORM, at=desk.at)
    assert (refused.code, of(number).state) == ("unit.altered", BatchState.CHECKING)
    link.delete()
    check_batch(number, tell=lambda *_: None, by=PLATFORM, at=desk.at)
    assert of(number).state == BatchState.READY


def test_rows_of_another_batch_are_not_compared_in_its_place(ledger_key: Path, desk: Desk) -> None:
    """The row names them until the batch is locked for its admission, and could be put back by then."""
    other, number = desk.checked(penalty(9)), desk.checked(penalty(1)).number
    submit(number, by=STEWARD, at=desk.at)
    released(number, desk)
    own = of(number).ready_file
    Batch.objects.filter(pk=number).update(ready_file=other.ready_file)
    assert refusal_of(admitting._compare, number).code == "batch.altered"
    Batch.objects.filter(pk=number).update(ready_file=own)
    assert admit_batch(number, None, by=PLATFORM, at=desk.at).admitted == 1
    assert Record.objects.get().document_number == penalty(1)["CF_WSH"]
