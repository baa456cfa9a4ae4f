"""The archive's sender, for what the public sees of records that came the whole way."""

from tests.mingxin.archive.conftest import _no_names_left_behind, sender

__all__ = ["_no_names_left_behind", "sender"]
