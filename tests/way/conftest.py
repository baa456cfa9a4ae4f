"""The archive's sender, for whole stories too."""

from tests.mingxin.archive.conftest import _no_names_left_behind, sender

__all__ = ["_no_names_left_behind", "sender"]
