"""Each value in the one spelling that the platform writes, of the one type.

SQLite keeps in any column whatever it is given. What is read through the models becomes a value again, so that the
proofs take `20260101` or full-width digits for the day they mean; the pages compare in the database, where a number is
less than every text and a full-width digit more than every other. So a proof of values holds for what the pages show
only where each value has one spelling. PostgreSQL's types leave no other, but they know days beyond every calendar
(infinity) and numbers that are none (NaN), which no program can read.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

from django.apps import apps
from django.db import connection, models
from django.db.migrations.recorder import MigrationRecorder
from django.db.models import Field, Model

_INTEGER: Final = "typeof({c}) IS NOT 'integer'"
_BOOLEAN: Final = "typeof({c}) IS NOT 'integer' OR {c} NOT IN (0, 1)"
# some of SQLite's functions end a text at a null character, which PostgreSQL does not take at all
_TEXT: Final = "typeof({c}) IS NOT 'text' OR instr({c}, char(0))"
_BYTES: Final = "typeof({c}) IS NOT 'blob'"
# `IS NOT`, and not `<>`: what SQLite cannot read as a day gives null, and bytes are no text. That a month has
# no day 31 it finds only where something is added.
_DAY: Final = "{c} IS NOT strftime('%Y-%m-%d', {c}, '+0 days')"
# in UTC, to the second, and a fraction of six digits where there is one
_INSTANT: Final = (
    "{c} IS NOT strftime('%Y-%m-%d %H:%M:%S', substr({c}, 1, 19), '+0 days') || substr({c}, 20, 7) "
    "OR (substr({c}, 20) IS NOT '' AND substr({c}, 20) NOT GLOB '.[0-9][0-9][0-9][0-9][0-9][0-9]') "
    "OR substr({c}, 20) IS '.000000'"
)
_DECIMAL: Final = "typeof({c}) NOT IN ('integer', 'real') OR {c} IS NOT round({c}, {places})"
_JSON: Final = "typeof({c}) IS NOT 'text' OR NOT json_valid({c})"

WRONG: Final[dict[str, str]] = {  # kind of field → the condition that a value which is there is not spelled so
    "AutoField": _INTEGER,
    "BigAutoField": _INTEGER,
    "BigIntegerField": _INTEGER,
    "BinaryField": _BYTES,
    "BooleanField": _BOOLEAN,
    "CharField": _TEXT,
    "DateField": _DAY,
    "DateTimeField": _INSTANT,
    "DecimalField": _DECIMAL,
    "GenericIPAddressField": _TEXT,
    "IntegerField": _INTEGER,
    "JSONField": _JSON,
    "PositiveIntegerField": _INTEGER,
    "PositiveSmallIntegerField": _INTEGER,
    "SmallIntegerField": _INTEGER,
    "TextField": _TEXT,
}


_BEYOND: Final = "NOT isfinite({c}) OR {c} < '0001-01-01' OR {c} >= '10000-01-01'"
UNREADABLE: Final[dict[str, str]] = {  # the same on PostgreSQL; kinds that are not here have one spelling there
    "DateField": _BEYOND,
    "DateTimeField": _BEYOND,
    "DecimalField": "{c} IN ('NaN', 'Infinity', '-Infinity')",
}


@dataclass(frozen=True)
class Spelling:
    """How many columns of how many tables were read, and the first value that is spelled otherwise, or ""."""

    tables: int
    columns: int
    broken: str


def prove_spelling() -> Spelling:
    """One pass over each table; on PostgreSQL over those with days."""
    spelled = list(_models())
    columns = sum(len(model._meta.concrete_fields) for model in spelled)
    return Spelling(len(spelled), columns, next((found for model in spelled if (found := misspelt(model))), ""))


def _models() -> Iterator[type[Model]]:
    """Every model that has a table, with those that Django makes by itself."""
    yield from apps.get_models(include_auto_created=True)
    yield MigrationRecorder.Migration


def misspelt(model: type[Model]) -> str:
    """The first value of the table that is spelled otherwise, by table, row and column; "" where there is none."""
    quote, is_sqlite = connection.ops.quote_name, connection.vendor == "sqlite"
    conditions = WRONG if is_sqlite else UNREADABLE
    wrong = {
        str(field.column): _is_wrong(field, conditions[kind])
        for field in model._meta.concrete_fields
        if (kind := _kept(field).get_internal_type()) in conditions or is_sqlite
    }
    if not wrong:
        return ""
    which = " ".join(f"WHEN {condition} THEN '{column}'" for column, condition in wrong.items())
    key = str(model._meta.pk.column if model._meta.pk else "")
    table = model._meta.db_table
    # the table itself, and no index in its stead: an index may be made to say something else
    told, read = (
        (f"quote({quote(key)})", f"{quote(table)} NOT INDEXED") if is_sqlite else (f"{quote(key)}::text", quote(table))
    )
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {told}, CASE {which} END FROM {read} WHERE {' OR '.join(wrong.values())} LIMIT 1")  # noqa: S608 - own names
        found = cursor.fetchone()
    if found is None:
        return ""
    row, column = found
    return f"{table} 中编号为 {row} 的一行，{column} 一栏的值不是平台的写法：页面按它比较，会与校验所读的不同"


def _kept(field: "Field[Any, Any]") -> "Field[Any, Any]":
    """The field whose values the column keeps."""
    kept: Field[Any, Any] = field
    while isinstance(kept, models.ForeignKey):
        kept = kept.target_field
    return kept


def _is_wrong(field: "Field[Any, Any]", otherwise: str) -> str:
    """The condition that a row's value in this column is missing where it must not be, or is spelled `otherwise`."""
    column = connection.ops.quote_name(str(field.column))
    condition = otherwise.format(c=column, places=getattr(_kept(field), "decimal_places", ""))
    return f"({column} IS NOT NULL AND ({condition}))" if field.null else f"({column} IS NULL OR {condition})"
