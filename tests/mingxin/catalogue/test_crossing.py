"""Several officers at once on PostgreSQL: every edition is made of the one before it, so nobody's change is lost."""

import threading
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pytest
from django.db import connection, connections

from mingxin.catalogue.actions import put_in_force, put_packaged_in_force
from mingxin.catalogue.actions.drafts import open_draft, put_card, put_draft_in_force
from mingxin.catalogue.models import CatalogueDraft, Edition
from mingxin.catalogue.queries import rulebook_in_force
from mingxin.kernel.clock import CHINA
from mingxin.ledger.actor import PLATFORM
from mingxin.rulebook.loader import DATA, packaged_rulebook

pytestmark = pytest.mark.django_db(transaction=True)
AT = datetime(2026, 11, 20, 9, 0, tzinfo=CHINA)
TODAY = AT.date()
ITEMS = ("admin_coercion", "admin_inspection", "admin_licence", "admin_reward")


def weekly(item: str) -> CatalogueDraft:
    draft = open_draft(name=item, by=PLATFORM, at=AT)
    text = Path(DATA / "cards" / f"{item}.yaml").read_text("utf-8").replace("cycle: daily", "cycle: weekly")
    put_card(draft=draft, text=text, by=PLATFORM, at=AT)
    return draft


def start(draft: CatalogueDraft) -> Callable[[], object]:
    return lambda: put_draft_in_force(draft=draft, in_force_on=TODAY, by=PLATFORM, at=AT)


def install() -> object:
    return put_packaged_in_force(packaged_rulebook(), by=PLATFORM, at=AT, in_force_on=TODAY)


def test_every_change_is_in_the_last_edition() -> None:
    if connection.vendor != "postgresql":
        pytest.skip("SQLite has one writer at a time by itself")
    put_in_force(packaged_rulebook(), by=PLATFORM, at=AT, in_force_on=TODAY)
    acts = [*(start(weekly(item)) for item in ITEMS), install]
    gate, raised = threading.Barrier(len(acts)), list[Exception]()

    def run(act: Callable[[], object]) -> None:
        try:
            gate.wait()
            act()
        except Exception as error:
            raised.append(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=(act,)) for act in acts]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert raised == []
    assert list(Edition.objects.order_by("number").values_list("number", flat=True)) == [1, 2, 3, 4, 5]
    assert {item: rulebook_in_force().cards[item].cycle for item in ITEMS} == dict.fromkeys(ITEMS, "weekly")
