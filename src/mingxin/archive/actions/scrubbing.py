"""After an erasure: the database's own leftovers of what a row said before."""

from typing import Final

from django.db import DatabaseError, connection

EMPTIED: Final = (  # every table in which an erasure empties or deletes anything
    "archive_record",
    "archive_shown",
    "intake_batch",
    "intake_rowmend",
    "intake_linkproposal",
    "intake_ruling",
    "vault_original",
    "vault_keptfile",
)


def overwrite_deleted() -> None:
    """Have SQLite overwrite what this connection deletes from now on; call it before the transaction."""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA secure_delete=ON")


def scrub() -> bool:
    """Clear what rows said before out of the database's files, after the commit; False where readers stood in the way.

    SQLite: the write-ahead log is written back and emptied. PostgreSQL: dead rows are vacuumed; its write-ahead log and
    the archives of it are the administrator's.
    """
    try:
        with connection.cursor() as cursor:
            if connection.vendor == "sqlite":
                cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
                return not cursor.fetchone()[0]
            cursor.execute(f"VACUUM {', '.join(EMPTIED)}")
    except DatabaseError:
        return False
    return True
