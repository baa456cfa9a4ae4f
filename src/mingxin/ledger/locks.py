"""One lock for the short steps that must not cross: numbering a change or a batch, sealing the ledger."""

from django.db import connection, transaction

CHANGES = 429_001
SEALS = 429_002
BATCHES = 429_003


def hold(lock: int) -> None:
    """Hold `lock` until the transaction ends.

    On SQLite an IMMEDIATE transaction already holds the only write lock there is.
    """
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError("a lock is held inside a transaction")
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [lock])
