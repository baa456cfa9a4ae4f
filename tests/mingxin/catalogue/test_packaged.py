"""A newer program brings newer cards; what the city changed at its desk stands, and it is said so."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from mingxin.catalogue.actions import put_packaged_in_force
from mingxin.catalogue.actions.drafts import open_draft, put_card, put_draft_in_force
from mingxin.catalogue.models import Edition, Item
from mingxin.catalogue.queries import rulebook_in_force
from mingxin.kernel.clock import CHINA
from mingxin.kernel.refusal import Refusal
from mingxin.ledger.actor import PLATFORM
from mingxin.rulebook.book import Rulebook, with_cards
from mingxin.rulebook.cards import ItemCard
from mingxin.rulebook.loader import DATA, packaged_rulebook

pytestmark = pytest.mark.django_db
AT = datetime(2026, 11, 20, 9, 0, tzinfo=CHINA)
BOOK = packaged_rulebook()
HONOUR, LICENCE = BOOK.cards["honour"], BOOK.cards["admin_licence"]
TEXT = (DATA / "cards" / "honour.yaml").read_text("utf-8")


def install(book: Rulebook, day: int = 0) -> tuple[int, tuple[str, ...]]:
    at = AT + timedelta(days=day)
    done = put_packaged_in_force(book, by=PLATFORM, at=at, in_force_on=at.date())
    return done.edition.number, done.kept


def change_at_desk(text: str) -> None:
    draft = open_draft(name="本市改动", by=PLATFORM, at=AT)
    put_card(draft=draft, text=text, by=PLATFORM, at=AT)
    put_draft_in_force(draft=draft, in_force_on=AT.date(), by=PLATFORM, at=AT)


def newer(*cards: ItemCard) -> Rulebook:
    return with_cards(BOOK, cards)


@pytest.fixture
def changed() -> ItemCard:
    """The city shortened the deadline of honours to ten working days."""
    install(BOOK)
    change_at_desk(TEXT.replace("deadline_workdays: 20", "deadline_workdays: 10"))
    return replace(HONOUR, deadline_workdays=10)


def test_without_a_change_at_the_desk_the_program_s_cards_come_in() -> None:
    assert install(BOOK) == (1, ())
    assert install(BOOK, 1) == (1, ())
    assert install(newer(replace(HONOUR, retention="三年")), 2) == (2, ())
    assert rulebook_in_force().cards["honour"].retention == "三年"


def test_the_same_program_again_undoes_nothing(changed: ItemCard) -> None:
    assert install(BOOK, 1) == (2, ("诚信荣誉",))
    assert rulebook_in_force().cards["honour"] == changed


def test_a_newer_program_replaces_what_the_city_left_alone(changed: ItemCard) -> None:
    book = newer(replace(HONOUR, retention="三年"), replace(LICENCE, cycle="weekly"))
    assert install(book, 1) == (3, ("诚信荣誉",))
    cards = rulebook_in_force().cards
    assert (cards["honour"], cards["admin_licence"].cycle) == (changed, "weekly")
    assert install(book, 2) == (3, ("诚信荣誉",)), "a second time changes nothing"
    assert list(Item.objects.filter(edition=3, from_desk=True).values_list("code", flat=True)) == ["honour"]


def test_a_program_that_says_the_same_as_the_city_takes_the_item_back(changed: ItemCard) -> None:
    """With another change beside it, so that a new edition is written."""
    assert install(newer(changed, replace(LICENCE, cycle="weekly")), 1) == (3, ())
    assert install(newer(replace(changed, retention="三年")), 2) == (4, ())
    assert rulebook_in_force().cards["honour"].retention == "三年"


def test_the_city_hands_an_item_back_by_the_program_s_own_text(changed: ItemCard) -> None:
    change_at_desk(TEXT)
    assert install(newer(replace(HONOUR, retention="三年")), 1) == (4, ())


def test_an_item_of_the_city_s_own_stays_though_the_program_does_not_know_it() -> None:
    install(BOOK)
    change_at_desk(TEXT.replace("code: honour", "code: medal").replace("name: 诚信荣誉", "name: 诚信奖章"))
    assert install(newer(replace(LICENCE, cycle="weekly")), 1) == (3, ("诚信奖章",))
    assert "medal" in rulebook_in_force().cards


def test_a_card_of_the_city_that_the_new_rules_forbid_stops_the_change_and_not_the_city(changed: ItemCard) -> None:
    """The program withdrew the publicity rule that the city's card names."""
    rules = {key: rule for key, rule in BOOK.publicity.rules.items() if key != "honour"}
    harder = newer(replace(HONOUR, publicity="acts"))
    harder = with_cards(replace(harder, publicity=replace(BOOK.publicity, rules=rules)), ())
    with pytest.raises(Refusal) as caught:
        install(harder, 1)
    assert caught.value.code == "catalogue.desk_card"
    assert "诚信荣誉" in caught.value.message
    assert Edition.objects.count() == 2
    assert rulebook_in_force().cards["honour"] == changed
