"""What an entry keeps of rows that acts change in place: a digest of each, to hold a table against the acts.

The tables of the archive are proved by their changes' digests. Others (units, powers, batches …) have rows that verbs
change; each verb names them to `ledger.actions.write`, and the newest entry that names a row says how it must stand.
An entry also keeps how the verb found the row: what somebody altered in between is not blessed by the next lawful act.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Final

from django.db.models import Model

from mingxin.kernel.told_row import ToldRow, proved_columns
from mingxin.ledger.rules import moment

KEY: Final = "row_digests"
FOUND: Final = "rows_found"
_HEX: Final = 32


def told_rows(rows: Iterable[ToldRow], gone: Iterable[ToldRow] = ()) -> dict[str, object]:
    """For an entry's detail: table → key of the row → its digest, or null where it is gone, and the same as the rows
    were found, without those that were made. Nothing for no rows.
    """
    told: dict[str, dict[str, str | None]] = {}
    found: dict[str, dict[str, str]] = {}
    for row, digest in [*((row, digest_of_row(row)) for row in rows), *((row, None) for row in gone)]:
        table, key = row._meta.db_table, str(row.pk)
        if (before := _found(row)) is not None and key not in told.get(table, {}):
            found.setdefault(table, {})[key] = before
        told.setdefault(table, {})[key] = digest
        row.remember()
    return {KEY: told, FOUND: found} if told else {}


def _found(row: ToldRow) -> str | None:
    if row.as_read is None:
        return None
    for name in proved_columns(type(row)):
        getattr(row, name)  # what was left out of the reading is read now: the act cannot have changed it
    return _digest_of(type(row), row.as_read)


def digest_of_row(row: Model) -> str:
    """Over the row's columns by name. What is empty is left out, so that a later column leaves older digests as they
    are while it is empty.
    """
    return _digest_of(type(row), {name: getattr(row, name) for name in proved_columns(type(row))})


def _digest_of(model: type[Model], values: Mapping[str, object]) -> str:
    fields = {field.attname: field for field in model._meta.concrete_fields}
    said = {name: _spelled(fields[name].to_python(value)) for name, value in values.items()}
    return _digest({name: value for name, value in said.items() if value not in (None, "", [], {})})


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
