"""Whether a withdrawal left its note follows from what was public then: what read otherwise for a moment is found."""

from collections.abc import Callable
from datetime import date, datetime, timedelta

import pytest

from mingxin.archive.actions.amend import lift_mark, put_mark, withdraw
from mingxin.archive.actions.merging import merge, undo_merge
from mingxin.archive.models import Mark, MarkKind, Shown
from mingxin.archive.queries.proving import prove_records
from mingxin.kernel.refusal import Refusal
from mingxin.ledger.actor import Actor
from tests.mingxin.archive.sending import Sender, firm, penalty, require_sound, sole_trader_penalty, thread

pytestmark = [pytest.mark.both, pytest.mark.django_db, pytest.mark.forges]

ROW = penalty(1)
NOTE = "撤回的信息是否公示过，与撤回时的信息和标注不符"


def broken() -> str:
    fault = prove_records().broken
    return fault.reason if fault is not None else ""


@pytest.fixture
def withdrawn(sender: Sender) -> Callable[..., Mark]:
    def act(row: dict[str, str]) -> Mark:
        withdraw(thread=thread(row), reason_type="决定被撤销", case="例", note_months=3, by=sender.by, at=sender.at)
        return Mark.objects.filter(thread=thread(row)).latest("id")

    return act


def test_a_record_that_did_not_seem_public_is_found(sender: Sender, withdrawn: Callable[..., Mark]) -> None:
    sender.penalties(ROW)
    Shown.objects.update(shown_from=date(2027, 1, 1))
    assert withdrawn(ROW).note_until is None, "the public would never hear of it"
    assert broken() == NOTE


def test_a_record_that_only_seemed_public_is_found(sender: Sender, withdrawn: Callable[..., Mark]) -> None:
    hidden = sole_trader_penalty(4)
    sender.penalties(ROW, hidden)
    Shown.objects.update(thread=thread(hidden))
    assert withdrawn(hidden).note_until is not None
    assert broken() == NOTE


def test_a_withdrawal_that_was_not_seen_is_found(sender: Sender, withdrawn: Callable[..., Mark]) -> None:
    sender.penalties(ROW)
    first = Mark.objects.filter(pk=withdrawn(ROW).pk)
    first.update(known_until=1)
    withdrawn(ROW)
    first.update(known_until=None)
    assert broken() == "信息撤回了两次"


def test_a_mark_that_read_otherwise_is_not_lifted(sender: Sender, withdrawn: Callable[..., Mark]) -> None:
    sender.penalties(ROW)
    mark = withdrawn(ROW)
    Mark.objects.filter(pk=mark.pk).update(kind=MarkKind.OBJECTION)
    with pytest.raises(Refusal) as caught:
        lift_mark(mark_id=mark.pk, case="例", by=sender.by, at=sender.at)
    assert caught.value.code == "record.altered"


def test_lawful_withdrawals_hold(sender: Sender, withdrawn: Callable[..., Mark], actor: Actor, now: datetime) -> None:
    """Of what was public, of what never was, of what was hidden from its first day, and carried by a merger."""
    shielded, never = penalty(2), sole_trader_penalty(4)
    sender.penalties(ROW, shielded, never, penalty(3))
    put_mark(
        thread=thread(shielded), kind=MarkKind.SHIELDED, case="例", from_on=date(2026, 1, 1),
        until_on=now.date() + timedelta(days=9), by=actor, at=now,
    )  # fmt: skip
    assert [withdrawn(row).note_until is not None for row in (ROW, shielded, never)] == [True, False, False]
    require_sound()
    change = merge(gone=firm(1), into=firm(3), reason="换码", by=actor, at=now)
    require_sound()
    undo_merge(change, reason="查无换码", by=actor, at=now)
    require_sound()
