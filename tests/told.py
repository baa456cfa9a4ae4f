"""After every test with a database: no act found a row otherwise than the act before it had told.

A verb that names another object than the one it read and saved would make an honest ledger look forged. Rows that a
test made by hand were told by nobody before; they are left alone until they are told.
"""

import json

from mingxin.ledger.models import Entry
from mingxin.ledger.rows import FOUND, KEY


def found_otherwise() -> list[str]:
    """Action, table and key of each row that an entry found otherwise than it was left."""
    known: dict[tuple[str, str], str | None] = {}
    wrong = []
    for action, spelled in (
        Entry.objects.filter(detail__contains=f'"{KEY}":').order_by("id").values_list("action", "detail")
    ):
        detail = json.loads(spelled)
        for table, rows in detail.get(KEY, {}).items():
            found = detail.get(FOUND, {}).get(table, {})
            wrong += [
                f"{action}: {table} {key}"
                for key in rows
                if (table, key) in known and known[table, key] != found.get(key)
            ]
            known |= {(table, key): digest for key, digest in rows.items()}
    return wrong
