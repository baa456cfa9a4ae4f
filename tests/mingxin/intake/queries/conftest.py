"""The desk of the verbs' tests, for the queries."""

from tests.mingxin.archive.conftest import sender
from tests.mingxin.intake.actions.conftest import desk

__all__ = ["desk", "sender"]
