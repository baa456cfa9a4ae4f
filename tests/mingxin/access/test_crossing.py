"""Several processes at once on PostgreSQL: failures are all counted, a code is spent once, one sign-in stays open."""

import threading
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.db import connection, connections

from mingxin.access.actions import second_factors, sessions, signing
from mingxin.access.actions.people import add_person
from mingxin.access.models import FailedTries, Person, SignIn
from mingxin.access.rules import totp
from mingxin.access.rules.lockout import ATTEMPTS, LOCKED_FOR
from mingxin.access.turns import BUSY
from mingxin.kernel.refusal import Refusal
from mingxin.ledger.actor import PLATFORM
from mingxin.ledger.models import Entry
from tests.told import take_stock

pytestmark = pytest.mark.django_db(transaction=True)
AT_ONCE = 8


@pytest.fixture
def lin(now: datetime) -> Person:
    if connection.vendor != "postgresql":
        pytest.skip("SQLite has one writer at a time by itself")
    add_person(login="lin", name="林知微", by=PLATFORM, at=now)
    person = Person.objects.get(login="lin")
    person.set_password("正确的口令-2026")
    person.save()
    take_stock(person, by=PLATFORM, at=now)
    return person


def at_once(act: Callable[[int], object]) -> list[object]:
    gate, answers = threading.Barrier(AT_ONCE), list[object]()

    def run(number: int) -> None:
        try:
            gate.wait()
            answers.append(act(number))
        except Exception as error:
            answers.append(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=(number,)) for number in range(AT_ONCE)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    return answers


def test_guessing_at_once_gains_no_guess(lin: Person, now: datetime) -> None:
    def tried(password: str) -> object:
        while True:
            try:
                return signing.check_sign_in(login="lin", password=password, address="10.1.2.3", at=now)
            except Refusal as refusal:  # more at once than are looked at
                assert refusal.code == BUSY

    assert not [one for one in at_once(lambda n: tried(f"guess {n}")) if not isinstance(one, signing.Turned)]
    assert FailedTries.objects.get(person=lin).in_a_row == ATTEMPTS
    assert tried("正确的口令-2026") == signing.Turned("login", now + LOCKED_FOR)
    assert Entry.objects.filter(action="access.locked").count() == 1


def test_one_code_lets_one_in(lin: Person, now: datetime) -> None:
    before = now - timedelta(minutes=5)
    secret = second_factors.begin_enrolment(person=lin, at=before)
    second_factors.confirm(person=lin, code=totp.code_at(secret, totp.step_of(before)), at=before)
    code = totp.code_at(secret, totp.step_of(now))
    answers = at_once(lambda n: signing.check_code(person=lin, code=code, at=now))
    assert sorted(map(str, answers)) == [""] * (AT_ONCE - 1) + ["totp"]


def test_one_sign_in_stays_open(lin: Person, now: datetime) -> None:
    answers = at_once(lambda n: sessions.begin(person=lin, session_key=str(n), method="password", address=None, at=now))
    assert all(isinstance(answer, SignIn) for answer in answers), answers
    assert SignIn.objects.filter(ended_at=None).count() == 1
    assert SignIn.objects.filter(end_reason="elsewhere").count() == AT_ONCE - 1
