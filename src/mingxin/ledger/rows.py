"""What an entry keeps of rows that acts change in place: a digest of each, to hold a table against the acts.

The tables of the archive are proved by their changes' digests. Others (units, powers, batches …) have rows that verbs
change; each verb names them to `ledger.actions.write`, and the newest entry that names a row says how it must stand.
An entry also keeps how the verb found the row: what somebody altered in between is not blessed by the next lawful act.

A model whose further columns came to be proved later names them in PROVED_BESIDE: they have a digest of their own, so
that what older entries say of its rows stays true.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from typing import Final

from django.db.models import Model

from mingxin.kernel.told_row import ToldRow, proved_columns
from mingxin.ledger.rules import moment

KEY: Final = "row_digests"
FOUND: Final = "rows_found"
BESIDE: Final = "+"  # after the table's name: the digest over what came to be proved later
_HEX: Final = 32


def told_rows(
    rows: Iterable[ToldRow], gone: Iterable[ToldRow] = (), under: Iterable[tuple[str, ToldRow]] = ()
) -> dict[str, object]:
    """For an entry's detail: name of the digest → key of the row → the digest, or null where the row is gone, and the
    same as the rows were found, without those that were made; nothing for no rows. `under`: rows with the one name
    under which they are told.
    """
    told: dict[str, dict[str, str | None]] = {}
    found: dict[str, dict[str, str]] = {}
    left = [(row, dict[str, str | None](digests_of_row(row))) for row in rows]
    left += [(row, dict.fromkeys(covered(row._meta.model))) for row in gone]
    left += [(row, {name: digests_of_row(row)[name]}) for name, row in under]
    for row, digests in left:
        before, key = _found(row), str(row.pk)
        for name, digest in digests.items():
            if name in before and key not in told.get(name, {}):
                found.setdefault(name, {})[key] = before[name]
            told.setdefault(name, {})[key] = digest
        row.remember()
    return {KEY: told, FOUND: found} if told else {}


def _found(row: ToldRow) -> Mapping[str, str]:
    """By name each digest of the row as it was read; none for one that the act made."""
    if row.as_read is None:
        return {}
    for name in proved_columns(row._meta.model):
        getattr(row, name)  # what was left out of the reading is read now: the act cannot have changed it
    return _digests_of(row._meta.model, row.as_read)


@cache
def covered(model: type[Model]) -> Mapping[str, tuple[str, ...]]:
    """By name of each digest that a row has the columns that it covers: the table's is over those the model names in
    PROVED, or all but the key; beside it there is one over PROVED_BESIDE.
    """
    table = model._meta.db_table
    beside: tuple[str, ...] = getattr(model, "PROVED_BESIDE", ())
    found = {table: tuple(name for name in proved_columns(model) if name not in beside)}
    return found | {f"{table}{BESIDE}": beside} if beside else found


def digests_of_row(row: Model) -> dict[str, str]:
    """By name each digest of the row, over its columns by name. What is empty is left out, so that a later column
    leaves older digests as they are while it is empty.
    """
    return _digests_of(row._meta.model, {name: getattr(row, name) for name in proved_columns(row._meta.model)})


def _digests_of(model: type[Model], values: Mapping[str, object]) -> dict[str, str]:
    fields = {field.attname: field for field in model._meta.concrete_fields}
    digests = {}
    for name, columns in covered(model).items():
        said = {column: _spelled(fields[column].to_python(values[column])) for column in columns}
        digests[name] = _digest({column: value for column, value in said.items() if value not in (None, "", [], {})})
    return digests


def _digest(said: Mapping[str, object]) -> str:
    spelled = json.dumps(said, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(spelled.encode()).hexdigest()[:_HEX]


def _spelled(value: object) -> object:
    """As both databases give it back and as the verb holds it in its hand."""
    if isinstance(value, datetime):
        return moment(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return format(value.normalize(), "f")
    if isinstance(value, (bytes, memoryview)):
        return bytes(value).hex()
    return value
