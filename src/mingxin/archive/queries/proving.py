"""Proving the records: every change's digest is computed again from the rows it wrote and closed."""

import hashlib
import json
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby
from typing import Any, Final

from mingxin.archive import bulk, tables
from mingxin.archive.models import Change
from mingxin.archive.models.change import ChangeKind
from mingxin.archive.queries.left_behind import first_left_behind
from mingxin.archive.queries.namings import first_misnamed
from mingxin.archive.queries.parties import first_misplaced
from mingxin.archive.queries.succession import first_out_of_order
from mingxin.archive.queries.withdrawn import first_untold
from mingxin.archive.rules.digests import change_digest, content_digest, line_digest, line_of
from mingxin.archive.rules.numbers import row_id
from mingxin.ledger.models import Entry
from mingxin.ledger.queries import is_genuine
from mingxin.ledger.rules import moment

# What a change wrote holds by its digest; each of these asks whether it should have written that, and no more
_OF_WHAT_ACTS_FOUND: Final = (first_misplaced, first_misnamed, first_left_behind, first_out_of_order, first_untold)


@dataclass(frozen=True)
class RecordBreak:
    """The first change whose rows are not what it wrote. `change` 0: an entry that is about no change."""

    change: int
    reason: str


@dataclass(frozen=True)
class RecordsProof:
    changes: int
    rows: int
    broken: RecordBreak | None


def prove_records(*, tell: Callable[[int], None] | None = None) -> RecordsProof:
    """Walk all changes in their order. The ledger's chain proves the changes' digests; this proves the rows.

    `tell` hears after each how many have been walked.
    """
    told = _told_changes()
    if isinstance(told, RecordBreak):
        return RecordsProof(0, 0, told)
    erased = _erased(told)
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
        if number not in told or not _tells(told[number], change):
            return RecordsProof(count, rows, RecordBreak(number, "变更与账本的记载不符"))
        if tell is not None:
            tell(count)
        if fault or change_digest(lines) != digest:
            return RecordsProof(count, rows, RecordBreak(number, fault or "变更所写的内容已被改动、增加或者删除"))
    strays = next((s.next_change for s in streams if s.next_change is not None), None)
    if strays is not None:
        return RecordsProof(count, rows, RecordBreak(strays, "有内容不属于任何变更，疑为绕过平台写入"))
    lost = min((number for number in told if number > count), default=None)
    if lost is not None:
        return RecordsProof(count, rows, RecordBreak(lost, "账本记载的变更不在档案中，已被删除"))
    untrue = min((found for proof in _OF_WHAT_ACTS_FOUND if (found := proof()) is not None), default=None)
    return RecordsProof(count, rows, RecordBreak(*untrue) if untrue is not None else None)


def held_lines(number: int) -> frozenset[bytes]:
    """The same for one change alone, with its own entry: the digest of each line that it wrote; none where it does not
    hold.

    For acts that go on with what the change wrote and cannot wait for a proof of everything; it reads its rows only.
    """
    change = Change.objects.filter(number=number).first()
    entry = _genuine(number)
    if change is None or entry is None or not _tells(entry, change):
        return frozenset()
    # asked of the ledger, not of the rows: an erased one may have been filled again
    erasures = Entry.objects.filter(object_type="change", action=f"archive.{ChangeKind.ERASURE}")
    erased = _erased({int(entry.object_key): entry for entry in erasures if is_genuine(entry)})
    streams = [_Stream(_written(table, columns, by, erased, number), erased) for table, columns, by in tables.WRITTEN]
    streams += [_Stream(_closed(table, number), erased) for table in tables.CLOSED]
    lines = [line for stream in streams for line in stream.of(number)]
    holds = change_digest(lines) == change.digest and not any(stream.fault for stream in streams)
    return frozenset(lines) if holds else frozenset()


def _genuine(number: int) -> Entry | None:
    """The one entry of a change, if the platform wrote it."""
    entries = list(Entry.objects.filter(object_type="change", object_key=str(number))[:2])
    return entries[0] if len(entries) == 1 and is_genuine(entries[0]) else None


def _ids(change: int) -> tuple[int, int]:
    return row_id(change, 0), row_id(change + 1, 0)


def _told_changes() -> dict[int, Entry] | RecordBreak:
    """The one entry of each change, sealed or waiting. A second one would speak over the first, so it is a break."""
    told: dict[int, Entry] = {}
    doubled: Counter[int] = Counter()
    for entry in Entry.objects.filter(object_type="change").order_by("id").iterator():
        key = entry.object_key
        if not (key.isascii() and key.isdecimal() and key == str(int(key))) or not entry.action.startswith("archive."):
            return RecordBreak(0, f"账本中有一条变更记载的编号不成立（第 {entry.pk} 号记录）")
        if int(key) in told:
            doubled[int(key)] += 1
        told.setdefault(int(key), entry)
    if doubled:
        number = min(doubled)
        return RecordBreak(number, f"账本对这次变更有 {doubled[number] + 1} 条记载，只应有 1 条")
    return told


