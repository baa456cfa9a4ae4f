"""Proving the records: every change's digest is computed again from the rows it wrote and closed."""

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from mingxin.archive import bulk, tables
from mingxin.archive.models import Change
from mingxin.archive.rules.digests import change_digest, content_digest, line_digest, line_of
from mingxin.ledger.models import Entry


@dataclass(frozen=True)
class RecordBreak:
    """The first change whose rows are not what it wrote."""

    change: int
    reason: str


@dataclass(frozen=True)
class RecordsProof:
    changes: int
    rows: int
    broken: RecordBreak | None


def prove_records() -> RecordsProof:
    """Walk all changes in their order. The ledger's chain proves the changes' digests; this proves the rows."""
    entries = {e.object_key: e for e in Entry.objects.filter(object_type="change").iterator()}
    erased = {
        int(row): _Erased(int(entry.object_key), bytes.fromhex(digest))
        for entry in entries.values()
        for row, digest in json.loads(entry.detail).get("lines", {}).items()
    }
    streams = [_Stream(_written(table, columns, by, erased), erased) for table, columns, by in tables.WRITTEN]
    streams += [_Stream(_closed(table), erased) for table in tables.CLOSED]
    rows = count = 0
    for change in Change.objects.order_by("number").iterator():
        number, digest = change.number, change.digest
        count += 1
        lines = [line for stream in streams for line in stream.of(number)]
        rows += len(lines)
        fault = next((s.fault for s in streams if s.fault), "")
        if number != count:
            return RecordsProof(count, rows, RecordBreak(count, "变更编号不连续，有变更缺失"))
        if str(number) not in entries or not _told(change, entries[str(number)]):
            return RecordsProof(count, rows, RecordBreak(number, "变更与账本的记载不符"))
        if fault or change_digest(lines) != digest:
            return RecordsProof(count, rows, RecordBreak(number, fault or "变更所写的内容已被改动、增加或者删除"))
    strays = next((s.next_change for s in streams if s.next_change is not None), None)
    if strays is not None:
        return RecordsProof(count, rows, RecordBreak(strays, "有内容不属于任何变更，疑为绕过平台写入"))
    lost = min((int(number) for number in entries if int(number) > count), default=None)
    if lost is not None:
        return RecordsProof(count, rows, RecordBreak(lost, "账本记载的变更不在档案中，已被删除"))
    return RecordsProof(count, rows, None)


def _told(change: Change, entry: Entry) -> bool:
    """Whether the change is what its sealed entry tells: when, who, what, under which power, with which digest."""
    detail = json.loads(entry.detail)
    told = {name: detail.get(name) for name in ("digest", "item", "unit", "edition", "power", "batch", "reason")}
    return told == {
        "digest": change.digest,
        "item": change.item,
        "unit": change.unit_id,
        "edition": change.edition_id,
        "power": change.power_id,
        "batch": change.batch,
        "reason": change.reason,
    } and (entry.at, entry.actor_login, entry.actor_name, entry.action) == (
        change.at,
        change.actor_login,
        change.actor_name,
        f"archive.{change.kind}",
    )


@dataclass(frozen=True)
class _Erased:
    """What the sealed entry of an erasure keeps of a version: which change erased it, and its line's digest."""

    by: int
    digest: bytes


class _Stream:
    """Rows of one table by the change that wrote or closed them, in the order of changes."""

    def __init__(self, rows: Iterator[tuple[int, str, int, str]], erased: Mapping[int, _Erased]) -> None:
        self._groups = groupby(rows, key=lambda row: row[0])
        self._erased, self.fault = erased, ""
        self.next_change: int | None = None
        self._rows: Iterator[tuple[int, str, int, str]] = iter(())
        self._advance()

    def _advance(self) -> None:
        self.next_change, self._rows = next(self._groups, (None, iter(())))

    def of(self, change: int) -> list[bytes]:
        """The line digests that belong to this change; a row of an earlier number is a stray and breaks it."""
        if self.next_change is not None and self.next_change < change:
            self.fault = "有内容不属于任何变更，疑为绕过平台写入"
        if self.next_change != change:
            return []
        digests = []
        for _, line, row_id, fault in self._rows:
            self.fault = self.fault or fault
            is_record = line.startswith("archive_record\x1f")
            digests.append(self._erased[row_id].digest if is_record and row_id in self._erased else line_digest(line))
        self._advance()
        return digests


def _written(
    table: str, columns: tuple[str, ...], by: str, erased: Mapping[int, _Erased]
) -> Iterator[tuple[int, str, int, str]]:
    record = table == "archive_record"
    extra = ("payload", *tables.CONTENT, "erased_by_id") if record else ()
    names = ", ".join(f'"{c}"' for c in (by, *columns, *extra))
    flags = [columns.index(c) for c in ("is_named_after_person", "registered", "negative") if c in columns]
    for change, *values in bulk.select(f"SELECT {names} FROM {table} ORDER BY {by}, id"):  # noqa: S608 - own names
        row: list[Any] = values[: len(columns)]
        for flag in flags:
            row[flag] = bool(row[flag])
        yield (
            change,
            line_of(table, row),
            row[0],
            _content_fault(row, columns, values[len(columns) :], erased) if record else "",
        )


def _content_fault(row: list[Any], columns: tuple[str, ...], content: list[Any], erased: Mapping[int, _Erased]) -> str:
    payload, *derived, erased_by = content
    decided = erased.get(row[0])
    if erased_by != (decided.by if decided else None):
        return "信用信息的内容被标为已依法删除或者恢复，账本中没有这样的决定"
    if decided is not None:
        return "已依法删除的信用信息又有了内容" if payload else ""
    if content_digest(payload, derived) != row[columns.index("content_digest")]:
        return "信用信息的内容与其摘要不符，已被改动"
    return ""


def _closed(table: str) -> Iterator[tuple[int, str, int, str]]:
    sql = f"SELECT known_until_id, id FROM {table} WHERE known_until_id IS NOT NULL ORDER BY known_until_id, id"  # noqa: S608
    for change, row_id in bulk.select(sql):
        yield change, line_of(f"closed:{table}", [row_id]), row_id, ""


def state_digest() -> str:
    """One digest over all current versions and marks: two archives with the same history give the same (for drills)."""
    hasher = hashlib.sha256()
    for row in bulk.select(
        "SELECT thread, content_digest, publicity, shown_from, hidden_from FROM archive_record "
        "WHERE known_until_id IS NULL ORDER BY thread"
    ):
        hasher.update(line_of("record", row).encode())
    for row in bulk.select(
        "SELECT thread, kind, from_on, until_on FROM archive_mark WHERE known_until_id IS NULL "
        "ORDER BY thread, kind, id"
    ):
        hasher.update(line_of("mark", row).encode())
    return hasher.hexdigest()
