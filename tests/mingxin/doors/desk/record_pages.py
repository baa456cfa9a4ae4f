"""A unit's records at the desk: who sends and who looks, the forms as its pages offer them."""

from datetime import date, timedelta
from functools import cache
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from mingxin.kernel.clock import now as clock_now
from mingxin.kernel.clock import today
from mingxin.ledger.actor import Actor
from mingxin.ledger.models import Entry
from tests.conftest import InForce
from tests.mingxin.archive.sending import UNIT, Row, Sender, penalty, thread
from tests.mingxin.doors.desk.conftest import AtDesk, DeskClient

__all__ = ["sender", "steward"]

NUMBER = "11010519491231002X"


@cache
def decided() -> date:
    """30 days before the first test that asks: one day for all."""
    return today() - timedelta(days=30)


def dated(text: str) -> str:
    """A cell of a table of cases with its days put in: {tomorrow}, {decided}, {day_before} and {day_after} it."""
    day, one = decided(), timedelta(days=1)
    return text.format(tomorrow=today() + one, decided=day, day_before=day - one, day_after=day + one)


@pytest.fixture
def sender(in_force: InForce, tmp_path: Path, actor: Actor) -> Sender:
    """Sends by the real clock, for the desk reads it."""
    return Sender(tmp_path, actor, clock_now(), count(1))


@pytest.fixture
def steward(in_force: InForce, desk_client: DeskClient) -> AtDesk:
    return desk_client("steward", unit=in_force.unit)


def fined(number: int, *, unit: str = UNIT, **cells: str) -> Row:
    """A penalty of 30 days ago, public since it was recorded."""
    days = {"CF_JDRQ": decided().isoformat(), "CF_YXQ": (decided() + timedelta(days=365)).isoformat()}
    return penalty(number, unit=unit, **(days | cells))


def closed(number: int, **cells: str) -> Row:
    """One that its unit does not make public."""
    return fined(number, CF_SXCD="轻微", CF_SFGK="否", CF_LY="轻微违法，及时改正", **cells)


def address(row: Row, step: str = "") -> str:
    return f"/desk/records/{thread(row)}/{step}"


def reads() -> list[Entry]:
    return list(Entry.objects.filter(action="record.read").order_by("id"))


def text_of(client: Client, path: str, status: int = 200) -> str:
    answer = client.get(path)
    assert answer.status_code == status, answer.content.decode()
    return answer.content.decode()


def followed(client: Client, path: str, sent: dict[str, Any]) -> str:
    """The page that an act leads to."""
    answer = client.post(path, sent)
    assert answer.status_code == 303, answer.content.decode()
    return text_of(client, answer["Location"])


def filled(steward: AtDesk, row: Row, **changes: Any) -> dict[str, Any]:
    """The correction's form as the page offers it, with changes."""
    form = steward.client.get(address(row, "correct/")).context["form"]
    values = {name: form.initial.get(name) or "" for name in form.fields}
    return values | {"reason": "笔误"} | changes


def corrected(steward: AtDesk, row: Row, **changes: Any) -> None:
    sent = filled(steward, row, **changes)
    answer = steward.client.post(address(row, "correct/"), sent | {"step": "confirm"})
    assert answer.status_code == 303, answer.content.decode()


def withdrawal(**changes: str) -> dict[str, str]:
    return {
        "reason_type": "决定被撤销",
        "case": "云复决〔2026〕1号",
        "ruled_on": today().isoformat(),
        "step": "preview",
    } | changes
