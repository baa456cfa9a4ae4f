"""Registering, dismissing and withdrawing at once on PostgreSQL: one of each kind, and a clear refusal else."""

from datetime import date, datetime
from itertools import count
from pathlib import Path

import pytest
from django.db import connection

from mingxin.archive.models import Mark
from mingxin.intake.actions.rulings import dismiss, register
from mingxin.intake.actions.withdrawing import withdraw_and_tell
from mingxin.intake.models import Ruling, RulingSide
from mingxin.intake.queries.rulings import running
from tests.conftest import InForce
from tests.mingxin.archive.actions.test_crossing import at_once, faults
from tests.mingxin.archive.sending import Sender, penalty, require_sound, thread
from tests.mingxin.intake.actions.desk import COLLEAGUE, STEWARD
from tests.mingxin.intake.actions.test_desk_crossing import refused
from tests.mingxin.intake.actions.test_rulings import CASE, OFFICE

pytestmark = pytest.mark.django_db(transaction=True)
THREAD = thread(penalty(1))
TUESDAY = date(2026, 11, 17)


@pytest.fixture
def at(transactional_db: None, in_force: InForce, tmp_path: Path, now: datetime) -> datetime:
    if connection.vendor != "postgresql":
        pytest.skip("threads of one SQLite in memory share their connection")
    Sender(tmp_path, STEWARD, now, count(1)).penalties(penalty(1))
    return now


def test_two_register_at_once_and_one_is_told_so(at: datetime) -> None:
    told = {"reason_type": "决定被撤销", "case": CASE, "ruled_on": TUESDAY, "link": "/desk/", "at": at}
    given = at_once(
        lambda: register(THREAD, side=RulingSide.UNIT, by=STEWARD, **told),
        lambda: register(THREAD, side=RulingSide.OFFICE, by=OFFICE, **told),
        lambda: register(THREAD, side=RulingSide.UNIT, by=COLLEAGUE, **told),
    )
    assert (faults(given), refused(given)) == ([], ["ruling.already"] * 2)
    assert Ruling.objects.count() == 1


def test_registering_beside_withdrawing_leaves_no_clock_upon_what_is_withdrawn(at: datetime) -> None:
    told = {"reason_type": "决定被撤销", "case": CASE, "ruled_on": TUESDAY, "link": "", "by": STEWARD, "at": at}
    given = at_once(
        lambda: withdraw_and_tell(thread=THREAD, **told),
        lambda: register(THREAD, side=RulingSide.UNIT, **told),
    )
    assert faults(given) == []
    assert set(refused(given)) <= {"ruling.gone"}
    assert (Mark.objects.count(), running().count()) == (1, 0)
    require_sound()


def test_dismissing_beside_withdrawing_ends_it_once(at: datetime) -> None:
    told = {"reason_type": "决定被撤销", "case": CASE, "ruled_on": TUESDAY, "link": "", "by": STEWARD, "at": at}
    made = register(THREAD, side=RulingSide.UNIT, **told)
    given = at_once(
        lambda: withdraw_and_tell(thread=THREAD, **told),
        lambda: dismiss(made.pk, reason="登记有误", side=RulingSide.UNIT, link="", by=COLLEAGUE, at=at),
    )
    assert faults(given) == []
    assert set(refused(given)) <= {"ruling.gone"}
    made.refresh_from_db()
    assert made.ended_how in ("withdrawn", "dismissed")
    assert Mark.objects.count() == 1
