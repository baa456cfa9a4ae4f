"""Fixtures of the archive's tests; others take them from here by import."""

from datetime import datetime
from itertools import count
from pathlib import Path

import pytest

from mingxin.ledger.actor import Actor
from tests.conftest import InForce
from tests.mingxin.archive.sending import Sender


@pytest.fixture
def sender(in_force: InForce, tmp_path: Path, actor: Actor, now: datetime) -> Sender:
    """Somebody who sends files to a city that can receive."""
    return Sender(tmp_path, actor, now, count(1))
