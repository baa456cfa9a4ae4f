"""The archive's sender, here too."""

from tests.mingxin.archive.conftest import sender

__all__ = ["sender"]
