"""After every test with a database: no act found a row otherwise than the act before it had told.

A verb that names another object than the one it read and saved would make an honest ledger look forged. Rows that a
test made by hand were told by nobody before; they are left alone until they are told.
"""

import json
from datetime import datetime

from mingxin.kernel.told_row import ToldRow
from mingxin.ledger.actions import write
from mingxin.ledger.actor import Actor
from mingxin.ledger.models import Entry
from mingxin.ledger.row_proof import STOCK
from mingxin.ledger.rows import FOUND, KEY


def take_stock(*rows: ToldRow, by: Actor, at: datetime) -> None:
    """Tell the ledger rows that a test made or altered by hand."""
    write(action=STOCK, object_type="ledger", object_key="chain", by=by, at=at, detail={"tables": []}, rows=rows)


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
                if action != STOCK and (table, key) in known and known[table, key] != found.get(key)
            ]
            known |= {(table, key): digest for key, digest in rows.items()}
    return wrong
