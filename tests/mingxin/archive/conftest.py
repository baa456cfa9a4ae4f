"""Fixtures of the archive's tests; others take them from here by import."""

from collections.abc import Iterator
from datetime import datetime
from itertools import count
from pathlib import Path

import pytest
from django.db import connection

from mingxin.ledger.actor import Actor
from tests.conftest import InForce
from tests.mingxin.archive.sending import Sender


@pytest.fixture
def sender(in_force: InForce, tmp_path: Path, actor: Actor, now: datetime) -> Sender:
    """Somebody who sends files to a city that can receive."""
    return Sender(tmp_path, actor, now, count(1))


@pytest.fixture(autouse=True)
def _no_names_left_behind(request: pytest.FixtureRequest) -> Iterator[None]:
    """The name index is no model's table, so the flush after a test with real commits passes it by."""
    yield
    if "transactional_db" in request.fixturenames:
        blocker = request.getfixturevalue("django_db_blocker")
        with blocker.unblock(), connection.cursor() as cursor:
            if connection.vendor == "sqlite":
                cursor.execute("INSERT INTO archive_name_search(archive_name_search) VALUES ('delete-all')")
            else:
                cursor.execute("TRUNCATE archive_name_search")
