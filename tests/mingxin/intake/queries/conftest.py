"""The desk of the verbs' tests, for the queries."""

from tests.mingxin.archive.conftest import _no_names_left_behind, sender
from tests.mingxin.intake.actions.conftest import desk

__all__ = ["_no_names_left_behind", "desk", "sender"]
