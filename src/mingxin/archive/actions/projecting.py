"""Keeping what is shown true: spans after marks, and counts by edge, in the transaction of the change."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

import polars as pl

from mingxin.archive import bulk, tables
from mingxin.archive.rules.spans import OPEN_END, edges_of, shown_spans

Marks = Mapping[str, list[tuple[str, date, date | None]]]
EdgeKey = tuple[str, int, bool, date]


def as_date(value: Any) -> date:
    """A day from either database's driver (SQLite gives text)."""
    return value if isinstance(value, date) else date.fromisoformat(value)


def hiding_marks(threads: Iterable[str]) -> Marks:
    """The marks in force per thread, for the spans."""
    found: dict[str, list[tuple[str, date, date | None]]] = defaultdict(list)
    for thread, kind, begin, end in bulk.select(
        f"SELECT thread, kind, from_on, until_on FROM archive_mark WHERE known_until_id IS NULL AND {bulk.among('thread')}",  # noqa: S608, E501
        [bulk.many(threads)],
    ):
        found[thread].append((kind, as_date(begin), as_date(end) if end is not None else None))
    return found


def clear(threads: Sequence[str]) -> None:
    """Take these records out of what is shown, and their edges out of the counts."""
    if not threads:
        return
    edges: Counter[EdgeKey] = Counter()
    for item, unit, sole, begin, end in bulk.select(
        "SELECT item, unit_id, is_sole_trader, shown_from, hidden_from FROM archive_shown "  # noqa: S608
        f"WHERE {bulk.among('thread')}",
        [bulk.many(threads)],
    ):
        for day, delta in edges_of([(as_date(begin), as_date(end))]).items():
            edges[(item, unit, bool(sole), day)] -= delta
    bulk.execute(f"DELETE FROM archive_shown WHERE {bulk.among('thread')}", [bulk.many(threads)])  # noqa: S608
    _write_edges(edges)


def show(records: Iterable[Mapping[str, Any]], marks: Marks) -> None:
    """Write the spans of current versions that are public. A record: the columns of `tables.SHOWN` as it knows them."""
    rows: list[tuple[object, ...]] = []
    edges: Counter[EdgeKey] = Counter()
    for record in records:
        spans = shown_spans(record["shown_from"], record["hidden_from"], marks.get(record["thread"], ()))
        for begin, end in spans:
            rows.append((*(record[c] for c in tables.SHOWN[:-2]), begin.isoformat(), end.isoformat()))
        for day, delta in edges_of(spans).items():
            edges[(record["item"], record["unit_id"], bool(record["is_sole_trader"]), day)] += delta
    bulk.insert("archive_shown", tables.SHOWN, rows)
    _write_edges(edges)


def show_unmarked(records: pl.DataFrame) -> None:
    """`show` for many records without marks: one span each. Columns: tables.SHOWN, days as pl.Date."""
    ended = records.with_columns(pl.col("hidden_from").fill_null(OPEN_END))
    spans = ended.filter(pl.col("shown_from") < pl.col("hidden_from")).select(tables.SHOWN)
    key = ("item", "unit_id", "is_sole_trader")
    begun = spans.select(*key, day="shown_from", delta=pl.lit(1))
    over = spans.filter(pl.col("hidden_from") < OPEN_END).select(*key, day="hidden_from", delta=pl.lit(-1))
    summed = pl.concat([begun, over]).group_by(*key, "day").agg(pl.col("delta").sum())
    bulk.insert_frame("archive_shown", bulk.spelled(spans))
    _write_edges({(item, unit, sole, day): delta for item, unit, sole, day, delta in summed.iter_rows()})


def show_current(threads: Sequence[str]) -> None:
    """Write anew what is shown of these threads, from their current versions and marks."""
    clear(threads)
    show(current_public(threads), hiding_marks(threads))


def current_public(threads: Sequence[str] | None = None) -> Iterable[Mapping[str, Any]]:
    """Current versions that the rule makes public and nothing has erased (all, or of these threads)."""
    columns = tables.SHOWN[1:-2]
    picked = [f"r.{c}" for c in columns if c not in ("is_sole_trader",)]
    condition = f"AND {bulk.among('r.thread')}" if threads is not None else ""
    sql = (
        "SELECT r.id, r.shown_from, r.hidden_from, "  # noqa: S608
        "CASE WHEN r.subject_kind = 'sole_trader' OR s.is_named_after_person THEN 1 ELSE 0 END, "
        f"{', '.join(picked)} FROM archive_record r JOIN archive_subject s ON s.id = r.subject_id "
        f"WHERE r.known_until_id IS NULL AND r.erased_by_id IS NULL AND r.publicity = 'public' "
        f"AND r.decided_on IS NOT NULL {condition} ORDER BY r.id"
    )
    for record_id, begin, end, sole, *rest in bulk.select(sql, [bulk.many(threads)] if threads is not None else []):
        row: dict[str, Any] = dict(zip([c for c in columns if c != "is_sole_trader"], rest, strict=True))
        row["decided_on"] = as_date(row["decided_on"]).isoformat()
        yield row | {
            "record_id": record_id,
            "is_sole_trader": bool(sole),
            "shown_from": as_date(begin),
            "hidden_from": as_date(end) if end is not None else None,
        }


def _write_edges(edges: Mapping[EdgeKey, int]) -> None:
    rows = [
        (item, unit, sole, day.isoformat(), delta) for (item, unit, sole, day), delta in sorted(edges.items()) if delta
    ]
    bulk.upsert_delta("archive_edge", ("item", "unit_id", "is_sole_trader", "day"), "delta", rows)


def flag_subjects(subjects: Sequence[int], *, named_after_person: bool) -> None:
    """Set the flag of these subjects where it is otherwise, and show their records as it now asks."""
    changed = [
        row
        for (row,) in bulk.select(
            f"SELECT id FROM archive_subject WHERE is_named_after_person <> %s AND {bulk.among('id')}",  # noqa: S608
            [named_after_person, bulk.many(subjects)],
        )
    ]
    if not changed:
        return
    bulk.execute(
        f"UPDATE archive_subject SET is_named_after_person = %s WHERE {bulk.among('id')}",  # noqa: S608
        [named_after_person, bulk.many(changed)],
    )
    threads = bulk.select(
        f"SELECT thread FROM archive_record WHERE known_until_id IS NULL AND {bulk.among('subject_id')}",  # noqa: S608
        [bulk.many(changed)],
    )
    show_current([thread for (thread,) in threads])


def rebuild() -> int:
    """Write the whole projection anew from records and marks; how many spans. Call it inside a transaction."""
    bulk.execute("DELETE FROM archive_shown")
    bulk.execute("DELETE FROM archive_edge")
    public = list(current_public())
    show(public, hiding_marks([record["thread"] for record in public]))
    return int(next(bulk.select("SELECT COUNT(*) FROM archive_shown"))[0])
