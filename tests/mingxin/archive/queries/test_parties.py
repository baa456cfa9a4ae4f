"""A record stands on the subject that its code names: what led elsewhere for a moment is refused, or found later."""

from collections.abc import Callable
from datetime import datetime

import pytest

from mingxin.archive.actions.amend import erase
from mingxin.archive.actions.merging import merge, undo_merge
from mingxin.archive.models import Identifier, Merger, Name, Record, Subject
from mingxin.archive.queries.proving import prove_records
from mingxin.archive.rules.digests import public_id_of
from mingxin.intake.actions.correct import correct
from mingxin.kernel.refusal import Refusal
from mingxin.ledger.actor import Actor
from tests.mingxin.archive.sending import (
    Row,
    Sender,
    current_version,
    firm,
    firm_name,
    last_change,
    penalty,
    registration,
    require_sound,
    thread,
)

pytestmark = [pytest.mark.both, pytest.mark.django_db, pytest.mark.forges]

X, Y = firm(1), firm(2)


@pytest.fixture
def two(sender: Sender) -> Sender:
    sender.registrations(registration(1), registration(2))
    return sender


def mistaken(**cells: str) -> Row:
    """A penalty of X that names Y, as the check wants it while the code leads there."""
    return penalty(1, CF_XDR_MC=firm_name(2), **cells)


def lead(code: str, to: str) -> Callable[[], None]:
    """The code leads to the subject of another; putting it back is what is given."""
    row, subject = Identifier.objects.get(value=code), Identifier.objects.get(value=to).subject_id
    was = row.subject_id
    Identifier.objects.filter(pk=row.pk).update(subject_id=subject)
    return lambda: Identifier.objects.filter(pk=row.pk).update(subject_id=was) and None


def change_addresses() -> Callable[[], None]:
    """The subjects' public numbers too, so that the code seems to lead where it always led."""
    one, other = (Subject.objects.get(public_id=public_id_of(code)) for code in (X, Y))

    def put(first: str, second: str) -> None:
        Subject.objects.filter(pk=one.pk).update(public_id="-")
        Subject.objects.filter(pk=other.pk).update(public_id=second)
        Subject.objects.filter(pk=one.pk).update(public_id=first)

    put(public_id_of(Y), public_id_of(X))
    return lambda: put(public_id_of(X), public_id_of(Y))


def broken() -> str:
    fault = prove_records().broken
    return fault.reason if fault is not None else ""


def test_nothing_is_admitted_under_a_code_that_leads_elsewhere(two: Sender) -> None:
    before = last_change()
    put_back = lead(X, to=Y)
    with pytest.raises(Refusal) as caught:
        two.penalties(mistaken())
    assert (caught.value.code, last_change()) == ("subject.altered", before)
    put_back()
    two.penalties(penalty(7, 1))
    assert current_version(penalty(7, 1)).subject.public_id == public_id_of(X)
    require_sound()


def test_what_got_in_nevertheless_is_found(two: Sender) -> None:
    restore = [lead(X, to=Y), change_addresses()]
    two.penalties(mistaken())
    for put_back in restore:
        put_back()
    assert current_version(penalty(1)).subject.public_id == public_id_of(Y)
    assert broken() == "信用信息所载的代码不是所记主体的代码"


def test_a_correction_is_held_to_the_code_too(two: Sender, actor: Actor, now: datetime) -> None:
    two.penalties(penalty(1))
    lead(X, to=Y)
    with pytest.raises(Refusal) as caught:
        correct(thread(penalty(1)), {"CF_XDR_MC": firm_name(2)}, reason="笔误", by=actor, at=now)
    assert caught.value.code == "subject.altered"


def test_a_merger_of_another_than_was_named_is_refused(sender: Sender, actor: Actor, now: datetime) -> None:
    sender.penalties(penalty(1), penalty(2), penalty(3))
    before = last_change()
    lead(X, to=Y)
    with pytest.raises(Refusal) as caught:
        merge(gone=X, into=firm(3), reason="换码", by=actor, at=now)
    assert (caught.value.code, last_change()) == ("subject.altered", before)


def test_a_name_that_a_merger_would_carry_is_held(sender: Sender, actor: Actor, now: datetime) -> None:
    sender.penalties(penalty(1), penalty(2))
    Name.objects.filter(subject__public_id=public_id_of(X)).update(
        name="云泽市别家有限公司", normal="云泽市别家有限公司"
    )
    with pytest.raises(Refusal) as caught:
        merge(gone=X, into=Y, reason="换码", by=actor, at=now)
    assert caught.value.code == "record.altered"


def test_a_version_that_nothing_followed_is_found(two: Sender) -> None:
    """Another's penalty bore the thread of what was sent: it ended, and nothing came in its place."""
    two.penalties(penalty(2))
    Record.objects.filter(thread=thread(penalty(2))).update(thread=thread(penalty(1)))
    two.penalties(penalty(1))
    Record.objects.filter(thread=thread(penalty(1)), known_until__isnull=False).update(thread=thread(penalty(2)))
    assert not Record.objects.filter(thread=thread(penalty(2)), known_until__isnull=True).exists()
    assert broken() == "信用信息的一版已经终止，却没有新的一版"


def test_what_was_erased_and_taken_in_again_is_found(two: Sender, actor: Actor, now: datetime) -> None:
    """It did not look erased for a moment."""
    two.penalties(penalty(1))
    number = erase(thread=thread(penalty(1)), ground="个人信息保护法第四十七条，决定书1号", by=actor, at=now)
    two.penalties(penalty(1))
    assert not Record.objects.filter(thread=thread(penalty(1)), erased_by__isnull=True).exists()
    require_sound()
    erased = Record.objects.filter(erased_by=number)
    kept = list(erased.values("pk", "payload"))
    erased.update(erased_by=None, payload="{}")
    two.penalties(penalty(1, CF_SY="当事人再次报送。"))
    for row in kept:
        Record.objects.filter(pk=row["pk"]).update(erased_by=number, payload=row["payload"])
    assert Record.objects.filter(thread=thread(penalty(1)), erased_by__isnull=True).exists(), "it is on record again"
    assert broken() == "依法删除的信息又被收了进来"


def test_lawful_ways_of_a_record_hold(two: Sender, actor: Actor, now: datetime) -> None:
    """Under a code that is gone, moved, moved back, left where it was, and moved on from there."""
    two.penalties(penalty(3), penalty(4))
    change = merge(gone=firm(3), into=X, reason="换码", by=actor, at=now)
    two.penalties(penalty(8, 3))
    two.penalties(penalty(3, CF_SY="当事人另有一项行为。"))
    require_sound()
    undo_merge(change, reason="查无换码", by=actor, at=now)
    assert current_version(penalty(8, 3)).subject.public_id == public_id_of(X), "it came while the merger stood"
    require_sound()
    correct(thread(penalty(3)), {"BZ": "更正"}, reason="笔误", by=actor, at=now)
    merge(gone=firm(3), into=firm(4), reason="换码", by=actor, at=now)
    second = merge(gone=firm(4), into=X, reason="换码", by=actor, at=now)
    assert current_version(penalty(3)).subject.public_id == public_id_of(X)
    two.penalties(penalty(9, 3))
    require_sound()
    undo_merge(second, reason="查无换码", by=actor, at=now)
    require_sound()
    assert Merger.objects.count() == 3
