"""Holding tables against what the ledger's entries keep of their rows (`ledger.rows`)."""

import json
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Model

from mingxin.ledger.models import Entry
from mingxin.ledger.rows import KEY, digest_of_row


@dataclass(frozen=True)
class RowsProof:
    """How many rows hold, and the first that does not."""

    rows: int
    broken: str


def prove_rows(models: Iterable[type[Model]]) -> RowsProof:
    """Each row is as the newest entry that names it left it; none is there that no entry names, none is gone.

    For a chain that holds: it proves the entries themselves, and that none stands in it twice.
    """
    told, held = _newest(), 0
    for model in models:
        table, name = model._meta.db_table, model._meta.db_table
        said = told.get(table, {})
        for row in model._default_manager.order_by("pk").iterator(chunk_size=2000):
            key = str(row.pk)
            if said.pop(key, None) != digest_of_row(row):
                return RowsProof(held, f"{name} 中编号为 {key} 的一行与账本最后一次记载不符，或者账本没有记载")
            held += 1
        lost = min((key for key, digest in said.items() if digest is not None), default=None)
        if lost is not None:
            return RowsProof(held, f"账本记载的 {name} 中编号为 {lost} 的一行不在数据库中")
    return RowsProof(held, "")


def unnamed_rows(model: type[Model]) -> list[Model]:
    """Rows that no entry names: from before verbs named them."""
    said = _newest().get(model._meta.db_table, {})
    return [row for row in model._default_manager.order_by("pk") if str(row.pk) not in said]


def _newest() -> dict[str, dict[str, str | None]]:
    """Table → key → digest by the newest entry. Acts on one row wait for each other, so their entries are in order."""
    found: dict[str, dict[str, str | None]] = {}
    details = Entry.objects.filter(detail__contains=f'"{KEY}":').order_by("id").values_list("detail", flat=True)
    for detail in details.iterator():
        for table, rows in json.loads(detail).get(KEY, {}).items():
            found.setdefault(table, {}).update(rows)
    return found
