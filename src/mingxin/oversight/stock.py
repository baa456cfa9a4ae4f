"""Rows from before verbs named them to the ledger: digested once a table, and once for the columns of it that came to
be proved later, when an installation is upgraded.
"""

import json
from datetime import datetime
from typing import Final

from django.db import transaction

from mingxin.ledger.actions import write
from mingxin.ledger.actor import Actor
from mingxin.ledger.models import Entry
from mingxin.ledger.row_proof import STOCK, unnamed_rows
from mingxin.ledger.rows import covered
from mingxin.oversight.columns import by_rows

_ROWS_AN_ENTRY: Final = 1000


@transaction.atomic
def take_stock(*, by: Actor, at: datetime) -> int:
    """How many rows were taken into the ledger as they stand. Each table once and never again: what is slipped in later
    must not be.
    """
    details = Entry.objects.filter(action=STOCK).values_list("detail", flat=True)
    done = {name for detail in details for name in json.loads(detail)["tables"]}
    models = [model for model in by_rows() if not done.issuperset(covered(model))]
    unnamed = {name: rows for name, rows in unnamed_rows(models).items() if name not in done}
    named = [(name, row) for name, rows in unnamed.items() for row in rows]
    for start in range(0, max(len(named), 1), _ROWS_AN_ENTRY) if unnamed else ():
        part = named[start : start + _ROWS_AN_ENTRY]
        detail = {"tables": list(unnamed), "count": len(part)}
        write(action=STOCK, object_type="ledger", object_key="chain", by=by, at=at, detail=detail, under=part)
    return len({(row._meta.db_table, row.pk) for _, row in named})
