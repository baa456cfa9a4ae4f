"""The archive's sender and the desk, for the verbs of intake."""

from datetime import datetime
from itertools import count
from pathlib import Path

import pytest

from tests.conftest import InForce
from tests.mingxin.archive.conftest import _no_names_left_behind, sender
from tests.mingxin.intake.actions.desk import Desk, hire

__all__ = ["_no_names_left_behind", "desk", "sender"]


@pytest.fixture
def desk(in_force: InForce, tmp_path: Path, now: datetime) -> Desk:
    """A city that can receive, with its people."""
    hire()
    folder = tmp_path / "sent"
    folder.mkdir()
    return Desk(folder, now, count(1))
