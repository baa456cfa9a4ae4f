"""A correction that comes between looking for terms that became shorter and writing them: it stands."""

import threading
from datetime import datetime
from itertools import count
from pathlib import Path

import pytest
from django.db import connection, connections, transaction

from mingxin.archive.models import Record
from mingxin.intake.actions.correct import correct
from mingxin.intake.actions.reaching_back import apply_present_terms
from mingxin.kernel.clock import CHINA
from mingxin.ledger import locks
from tests.conftest import InForce
from tests.mingxin.archive.sending import Sender, current_version, penalty, require_sound, thread
from tests.mingxin.intake.actions.desk import STEWARD
from tests.waiting import until

pytestmark = pytest.mark.django_db(transaction=True)
OLD = {"CF_JDRQ": "2024/02/28", "CF_YXQ": "2027/02/28"}
BOTH = (penalty(1, **OLD), penalty(2, **OLD))
LATER = datetime(2026, 4, 2, 9, tzinfo=CHINA)


@pytest.fixture
def of_2024(transactional_db: None, in_force: InForce, tmp_path: Path) -> Sender:
    if connection.vendor != "postgresql":
        pytest.skip("threads of one SQLite in memory share their connection")
    sender = Sender(tmp_path, STEWARD, datetime(2024, 3, 4, 9, tzinfo=CHINA), count(1))
    sender.penalties(*BOTH)
    return sender


def somebody_waits_for(lock: int) -> bool:
    with connection.cursor() as cursor:
        waiting = "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND objid = %s AND NOT granted"
        cursor.execute(waiting, [lock])
        return bool(cursor.fetchone()[0])


def test_a_correction_made_meanwhile_is_not_undone(of_2024: Sender) -> None:
    """The first is corrected to 轻微 while the terms wait for their turn; the second gets its shorter term."""
    shortened: list[int] = []

    def shorten() -> None:
        shortened.append(apply_present_terms(by=STEWARD, at=LATER))
        connections.close_all()

    worker = threading.Thread(target=shorten)
    with transaction.atomic():
        locks.hold(locks.CHANGES)
        worker.start()
        until(lambda: somebody_waits_for(locks.CHANGES))
        correct(thread(BOTH[0]), {"CF_SXCD": "轻微"}, reason="裁量有误", by=STEWARD, at=LATER)
        corrected = current_version(BOTH[0])
    worker.join()
    now = current_version(BOTH[0])
    assert (now.pk, now.severity, now.publicity) == (corrected.pk, "minor", corrected.publicity)
    assert shortened == [1]
    assert current_version(BOTH[1]).use_until < Record.objects.filter(thread=thread(BOTH[1])).earliest("id").use_until
    require_sound()
