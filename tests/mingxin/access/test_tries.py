"""Failed sign-ins by where they came from: nobody closes another's account, nobody floods the ledger."""

from datetime import datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from mingxin.access.actions import second_factors, sessions, signing, tries
from mingxin.access.models import FailedTries, Person
from mingxin.access.rules import totp
from mingxin.access.rules.lockout import ATTEMPTS, GUARDED_FROM, HOUR, LOCKED_FOR
from mingxin.kernel.addresses import counted_as
from mingxin.ledger.actor import Actor
from mingxin.ledger.models import Entry
from tests.mingxin.access.conftest import RIGHT

pytestmark = pytest.mark.django_db
HERE, THERE = "10.1.2.3", "198.51.100.7"
SECURITY = Actor("security", "安全管理员")
WRONG = "x"
TICK = timedelta(microseconds=1)


@pytest.mark.parametrize(
    ("address", "counted"),
    [
        pytest.param("10.1.2.3", "10.1.2.3", id="IPv4"),
        pytest.param("::ffff:10.1.2.3", "10.1.2.3", id="IPv4 written as IPv6"),
        pytest.param("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64", id="IPv6: the subscriber's network"),
        pytest.param("127.0.0.1", "", id="this machine: a proxy that nobody named"),
        pytest.param("::1", "", id="this machine in IPv6"),
        pytest.param(None, "", id="nobody says"),
        pytest.param("unix:", "", id="no address"),
    ],
)
def test_as_what_an_address_is_counted(address: str | None, counted: str) -> None:
    assert counted_as(address) == counted


def tried(at: datetime, *, login: str = "lin", password: str = WRONG, address: str | None = HERE) -> object:
    return signing.check_sign_in(login=login, password=password, address=address, at=at)


@pytest.mark.parametrize("login", ["lin", "nobody"], ids=["known", "unknown"])
def test_five_close_the_account_for_that_place_alone(lin: Person, now: datetime, login: str) -> None:
    """A login that does not exist closes likewise: nobody learns which ones do."""
    assert [tried(now, login=login) for _ in range(ATTEMPTS)] == [signing.WRONG] * ATTEMPTS
    assert tried(now, login=login, password=RIGHT) == signing.Turned("login", now + LOCKED_FOR)
    assert tried(now, login=login, address=THERE) == signing.WRONG
    assert tried(now, password=RIGHT, address=THERE) == lin
    assert tried(now + LOCKED_FOR - TICK, login=login) == signing.Turned("login", now + LOCKED_FOR)
    assert tried(now + LOCKED_FOR, login=login) == signing.WRONG


def test_known_and_unknown_ask_the_database_alike(lin: Person, now: datetime) -> None:
    """But for the guard, which is looked at for an account alone: a matter of a millisecond beside the hashing."""
    tried(now, login="somebody else from here")
    asked = {}
    for login in ("lin", "nobody"):
        with CaptureQueriesContext(connection) as seen:
            assert tried(now, login=login) == signing.WRONG
        asked[login] = [q["sql"].split(" ")[0] for q in seen]
    assert len(asked["lin"]) - len(asked["nobody"]) == 2, asked


def test_an_unknown_login_is_kept_by_its_beginning(now: datetime, lin: Person) -> None:
    for login in ("My-Secret-Passw0rd", "11010519491231002X", "NoBody", "nobody"):
        tried(now, login=login)
    told = str(list(Entry.objects.values())) + str(list(FailedTries.objects.values()))
    assert "Secret" not in told and "11010519491231002X" not in told and "101051949" not in told
    assert FailedTries.objects.filter(person=None).exclude(login="").count() == 3, "in whatever case"


