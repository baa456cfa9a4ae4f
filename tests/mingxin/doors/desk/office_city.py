"""A city and a county with their credit offices, for the tests of the office's pages."""

import re
from datetime import date, datetime, timedelta
from html import unescape
from itertools import count
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from mingxin.access.actions.units import add_region, add_unit
from mingxin.access.models import StaffRole, Unit
from mingxin.kernel import uscc
from mingxin.kernel.clock import now as clock_now
from mingxin.ledger.actor import Actor
from tests.conftest import InForce
from tests.mingxin.archive.sending import OTHER_UNIT, Row, penalty
from tests.mingxin.doors.desk.conftest import AtDesk, DeskClient
from tests.mingxin.intake.actions.desk import Desk, hire

__all__ = ["county", "county_officer", "desk", "officer"]

COUNTY = "429914"
COUNTY_OFFICE, COUNTY_UNIT = (uscc.compose("11", COUNTY, f"0000000{number}") for number in (1, 2))
NEW_CODE = uscc.compose("11", "429913", "00000077")


def today() -> date:
    return clock_now().date()


def recent(number: int, **cells: str) -> Row:
    """A penalty decided yesterday by the real clock, by which the pages go."""
    day = today() - timedelta(days=1)
    until = day + timedelta(days=365)
    return penalty(number, **({"CF_JDRQ": f"{day:%Y/%m/%d}", "CF_YXQ": f"{until:%Y/%m/%d}"} | cells))


@pytest.fixture
def county(in_force: InForce, actor: Actor, now: datetime) -> Unit:
    """A district with its own office and one department; the department."""
    add_region(code=COUNTY, name="城东区", by=actor, at=now, parent=in_force.region)
    for code, name in ((COUNTY_OFFICE, "城东区发展和改革局"), (COUNTY_UNIT, "城东区市场监督管理局")):
        add_unit(
            uscc=code,
            name=name,
            items=["admin_penalty"] if code == COUNTY_UNIT else [],
            region=COUNTY,
            ground="权责清单",
            held_from=date(2020, 1, 1),
            by=actor,
            at=now,
        )
    return Unit.objects.get(uscc=COUNTY_UNIT)


@pytest.fixture
def officer(county: Unit, desk_client: DeskClient) -> AtDesk:
    return desk_client(StaffRole.OFFICER, unit=OTHER_UNIT, name="周明远")


@pytest.fixture
def county_officer(county: Unit, desk_client: DeskClient) -> AtDesk:
    return desk_client(StaffRole.OFFICER, unit=COUNTY_OFFICE, name="许清和")


@pytest.fixture
def desk(in_force: InForce, tmp_path: Path) -> Desk:
    """Stewards at work today."""
    hire()
    folder = tmp_path / "sent"
    folder.mkdir()
    return Desk(folder, clock_now(), count(1))


def page(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200, address
    return words(answer.content.decode())


def do(client: Client, address: str, **given: object) -> str:
    """A POST that is done; the page that it leads to."""
    answer = client.post(address, given)
    assert answer.status_code == 303, words(answer.content.decode())
    return page(client, answer.headers["Location"].split("#")[0])


def asked_again(client: Client, address: str, **given: object) -> str:
    """A POST that is not done: the page that says why."""
    answer = client.post(address, given)
    assert answer.status_code in (200, 400), answer.status_code
    return words(answer.content.decode())


def words(page: str) -> str:
    """What the page says, as it is read."""
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", page.split("<main", 1)[-1]))).strip()


def carried(client: Client, address: str, **given: object) -> tuple[str, str]:
    """A preview: its words, and what goes back with its button."""
    answer = client.post(address, given)
    assert answer.status_code == 200, words(answer.content.decode())
    html = answer.content.decode()
    found = re.search(r'name="carried" value="([^"]+)"', html)
    assert found is not None
    return words(html), found[1]


def csv_file(*lines: tuple[str, ...], name: str = "表.csv") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, "\n".join(",".join(line) for line in lines).encode())
