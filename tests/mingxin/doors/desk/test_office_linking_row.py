"""One unlinked row: who looked is written down; a typed code is shown with its name, and contradicts no choice."""

import pytest

from mingxin.access.models import Unit
from mingxin.intake.models import Batch, LinkProposal
from mingxin.ledger.models import Entry
from mingxin.ledger.searching import READS, detail_of
from tests.mingxin.archive.sending import firm, firm_name, registration
from tests.mingxin.doors.desk.conftest import AtDesk
from tests.mingxin.doors.desk.office_city import (
    asked_again,
    county,
    desk,
    do,
    officer,
    page,
    recent,
)
from tests.mingxin.intake.actions.desk import Desk

__all__ = ["county", "desk", "officer"]

NO_CODE = {"CF_XDR_SHXYM": ""}
GIVEN = {"answer": "propose", "l-reason": "按决定书所附营业执照核对"}


@pytest.fixture
def one(desk: Desk, county: Unit) -> str:
    """The page of a row that names firm 2, who is on file, as is firm 5."""
    for number in (2, 5):
        desk.through(desk.checked(registration(number), item="org_registration").number)
    batch: Batch = desk.admitted(recent(1), recent(2, **NO_CODE))
    return f"/desk/office/unlinked/{batch.number.partition('-')[2]}/3/"


def test_reading_the_row_is_written_down(officer: AtDesk, one: str) -> None:
    page(officer.client, one)
    entry = Entry.objects.filter(READS).get(action="row.read")
    assert (entry.object_type, entry.actor_name, detail_of(entry)["rows"]) == ("batch", "周明远", [3])
    assert entry.matter


def test_a_choice_and_another_code_contradict(officer: AtDesk, one: str) -> None:
    both = GIVEN | {"l-candidate": firm(2), "l-uscc": firm(5)}
    assert "两者不同" in asked_again(officer.client, one, **both)
    assert not LinkProposal.objects.exists()
    do(officer.client, one, **(both | {"l-uscc": firm(2).lower()}))
    assert LinkProposal.objects.get().uscc == firm(2), "the same code twice is none"


def test_the_name_of_a_typed_code_is_shown_first(officer: AtDesk, one: str) -> None:
    typed = GIVEN | {"l-candidate": "other", "l-uscc": firm(5)}
    asked = officer.client.post(one, typed)
    words = asked.content.decode()
    assert asked.status_code == 200
    assert f"“{firm_name(5)}”" in words and f"与“{firm_name(2)}”不同" in words
    assert not LinkProposal.objects.exists(), "showing proposes nothing"
    other = officer.client.post(one, typed | {"l-uscc": firm(2), "seen": firm(5)}).content.decode()
    assert f"“{firm_name(2)}”" in other and "不同。" not in other, "another code is shown anew; this one's name agrees"
    do(officer.client, one, **typed, seen=firm(5))
    assert LinkProposal.objects.get().uscc == firm(5)
