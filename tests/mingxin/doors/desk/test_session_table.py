"""Whoever reads or writes the table of sessions steps into none of them."""

import hashlib
from collections.abc import Callable

import pytest
from django.conf import settings
from django.contrib.sessions.models import Session
from django.test import Client

from mingxin.access.models.people import StaffRole
from mingxin.access.session_store import kept_as
from tests.mingxin.doors.desk.conftest import AtDesk, DeskClient

pytestmark = pytest.mark.django_db
HOME = "/desk/"


@pytest.fixture
def both(desk_client: DeskClient) -> tuple[AtDesk, AtDesk]:
    """The attacker's own browser, and somebody else's."""
    return desk_client(StaffRole.AUDITOR, login="mine"), desk_client(StaffRole.SECURITY_ADMINISTRATOR, login="other")


def cookie(client: Client) -> str:
    return client.cookies[settings.SESSION_COOKIE_NAME].value


def row_of(client: Client) -> Session:
    return Session.objects.get(session_key=kept_as(cookie(client)))


def is_in(client: Client) -> bool:
    return client.get(HOME).status_code == 200


def with_cookie(value: str) -> Client:
    made = Client()
    made.cookies[settings.SESSION_COOKIE_NAME] = value
    return made


def test_a_session_goes_on_and_ends(both: tuple[AtDesk, AtDesk]) -> None:
    mine, other = (one.client for one in both)
    assert is_in(mine) and is_in(mine) and is_in(other)
    left = cookie(mine)
    mine.post("/desk/sign-out/")
    assert not Session.objects.filter(session_key=kept_as(left)).exists()
    assert not is_in(with_cookie(left))


def test_the_table_does_not_hold_what_the_browser_holds(both: tuple[AtDesk, AtDesk]) -> None:
    for one in both:
        held = cookie(one.client)
        spelled = str(list(Session.objects.values_list()))
        assert held not in spelled and hashlib.sha256(held.encode()).hexdigest()[:32] not in spelled


def put_in_my_row(mine: Client, other: Client) -> str:
    row = row_of(mine)
    row.session_data = row_of(other).session_data
    row.save()
    return cookie(mine)


def add_a_row(key: Callable[[str], str]) -> Callable[[Client, Client], str]:
    def attack(mine: Client, other: Client) -> str:
        cookie = "a" * 32
        Session.objects.create(
            session_key=key(cookie), session_data=row_of(other).session_data, expire_date=row_of(other).expire_date
        )
        return cookie

    return attack


@pytest.mark.parametrize(
    "attack",
    [
        pytest.param(lambda mine, other: row_of(other).session_key, id="the table's key as a cookie"),
        pytest.param(put_in_my_row, id="another's content in the own row"),
        pytest.param(add_a_row(lambda cookie: cookie), id="another's content under a cookie"),
        pytest.param(add_a_row(lambda cookie: hashlib.sha256(cookie.encode()).hexdigest()[:40]), id="under its digest"),
        pytest.param(add_a_row(kept_as), id="under its keyed digest, had he the key of digests alone"),
    ],
)
def test_nobody_gets_in(attack: Callable[[Client, Client], str], both: tuple[AtDesk, AtDesk]) -> None:
    mine, other = (one.client for one in both)
    tried = with_cookie(attack(mine, other))
    assert not is_in(tried)
    assert is_in(other)
