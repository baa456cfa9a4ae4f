"""What an act goes on with is as its change wrote it, or the act is refused: nothing altered for a moment is copied."""

import json
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest

from mingxin.archive.actions.amend import current, erase, put_mark
from mingxin.archive.actions.merging import merge
from mingxin.archive.models import Change, Mark, MarkKind, Record
from mingxin.archive.queries import holding
from mingxin.archive.queries.holding import require_held
from mingxin.intake.actions.correct import correct
from mingxin.kernel.refusal import Refusal
from mingxin.ledger.actor import Actor
from mingxin.ledger.models import Entry
from tests.mingxin.archive.forging import forge_content, object_to
from tests.mingxin.archive.sending import Sender, current_version, firm, penalty, require_sound, thread

pytestmark = [pytest.mark.django_db, pytest.mark.forges, pytest.mark.usefixtures("forgetting")]
THREAD = thread(penalty(1))


@pytest.fixture
def forgetting(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(holding, "_HELD", holding._Held())


def forge(**columns: object) -> Callable[[], None]:
    return lambda: Record.objects.filter(pk=current_version(penalty(1)).pk).update(**columns) and None


def forge_entry() -> None:
    """The digests of row, change and entry computed anew, which wants no key."""
    forge_content(penalty(1), digest=True)
    change = Change.objects.get(number=current_version(penalty(1)).change_id)
    entry = Entry.objects.get(object_type="change", object_key=str(change.number))
    detail = json.loads(entry.detail) | {"digest": "f" * 64}
    Entry.objects.filter(pk=entry.pk).update(detail=json.dumps(detail, sort_keys=True))
    Change.objects.filter(pk=change.pk).update(digest="f" * 64)


FORGERIES = [
    pytest.param(lambda: forge_content(penalty(1), digest=False), id="content"),
    pytest.param(lambda: forge_content(penalty(1), digest=True), id="content with its digest"),
    pytest.param(forge(hidden_from="2027-01-01"), id="the end of display"),
    pytest.param(forge(severity="serious"), id="gravity"),
    pytest.param(forge(decided_on="2020-01-01"), id="the day of the decision"),
    pytest.param(forge_entry, id="change and entry too"),
]
ACTS = [
    pytest.param(lambda by, at: correct(THREAD, {"BZ": "更正"}, reason="笔误", by=by, at=at), id="correction"),
    pytest.param(
        lambda by, at: put_mark(
            thread=THREAD,
            kind=MarkKind.OBJECTION,
            case="云异〔2026〕1号",
            from_on=at.date(),
            until_on=None,
            by=by,
            at=at,
        ),
        id="mark",
    ),
    pytest.param(lambda by, at: merge(gone=firm(1), into=firm(2), reason="换码", by=by, at=at), id="merger"),
]


@pytest.mark.parametrize("act", ACTS)
@pytest.mark.parametrize("forgery", FORGERIES)
def test_no_act_goes_on_with_what_was_altered(
    sender: Sender, actor: Actor, now: datetime, forgery: Callable[[], None], act: Callable[[Actor, datetime], object]
) -> None:
    sender.penalties(penalty(1), penalty(2))
    current(THREAD)  # it held a moment ago, and is remembered so
    forgery()
    count = Change.objects.count()
    with pytest.raises(Refusal) as caught:
        act(actor, now)
    assert caught.value.code == "record.altered"
    assert Change.objects.count() == count


def test_put_back_the_act_goes_on(sender: Sender, actor: Actor, now: datetime) -> None:
    sender.penalties(penalty(1))
    was = current_version(penalty(1)).payload
    forge_content(penalty(1), digest=False)
    altered = current_version(penalty(1))
    Record.objects.filter(pk=altered.pk).update(payload=was)
    with pytest.raises(Refusal):
        require_held([altered])
    correct(THREAD, {"BZ": "更正"}, reason="笔误", by=actor, at=now)
    require_sound()


def test_a_mark_is_held_too(sender: Sender, actor: Actor, now: datetime) -> None:
    sender.penalties(penalty(1), penalty(2))
    until = now.date() + timedelta(days=30)
    object_to(sender, penalty(1), until=until)
    Mark.objects.update(until_on=until + timedelta(days=300))
    with pytest.raises(Refusal) as caught:
        merge(gone=firm(1), into=firm(2), reason="换码", by=actor, at=now)
    assert caught.value.code == "record.altered"


def test_what_was_erased_is_not_brought_back(sender: Sender, actor: Actor, now: datetime) -> None:
    sender.penalties(penalty(1))
    was = Record.objects.filter(pk=current(THREAD).pk).values().get()
    erase(thread=THREAD, ground="个人信息保护法第四十七条", by=actor, at=now)
    Record.objects.filter(pk=was["id"]).update(**was)
    with pytest.raises(Refusal) as caught:
        correct(THREAD, {"BZ": "更正"}, reason="笔误", by=actor, at=now)
    assert caught.value.code == "record.altered"
