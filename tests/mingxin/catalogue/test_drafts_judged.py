"""Cards of a draft are judged before anything is held: what changed meanwhile is judged anew, and overtakes nobody."""

from collections.abc import Callable

import pytest

from mingxin.catalogue.actions import drafts
from mingxin.catalogue.actions.drafts import drop_draft, open_draft
from mingxin.catalogue.drafts import Judged, judge
from mingxin.catalogue.models import CatalogueDraft, DraftState
from mingxin.catalogue.queries import rulebook_in_force
from mingxin.kernel.refusal import Refusal
from tests.mingxin.catalogue.drafting import AT, BOOK, HONOUR, OFFICER, SHORTER, code_of, draft, in_force, put, start

__all__ = ["draft", "in_force"]
pytestmark = pytest.mark.django_db


class Meanwhile:
    """Somebody who is faster: acts after each judging, as often as told."""

    def __init__(self, act: Callable[[int], None], times: int) -> None:
        self.act, self.times, self.judged = act, times, 0

    def __call__(self, draft: CatalogueDraft) -> Judged:
        found = judge(draft)
        self.judged += 1
        if self.judged <= self.times:
            self.act(self.judged)
        return found


@pytest.mark.parametrize(("times", "judged"), [(0, 1), (1, 2), (2, 3), (9, 4)])
def test_what_changed_after_the_judging_is_judged_anew(
    draft: CatalogueDraft, monkeypatch: pytest.MonkeyPatch, times: int, judged: int
) -> None:
    """Nine times: whoever is always too late judges at last while the others wait, and nobody acts any more."""
    put(draft, SHORTER)

    def other_card(number: int) -> None:
        if number < judged:
            put(draft, HONOUR.replace("deadline_workdays: 20", f"deadline_workdays: {number}"))

    watched = Meanwhile(other_card, times)
    monkeypatch.setattr(drafts, "judge", watched)
    assert start(draft).state == DraftState.IN_FORCE
    assert watched.judged == judged
    assert rulebook_in_force().cards["honour"].deadline_workdays == (min(times, judged - 1) or 10)


def test_an_edition_that_came_after_the_judging_stops_a_draft_of_the_same_item(
    draft: CatalogueDraft, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(draft, SHORTER)
    other = open_draft(name="别人的草稿", by=OFFICER, at=AT)
    put(other, HONOUR.replace("deadline_workdays: 20", "deadline_workdays: 15"))

    def be_faster(_: int) -> None:
        with monkeypatch.context() as unwatched:
            unwatched.setattr(drafts, "judge", judge)
            start(other)

    monkeypatch.setattr(drafts, "judge", Meanwhile(be_faster, 1))
    with pytest.raises(Refusal, match="已由别的版本改动") as caught:
        start(draft)
    assert code_of(caught) == "draft.faulty"
    assert rulebook_in_force().cards["honour"].deadline_workdays == 15


def test_a_draft_that_was_dropped_after_the_judging_stays_dropped(
    draft: CatalogueDraft, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(draft, SHORTER)
    monkeypatch.setattr(drafts, "judge", Meanwhile(lambda _: drop_draft(draft=draft, by=OFFICER, at=AT) and None, 1))
    with pytest.raises(Refusal) as caught:
        start(draft)
    assert code_of(caught) == "draft.closed"
    assert rulebook_in_force() == BOOK
