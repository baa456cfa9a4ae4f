"""What a merger or its undoing left where it was, because it was hidden for a moment, is found later."""

from collections.abc import Callable
from datetime import datetime

import pytest
from django.db.models import Model

from mingxin.archive.actions.amend import erase
from mingxin.archive.actions.merging import merge, undo_merge
from mingxin.archive.models import Identifier, Mark, Record, Subject
from mingxin.archive.queries.proving import prove_records
from mingxin.archive.rules.digests import public_id_of
from mingxin.ledger.actor import Actor
from tests.mingxin.archive.forging import object_to
from tests.mingxin.archive.sending import Sender, firm, licence, penalty, sole_trader_penalty, thread

pytestmark = [pytest.mark.both, pytest.mark.django_db, pytest.mark.forges]

GONE, INTO = firm(1), firm(2)
STAYED = "归并没有移走并走的一方的全部信息、标注和代码"
KEPT = "撤销归并没有移回归并所移的全部信息、标注和代码"


@pytest.fixture
def two(sender: Sender) -> Sender:
    """The one that goes has two records, one of them objected to."""
    sender.penalties(penalty(1), penalty(2))
    sender.licences(licence(1))
    object_to(sender, penalty(1))
    return sender


def hidden(model: type[Model], by: int, **which: object) -> Callable[[], None]:
    """One current row seems to have ended, by a change that nobody asks; putting it back is what is given."""
    pk = model._default_manager.filter(known_until__isnull=True, **which).values_list("pk", flat=True).get()
    model._default_manager.filter(pk=pk).update(known_until=by)
    return lambda: model._default_manager.filter(pk=pk).update(known_until=None) and None


LICENSED, OBJECTED = 2, 3  # the changes that brought them
HIDDEN: dict[str, Callable[[int], Callable[[], None]]] = {
    "a record": lambda by: hidden(Record, by or LICENSED, thread=thread(licence(1))),
    "a mark": lambda by: hidden(Mark, by or OBJECTED, thread=thread(penalty(1))),
}


def broken() -> str:
    fault = prove_records().broken
    return fault.reason if fault is not None else ""


@pytest.mark.parametrize("hide", HIDDEN.values(), ids=HIDDEN)
def test_what_a_merger_left_behind_is_found(
    two: Sender, actor: Actor, now: datetime, hide: Callable[[int], Callable[[], None]]
) -> None:
    put_back = hide(0)
    merge(gone=GONE, into=INTO, reason="换码", by=actor, at=now)
    put_back()
    assert broken() == STAYED


@pytest.mark.parametrize("hide", HIDDEN.values(), ids=HIDDEN)
def test_what_an_undone_merger_kept_is_found(
    two: Sender, actor: Actor, now: datetime, hide: Callable[[int], Callable[[], None]]
) -> None:
    change = merge(gone=GONE, into=INTO, reason="换码", by=actor, at=now)
    put_back = hide(1)
    undo_merge(change, reason="查无换码", by=actor, at=now)
    put_back()
    assert broken() == KEPT


def test_a_code_that_stayed_is_found(two: Sender, actor: Actor, now: datetime) -> None:
    """The one that goes had another merged into it, whose code was hidden."""
    two.penalties(penalty(3))
    merge(gone=firm(3), into=GONE, reason="换码", by=actor, at=now)
    put_back = hidden(Identifier, 1, value=firm(3))
    change = merge(gone=GONE, into=INTO, reason="换码", by=actor, at=now)
    put_back()
    assert broken() == STAYED
    assert change


def test_a_merger_across_protection_is_found(two: Sender, actor: Actor, now: datetime) -> None:
    two.licences(licence(9, XK_XDR_MC="云泽市王建国家庭农场"))
    farm = Subject.objects.filter(public_id=public_id_of(firm(9)))
    assert farm.update(is_named_after_person=False) == 1
    merge(gone=firm(9), into=INTO, reason="换码", by=actor, at=now)
    farm.update(is_named_after_person=True)
    assert broken() == "归并的两个主体，一方按个体工商户保护，另一方不是"


def test_what_was_erased_before_lawfully_stays(two: Sender, actor: Actor, now: datetime) -> None:
    two.penalties(sole_trader_penalty(4))
    erase(thread=thread(licence(1)), ground="个人信息保护法第四十七条，决定书1号", by=actor, at=now)
    change = merge(gone=GONE, into=INTO, reason="换码", by=actor, at=now)
    assert broken() == ""
    erase(thread=thread(penalty(1)), ground="个人信息保护法第四十七条，决定书2号", by=actor, at=now)
    undo_merge(change, reason="查无换码", by=actor, at=now)
    assert broken() == ""
