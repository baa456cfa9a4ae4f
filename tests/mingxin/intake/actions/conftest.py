"""The archive's sender and the desk, for the verbs of intake."""

from collections.abc import Iterator
from datetime import datetime
from itertools import count
from pathlib import Path

import pytest

from tests.conftest import InForce
from tests.mingxin.archive.conftest import sender
from tests.mingxin.intake.actions.desk import Desk, hire, require_told

__all__ = ["desk", "sender"]


@pytest.fixture
def desk(in_force: InForce, tmp_path: Path, now: datetime) -> Iterator[Desk]:
    """A city that can receive, with its people. Whatever verbs did to rows in the test, the ledger was told of it."""
    hire()
    folder = tmp_path / "sent"
    folder.mkdir()
    yield Desk(folder, now, count(1))
    require_told()