def test_a_place_is_closed_after_its_limit_and_floods_nothing(lin: Person, now: datetime, settings) -> None:
    settings.TRIES_BY_ADDRESS = 6
    for number in range(6):
        assert tried(now, login=f"guess{number}") == signing.WRONG
    entries, rows = Entry.objects.count(), FailedTries.objects.count()
    assert Entry.objects.filter(action="access.address_closed", object_key=HERE).count() == 1
    with CaptureQueriesContext(connection) as seen:
        for number in range(20):
            assert tried(now, login=f"more{number}", password=RIGHT) == signing.Turned("place", now + HOUR)
        assert tried(now, password=RIGHT) == signing.Turned("place", now + HOUR)
    assert not [q for q in seen if not q["sql"].startswith("SELECT")], "reads alone"
    assert (Entry.objects.count(), FailedTries.objects.count()) == (entries, rows)
    assert tried(now, password=RIGHT, address=THERE) == lin
    assert tried(now + HOUR, password=RIGHT) == lin


def test_the_security_administrator_lets_a_place_in(lin: Person, now: datetime, settings) -> None:
    settings.TRIES_BY_ADDRESS = 1
    tried(now)
    assert tries.open_place(HERE, by=SECURITY, at=now)
    assert tried(now, password=RIGHT) == lin
    assert not tries.open_place(HERE, by=SECURITY, at=now)
    assert Entry.objects.get(action="access.address_opened").object_key == HERE


def test_a_place_that_says_nothing_is_never_closed_whole(lin: Person, now: datetime, settings) -> None:
    """It would be closed for everybody; its accounts are counted each, and the ledger is not flooded either."""
    settings.TRIES_BY_ADDRESS = 3
    for number in range(20):
        assert tried(now, login=f"guess{number}", address="127.0.0.1") == signing.WRONG
    assert Entry.objects.filter(action="access.sign_in_failed").count() == 3
    for _ in range(ATTEMPTS):
        tried(now, address="127.0.0.1")
    assert tried(now, password=RIGHT, address="127.0.0.1") == signing.Turned("login", now + LOCKED_FOR)


def test_a_whole_sign_in_forgets_its_own_failures(lin: Person, now: datetime) -> None:
    for _ in range(ATTEMPTS - 1):
        tried(now)
    signing.forget_tries(person=lin, address=HERE)
    for _ in range(ATTEMPTS - 1):
        tried(now)
    assert tried(now, password=RIGHT) == lin
    assert FailedTries.objects.get(place=HERE, login="").in_the_hour == 2 * (ATTEMPTS - 1), "the place's stay counted"


def besieged(at: datetime) -> None:
    """Ten places try as often as they may."""
    for number in range(GUARDED_FROM // ATTEMPTS):
        for _ in range(ATTEMPTS):
            tried(at, address=f"203.0.113.{number}")


def test_tried_from_many_places_only_known_ones_lead_to_the_account(lin: Person, now: datetime) -> None:
    sessions.begin(person=lin, session_key="a", method="password", address=HERE, at=now - timedelta(days=89))
    besieged(now)
    lin.refresh_from_db()
    assert lin.guarded_until == now + HOUR
    assert Entry.objects.filter(action="access.guarded").count() == 1
    assert tried(now, password=RIGHT, address=THERE) == signing.WRONG, "without a second factor"
    assert tried(now, password=RIGHT, address=HERE) == lin
    assert tried(now + HOUR, password=RIGHT, address=THERE) == lin


def test_a_second_factor_leads_in_from_anywhere(lin: Person, now: datetime) -> None:
    secret = second_factors.begin_enrolment(person=lin, at=now)
    second_factors.confirm(person=lin, code=totp.code_at(secret, totp.step_of(now)), at=now)
    besieged(now)
    assert tried(now, password=RIGHT, address=THERE) == lin, "on to the code"


def test_one_place_brings_no_guard(lin: Person, now: datetime) -> None:
    for minute in range(0, 60, 5):
        for _ in range(4):
            tried(now + timedelta(minutes=minute))
    lin.refresh_from_db()
    assert lin.guarded_until is None


@pytest.mark.parametrize(("later", "left"), [(timedelta(days=1) - TICK, 2), (timedelta(days=1), 0)])
def test_rows_live_a_day(lin: Person, now: datetime, later: timedelta, left: int) -> None:
    tried(now)
    sessions.tidy(now + later)
    assert FailedTries.objects.count() == left
