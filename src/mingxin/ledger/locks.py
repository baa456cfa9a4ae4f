"""Locks for the short steps that must not cross: one a sequence of numbers, and one for sealing the ledger.

What takes time (setting, signing, hashing, reading a file) is done before: whoever holds one holds up everybody.
Who takes several takes them in the order in which they stand here; SEALS is taken alone.
"""

from django.db import connection, transaction

BATCHES = 429_003
CHANGES = 429_001
REPORTS = 429_004
REMINDERS = 429_005
SEALS = 429_002


def hold(lock: int) -> None:
    """Hold `lock` until the transaction ends.

    On SQLite an IMMEDIATE transaction already holds the only write lock there is.
    """
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError("a lock is held inside a transaction")
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [lock])
