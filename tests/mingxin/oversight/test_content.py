"""The check-up of the catalogue: it asks for `mingxin init` only where that would bring anything."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from mingxin.catalogue.actions import load_first_calendar, put_packaged_in_force
from mingxin.catalogue.actions.drafts import open_draft, put_card, put_draft_in_force
from mingxin.kernel.clock import CHINA
from mingxin.ledger.actor import PLATFORM
from mingxin.oversight.content import DEMONSTRATION, city, law
from mingxin.oversight.variables import OF_THE_CITY
from mingxin.oversight.verdict import Line
from mingxin.rulebook.book import Rulebook, with_cards
from mingxin.rulebook.loader import DATA, packaged_rulebook
from seed.desk_home import MARK, claim

pytestmark = pytest.mark.django_db
AT = datetime(2026, 11, 20, 9, 0, tzinfo=CHINA)
BOOK = packaged_rulebook()
OLDER = with_cards(BOOK, [replace(BOOK.cards["admin_licence"], cycle="weekly")])
TEXT = (DATA / "cards" / "honour.yaml").read_text("utf-8")
SHORTER = TEXT.replace("deadline_workdays: 20", "deadline_workdays: 10")


def install(book: Rulebook, day: int) -> None:
    put_packaged_in_force(book, by=PLATFORM, at=AT + timedelta(days=day), in_force_on=AT.date() + timedelta(days=day))


def change_at_desk(text: str, day: int) -> None:
    at = AT + timedelta(days=day)
    draft = open_draft(name="本市改动", by=PLATFORM, at=at)
    put_card(draft=draft, text=text, by=PLATFORM, at=at)
    put_draft_in_force(draft=draft, in_force_on=at.date(), by=PLATFORM, at=at)


def catalogue() -> Line:
    load_first_calendar(by=PLATFORM, at=AT)
    return next(line for line in law(at=AT))


def test_nothing_in_force() -> None:
    assert catalogue().state == "fault"


@pytest.mark.parametrize(
    ("book", "state", "because"),
    [(BOOK, "ok", "what the program brings"), (OLDER, "warning", "a newer program would replace a card")],
)
def test_without_a_card_of_the_desk(book: Rulebook, state: str, because: str) -> None:
    install(book, 0)
    assert catalogue().state == state, because


@pytest.mark.parametrize(
    ("book", "state", "because"),
    [(BOOK, "ok", "init would change nothing"), (OLDER, "warning", "init would still replace the other card")],
)
def test_with_a_card_of_the_desk(book: Rulebook, state: str, because: str) -> None:
    install(book, 0)
    change_at_desk(SHORTER, 1)
    found = catalogue()
    assert found.state == state, because
    assert ("1 张事项卡片由本市在工作台修改" in str(found)) is (state == "ok")


def test_pages_that_speak_of_the_invented_city_are_told_of(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in OF_THE_CITY:
        monkeypatch.delenv(name, raising=False)
    (line,) = city()
    assert (line.state, all(name in line.found for name in OF_THE_CITY)) == ("warning", True)
    assert line.remedy
    for name in OF_THE_CITY[:-1]:
        monkeypatch.setenv(name, "某")
    (line,) = city()
    assert (line.state, OF_THE_CITY[-1] in line.found, OF_THE_CITY[0] in line.found) == ("warning", True, False)
    monkeypatch.setenv(OF_THE_CITY[-1], "110000")
    assert [line.state for line in city()] == ["ok"]


def test_the_demonstration_may_speak_of_it(monkeypatch: pytest.MonkeyPatch) -> None:
    assert DEMONSTRATION == MARK
    for name in OF_THE_CITY:
        monkeypatch.delenv(name, raising=False)
    claim(by=PLATFORM, at=AT)
    assert [line.state for line in city()] == ["ok"]
