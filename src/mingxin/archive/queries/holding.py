"""Holding the versions that an act goes on with against the changes that wrote them.

Whoever owns the database can alter a row for a moment: an act that copies it would put the alteration on record under
its own lawful name, and nothing of it stays once the row is put back. So what an act goes on with is held first.
"""

from collections import OrderedDict
from collections.abc import Iterable, Sequence
from datetime import date
from threading import Lock
from typing import Final

from django.db.models import Model

from mingxin.archive import tables
from mingxin.archive.models import Identifier, Mark, Merger, Name, Record
from mingxin.archive.queries.proving import held_lines
from mingxin.archive.rules.digests import content_digest, line_digest, line_of
from mingxin.kernel.refusal import Refusal

Held = Record | Mark | Identifier | Name | Merger
"""What changes write, as an act goes on with it."""

_COLUMNS: Final[dict[type[Model], Sequence[str]]] = {
    Record: tables.RECORD,
    Mark: tables.MARK,
    Identifier: tables.IDENTIFIER,
    Name: tables.NAME,
    Merger: tables.MERGER,
}
_MOST: Final = 20_000  # rows that are remembered to hold: some 3 MB


class _Held:
    """Digests of rows that held. A row never changes but by erasure, so what held holds as long as it is the same to
    the byte: whoever looked at a record before she asked for the lock does not prove its change under it.
    """

    def __init__(self) -> None:
        self._digests: OrderedDict[tuple[str, int], bytes] = OrderedDict()
        self._lock = Lock()

    def knows(self, row: Held, digest: bytes) -> bool:
        with self._lock:
            return self._digests.get((row._meta.db_table, row.pk)) == digest

    def add(self, rows: Iterable[tuple[Held, bytes]]) -> None:
        with self._lock:
            self._digests.update(((row._meta.db_table, row.pk), digest) for row, digest in rows)
            while len(self._digests) > _MOST:
                self._digests.popitem(last=False)

    def drop(self, rows: Iterable[Held]) -> None:
        with self._lock:
            for row in rows:
                self._digests.pop((row._meta.db_table, row.pk), None)


_HELD = _Held()


def require_held(rows: Iterable[Held]) -> None:
    """Raises Refusal("record.altered") where a version, none of them erased, a mark, code, name or merger is not as its
    change wrote it.

    Proves each change whole and once: some 20 ms for 1,000 rows that it wrote. It is the very objects in hand that are
    held, not rows read again.
    """
    unknown: dict[int, list[tuple[Held, bytes]]] = {}
    for row in rows:
        whole = _digest(row, _COLUMNS[type(row)])
        if not _HELD.knows(row, whole):
            unknown.setdefault(_change_of(row), []).append((row, whole))
    for number, group in sorted(unknown.items()):
        lines = held_lines(number)
        if not all(_is_among(lines, row) for row, _ in group):
            raise Refusal(
                "record.altered",
                "这条信息与账本的记载不符，可能有人绕过平台改动过，因此没有办理。",
                "请转告系统管理员运行 mingxin ledger verify --records 核对；恢复以后再办理。",
            )
        _HELD.add(group)


def forget(versions: Iterable[Record]) -> None:
    """They are erased: that they held before says nothing any more."""
    _HELD.drop(versions)


def _change_of(row: Held) -> int:
    return row.change_id if isinstance(row, Record) else row.known_from_id


def _is_among(lines: frozenset[bytes], row: Held) -> bool:
    if isinstance(row, Record):
        return fits_its_digest(row) and _digest(row, tables.RECORD_LINE) in lines
    return _digest(row, _COLUMNS[type(row)]) in lines


def fits_its_digest(version: Record) -> bool:
    """Whether the content of a version that is not erased is the one that its own digest is of."""
    content = [spelled(getattr(version, name)) for name in tables.CONTENT]
    return content_digest(version.payload, content) == version.content_digest


def _digest(row: Held, columns: Sequence[str]) -> bytes:
    return line_digest(line_of(row._meta.db_table, [spelled(getattr(row, name)) for name in columns]))


def spelled(value: object) -> object:
    """As a day enters a line."""
    return value.isoformat() if isinstance(value, date) else value
