"""A change while it is being written: it takes its number, writes rows, closes rows, and is digested."""

from collections.abc import Iterable, Sequence
from datetime import datetime

import polars as pl
from django.db.models import Max, Q

from mingxin.access.models import Power
from mingxin.access.queries.units import heirs_on
from mingxin.archive import bulk, tables
from mingxin.archive.models import Change
from mingxin.archive.models.change import ChangeKind
from mingxin.archive.rules.digests import change_digest, line_digest, line_of, lines_of
from mingxin.archive.rules.numbers import row_id
from mingxin.catalogue.models import Edition
from mingxin.kernel.clock import CHINA
from mingxin.kernel.refusal import Refusal
from mingxin.kernel.resident_id import cut
from mingxin.ledger import actions as ledger
from mingxin.ledger import locks
from mingxin.ledger.actor import Actor
from mingxin.ledger.rules import moment

# A change that brings new content needs the power for it today.
BY_POWER_TODAY = frozenset({ChangeKind.ADMISSION, ChangeKind.CORRECTION})


def last_number() -> int:
    """The number of the last change, 0 before the first."""
    return Change.objects.aggregate(last=Max("number"))["last"] or 0


def power_of(unit_id: int, item: str, at: datetime) -> Power:
    """The power under which `unit` may report `item` on that day; a Refusal where there is none."""
    day = at.date()
    held = (
        Power.objects.filter(unit_id=unit_id, item=item, held_from__lte=day)
        .filter(Q(held_until__isnull=True) | Q(held_until__gt=day))
        .order_by("-held_from")
        .first()
    )
    if held is None:
        raise Refusal(
            "power.none",
            "该单位没有报送此事项的职权登记，本平台不能接收。",
            "请由信用办按权责清单核对，用 mingxin unit add 登记该单位的事项后再报送。",
        )
    return held


def power_once_held(unit_id: int, item: str) -> Power:
    """The newest power that the unit has or had: what it recorded it can still withdraw, mark and settle."""
    held = Power.objects.filter(unit_id=unit_id, item=item).order_by("-held_from").first()
    if held is None:
        raise Refusal("power.none", "该单位从未有过报送此事项的职权登记。", "请核对单位和事项。")
    return held


def power_for(kind: str, unit_id: int, item: str, at: datetime) -> Power:
    """Under which power a change of that kind is written.

    What a unit that has ended reported is corrected under the power by which it was recorded: nobody can hold that
    unit's power any more, and that somebody else answers for it is the register's to say (`access.queries.succession`).
    """
    is_over = kind == ChangeKind.CORRECTION and unit_id in heirs_on(at.astimezone(CHINA).date())
    return power_of(unit_id, item, at) if kind in BY_POWER_TODAY and not is_over else power_once_held(unit_id, item)


class Draft:
    """Opened inside a transaction; holds the lock of changes from here to the commit."""

    def __init__(
        self,
        *,
        kind: str,
        item: str,
        unit_id: int,
        by: Actor,
        at: datetime,
        reason: str,
        batch: str,
        said_at: datetime | None = None,
    ) -> None:
        power = power_for(kind, unit_id, item, at)
        edition = Edition.objects.order_by("-number").first()
        if edition is None:
            raise Refusal("catalogue.none", "目录尚未生效，不能记录信息。", "请先运行 mingxin init。")
        locks.hold(locks.CHANGES)
        self.number = last_number() + 1
        self.at, self.by = at, by
        self._digests: dict[str, list[bytes]] = {}  # of the lines, table by table
        self._written: dict[str, int] = {}
        self._change = Change(
            number=self.number,
            at=at,
            said_at=said_at,
            kind=kind,
            item=item,
            unit_id=unit_id,
            power=power,
            edition=edition,
            actor_login=by.login,
            actor_name=by.name,
            reason=cut(reason)[0],
            batch=batch,
            digest="",
        )

    def next_id(self, table: str) -> int:
        """The id of the next row that this change writes into `table`."""
        position = self._written.get(table, 0)
        self._written[table] = position + 1
        return row_id(self.number, position)

    def numbered(self, table: str, rows: pl.DataFrame) -> pl.DataFrame:
        """`rows` with the column id: the ids of the next rows that this change writes into `table`."""
        if rows.is_empty():
            return rows.with_columns(id=pl.lit(None, dtype=pl.Int64))
        first = self.next_id(table)
        self._written[table] += rows.height - 1
        last = row_id(self.number, self._written[table] - 1)
        return rows.with_columns(id=pl.int_range(first, last + 1, dtype=pl.Int64))

    def insert(self, table: str, columns: Sequence[str], rows: Sequence[Sequence[object]], *, line: int = 0) -> None:
        """Write rows; the first `line` columns (0: all) enter the digest."""
        self._note(table, (line_of(table, row[:line] if line else row) for row in rows))
        bulk.insert(table, columns, rows)

    def insert_frame(self, table: str, rows: pl.DataFrame, *, line: Sequence[str]) -> None:
        """Write a frame whose columns are named as the table's; the columns `line` enter the digest, in their order."""
        self._note(table, lines_of(table, rows.select(line)))
        bulk.insert_frame(table, rows)

    def close(self, table: str, ids: Iterable[int]) -> None:
        """These rows are known no longer: the change's number goes into known_until."""
        closed = sorted(ids)
        if not closed:
            return
        touched = bulk.execute(
            f"UPDATE {table} SET known_until_id = %s WHERE known_until_id IS NULL AND {bulk.among('id')}",  # noqa: S608
            [self.number, bulk.many(closed)],
        )
        if touched != len(closed):
            raise CrossedError
        self._note(f"closed:{table}", (line_of(f"closed:{table}", [i]) for i in closed))

    def _note(self, table: str, lines: Iterable[str]) -> None:
        self._digests.setdefault(table, []).extend(line_digest(line) for line in lines)

    def finish(self, *, detail: dict[str, object]) -> int:
        """Write the change itself and its ledger entry; its number."""
        order = [table for table, _, _ in tables.WRITTEN] + [f"closed:{table}" for table in tables.CLOSED]
        self._change.digest = change_digest(digest for table in order for digest in self._digests.get(table, ()))
        self._change.save(force_insert=True)
        ledger.write(
            action=f"archive.{self._change.kind}",
            object_type="change",
            object_key=str(self.number),
            by=self.by,
            at=self.at,
            matter=self._change.reason[:200],
            detail={
                "change": self.number,
                "digest": self._change.digest,
                "item": self._change.item,
                "unit": self._change.unit_id,
                "edition": self._change.edition_id,
                "power": self._change.power_id,
                "batch": self._change.batch,
                "reason": self._change.reason,
                "said_at": moment(self._change.said_at) if self._change.said_at is not None else None,
                **detail,
            },
        )
        return self.number


class CrossedError(Exception):
    """Another change came between comparing and writing: compare again."""
