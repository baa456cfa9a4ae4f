"""The rows behind the figures, counted here one by one in plain words: no query of the product is asked."""

from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import date
from functools import cached_property
from typing import Any, Final

import polars as pl

from mingxin.access.models import Person, Power, Unit
from mingxin.archive.models import Change, Record, Timeliness
from mingxin.intake.actions.taking import frame
from mingxin.intake.models import Batch, Criterion, Doubt, PowerQuestion, PublicityQuestion, Ruling, SettledRow
from mingxin.intake.table import ROW
from seed.units import DIVISION
from tests.way.facts.rows_of_records import HIDES, LICENCE, PENALTY, Counts, RowsOfRecords, beijing, next_month

MONTHS: Final = (date(2026, 9, 1), date(2026, 10, 1), date(2026, 11, 1))
_WITH_THE_UNIT = ("received", "checking", "ready", "submitted", "returned")


class Rows(RowsOfRecords):
    """With what the units did. `cards` of this rulebook are all asked for each month."""

    @cached_property
    def settled(self) -> dict[str, set[int]]:
        found: dict[str, set[int]] = defaultdict(set)
        for batch, row in SettledRow.objects.values_list("batch_id", "row"):
            found[batch].add(row)
        return found

    def left(self, batch: Batch) -> int:
        """Rows that stayed behind, that no supplement brought and nobody gave up."""
        if batch.state != "admitted" or batch.closed_at is not None or batch.rows_of_id is not None:
            return 0
        return batch.questioned + batch.unlinked - len(self.settled[batch.number])

    def _left_with_supplements(self, first: Batch) -> int:
        family = [one for one in self.batches if first.number in (one.number, one.supplement_to_id)]
        return min(first.reported, sum(self.left(one) for one in family))

    def _released(self, first: date, until: date) -> list[Batch]:
        done = [one for one in self.batches if one.state in ("released", "admitted")]
        return [one for one in done if one.released_at is not None and first <= beijing(one.released_at) < until]

    def cell(self, unit: int, item: str, month: date) -> dict[str, int]:
        """What a unit did with an item in a month, as the board's columns are called."""
        first, until = month, next_month(month)
        here = [one for one in self.batches if (one.unit_id, one.item) == (unit, item)]
        released = [one for one in self._released(first, until) if one in here]
        came = [one for one in self._came(month) if (one.unit_id, one.item) == (unit, item)]
        waiting = [one for one in here if one.state in _WITH_THE_UNIT and beijing(one.received_at) < until]
        return {
            "已报（新增、更新行）": sum(one.admitted + one.updated for one in released),
            "无变化（行）": sum(one.unchanged for one in released),
            "首次报送（条）": len(came),
            "迟报（条，按放行月份）": sum(one.reported_on > one.due_on for one in came),
            "疑问（行）": sum(self._left_with_supplements(one) for one in released if one.supplement_to_id is None),
            "待审核（批）": sum(one.state == "submitted" for one in waiting),
            "未提交（批）": sum(one.state != "submitted" for one in waiting),
            "超期未交（行）": sum(
                sum(rows) for one in waiting for due, rows in one.dues.items() if date.fromisoformat(due) < self.day
            ),
        }

    def _came(self, month: date) -> list[Timeliness]:
        return [one for one in self.timeliness if month <= one.reported_on < next_month(month)]

    @cached_property
    def powers(self) -> list[tuple[Unit, str]]:
        """Units with what they may report; nobody in this city lost or got a power within these months."""
        return [(one.unit, one.item) for one in Power.objects.select_related("unit") if one.held_until is None]

    @cached_property
    def board(self) -> Counts:
        """(code of the unit, item, month, column) → figure."""
        return {
            (unit.uscc, item, month, column): n
            for unit, item in self.powers
            for month in MONTHS
            for column, n in self.cell(unit.pk, item, month).items()
        }

    def board_sums(self) -> Counts:
        """(item, month, column) → what a table of the monthly report says last."""
        found: Counter[Any] = Counter()
        for (_, item, month, column), n in self.board.items():
            if item in (LICENCE, PENALTY):
                found[item, month, column] += n
        return found

    def reported_this_month(self) -> Counts:
        """(unit, item) → rows, of the cells in which something was released."""
        month = self.day.replace(day=1)
        released = {(one.unit_id, one.item) for one in self._released(month, next_month(month))}
        waiting = {(one.unit_id, one.item) for one in self.batches if one.state in _WITH_THE_UNIT}
        return {
            (unit.name, item): self.board[unit.uscc, item, month, "已报（新增、更新行）"]
            for unit, item in self.powers
            if (unit.pk, item) in released - waiting
        }

    def ratios(self) -> Counts:
        """(measure, unit, item) → (numerator, denominator) over these months until today."""
        found: dict[Any, list[int]] = defaultdict(lambda: [0, 0])

        def add(measure: str, unit: str, item: str, good: int, whole: int) -> None:
            if whole:
                found[measure, unit, item][0] += good
                found[measure, unit, item][1] += whole

        public, first_public = self._publicity
        for one in self.timeliness:
            if MONTHS[0] <= one.decided_on <= self.day:
                add("及时率", one.unit.name, one.item, one.reported_on <= one.due_on, 1)
                if one.thread in public:
                    since = first_public.get(one.thread)
                    add("按时公示率", one.unit.name, one.item, since is not None and since <= one.due_on, 1)
        for batch in self._released(MONTHS[0], next_month(self.day.replace(day=1))):
            if batch.supplement_to_id is None:
                left = self._left_with_supplements(batch)
                add("疑问率", batch.unit.name, batch.item, left, batch.reported)
        return {key: tuple(parts) for key, parts in found.items()}

    @cached_property
    def _publicity(self) -> tuple[set[str], dict[str, date]]:
        """What is public or waits for the ground, erased records too, and the day on which each was first public."""
        now = Record.objects.filter(known_until=None, publicity__in=("public", "held"))
        first: dict[str, date] = {}
        days = {number: beijing(at) for number, at in Change.objects.values_list("number", "at")}
        for thread, change in (
            Record.objects.filter(publicity="public").order_by("-change").values_list("thread", "change")
        ):
            first[thread] = days[change]
        return set(now.values_list("thread", flat=True)), first

    # A batch

    def five(self) -> Counts:
        """(number, count) of admitted batches, from the versions each wrote and the rows it left."""
        return {
            (batch.number, words): n
            for batch in self.batches
            if batch.state == "admitted"
            for words, n in self._five(batch)
        }

    def _five(self, batch: Batch) -> Iterator[tuple[str, int]]:
        written = set(Record.objects.filter(change=batch.change_id).values_list("thread", flat=True))
        before = Record.objects.filter(thread__in=written, change__lt=batch.change_id or 0)
        known = set(before.values_list("thread", flat=True)) if batch.change_id else set()
        behind = (
            frame(batch.rows_file)
            if batch.rows_file
            else pl.DataFrame(schema={ROW: pl.Int64, "is_unlinked": pl.Boolean})
        )
        unlinked = int(behind["is_unlinked"].sum())
        questioned = behind.height - unlinked + self._refused(batch, set(behind[ROW]))
        counts = {"入库": len(written - known), "更新": len(known), "疑问": questioned, "未关联": unlinked}
        yield from counts.items()
        yield "无变化", batch.reported - sum(counts.values())
        yield "上报", batch.reported

    @staticmethod
    def _refused(batch: Batch, kept: set[int]) -> int:
        """Rows of which nothing was kept but that they were refused."""
        if not batch.findings_file:
            return 0
        said = frame(batch.findings_file).filter(
            pl.col("code").str.starts_with("row.") & (pl.col("severity") == "error")
        )
        return len(set(said[ROW]) - kept)

    def became_of_left(self) -> Counts:
        """(number, what) → of the rows that an admitted batch left behind: sent since, given up, and still to be sent.

        What a supplement made at the desk leaves is still to be sent with the batch that its rows are of.
        """
        found: Counter[Any] = Counter()
        by_number = {one.number: one for one in self.batches}
        for one in self.batches:
            if one.state == "admitted":
                source = by_number[one.rows_of_id] if one.rows_of_id else one
                here = set(frame(one.rows_file)[ROW]) if one.rows_file else set()
                brought = self.settled[source.number] & here if one.rows_of_id else self.settled[one.number]
                rest = one.questioned + one.unlinked - len(brought)
                found[one.number, "已补报"] = len(brought)
                found[one.number, "待补报" if source.closed_at is None else "注明不再补报"] = rest
        return found

    def to_be_dealt_with(self, unit: int, item: str) -> int:
        """Rows of a unit that are in a batch under way, or left behind and in none: each row once."""
        here = [one for one in self.batches if (one.unit_id, one.item) == (unit, item)]
        under_way = [one for one in here if one.state in (*_WITH_THE_UNIT, "released")]
        again = {one.rows_of_id for one in under_way}
        return sum(one.reported for one in under_way) + sum(self.left(one) for one in here if one.number not in again)

    def left_by_batch(self) -> Counts:
        return {one.number: left for one in self.batches if (left := self.left(one))}

    def shown_by_batch(self) -> Counts:
        """Of what each batch wrote, how much shows today: entries of the register on the subject's page."""
        threads = {one.thread for one in self.shown} | {
            one.thread
            for one in self.records
            if one.item == "org_registration"
            and not any(mark.kind in HIDES for mark in self.marks[one.thread])
        }  # fmt: skip
        found = {}
        for one in self.batches:
            if one.state == "admitted" and one.change_id is not None:
                written = set(Record.objects.filter(change=one.change_id).values_list("thread", flat=True))
                found[one.number] = len(written & threads)
        return found

    # What waits for somebody

    def units_of(self, login: str) -> list[Unit]:
        """The unit of a person; of an officer those of the division, of the city's officer all."""
        person = Person.objects.select_related("unit").get(login=login)
        if person.unit is None:
            return []
        if person.posts.get().role != "officer":
            return [person.unit]
        region = person.unit.region_id
        return list(Unit.objects.all() if region == DIVISION else Unit.objects.filter(region=region))

    def waiting(self, login: str) -> Counts:
        units = {unit.pk for unit in self.units_of(login)}
        mine = [one for one in self.batches if one.unit_id in units]
        return {
            "等经办人处理（批）": sum(self._waits_for_its_steward(one) for one in mine) if self._reports(login) else 0,
            "疑问数据（批）": sum(self.left(one) > 0 for one in mine),
            "疑问数据（行）": sum(self.left(one) for one in mine),
            "未关联数据（批）": sum(self._unlinked(one) > 0 for one in mine),
            "未关联数据（行）": sum(self._unlinked(one) for one in mine),
            "公示依据": PublicityQuestion.objects.filter(answered_at=None, batch__in=[one.pk for one in mine]).count(),
            "待审核": sum(one.state == "submitted" for one in mine),
            "待撤回": Ruling.objects.filter(unit__in=units, ended_at=None).values("thread").distinct().count(),
            "职权疑问": PowerQuestion.objects.filter(unit__in=units, answered_at=None).count(),
            "反复出现的说明": Doubt.objects.filter(
                batch__unit__in=units, repeats__gt=0, seen_at=None, answered_at__isnull=False
            ).count(),
            "账户": Person.objects.filter(unit__in=units).count(),
        }

    def _reports(self, login: str) -> bool:
        return Person.objects.get(login=login).posts.filter(role="steward").exists()

    def _waits_for_its_steward(self, batch: Batch) -> bool:
        """Refused, it waits for another file of the item, for seven days."""
        if batch.state == "refused":
            since = [one for one in self.batches if one.unit_id == batch.unit_id and one.state != "refused"]
            since = [one for one in since if one.received_at > batch.received_at and batch.item in ("", one.item)]
            return not since and (self.day - beijing(batch.received_at)).days < 7
        return batch.state in ("returned", "ready") or (batch.state == "received" and not batch.item)

    def _unlinked(self, batch: Batch) -> int:
        if batch.state not in ("ready", "returned", "submitted", "admitted") or batch.closed_at or batch.rows_of_id:
            return 0
        if not batch.rows_file:
            return 0
        rows = set(frame(batch.rows_file).filter("is_unlinked")[ROW])
        return len(rows - self.settled[batch.number])

    def criteria(self) -> Counts:
        """Lines of the newest table in force of each unit and item."""
        lines = [one for one in Criterion.objects.select_related("unit") if one.in_force_from <= self.day]
        newest: dict[Any, int] = {}
        for one in lines:
            newest[one.unit, one.item] = max(one.edition, newest.get((one.unit, one.item), 0))
        return Counter((one.unit.name, one.item) for one in lines if one.edition == newest[one.unit, one.item])
