"""A ledger that is signed."""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest
from django.db import connection

from mingxin.ledger.actions import seal, write
from mingxin.ledger.actor import Actor
from tests.mingxin.ledger.forging import (
    Committing,
    reason,
)


@pytest.fixture
def sealing(django_capture_on_commit_callbacks, actor: Actor, now: datetime) -> Committing:
    """Writes entries and seals them, as if it were committed: the witness hears of it."""

    def run(*keys: str, sealed: bool = True) -> None:
        with django_capture_on_commit_callbacks(execute=True):
            for key in keys:
                write(action="subject.read", object_type="subject", object_key=key, by=actor, at=now)
            if sealed:
                seal(at=now)

    return run


@pytest.fixture
def signed(ledger_key: Path, sealing: Committing) -> Path:
    """Three signed seals, and two entries that wait."""
    sealing("a", "b")
    sealing("c", "d")
    sealing("e")
    sealing("f", "g", sealed=False)
    assert reason() == ""
    return ledger_key


@pytest.fixture
def loose() -> Iterator[None]:
    """The attacker has dropped the database's own checks of references."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("PRAGMA defer_foreign_keys = ON")
        else:
            cursor.execute("SET session_replication_role = replica")
    yield
    if connection.vendor != "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("SET session_replication_role = DEFAULT")
