"""Putting a rulebook in force: once, whole, and never leaving records without their item."""

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from django.db import connection

from mingxin.catalogue.actions import load_first_calendar, put_in_force
from mingxin.catalogue.models import Edition, Field, Item, ItemKind, Source
from mingxin.catalogue.queries import (
    card,
    cards_in_force,
    edition_in_force,
    rulebook_in_force,
    rulebook_of_edition,
)
from mingxin.kernel.clock import CHINA
from mingxin.kernel.refusal import Refusal
from mingxin.ledger.actor import PLATFORM
from mingxin.ledger.models import Entry
from mingxin.rulebook.book import Rulebook, digest_of
from mingxin.rulebook.loader import packaged_rulebook

pytestmark = pytest.mark.django_db
AT = datetime(2026, 11, 20, 9, 0, tzinfo=CHINA)
TODAY = date(2026, 11, 20)
BOOK = packaged_rulebook()


def sealed(book: Rulebook) -> Rulebook:
    return replace(book, digest=digest_of(book.content()))


def without(book: Rulebook, code: str) -> Rulebook:
    return sealed(replace(book, cards={name: entry for name, entry in book.cards.items() if name != code}))


def ended(book: Rulebook, code: str, until: date) -> Rulebook:
    return sealed(replace(book, cards={**book.cards, code: replace(book.cards[code], in_force_until=until)}))


def test_the_tables_hold_what_the_rulebook_says() -> None:
    edition = put_in_force(BOOK, by=PLATFORM, at=AT, in_force_on=TODAY)
    assert (edition.number, edition.digest, edition.in_force_on) == (1, BOOK.digest, TODAY)
    assert set(Item.objects.values_list("code", flat=True)) == set(BOOK.cards)
    assert Field.objects.count() == sum(len(entry.fields) for entry in BOOK.cards.values())
    assert Source.objects.count() == len(BOOK.sources)
    assert set(ItemKind.objects.values_list("code", "kind")) == {
        (code, kind.value) for code, entry in BOOK.cards.items() for kind in entry.kinds
    }
    assert digest_of(edition.content) == edition.digest


def test_the_same_rulebook_again_changes_nothing() -> None:
    put_in_force(BOOK, by=PLATFORM, at=AT, in_force_on=TODAY)
    again = put_in_force(BOOK, by=PLATFORM, at=AT + timedelta(days=1), in_force_on=TODAY + timedelta(days=1))
    assert (again.number, again.in_force_on) == (1, TODAY)
    assert Edition.objects.count() == 1
    assert Entry.objects.filter(action="catalogue.put_in_force").count() == 1


def test_the_ledger_tells_who_put_which_content_in_force() -> None:
    put_in_force(BOOK, by=PLATFORM, at=AT, in_force_on=TODAY)
    entry = Entry.objects.get(action="catalogue.put_in_force")
    assert (entry.actor_login, entry.object_type, entry.object_key) == ("platform", "edition", "1")
    assert BOOK.digest in entry.detail


def test_the_first_calendar_is_told_once() -> None:
    load_first_calendar(by=PLATFORM, at=AT)
    load_first_calendar(by=PLATFORM, at=AT)
    assert Entry.objects.filter(action="catalogue.load_calendar").count() == 1


def test_a_new_edition_replaces_and_the_earlier_one_still_answers() -> None:
    put_in_force(BOOK, by=PLATFORM, at=AT, in_force_on=TODAY)
    put_in_force(without(BOOK, "honour"), by=PLATFORM, at=AT, in_force_on=TODAY)
    assert "honour" not in rulebook_in_force().cards
    assert "honour" in rulebook_of_edition(1).cards
    assert not ItemKind.objects.filter(code="honour").exists()
    assert set(ItemKind.objects.values_list("item__edition", flat=True)) == {2}
    with pytest.raises(Refusal) as caught:
        put_in_force(BOOK, by=PLATFORM, at=AT, in_force_on=TODAY)
    assert caught.value.code == "catalogue.replaced_before"