def _erased(told: Mapping[int, Entry]) -> dict[int, "_Erased"]:
    """What erasures keep of the rows that they emptied, by row; nothing else than an erasure may say so."""
    found: dict[int, _Erased] = {}
    for number, entry in told.items():
        if entry.action != f"archive.{ChangeKind.ERASURE}":
            continue
        detail = json.loads(entry.detail)
        for row, digest in detail.get("lines", {}).items():
            left = detail.get("left", {}).get(row) if entry.stamp or "left" in detail else None
            found[int(row)] = _Erased(number, str(detail.get("thread")), bytes.fromhex(digest), left)
    return found


def _tells(entry: Entry, change: Change) -> bool:
    """Whether the change is what its entry tells: when, who, what, under which power, with which digest."""
    detail = json.loads(entry.detail)
    told = {name: detail.get(name) for name in ("digest", "item", "unit", "edition", "power", "batch", "reason")}
    return (
        told
        == {
            "digest": change.digest,
            "item": change.item,
            "unit": change.unit_id,
            "edition": change.edition_id,
            "power": change.power_id,
            "batch": change.batch,
            "reason": change.reason,
        }
        and (entry.at, entry.actor_login, entry.actor_name, entry.action)
        == (change.at, change.actor_login, change.actor_name, f"archive.{change.kind}")
        and _tells_when_said(detail, entry, change)
    )


def _tells_when_said(detail: Mapping[str, Any], entry: Entry, change: Change) -> bool:
    """Entries from before the platform stamped them do not say it; a stamped one always does."""
    if "said_at" not in detail:
        return not entry.stamp
    return bool(detail["said_at"] == (moment(change.said_at) if change.said_at is not None else None))


@dataclass(frozen=True)
class _Erased:
    """What the sealed entry of an erasure keeps of a version: which change erased which record, its line's digest, and
    the digest of what was left of it (None in entries from before they were stamped).
    """

    by: int
    thread: str
    digest: bytes
    left: str | None


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
        for _, line, written, fault in self._rows:
            self.fault = self.fault or fault
            is_record = line.startswith("archive_record\x1f")
            digests.append(self._erased[written].digest if is_record and written in self._erased else line_digest(line))
        self._advance()
        return digests


def _written(
    table: str, columns: tuple[str, ...], by: str, erased: Mapping[int, _Erased], only: int | None = None
) -> Iterator[tuple[int, str, int, str]]:
    """All rows, or those that the change `only` gave their ids."""
    record = table == "archive_record"
    extra = ("payload", *tables.CONTENT, "erased_by_id") if record else ()
    names = ", ".join(f'"{c}"' for c in (by, *columns, *extra))
    flags = [columns.index(c) for c in ("is_named_after_person", "registered", "negative") if c in columns]
    which, ids = ("WHERE id >= %s AND id < %s", _ids(only)) if only is not None else ("", ())
    for change, *values in bulk.select(f"SELECT {names} FROM {table} {which} ORDER BY {by}, id", ids):  # noqa: S608
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
    if (erased_by, row[columns.index("thread")]) != (
        (decided.by, decided.thread) if decided else (None, row[columns.index("thread")])
    ):
        return "信用信息的内容被标为已依法删除或者恢复，账本中没有这样的决定"
    if decided is not None:
        return _erased_fault(row, columns, content, decided)
    if content_digest(payload, derived) != row[columns.index("content_digest")]:
        return "信用信息的内容与其摘要不符，已被改动"
    return ""


def _erased_fault(row: list[Any], columns: tuple[str, ...], content: list[Any], decided: _Erased) -> str:
    payload, *derived, _ = content
    said = dict(zip(tables.CONTENT, derived, strict=True))
    decided_on = said.pop("decided_on")
    if payload or any(said.values()):
        return "已依法删除的信用信息又有了内容"
    emptied = (columns.index("publicity_reason"), columns.index("held_group"))
    if any(row[i] for i in emptied) or (
        decided.left is not None and line_digest(line_of("erased", [*row, decided_on])).hex() != decided.left
    ):
        return "已依法删除的信用信息，其余各栏已被改动"
    return ""


def _closed(table: str, only: int | None = None) -> Iterator[tuple[int, str, int, str]]:
    which, by = ("= %s", (only,)) if only is not None else ("IS NOT NULL", ())
    sql = f"SELECT known_until_id, id FROM {table} WHERE known_until_id {which} ORDER BY known_until_id, id"  # noqa: S608
    for change, closed in bulk.select(sql, by):
        yield change, line_of(f"closed:{table}", [closed]), closed, ""


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
