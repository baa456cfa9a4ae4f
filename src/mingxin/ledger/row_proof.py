"""Holding tables against what the ledger's entries keep of their rows (`ledger.rows`)."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from django.db.models import F, Model

from mingxin.kernel.told_row import ToldRow
from mingxin.ledger.models import Entry
from mingxin.ledger.rows import FOUND, KEY, digest_of_row


@dataclass(frozen=True)
class RowsProof:
    """How many rows hold, and the first that does not."""

    rows: int
    broken: str


STOCK: Final = "ledger.take_stock"
"""The entry that takes rows from before verbs named them, as they stand."""


def prove_rows(models: Iterable[type[Model]]) -> RowsProof:
    """Each row is as the newest entry that names it left it, and every entry found it as the one before had left it;
    none is there that no entry names, none is gone.

    For a chain that holds: it proves the entries themselves, and that none stands in it twice.
    """
    told, broken = _newest()
    held = 0
    if broken:
        return RowsProof(0, broken)
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


def unnamed_rows(model: type[ToldRow]) -> list[ToldRow]:
    """Rows that no entry names: from before verbs named them."""
    said = _newest()[0].get(model._meta.db_table, {})
    return [row for row in model._default_manager.order_by("pk") if str(row.pk) not in said]


def _newest() -> tuple[dict[str, dict[str, str | None]], str]:
    """Table → key → digest by the newest entry, and the first row that an entry did not find as the one before had left
    it. Acts on one row wait for each other, so their entries are in order, the one in which they were sealed.
    """
    newest: dict[str, dict[str, str | None]] = {}
    broken = ""
    entries = Entry.objects.filter(detail__contains=f'"{KEY}":').order_by(
        F("sealedentry__seal_id").asc(nulls_last=True), "sealedentry__position", "id"
    )
    for number, action, spelled in entries.values_list("id", "action", "detail").iterator():
        detail = json.loads(spelled)
        for table, rows in detail.get(KEY, {}).items():
            known = newest.setdefault(table, {})
            if not broken and FOUND in detail and action != STOCK:
                found = detail[FOUND].get(table, {})
                altered = min((key for key in rows if known.get(key) != found.get(key)), default=None)
                broken = _altered(table, altered, number) if altered is not None else ""
            known.update(rows)
    return newest, broken


def _altered(table: str, key: str, entry: int) -> str:
    return f"{table} 中编号为 {key} 的一行在账本第 {entry} 号记录办理之前被改动过：当时所见与此前的记载不符"
