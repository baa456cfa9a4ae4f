"""The archive's sender, for what the public sees of records that came the whole way."""

from tests.mingxin.archive.conftest import sender

__all__ = ["sender"]
