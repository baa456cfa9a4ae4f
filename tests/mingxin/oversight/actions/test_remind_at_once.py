"""Two officers remind at once: no number twice, no unit twice on one day (PostgreSQL, where two can write at once)."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime
from pathlib import Path
from threading import Barrier

import pytest
from django.db import connection

from mingxin.access.models import Unit
from mingxin.kernel.refusal import Refusal
from mingxin.ledger.actor import Actor
from mingxin.oversight.actions.remind import send
from mingxin.oversight.models import Reminder, ReminderLine
from tests.conftest import InForce
from tests.mingxin.archive.sending import OTHER_UNIT, UNIT


@pytest.fixture
def transactional(transactional_db: None, in_force: InForce, signing_key: Path) -> None:
    if connection.vendor != "postgresql":
        pytest.skip("SQLite has one writer at a time, and its test database one connection")


def test_two_officers_at_once(transactional: None, now: datetime) -> None:
    ready = Barrier(2)

    def reminding(login: str) -> int:
        by = Actor(login, login, OTHER_UNIT, "云泽市住房和城乡建设局")
        ready.wait()
        try:
            made = send(
                units=Unit.objects.all(),
                month=date(2026, 10, 1),
                chosen=[(UNIT, "admin_penalty"), (OTHER_UNIT, "admin_penalty")],
                answer_by=date(2026, 11, 25),
                contact="周明远 0700-1234567",
                link="/desk/watch/reminders/",
                by=by,
                at=now,
            )
        except Refusal as refusal:
            assert refusal.code == "reminder.already"
            return 0
        finally:
            connection.close()
        return len(made)

    with ThreadPoolExecutor(2) as pool:
        sent = list(pool.map(reminding, ("zhou", "xu")))
    assert sum(sent) == 2
    assert ReminderLine.objects.count() == 2
    assert sorted(Reminder.objects.values_list("sequence", flat=True)) == [1, 2]
