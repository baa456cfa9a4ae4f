"""The archive's sender, here too."""

from tests.mingxin.archive.conftest import _no_names_left_behind, sender

__all__ = ["_no_names_left_behind", "sender"]
