"""Many rows for the price of one: copies made by the database itself, as no list is long by hand."""

from django.db import connection

from mingxin.archive.models import Edge, Record, Shown
from mingxin.ledger.models import Entry

_THREAD = "SUBSTR(thread, 1, 24) || SUBSTR(CAST(10000000 + n.i AS TEXT), 1, 8)"
_APART = 1_000_000_000  # from the ids in use


def many_records(thread: str, times: int) -> None:
    """`times` more of a shown record, each with a thread of its own; counts follow."""
    record, shown = Record.objects.get(thread=thread), Shown.objects.get(thread=thread)
    _copy(Record, record.pk, times, id=f"id + {_APART} + n.i", thread=_THREAD)
    _copy(Shown, shown.pk, times, thread=_THREAD, record_id=f"record_id + {_APART} + n.i")
    edges = Edge.objects.filter(item=record.item, unit=record.unit_id, is_sole_trader=shown.is_sole_trader)
    for day, step in ((shown.shown_from, 1), (shown.hidden_from, -1)):
        for edge in edges.filter(day=day):
            edge.delta += step * times
            edge.save()


def many_entries(times: int) -> None:
    """`times` more of the newest entry of the ledger."""
    _copy(Entry, Entry.objects.latest("id").pk, times)


def _copy(model: type, pk: int, times: int, **spelled: str) -> None:
    table, columns = model._meta.db_table, [field.column for field in model._meta.concrete_fields]
    taken = [column for column in columns if column != "id" or "id" in spelled]
    sql = (
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < %s) "
        f"INSERT INTO {table} ({', '.join(taken)}) "
        f"SELECT {', '.join(spelled.get(column, column) for column in taken)} FROM {table}, n WHERE id = %s"
    )
    with connection.cursor() as cursor:
        cursor.execute(sql, [times, pk])
