"""Holding tables against what the ledger's entries keep of their rows (`ledger.rows`)."""

import json
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, TypeVar

from django.db.models import F, Q

from mingxin.kernel.told_row import ToldRow
from mingxin.ledger.models import Entry
from mingxin.ledger.queries import is_genuine
from mingxin.ledger.rows import BESIDE, FOUND, KEY, covered, digests_of_row

STOCK: Final = "ledger.take_stock"
"""The entry that takes rows from before verbs named them, as they stand."""

_FORGED: Final = "forged"  # no row's digest

_M = TypeVar("_M", bound=ToldRow)


@dataclass(frozen=True)
class RowsProof:
    """How many rows hold, and the first that does not."""

    rows: int
    broken: str


def prove_rows(models: Iterable[type[ToldRow]], *, tell: Callable[[], None] = lambda: None) -> RowsProof:
    """Each row is as the newest entry that names it left it, and every entry found it as the one before had left it;
    none is there that no entry names, none is gone.

    For a chain that holds: it proves the entries themselves, and that none stands in it twice. `tell` is called with
    each row.
    """
    told, broken = _newest()
    held = 0
    if broken:
        return RowsProof(0, broken)
    for model in models:
        table = model._meta.db_table
        said = {name: told.get(name, {}) for name in covered(model)}
        for row in model._default_manager.order_by("pk").iterator(chunk_size=2000):
            key = str(row.pk)
            tell()
            if {name: said[name].pop(key, None) for name in said} != digests_of_row(row):
                return RowsProof(held, f"{table} 中编号为 {key} 的一行与账本最后一次记载不符，或者账本没有记载")
            held += 1
        lost = min((key for left in said.values() for key, digest in left.items() if digest is not None), default=None)
        if lost is not None:
            return RowsProof(held, f"账本记载的 {table} 中编号为 {lost} 的一行不在数据库中")
    return RowsProof(held, "")


def as_told(rows: Sequence[_M], among: Q | None = None) -> dict[Any, _M]:
    """By key those rows, all of one model, that are as the newest entry about each left them. Reads every entry that
    names a row of the table, or of those `among` which all that name these rows must be; a row that an entry names
    which the platform did not write is not as told.
    """
    if not rows:
        return {}
    names = tuple(covered(rows[0]._meta.model))
    told, _ = _newest(f'"{names[0]}":', among, is_ours=is_genuine)
    said = {row.pk: {name: told.get(name, {}).get(str(row.pk)) for name in names} for row in rows}
    return {row.pk: row for row in rows if said[row.pk] == digests_of_row(row)}


def all_as_told(model: type[_M], rows: Sequence[_M], *, of: Q, besides: Q) -> bool:
    """Whether these are all the rows that the entries `of` their object tell and that are not gone, each as the newest
    entry about it left it. `besides`: further entries that may tell of them, and of others.
    """
    names = tuple(covered(model))
    told, _ = _newest(f'"{names[0]}":', of | besides, is_ours=is_genuine)
    said = {row.pk: {name: told.get(name, {}).get(str(row.pk)) for name in names} for row in rows}
    if any(said[row.pk] != digests_of_row(row) for row in rows):
        return False
    own, _ = _newest(f'"{names[0]}":', of)
    left = {key for key in own.get(names[0], {}) if told[names[0]].get(key) is not None}
    return left <= {str(row.pk) for row in rows}


def stand_among(rows: Sequence[ToldRow], among: Q, *, names: Collection[str] = ()) -> bool:
    """Whether rows of one model are as the newest entries `among`, or the stock that was taken, tell them. `names`: of
    the digests that are asked, by default all. A row that no entry tells is not as told: rows from before verbs told
    them are in the stock that was taken with the upgrade, and an entry that is hidden for a moment lets nothing stand.
    """
    if not rows:
        return True
    asked = tuple(names) or tuple(covered(rows[0]._meta.model))
    stock = Q(action=STOCK)
    told, _ = _newest(f'"{asked[0]}":', among | stock, is_ours=is_genuine)
    return all(_is_among(told, row, asked) for row in rows)


def _is_among(told: Mapping[str, Mapping[str, str | None]], row: ToldRow, names: Collection[str]) -> bool:
    digests = digests_of_row(row)
    return all(told.get(name, {}).get(str(row.pk)) == digests[name] for name in names)


def unnamed_rows(models: Iterable[type[ToldRow]]) -> dict[str, list[ToldRow]]:
    """By name of each digest the rows of which no entry has one: from before verbs gave it."""
    told, _ = _newest()
    return {
        name: [row for row in model._default_manager.order_by("pk") if str(row.pk) not in told.get(name, {})]
        for model in models
        for name in covered(model)
    }


def _newest(
    naming: str = f'"{KEY}":', among: Q | None = None, *, is_ours: Callable[[Entry], bool] = lambda _: True
) -> tuple[dict[str, dict[str, str | None]], str]:
    """Name of the digest → key → digest by the newest entry, and the first row that an entry did not find as the one
    before had left it. Acts on one row wait for each other, so their entries are in order, the one in which they were
    sealed. `is_ours`: for whoever has not proved the chain before.
    """
    newest: dict[str, dict[str, str | None]] = {}
    broken = ""
    entries = Entry.objects.filter(among or Q(), detail__contains=naming).order_by(
        F("sealedentry__seal_id").asc(nulls_last=True), "sealedentry__position", "id"
    )
    for entry in entries.iterator():
        detail = json.loads(entry.detail)
        ours = is_ours(entry)
        for name, rows in detail.get(KEY, {}).items():
            known = newest.setdefault(name, {})
            if not broken and FOUND in detail and entry.action != STOCK:
                found = detail[FOUND].get(name, {})
                altered = min((key for key in rows if known.get(key) != found.get(key)), default=None)
                broken = _altered(name, altered, entry.pk) if altered is not None else ""
            known.update(rows if ours else dict.fromkeys(rows, _FORGED))
    return newest, broken


def _altered(name: str, key: str, entry: int) -> str:
    table = name.removesuffix(BESIDE)
    return f"{table} 中编号为 {key} 的一行在账本第 {entry} 号记录办理之前被改动过：当时所见与此前的记载不符"
