"""The own password typed again while signed in, and logins that differ by the case of their letters."""

from datetime import datetime, timedelta

import pytest
from django.db import IntegrityError, transaction

from mingxin.access.actions import passwords, sessions, signing
from mingxin.access.actions.people import add_person
from mingxin.access.models import Person, SignIn
from mingxin.access.rules.lockout import ATTEMPTS, LOCKED_FOR
from mingxin.kernel.refusal import Refusal
from mingxin.ledger.actor import Actor
from mingxin.ledger.models import Entry
from tests.mingxin.access.conftest import RIGHT

pytestmark = pytest.mark.django_db
TICK = timedelta(microseconds=1)


@pytest.fixture
def signed_in(lin: Person, now: datetime) -> Person:
    sessions.begin(person=lin, session_key="a", method="password", address=None, at=now)
    return lin


def typed(lin: Person, password: str, at: datetime) -> bool:
    return signing.check_own_password(person=lin, password=password, at=at)


def at_the_page(password: str, at: datetime) -> Person | signing.Turned:
    return signing.check_sign_in(login="lin", password=password, address="10.1.2.3", at=at)


def wrong(lin: Person, at: datetime, times: int) -> None:
    for number in range(times):
        assert not typed(lin, f"猜测{number}", at)


def test_the_last_allowed_one_locks_and_ends_the_sign_in(signed_in: Person, now: datetime) -> None:
    wrong(signed_in, now, ATTEMPTS - 1)
    with pytest.raises(Refusal, match="本次登录已结束") as refused:
        typed(signed_in, "猜测", now)
    assert refused.value.code == signing.LOCKED_OUT
    assert SignIn.objects.get().end_reason == "locked"
    signed_in.refresh_from_db()
    assert (signed_in.failed_sign_ins, signed_in.locked_until) == (ATTEMPTS, now + LOCKED_FOR)
    assert Entry.objects.filter(action="access.sign_in_failed").count() == ATTEMPTS
    assert Entry.objects.filter(action="access.locked").count() == 1
    assert at_the_page(RIGHT, now + LOCKED_FOR - TICK) == signing.WRONG
    assert at_the_page(RIGHT, now + LOCKED_FOR) == signed_in


def test_failures_at_the_sign_in_page_end_no_sign_in(signed_in: Person, now: datetime) -> None:
    """They may be anybody's."""
    for _ in range(ATTEMPTS + 1):
        at_the_page("x", now)
    assert typed(signed_in, RIGHT, now)
    assert SignIn.objects.get().ended_at is None


def test_the_right_one_begins_the_count_anew(signed_in: Person, now: datetime) -> None:
    wrong(signed_in, now, ATTEMPTS - 1)
    assert typed(signed_in, RIGHT, now)
    wrong(signed_in, now, ATTEMPTS - 1)


@pytest.mark.parametrize("password", [RIGHT, "猜测"], ids=["right", "wrong"])
def test_locked_by_somebody_else_nothing_is_looked_at_and_the_sign_in_stays(
    signed_in: Person, now: datetime, password: str
) -> None:
    for _ in range(ATTEMPTS):
        signing.check_code(person=signed_in, code="x", at=now)
    with pytest.raises(Refusal) as refused:
        typed(signed_in, password, now)
    assert refused.value.code == "password.locked"
    assert SignIn.objects.get().ended_at is None
    assert typed(signed_in, RIGHT, now + LOCKED_FOR)


def test_changing_a_password_counts_too(signed_in: Person, now: datetime) -> None:
    codes = []
    for number in range(ATTEMPTS):
        with pytest.raises(Refusal) as refused:
            passwords.change_password(person=signed_in, present=f"猜测{number}", new="足够长的新口令，2026", at=now)
        codes.append(refused.value.code)
    assert codes == ["password.present"] * (ATTEMPTS - 1) + [signing.LOCKED_OUT]


@pytest.mark.parametrize("login", ["lin", "Lin", "LIN", " liN "])
def test_a_login_is_one_persons_in_whatever_case(lin: Person, actor: Actor, now: datetime, login: str) -> None:
    assert not add_person(login=login, name="另一人", by=actor, at=now)
    assert Person.objects.get().name == "林知微"


def test_the_database_keeps_it_too(lin: Person) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Person.objects.create(login="Lin", name="另一人")
