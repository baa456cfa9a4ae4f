"""What an entry keeps of rows that acts change in place: a digest of each, to hold a table against the acts.

The tables of the archive are proved by their changes' digests. Others (units, powers, batches …) have rows that verbs
change; each verb names them to `ledger.actions.write`, and the newest entry that names a row says how it must stand.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Final

from django.db.models import Model

from mingxin.ledger.rules import moment

KEY: Final = "row_digests"
_HEX: Final = 32


def told_rows(rows: Iterable[Model], gone: Iterable[Model] = ()) -> dict[str, object]:
    """For an entry's detail: table → key of the row → its digest, or null where it is gone; nothing for no rows."""
    told: dict[str, dict[str, str | None]] = {}
    for row in rows:
        told.setdefault(row._meta.db_table, {})[str(row.pk)] = digest_of_row(row)
    for row in gone:
        told.setdefault(row._meta.db_table, {})[str(row.pk)] = None
    return {KEY: told} if told else {}


def proved_columns(model: type[Model]) -> tuple[str, ...]:
    """The columns that the digest of a row covers: those the model names in PROVED, or all but the key."""
    named: tuple[str, ...] | None = getattr(model, "PROVED", None)
    if named is not None:
        return named
    return tuple(f.attname for f in model._meta.concrete_fields if not f.primary_key)


def digest_of_row(row: Model) -> str:
    """Over the row's columns by name. What is empty is left out, so that a later column leaves older digests as they
    are while it is empty.
    """
    fields = {field.attname: field for field in row._meta.concrete_fields}
    said = {name: _spelled(fields[name].to_python(getattr(row, name))) for name in proved_columns(row._meta.model)}
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
