"""People at the desk, signed in."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, timedelta

import pytest
from django.contrib.auth import SESSION_KEY
from django.test import Client

from mingxin.access.actions import second_factors, sessions
from mingxin.access.actions.people import add_person, give_post
from mingxin.access.models import Person, StaffRole, Unit
from mingxin.access.models.people import OF_THE_PLATFORM
from mingxin.access.rules import totp
from mingxin.kernel.clock import now as clock_now
from mingxin.ledger.actor import PLATFORM, Actor
from tests.conftest import InForce
from tests.told import take_stock

PASSWORD = "云泽-正确的口令-2026"


@pytest.fixture(autouse=True)
def quick_passwords(settings) -> None:
    """What is slow by design is slow in its own test."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@dataclass(frozen=True)
class AtDesk:
    """A browser with somebody signed in."""

    client: Client
    person: Person


DeskClient = Callable[..., AtDesk]


def sign_in(client: Client, person: Person) -> None:
    """As the sign-in page does it, without its forms."""
    client.force_login(person)
    assert SESSION_KEY in client.session
    sessions.begin(
        person=person,
        session_key=client.session.session_key or "",
        method="password",
        address="127.0.0.1",
        at=clock_now(),
    )


def enrol(person: Person) -> bytes:
    """The second factor, set up a while ago; its secret."""
    at = clock_now() - timedelta(hours=1)
    secret = second_factors.begin_enrolment(person=person, at=at)
    second_factors.confirm(person=person, code=totp.code_at(secret, totp.step_of(at)), at=at)
    return secret


def steward_with_password(in_force: InForce, login: str) -> Person:
    """A steward with a password and no second factor, who has never signed in."""
    at, unit = clock_now(), Unit.objects.get(uscc=in_force.unit)
    add_person(login=login, name="林知微", unit=unit, by=PLATFORM, at=at)
    person = Person.objects.get(login=login)
    person.set_password(PASSWORD)
    person.password_changed_at = at
    person.save()
    take_stock(person, by=PLATFORM, at=at)
    give_post(person=person, role=StaffRole.STEWARD, unit=unit, from_on=date(2020, 1, 1), by=PLATFORM, at=at)
    return person


@pytest.fixture
def desk_client(db: None, actor: Actor) -> DeskClient:
    """`desk_client(role, unit="114…", items=[…], login="…")`: a person with this post, signed in just now."""

    def making(
        role: StaffRole | str,
        *,
        unit: str | Unit | None = None,
        items: Iterable[str] = (),
        login: str = "",
        name: str = "林知微",
        contract: bool = False,
    ) -> AtDesk:
        role = StaffRole(role)
        home = Unit.objects.get(uscc=unit) if isinstance(unit, str) else unit
        login = login or f"{role.value}-{Person.objects.count()}"
        at = clock_now()
        add_person(login=login, name=name, unit=home, is_contract_staff=contract, by=actor, at=at)
        person = Person.objects.get(login=login)
        person.set_password(PASSWORD)
        person.password_changed_at = at
        person.save()
        take_stock(person, by=actor, at=at)
        enrol(person)
        post_unit = None if role in OF_THE_PLATFORM else home
        give_post(person=person, role=role, unit=post_unit, items=items, from_on=date(2020, 1, 1), by=actor, at=at)
        client = Client()
        sign_in(client, person)
        return AtDesk(client, person)

    return making
