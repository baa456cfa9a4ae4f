"""`mingxin init` of a program whose cards the city changed: it keeps the city's, and says so."""

from pathlib import Path

from tests.mingxin.cli.conftest import Command

CHANGE = """
from mingxin.catalogue.actions.drafts import open_draft, put_card, put_draft_in_force
from mingxin.kernel.clock import now
from mingxin.ledger.actor import PLATFORM
from mingxin.rulebook.loader import DATA
at = now()
text = (DATA / "cards" / "honour.yaml").read_text("utf-8").replace("deadline_workdays: 20", "deadline_workdays: 10")
draft = open_draft(name="本市改动", by=PLATFORM, at=at)
put_card(draft=draft, text=text, by=PLATFORM, at=at)
put_draft_in_force(draft=draft, in_force_on=at.date(), by=PLATFORM, at=at)
"""


def test_init_keeps_and_names_the_cards_that_the_city_changed(own: tuple[Path, Command]) -> None:
    _, mingxin = own
    assert "本市的卡片" not in mingxin("init").out
    assert mingxin("manage", "shell", "-v", "0", "-c", CHANGE).code == 0
    again = mingxin("init")
    assert again.code == 0
    assert "目录第 2 版（15 个事项）：已在" in again.out
    assert "保留本市的卡片，没有用程序自带的替换：诚信荣誉" in again.out
    assert mingxin("ledger", "verify").code == 0