def test_an_item_that_records_stand_on_is_ended_and_not_dropped() -> None:
    """A table above the catalogue refers to item kinds, as records do."""
    put_in_force(BOOK, by=PLATFORM, at=AT, in_force_on=TODAY)
    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE TABLE trial_record (id integer PRIMARY KEY, item varchar(40), kind varchar(20), "
            "FOREIGN KEY (item, kind) REFERENCES catalogue_itemkind (code, kind) DEFERRABLE INITIALLY DEFERRED)"
        )
        cursor.execute("INSERT INTO trial_record VALUES (1, 'honour', 'enterprise')")
    with pytest.raises(Refusal) as caught:
        put_in_force(without(BOOK, "honour"), by=PLATFORM, at=AT, in_force_on=TODAY)
    assert caught.value.code == "catalogue.item_in_use"
    assert "honour" in caught.value.message
    assert Edition.objects.count() == 1
    assert put_in_force(ended(BOOK, "honour", TODAY), by=PLATFORM, at=AT, in_force_on=TODAY).number == 2


DAYS = [
    (TODAY - timedelta(days=1), None, "the day before"),
    (TODAY, None, "the same day"),
    (TODAY + timedelta(days=1), "catalogue.not_yet", "a day to come"),
]


@pytest.mark.parametrize(("day", "code", "because"), DAYS, ids=[case[2] for case in DAYS])
def test_no_edition_ahead_of_its_day(day: date, code: str | None, because: str) -> None:
    if code is None:
        assert put_in_force(BOOK, by=PLATFORM, at=AT, in_force_on=day).in_force_on == day
        return
    with pytest.raises(Refusal) as caught:
        put_in_force(BOOK, by=PLATFORM, at=AT, in_force_on=day)
    assert caught.value.code == code
    assert not Edition.objects.exists()


def test_no_edition_before_the_present_one() -> None:
    put_in_force(BOOK, by=PLATFORM, at=AT, in_force_on=TODAY)
    with pytest.raises(Refusal) as caught:
        put_in_force(without(BOOK, "honour"), by=PLATFORM, at=AT, in_force_on=TODAY - timedelta(days=1))
    assert caught.value.code == "catalogue.before_present"


SPANS = [
    (date(2026, 12, 30), True, "the day before its end"),
    (date(2026, 12, 31), False, "in_force_until is the first day without it"),
    (date(2027, 1, 1), False, "the day after"),
]


@pytest.mark.parametrize(("day", "in_force", "because"), SPANS, ids=[case[2] for case in SPANS])
def test_an_item_ends_on_its_day(day: date, in_force: bool, because: str) -> None:
    put_in_force(ended(BOOK, "honour", date(2026, 12, 31)), by=PLATFORM, at=AT, in_force_on=TODAY)
    assert ("honour" in {entry.code for entry in cards_in_force(day)}) is in_force
    if in_force:
        assert card("honour", on=day).name == "诚信荣誉"
        return
    with pytest.raises(Refusal) as caught:
        card("honour", on=day)
    assert caught.value.code == "catalogue.not_in_force"


def test_the_card_read_back_is_the_card_of_the_file() -> None:
    put_in_force(BOOK, by=PLATFORM, at=AT, in_force_on=TODAY)
    assert card("admin_penalty") == BOOK.cards["admin_penalty"]


def test_an_unknown_item_and_an_empty_catalogue_are_refused() -> None:
    assert edition_in_force() is None
    with pytest.raises(Refusal) as caught:
        card("admin_penalty")
    assert caught.value.code == "catalogue.none"
    put_in_force(BOOK, by=PLATFORM, at=AT, in_force_on=TODAY)
    with pytest.raises(Refusal) as caught:
        card("red_light")
    assert caught.value.code == "catalogue.unknown_item"
    assert "admin_penalty" in caught.value.remedy
