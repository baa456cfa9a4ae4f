"""Very many try to sign in at the same time: few hashes run, pages answer, nobody's tries are counted, the owner is in.

Nothing here takes the time: hashing is held up until the test lets it go (`tests.mingxin.access.held_hasher`).
"""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.db import connection, connections
from django.http import HttpResponse
from django.test import Client

from mingxin.access.models import FailedTries, Person, SignIn
from mingxin.access.turns import KNOWN, SOON, STRANGERS
from mingxin.ledger.models import Entry
from tests.conftest import InForce
from tests.mingxin.access import held_hasher
from tests.mingxin.access.held_hasher import holding, let_go, wait_for
from tests.mingxin.doors.desk.conftest import PASSWORD, steward_with_password
from tests.waiting import until

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.both,
    pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite in memory has no threads beside each other"),
]
BUSY = "现在登录的人较多"
NEW = "另一个足够长的口令，2026"
FLOOD = 20


@pytest.fixture(autouse=True)
def held_passwords(quick_passwords: None, settings: Any) -> None:
    settings.PASSWORD_HASHERS = [held_hasher.PATH]
    settings.SECOND_FACTOR = "offered"


@pytest.fixture
def lin(in_force: InForce) -> Person:
    return steward_with_password(in_force, "lin")


def sign_in(client: Client, login: str = "lin", password: str = PASSWORD, **more: str) -> HttpResponse:
    return client.post("/desk/sign-in/", {"login": login, "password": password}, **more)  # type: ignore[return-value]


class Flood:
    """Strangers, each at another address, who try at the same time; their answers when it is over."""

    def __init__(self) -> None:
        self.answers: list[HttpResponse] = []
        self._threads = [threading.Thread(target=self._try, args=(number,)) for number in range(FLOOD)]

    def _try(self, number: int) -> None:
        try:
            self.answers.append(sign_in(Client(), password=f"guess {number}", REMOTE_ADDR=f"198.51.100.{number}"))
        finally:
            connections.close_all()

    def begin(self) -> None:
        """Until all have been answered but those that hash."""
        for one in self._threads:
            one.start()
        wait_for(STRANGERS.at_once)
        until(lambda: len(self.answers) == FLOOD - STRANGERS.at_once)

    def end(self) -> None:
        let_go()
        for one in self._threads:
            one.join()

    @property
    def statuses(self) -> list[int]:
        return sorted(answer.status_code for answer in self.answers)


@contextmanager
def flood() -> Iterator[Flood]:
    with holding():
        made = Flood()
        made.begin()
        try:
            yield made
        finally:
            made.end()


def test_few_hashes_run_and_pages_answer_meanwhile(lin: Person) -> None:
    steward = Client()
    sign_in(steward)
    entries = Entry.objects.count()
    with flood() as strangers:
        assert held_hasher.most == STRANGERS.at_once
        assert Client().get("/").status_code == 200
        assert Client().get("/desk/sign-in/").status_code == 200
        assert steward.get("/desk/").status_code == 200, "who is signed in goes on"
        assert (FailedTries.objects.count(), Entry.objects.count()) == (0, entries), "nothing is counted as failed"
    assert held_hasher.most == STRANGERS.at_once
    assert strangers.statuses == [200] * STRANGERS.at_once + [503] * (FLOOD - STRANGERS.at_once)
    assert Entry.objects.filter(action="access.sign_in_failed").count() == STRANGERS.at_once


def test_the_page_says_so_kindly_and_alike_for_whoever_there_is(lin: Person) -> None:
    with flood():
        known, unknown = sign_in(Client()), sign_in(Client(), "nobody")
    for answer in (known, unknown):
        text = answer.content.decode()
        assert (answer.status_code, answer["Retry-After"]) == (503, str(SOON))
        assert BUSY in text and "没有计为填错" in text and PASSWORD not in text
        assert "mingxin_browser" not in answer.cookies


def test_a_browser_that_led_to_the_account_gets_in(lin: Person) -> None:
    owner = Client()
    given = sign_in(owner).cookies["mingxin_browser"]
    assert given["httponly"] and given["samesite"] == "Lax" and given["path"] == "/desk/" and given["max-age"]
    assert owner.post("/desk/sign-out/").status_code == 303
    assert owner.cookies["mingxin_browser"].value == given.value, "left by no sign-out"
    signed_in: list[HttpResponse] = []

    def enter() -> None:
        try:
            signed_in.append(sign_in(owner))
        finally:
            connections.close_all()

    with flood() as strangers:
        assert sign_in(Client()).status_code == 503, "right, but from a browser that nobody knows"
        one = threading.Thread(target=enter)
        one.start()
        wait_for(STRANGERS.at_once + 1)
        assert (KNOWN.within, KNOWN.names) == (1, {"lin"})
        strangers.end()
        one.join()
    assert [answer.status_code for answer in signed_in] == [303]
    assert SignIn.objects.filter(person=lin, ended_at=None).count() == 1


@pytest.mark.parametrize("whose", ["another's", "forged"])
def test_no_place_by_what_was_not_given_for_this_account(lin: Person, in_force: InForce, whose: str) -> None:
    steward_with_password(in_force, "zhao")
    client = Client()
    sign_in(client, "zhao")
    client.post("/desk/sign-out/")
    if whose == "forged":
        client.cookies["mingxin_browser"] = client.cookies["mingxin_browser"].value[:-4] + "AAAA"
    with flood():
        assert sign_in(client).status_code == 503


def test_whoever_is_signed_in_proves_the_own_password_meanwhile(lin: Person) -> None:
    steward, told = Client(), list[HttpResponse]()
    old = sign_in(steward).cookies["mingxin_browser"].value
    form = {"present": PASSWORD, "new": NEW, "again": NEW}

    def change() -> None:
        try:
            told.append(steward.post("/desk/mine/password/", form))  # type: ignore[arg-type]
        finally:
            connections.close_all()

    with flood() as strangers:
        one = threading.Thread(target=change)
        one.start()
        wait_for(STRANGERS.at_once + 1)
        again = steward.post("/desk/mine/password/", form)
        assert (again.status_code, again["Retry-After"]) == (503, str(SOON)), "one place for an account"
        strangers.end()
        one.join()
    assert [(answer.status_code, answer["Location"]) for answer in told] == [(303, "/desk/mine/")]
    assert told[0].cookies["mingxin_browser"].value != old, "with the password, what the browser keeps is new"
    steward.post("/desk/sign-out/")
    with flood():
        stale = Client()
        stale.cookies["mingxin_browser"] = old
        assert sign_in(stale, password=NEW).status_code == 503
