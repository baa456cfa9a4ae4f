"""Rows from before verbs named them to the ledger: digested once a table, when an installation is upgraded."""

import json
from datetime import datetime
from typing import Final

from django.db import transaction

from mingxin.ledger.actions import write
from mingxin.ledger.actor import Actor
from mingxin.ledger.models import Entry
from mingxin.ledger.row_proof import STOCK, unnamed_rows
from mingxin.oversight.columns import by_rows

_ROWS_AN_ENTRY: Final = 1000


@transaction.atomic
def take_stock(*, by: Actor, at: datetime) -> int:
    """How many rows were taken into the ledger as they stand. Each table once and never again: what is slipped in later
    must not be.
    """
    details = Entry.objects.filter(action=STOCK).values_list("detail", flat=True)
    done = {table for detail in details for table in json.loads(detail)["tables"]}
    models = [model for model in by_rows() if model._meta.db_table not in done]
    rows = [row for model in models for row in unnamed_rows(model)]
    tables = [model._meta.db_table for model in models]
    for start in range(0, max(len(rows), 1), _ROWS_AN_ENTRY) if tables else ():
        part = rows[start : start + _ROWS_AN_ENTRY]
        detail = {"tables": tables, "count": len(part)}
        write(action=STOCK, object_type="ledger", object_key="chain", by=by, at=at, detail=detail, rows=part)
    return len(rows)
