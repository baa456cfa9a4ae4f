"""Two officers at one draft: neither writes over what the other did without having seen it."""

import pytest

from mingxin.access.models import StaffRole
from mingxin.catalogue.models import CatalogueDraft, DraftCard, Edition
from mingxin.catalogue.queries import rulebook_in_force
from tests.mingxin.archive.sending import OTHER_UNIT
from tests.mingxin.doors.desk.conftest import AtDesk, DeskClient
from tests.mingxin.doors.desk.office_city import asked_again, county, do, officer, page, today, words
from tests.mingxin.doors.desk.test_office_catalogue import SHORTER, drafted, honour, listed

pytestmark = pytest.mark.both

__all__ = ["colleague", "county", "officer", "one"]

FIVE, SEVEN = (honour(deadline_workdays=days) for days in ("5", "7"))


@pytest.fixture
def colleague(officer: AtDesk, desk_client: DeskClient) -> AtDesk:
    return desk_client(StaffRole.OFFICER, unit=OTHER_UNIT, name="许清和", login="xuqinghe")


@pytest.fixture
def one(officer: AtDesk) -> str:
    """The address of a draft with a card of honours."""
    return f"/desk/office/drafts/{drafted(officer).pk}/"


def opened(at_desk: AtDesk, address: str) -> str:
    """What the page of a card sends back of what it showed."""
    answer = at_desk.client.get(address)
    seen: str = answer.context["seen"]
    assert f'name="seen" value="{seen}"' in answer.content.decode()
    return seen


def test_the_second_sees_what_the_first_saved(officer: AtDesk, colleague: AtDesk, one: str) -> None:
    card = f"{one}cards/honour/"
    both = [opened(who, card) for who in (officer, colleague)]
    assert both[0] == both[1]
    do(colleague.client, card, text=FIVE, seen=both[1])
    answer = officer.client.post(card, {"text": SEVEN, "seen": both[0]})
    shown = words(answer.content.decode())
    assert answer.status_code == 400
    assert "与您打开时不同（许清和 于" in shown
    assert "deadline_workdays: 5" in shown, "what is there now"
    assert "deadline_workdays: 7" in shown, "what was typed"
    assert DraftCard.objects.get().text == FIVE
    do(officer.client, card, text=SEVEN, seen=answer.context["seen"])
    assert DraftCard.objects.get().text == SEVEN, "who has seen it decides"


@pytest.mark.parametrize("seen", ["", "honour", "honour 0", "admin_penalty 0"])
def test_nothing_is_written_over_without_having_been_seen(officer: AtDesk, one: str, seen: str) -> None:
    for address in ("cards/honour/", "cards/add/"):
        asked_again(officer.client, f"{one}{address}", text=FIVE, seen=seen)
    assert officer.client.post(f"{one}cards/honour/drop/", {"seen": seen}).status_code == 409
    assert DraftCard.objects.get().text == SHORTER


def test_a_card_that_is_there_already_is_not_added_over(officer: AtDesk, colleague: AtDesk, one: str) -> None:
    answer = colleague.client.post(f"{one}cards/add/", {"text": FIVE, "seen": opened(colleague, f"{one}cards/add/")})
    assert "已在草稿中" in words(answer.content.decode())
    do(colleague.client, f"{one}cards/add/", text=FIVE, seen=answer.context["seen"])
    assert DraftCard.objects.get().text == FIVE


def test_a_card_taken_out_meanwhile_is_told(officer: AtDesk, colleague: AtDesk, one: str) -> None:
    card = f"{one}cards/honour/"
    seen = opened(officer, card)
    do(colleague.client, f"{card}drop/", seen=opened(colleague, card))
    answer = officer.client.post(card, {"text": SEVEN, "seen": seen})
    assert "已被同事从草稿中去掉" in words(answer.content.decode())
    assert not DraftCard.objects.exists()
    do(officer.client, card, text=SEVEN, seen=answer.context["seen"])
    assert DraftCard.objects.get().text == SEVEN


def test_what_is_put_in_force_is_what_was_listed(officer: AtDesk, colleague: AtDesk, one: str) -> None:
    listed_before = listed(officer, one)
    card = f"{one}cards/honour/"
    do(colleague.client, card, text=FIVE, seen=opened(colleague, card))
    shown = asked_again(officer.client, f"{one}in-force/", in_force_on=today(), **listed_before)
    assert "又有改动，还没有启用" in shown
    assert "改为“5 个工作日”" in shown
    assert "又有改动" in asked_again(officer.client, f"{one}in-force/", in_force_on=today())
    assert Edition.objects.count() == 1
    assert CatalogueDraft.objects.get().edition is None
    do(officer.client, f"{one}in-force/", in_force_on=today(), **listed(officer, one))
    assert rulebook_in_force().cards["honour"].deadline_workdays == 5
    assert "已启用" in page(officer.client, one)
