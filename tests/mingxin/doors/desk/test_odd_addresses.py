"""Addresses that no page of the desk writes are answered calmly: by the first page, the present month, or not found."""

import base64
import json

import pytest
from django.test import Client

from mingxin.access.models import StaffRole
from tests.conftest import InForce
from tests.mingxin.doors.desk.conftest import AtDesk, DeskClient
from tests.mingxin.doors.desk.office_city import county, officer, page, today

pytestmark = pytest.mark.both

__all__ = ["county", "officer"]


LISTS = {
    StaffRole.OFFICER: (
        "batches/", "batches/questioned/", "messages/", "office/catalogue/", "office/doubts/", "office/drafts/",
        "office/mergers/", "office/outages/", "office/power-questions/", "office/powers/", "office/questioned/",
        "office/units/", "office/unlinked/", "records/", "records/withdrawals/", "watch/", "watch/figures/",
        "watch/figures/timely/", "watch/reminders/",
    ),
    StaffRole.STEWARD: ("batches/", "questions/", "records/"),
    StaffRole.UNIT_ADMINISTRATOR: ("colleagues/", "colleagues/handovers/"),
    StaffRole.SECURITY_ADMINISTRATOR: ("security/accounts/", "security/sign-ins/", "security/failures/"),
    StaffRole.AUDITOR: ("audit/", "audit/seals/"),
    StaffRole.SYSTEM_ADMINISTRATOR: ("accounts/",),
}  # fmt: skip
ODD = (
    "9999-12-31T23:59:59-12:00", "0001-01-01T00:00:00+12:00", "2026-11-20T10:00:00", "0001-01-01", "\ud800", "\x00",
    2**70, -(2**70), 10**300,
)  # fmt: skip
DAYS = ("0001-01-01", "9999-12-31", "1948-12-31", "2101-01-01", "99999-01-01", "\x00")
MONTHS = ("0001-01", "9999-12", "1948-12", "2101-01", "0000-01", "1949-01")
BY_DAY = {
    StaffRole.OFFICER: (
        "watch/figures/?zi=", "watch/figures/?zhi=", "watch/figures/timely/?zi=", "watch/figures/timely/?zhi=",
        "office/catalogue/?zi=", "office/outages/?zi=", "records/?cong=", "records/?dao=", "records/withdrawals/?cong=",
    ),
    StaffRole.AUDITOR: ("audit/?zi=", "audit/?zhi=", "audit/seals/?ri="),
    StaffRole.SECURITY_ADMINISTRATOR: ("security/failures/?zi=", "security/failures/?zhi="),
}  # fmt: skip
BY_MONTH = ("batches/?yuefen=", "watch/?yue=", "watch/monthly/?yue=", "watch/reminders/?yue=", "office/calendar/?nian=")
LONG = "9" * 20


def cursor(place: object) -> str:
    written = place if isinstance(place, bytes) else json.dumps(place).encode()
    return base64.urlsafe_b64encode(written).decode().rstrip("=")


CURSORS = [cursor(b"[" * 1400)] + [cursor(place) for odd in ODD for place in ([odd], [odd, 1], [True, odd, 1])]


def upset(client: Client, addresses: list[str]) -> list[str]:
    """Those that the desk has no calm answer for; an address with a NUL is a bad request."""
    client.raise_request_exception = False
    calm = {one: (400,) if "\x00" in one else (200, 404) for one in addresses}
    return [one for one, statuses in calm.items() if client.get(f"/desk/{one}").status_code not in statuses]


def at_desk(role: StaffRole, in_force: InForce, desk_client: DeskClient, officer: AtDesk) -> AtDesk:
    return officer if role is StaffRole.OFFICER else desk_client(role, unit=in_force.unit)


@pytest.mark.parametrize("role", LISTS)
def test_odd_cursors(role: StaffRole, in_force: InForce, desk_client: DeskClient, officer: AtDesk) -> None:
    client = at_desk(role, in_force, desk_client, officer).client
    assert upset(client, [f"{one}?after={odd}" for one in LISTS[role] for odd in CURSORS]) == []
    assert {client.get(f"/desk/{one}").status_code for one in LISTS[role]} == {200}, "the pages are there"


@pytest.mark.parametrize("role", BY_DAY)
def test_odd_days(role: StaffRole, in_force: InForce, desk_client: DeskClient, officer: AtDesk) -> None:
    client = at_desk(role, in_force, desk_client, officer).client
    assert upset(client, [one + day for one in BY_DAY[role] for day in DAYS]) == []


def test_odd_months(officer: AtDesk) -> None:
    assert upset(officer.client, [one + month for one in BY_MONTH for month in MONTHS]) == []


def test_an_odd_month_is_told_and_the_present_one_shown(officer: AtDesk) -> None:
    shown = page(officer.client, "/desk/watch/?yue=9999-12")
    assert "1949 年至 2100 年之间" in shown
    assert f"{today().year} 年 {today().month} 月 报送看板" in shown


def test_odd_numbers(in_force: InForce, desk_client: DeskClient, officer: AtDesk) -> None:
    ways = (f"watch/reminders/{LONG}/recall/", "watch/reminders/٣,²/recall/", f"office/units/{LONG}/",
            f"office/mergers/{LONG}/undo/", f"messages/{LONG}/", f"watch/cell/{LONG}/admin_penalty/",
            f"office/drafts/{LONG}/", f"office/powers/{LONG}/", f"watch/papers/{LONG}/")  # fmt: skip
    assert upset(officer.client, list(ways)) == []
    steward = desk_client(StaffRole.STEWARD, unit=in_force.unit)
    steward.client.raise_request_exception = False
    for unit in ("9" * 5000, LONG, "٣", "\x00", "-1"):
        answer = steward.client.post("/desk/batches/upload/", {"unit": unit})
        assert answer.status_code == 400, unit[:20]
    for month in MONTHS:
        given = {"unit": in_force.unit, "item": "admin_penalty", "month": month}
        assert steward.client.post("/desk/batches/none/", given).status_code in (303, 400, 409), month
