"""Fixtures of oversight's tests: the archive's sender, and the desk with its people."""

from tests.mingxin.archive.conftest import sender
from tests.mingxin.intake.actions.conftest import desk

__all__ = ["desk", "sender"]
