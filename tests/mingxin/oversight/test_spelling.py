"""No value of any column is there in a spelling that the pages take for another one than the proofs do."""

from collections.abc import Iterator
from typing import Any, Final

import pytest
from django.db import IntegrityError, connection, models, transaction

from mingxin.archive.models import Edge, Mark, Shown
from mingxin.ledger.models import Entry
from mingxin.oversight.spelling import WRONG, misspelt, prove_spelling
from tests.mingxin.archive.sending import Sender
from tests.mingxin.oversight.forging import MODELS, execute
from tests.mingxin.oversight.proved_city import city, everything

__all__ = ["city"]
pytestmark = pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL's types leave no other spelling")

NUL: Final = "\x00"


def test_a_city_that_verbs_made_is_spelled_as_it_should(city: Sender) -> None:
    found = prove_spelling()
    assert found.broken == ""
    assert found.columns > 400


def test_the_same_day_in_another_spelling_is_no_longer_the_same_to_a_page(city: Sender) -> None:
    """The values are those that all other proofs hold to be right."""
    respelled = (
        (Shown, "shown_from = replace(shown_from, '-', '')", "shown_from"),
        (Shown, "hidden_from = '２' || substr(hidden_from, 2)", "hidden_from"),
        (Shown, "is_sole_trader = 2 WHERE is_sole_trader = 0", "is_sole_trader"),
        (Edge, "day = replace(day, '-', '')", "day"),
        (Entry, "at = replace(at, ' ', 'T')", "at"),
        (Entry, "at = substr(at, 1, 19) || '+00:00'", "at"),
    )
    for model, change, column in respelled:
        undo = transaction.savepoint()
        execute(model, f"UPDATE {{table}} SET {change}")
        assert everything() == "", f"{change}: else this says nothing"
        broken = prove_spelling().broken
        assert model._meta.db_table in broken and f"{column} 一栏" in broken, change
        transaction.savepoint_rollback(undo)


def test_every_column_of_every_table_is_respelled_and_named(city: Sender) -> None:
    """Unless the table is empty or the database itself refuses."""
    named, refused, empty, missed = 0, [], [], []
    for table, model in MODELS.items():
        if not model._default_manager.exists():
            empty.append(table)
            continue
        for column, value in ((f.column, value) for f in model._meta.concrete_fields for value in respellings(f)):
            try:
                with transaction.atomic():
                    last = "rowid = (SELECT max(rowid) FROM {table})"
                    execute(model, f'UPDATE {{table}} SET "{column}" = %s WHERE {last}', value)
                    broken = misspelt(model)
                    if table in broken and f"{column} 一栏" in broken:
                        named += 1
                    else:
                        missed.append((table, column, value, broken))
                    raise _UndoneError
            except _UndoneError:
                continue
            except IntegrityError:
                refused.append(f"{table}.{column}")
    assert missed == []
    assert named > 600
    assert len(refused) < named / 3, refused
    assert len(empty) < len(MODELS) / 3, empty


def respellings(field: Any) -> Iterator[object]:
    """Values that SQLite keeps in the column and no verb ever writes there."""
    kept = field
    while isinstance(kept, models.ForeignKey):
        kept = kept.target_field
    yield "text" if isinstance(kept, models.BinaryField) else b"\xff"
    if isinstance(kept, models.DateTimeField):
        yield from ("2026-11-30T06:00:00", "2026-11-30 06:00:00.000000", "2026-11-30 06:00:00.5", "2026-11-30")
        yield from ("2026-11-30 06:00:00+08:00", f"2026-11-30 06:00:00{NUL}", "2026-11-30 06:00:00.123456+00:00")
    elif isinstance(kept, models.DateField):
        yield from (20261130, "２０２６-11-30", "2026-W49-1", "2026-11-31", "2026-11-30 00:00:00", f"2026-11-30{NUL}")
    elif isinstance(kept, models.BooleanField):
        yield from (2, -1, "yes")
    elif isinstance(kept, models.DecimalField):
        yield from ("1.5x", 1.0000001)
    elif isinstance(kept, models.IntegerField):
        yield from (1.5, "1x")
    elif isinstance(kept, models.CharField | models.TextField):
        yield f"一{NUL}二"


def test_every_kind_of_field_has_its_spelling() -> None:
    """A model with a new kind of field does not pass by."""
    fields = [field for model in MODELS.values() for field in model._meta.concrete_fields]
    assert {f.get_internal_type() for f in fields if not f.is_relation} <= set(WRONG)


def test_what_must_be_there_is(city: Sender) -> None:
    """A column that lost its NOT NULL."""
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE marks AS SELECT * FROM archive_mark")
        cursor.execute("UPDATE marks SET kind = NULL")
        cursor.execute("DROP TABLE archive_mark")
        cursor.execute("ALTER TABLE marks RENAME TO archive_mark")
    assert Mark.objects.count()
    assert "archive_mark" in prove_spelling().broken


class _UndoneError(Exception):
    pass
