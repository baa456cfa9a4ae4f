from datetime import datetime

import pytest

from mingxin.access.actions.people import add_person
from mingxin.access.models import Person
from mingxin.ledger.actor import Actor
from tests.told import take_stock

RIGHT = "云泽-正确的口令-2026"


@pytest.fixture(autouse=True)
def quick_passwords(settings) -> None:
    """What is slow by design is slow in its own test."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture
def lin(actor: Actor, now: datetime) -> Person:
    """An account with the password `RIGHT` and no second factor."""
    add_person(login="lin", name="林知微", by=actor, at=now)
    person = Person.objects.get(login="lin")
    person.set_password(RIGHT)
    person.password_changed_at = now
    person.save()
    take_stock(person, by=actor, at=now)
    return person
