"""The archive's sender, for whole stories too."""

from tests.mingxin.archive.conftest import sender

__all__ = ["sender"]
