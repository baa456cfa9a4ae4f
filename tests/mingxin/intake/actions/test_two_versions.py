"""Two files with the same decisions and other content: the later sent is the newer, in whatever order they go in; and
nothing is released that would do something else than its checker saw.
"""

import pytest

from mingxin.archive.models import Change
from mingxin.archive.queries.versions import read_subject
from mingxin.intake.actions.comparing_again import others_with
from mingxin.intake.actions.correct import correct
from mingxin.intake.actions.submitting import release, submit
from mingxin.intake.models import Batch
from mingxin.intake.queries.differences import Ready, ready_of
from tests.mingxin.archive.sending import firm, last_change, penalty, require_sound, thread
from tests.mingxin.intake.actions.desk import CHECKER, STEWARD, Desk, counts, error_codes, refusal_of

ROWS = range(1, 4)


def versions(desk: Desk) -> tuple[str, str]:
    """The numbers of two batches, the second two seconds later, both submitted."""
    first = desk.receive(*(penalty(n, CF_SY="先报送的事实。") for n in ROWS))
    desk.later(seconds=2)
    second = desk.receive(*(penalty(n, CF_SY="后报送的事实。") for n in ROWS))
    desk.later(minutes=1)
    desk.work()
    for number in (first, second):
        submit(number, by=STEWARD, at=desk.later(minutes=1))
    return first, second


def opened(number: str) -> tuple[Batch, Ready]:
    """The batch as the review page shows it, with the counts of this moment."""
    batch = Batch.objects.select_related("unit").get(pk=number)
    ready = ready_of(batch)
    assert ready is not None
    return batch, ready


def released(desk: Desk, number: str) -> Batch:
    """By a checker who opens the page and then releases."""
    _, ready = opened(number)
    release(number, secrecy_reviewed=True, seen=ready.seal, by=CHECKER, at=desk.later(minutes=1))
    desk.work()
    return Batch.objects.get(pk=number)


def facts() -> str:
    return read_subject(firm(1)).records[0].values["CF_SY"]


def test_in_the_order_in_which_they_were_sent(desk: Desk) -> None:
    first, second = versions(desk)
    assert counts(released(desk, first)) == (3, 0, 0, 3, 0, 0)
    shown, ready = opened(second)
    assert counts(shown) == (3, 0, 3, 0, 0, 0), "against what is on file now"
    assert (ready.page("new").total, ready.page("changed").total) == (0, 3)
    assert ready.page("changed").rows[0].changes[0].before == "先报送的事实。"
    done = released(desk, second)
    assert (counts(done), error_codes(done)) == ((3, 0, 3, 0, 0, 0), [])
    assert facts() == "后报送的事实。"
    require_sound()


def test_the_earlier_sent_does_not_undo_the_later(desk: Desk) -> None:
    first, second = versions(desk)
    assert counts(released(desk, second)) == (3, 0, 0, 3, 0, 0)
    shown, ready = opened(first)
    assert (counts(shown), ready.late) == ((3, 3, 0, 0, 0, 0), 3)
    with_seal = {"secrecy_reviewed": True, "seen": ready.seal, "by": CHECKER, "at": desk.at}
    assert refusal_of(release, first, **with_seal).code == "release.nothing_left"
    assert facts() == "后报送的事实。"


def test_released_only_as_it_was_seen(desk: Desk) -> None:
    first, second = versions(desk)
    _, before = opened(second)
    released(desk, first)
    changes = last_change()
    given = {"secrecy_reviewed": True, "by": CHECKER, "at": desk.at}
    for seen in (before.seal, ""):
        refusal = refusal_of(release, second, seen=seen, **given)
        assert refusal.code == "release.changed"
        assert "内容已有变化，请重新核对" in refusal.message
        assert (Batch.objects.get(pk=second).state, last_change()) == ("submitted", changes), "nothing half-done"
    assert counts(released(desk, second)) == (3, 0, 3, 0, 0, 0)


def test_a_correction_meanwhile_is_seen_first(desk: Desk) -> None:
    desk.admitted(penalty(1))
    desk.later(hours=1)
    number = submit(desk.checked(penalty(1, CF_SY="后报送的事实。")).number, by=STEWARD, at=desk.at).number
    _, before = opened(number)
    correct(thread(penalty(1)), {"CF_SY": "更正后的事实。"}, reason="笔误", by=STEWARD, at=desk.later(hours=1))
    given = {"secrecy_reviewed": True, "by": CHECKER, "at": desk.at}
    assert refusal_of(release, number, seen=before.seal, **given).code == "release.nothing_left"
    assert facts() == "更正后的事实。"


def test_what_is_on_its_way_in_is_waited_for(desk: Desk) -> None:
    first, second = versions(desk)
    release(first, secrecy_reviewed=True, by=CHECKER, at=desk.at)
    assert others_with(Batch.objects.get(pk=second), "released") == {first: 3}
    refusal = refusal_of(release, second, secrecy_reviewed=True, by=CHECKER, at=desk.at)
    assert (refusal.code, first.partition("-")[2] in refusal.message) == ("release.another_first", True)
    desk.work()
    assert counts(released(desk, second)) == (3, 0, 3, 0, 0, 0)


def test_the_same_content_again_is_no_other_version(desk: Desk) -> None:
    numbers = [desk.receive(penalty(1), penalty(2)), desk.receive(penalty(1), penalty(3))]
    desk.work()
    assert others_with(Batch.objects.get(pk=numbers[0])) == {}


@pytest.mark.parametrize("state", ["received", "submitted"])
def test_other_versions_by_where_they_stand(desk: Desk, state: str) -> None:
    first, second = versions(desk)
    assert others_with(Batch.objects.get(pk=first), state) == ({second: 3} if state == "submitted" else {})


def test_a_change_keeps_when_its_batch_was_sent(desk: Desk) -> None:
    first, _ = versions(desk)
    released(desk, first)
    change = Change.objects.get(number=last_change())
    batch = Batch.objects.get(pk=first)
    assert (change.said_at, change.at > batch.received_at) == (batch.received_at, True)
    correct(thread(penalty(1)), {"CF_SY": "更正后的事实。"}, reason="笔误", by=STEWARD, at=desk.at)
    assert Change.objects.get(number=last_change()).said_at is None
