"""Drafts of a catalogue as the tests open, fill and start them."""

from datetime import date, datetime, timedelta
from pathlib import Path

import pytest

from mingxin.catalogue.actions.drafts import open_draft, put_card, put_draft_in_force
from mingxin.catalogue.models import CatalogueDraft, Edition
from mingxin.kernel.clock import CHINA
from mingxin.kernel.refusal import Refusal
from mingxin.ledger.actor import Actor
from mingxin.rulebook.loader import DATA, packaged_rulebook

AT = datetime(2026, 11, 20, 9, 0, tzinfo=CHINA)
TODAY = AT.date()
BOOK = packaged_rulebook()
OFFICER = Actor(login="zhang", name="张主任")
ONE_DAY = timedelta(days=1)
HONOUR = (DATA / "cards" / "honour.yaml").read_text("utf-8")
SHORTER = HONOUR.replace("deadline_workdays: 20", "deadline_workdays: 10")


def card_text(code: str) -> str:
    return Path(DATA / "cards" / f"{code}.yaml").read_text("utf-8")


@pytest.fixture(autouse=True)
def in_force(laid: None, db: None) -> Edition:
    return Edition.objects.get()


@pytest.fixture
def draft() -> CatalogueDraft:
    return open_draft(name="缩短荣誉信息的时限", by=OFFICER, at=AT)


def put(draft: CatalogueDraft, text: str) -> None:
    put_card(draft=draft, text=text, by=OFFICER, at=AT)


def start(draft: CatalogueDraft, on: date = TODAY, at: datetime = AT) -> CatalogueDraft:
    return put_draft_in_force(draft=draft, in_force_on=on, by=OFFICER, at=at)


def code_of(caught: pytest.ExceptionInfo[Refusal]) -> str:
    return caught.value.code
