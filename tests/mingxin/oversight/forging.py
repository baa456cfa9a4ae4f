"""What somebody does who may do all in the database and has neither the keys nor the papers that were issued."""

import json
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any

from django.apps import apps
from django.db import connection, models

from mingxin.archive import bulk, tables
from mingxin.archive.models import Change, Record
from mingxin.archive.rules.digests import change_digest, content_digest, line_digest, line_of
from mingxin.ledger.models import Entry, Seal
from mingxin.ledger.queries import digest_of
from mingxin.ledger.rows import KEY, covered, digests_of_row
from mingxin.ledger.rules import GENESIS, canonical, moment, seal_digest
from mingxin.oversight.columns import by_rows

Model = type[models.Model]
MODELS: dict[str, Model] = {m._meta.db_table: m for m in apps.get_models(include_auto_created=True)}


def alter(model: Model, column: str) -> None:
    """Another value of its kind in the last row."""
    row = model._default_manager.order_by("pk").last()
    assert row is not None
    field = next(f for f in model._meta.concrete_fields if f.column == column)
    value = another_value(field, field.value_from_object(row))
    with connection.cursor() as cursor:
        spelled = field.get_db_prep_save(value, connection)
        key = model._meta.pk
        assert key is not None
        cursor.execute(
            f'UPDATE {model._meta.db_table} SET "{column}" = %s WHERE "{key.column}" = %s',
            [spelled, key.get_db_prep_save(row.pk, connection)],
        )
        assert cursor.rowcount == 1


def another_value(field: Any, value: Any) -> Any:
    target = field.target_field if field.is_relation else field
    if isinstance(target, models.BooleanField):
        return not value
    if isinstance(target, models.DateTimeField):
        return (value or datetime.fromisoformat("2026-01-01T00:00:00+08:00")) + timedelta(seconds=1)
    if isinstance(target, models.DateField):
        return (value or date(2026, 1, 1)) + timedelta(days=3)
    if isinstance(target, models.DecimalField | models.IntegerField):
        return (value or 0) + 1
    if isinstance(target, models.BinaryField):
        return None if value else b"forged"
    if isinstance(target, models.JSONField):
        return ["forged"]
    if field.choices:
        return next(key for key, _ in field.choices if key != value)
    if isinstance(target, models.CharField) and value and len(value) == target.max_length:
        return value[:-1] + ("0" if value[-1] != "0" else "1")
    return f"{value or ''}改"


def delete(model: Model) -> None:
    row = model._default_manager.order_by("pk").last()
    assert row is not None
    execute(model, 'DELETE FROM {table} WHERE "{key}" = %s', row.pk)


def add(model: Model) -> None:
    """The last row once more, under a key of its own, with what must be unique made so."""
    row = model._default_manager.order_by("pk").last()
    assert row is not None
    key = model._meta.pk
    assert key is not None
    for field in model._meta.concrete_fields:
        if field.unique and not field.primary_key:
            setattr(row, field.attname, another_value(field, field.value_from_object(row)))
    row.pk = another_value(key, row.pk)
    row.save(force_insert=True)


def exchange(model: Model) -> None:
    """Two rows change their keys."""
    first, second = (row.pk for row in model._default_manager.order_by("pk")[:2])
    for new, old in ((-1, first), (first, second), (second, -1)):
        with connection.cursor() as cursor:
            cursor.execute(f"UPDATE {model._meta.db_table} SET id = %s WHERE id = %s", [new, old])


def execute(model: Model, sql: str, *values: object) -> None:
    key = model._meta.pk
    assert key is not None
    with connection.cursor() as cursor:
        cursor.execute(sql.format(table=model._meta.db_table, key=key.column), values)


def recompute_all() -> None:
    """All that anybody can compute: content digests, changes, what entries tell, their digests, the chain."""
    for record in Record.objects.filter(erased_by__isnull=True):
        spelled = [getattr(record, column) for column in tables.CONTENT]
        Record.objects.filter(pk=record.pk).update(content_digest=content_digest(record.payload, spelled))
    erased = json.loads(Entry.objects.get(action="archive.erasure").detail)["lines"]
    for change in Change.objects.all():
        change.digest = change_digest(_lines(change.number, erased))
        change.save()
    newest: dict[tuple[str, str], int] = {}
    details = {entry.pk: json.loads(entry.detail) for entry in Entry.objects.order_by("id")}
    for pk, detail in details.items():
        newest |= {(name, key): pk for name, rows in detail.get(KEY, {}).items() for key in rows}
    for model in by_rows():
        there = {str(row.pk): digests_of_row(row) for row in model._default_manager.all()}
        for name in covered(model):
            for key in {*there, *(k for n, k in newest if n == name)}:
                pk = newest.get((name, key), min(details))
                details[pk].setdefault(KEY, {}).setdefault(name, {})[key] = there[key][name] if key in there else None
    for entry in Entry.objects.order_by("id"):
        detail = details[entry.pk]
        if entry.object_type == "change":
            told = Change.objects.get(number=int(entry.object_key))
            detail |= {"digest": told.digest, "said_at": moment(told.said_at) if told.said_at else None}
        entry.detail = canonical(detail)
        entry.digest = digest_of(entry)
        entry.save()
    previous = GENESIS
    for one in Seal.objects.order_by("number"):
        held = list(one.sealedentry_set.order_by("position").values_list("entry_id", "entry__digest"))
        one.previous, one.digest = previous, seal_digest(one.number, one.at, previous, held)
        previous = one.digest
        one.save()


def _lines(change: int, erased: dict[str, str]) -> Iterator[bytes]:
    for table, names, by in tables.WRITTEN:
        flags = [n for n in ("registered", "negative") if n in names]
        quoted = ", ".join(f'"{name}"' for name in names)
        for row in bulk.select(f"SELECT {quoted} FROM {table} WHERE {by} = {change} ORDER BY id"):
            values = [bool(v) if n in flags else v for n, v in zip(names, row, strict=True)]
            known = erased.get(str(row[0])) if table == "archive_record" else None
            yield bytes.fromhex(known) if known else line_digest(line_of(table, values))
    for table in tables.CLOSED:
        for (row_id,) in bulk.select(f"SELECT id FROM {table} WHERE known_until_id = {change} ORDER BY id"):
            yield line_digest(line_of(f"closed:{table}", [row_id]))
