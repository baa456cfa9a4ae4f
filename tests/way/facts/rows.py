"""The rows behind the figures, counted here one by one in plain words: no query of the product is asked."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property
from statistics import median
from typing import Any, Final

import polars as pl

from mingxin.access.models import Person, Power, Unit
from mingxin.archive.models import Change, Mark, Record, Timeliness
from mingxin.archive.public_numbers import public_number
from mingxin.intake.actions.taking import frame
from mingxin.intake.models import Batch, Criterion, Doubt, PowerQuestion, PublicityQuestion, Ruling, SettledRow
from mingxin.intake.table import ROW
from mingxin.kernel.clock import CHINA
from mingxin.rulebook.loader import packaged_rulebook
from seed.units import DIVISION

LICENCE, PENALTY = "admin_licence", "admin_penalty"
MONTHS: Final = (date(2026, 9, 1), date(2026, 10, 1), date(2026, 11, 1))
UNSEEN_WORDS: Final = {"held": "待公示（缺依据）", "not_public": "不予公示"}
_HIDES = ("shielded", "repaired", "withdrawn")
_WITH_THE_UNIT = ("received", "checking", "ready", "submitted", "returned")
Counts = dict[Any, Any]


def beijing(at: datetime) -> date:
    return at.astimezone(CHINA).date()


def next_month(first: date) -> date:
    return date(first.year + first.month // 12, first.month % 12 + 1, 1)


@dataclass(frozen=True)
class Rows:
    """Read once, as of a day. `cards` of this rulebook are all asked for each month."""

    day: date

    @cached_property
    def cards(self) -> dict[str, Any]:
        return dict(packaged_rulebook().cards)

    # What the public sees

    @cached_property
    def records(self) -> list[Record]:
        """The versions of now, erased ones apart."""
        return list(Record.objects.filter(known_until=None, erased_by=None).select_related("subject", "unit"))

    @cached_property
    def marks(self) -> dict[str, list[Mark]]:
        found: dict[str, list[Mark]] = defaultdict(list)
        for mark in Mark.objects.filter(known_until=None):
            found[mark.thread].append(mark)
        return found

    @cached_property
    def shown(self) -> list[Record]:
        return [one for one in self.records if self._shows(one)]

    def _shows(self, one: Record) -> bool:
        if one.publicity != "public" or one.decided_on is None or one.shown_from is None or one.shown_from > self.day:
            return False
        if one.hidden_from is not None and one.hidden_from <= self.day:
            return False
        return not any(
            mark.kind in _HIDES and mark.from_on <= self.day and (mark.until_on is None or self.day < mark.until_on)
            for mark in self.marks[one.thread]
        )

    def shown_by(self, key: Callable[[Record], Any]) -> Counts:
        return Counter(key(one) for one in self.shown)

    def shown_by_item(self) -> Counts:
        return self.shown_by(lambda one: one.item)

    def shown_by_unit(self) -> Counts:
        return self.shown_by(lambda one: (one.item, one.unit.name))

    def shown_by_subject(self) -> Counts:
        return self.shown_by(lambda one: (one.subject.public_id, one.item))

    def shown_by_filter(self) -> Counts:
        """By the values of the fields that a card says are filtered by; a field may hold several."""
        found: Counter[Any] = Counter()
        for one in self.shown:
            fields = [field for field in self.cards[one.item].fields if field.filter][:3]
            for place, field in enumerate(fields, 1):
                written = getattr(one, f"filter_{place}")
                for value in written.split(";") if field.many else [written]:
                    if value:
                        found[one.item, f"f{place}", value] += 1
        return found

    def stopped(self) -> Counts:
        """Records that were public and that in the last 90 days ended, were hidden by a mark, or were erased; what was
        marked or erased when it had ended before ended then."""
        begun = self.day - timedelta(days=90)
        gone = Record.objects.exclude(erased_by=None).filter(publicity="public", known_until=None)
        erased = [one for one in gone if one.hidden_from is None or one.hidden_from > begun]
        hidden = [
            one
            for one in self.records
            if one.publicity == "public" and one.decided_on is not None and one not in self.shown
            and (
                (one.hidden_from is not None and begun < one.hidden_from <= self.day)
                or any(
                    mark.kind in _HIDES
                    and begun < mark.from_on <= self.day
                    and (one.hidden_from is None or mark.from_on < one.hidden_from)
                    for mark in self.marks[one.thread]
                )
            )
        ]  # fmt: skip
        threads = {(one.item, one.thread) for one in (*erased, *hidden) if one.subject_kind != "sole_trader"}
        return Counter(item for item, _ in threads if item in (LICENCE, PENALTY))

    def begun(self) -> Counts:
        """The first day on which each record that shows did so, version by version, as a number of days."""
        first: Counts = {}
        shown = {one.thread: one for one in self.shown if one.subject_kind != "sole_trader"}
        for one in Record.objects.filter(thread__in=shown, publicity="public").select_related("known_until"):
            last = beijing(one.known_until.at) if one.known_until else self.day
            if one.shown_from and one.shown_from <= last and (not one.hidden_from or one.shown_from < one.hidden_from):
                key = (one.item, public_number(one.thread))
                first[key] = min(one.shown_from.toordinal(), first.get(key, one.shown_from.toordinal()))
        named = {public_number(t) for t, one in shown.items() if one.subject.is_named_after_person}
        return {key: day for key, day in first.items() if key[1] not in named}

    def of_several_versions(self) -> list[tuple[str, str]]:
        """Item and thread of what shows, is in the files and was changed since it was admitted."""
        kept = {number for _, number in self.begun()}
        shown = {one.thread: one.item for one in self.shown if public_number(one.thread) in kept}
        versions = Counter(Record.objects.filter(thread__in=shown).values_list("thread", flat=True))
        return [(shown[thread], thread) for thread, n in versions.items() if n > 1]

    def registered(self) -> Counts:
        """Subjects whose entry in the register stands: neither withdrawn nor erased."""
        standing = {
            one.subject_id
            for one in self.records
            if one.item == "org_registration"
            and not any(mark.kind == "withdrawn" for mark in self.marks[one.thread])
        }  # fmt: skip
        return {"登记主体": len(standing)}

    def workdays_this_month(self) -> Counts:
        begun = self.day.replace(day=1)
        spent = [
            one.workdays
            for one in self.timeliness
            if one.item in (LICENCE, PENALTY) and begun <= one.reported_on <= self.day
        ]
        return {"中位数": median(spent)}

    # What the public never sees

    @cached_property
    def reserved(self) -> tuple[str, ...]:
        """Items whose records are read with the subject's authorisation alone."""
        return tuple(item for item, card in self.cards.items() if card.disclosure == "authorised")

    @cached_property
    def unseen(self) -> list[Record]:
        """Records that were public on no day until today; entries of the register show on their subject's page."""
        versions = Record.objects.filter(publicity="public", shown_from__lte=self.day)
        seen = {
            thread
            for thread, begin, end in versions.values_list("thread", "shown_from", "hidden_from")
            if end is None or begin < end
        }
        return [one for one in self.records if one.thread not in seen and one.item != "org_registration"]

    def _unseen_state(self, one: Record) -> str:
        """ "" where a mark that hides it stands: its state is the mark's."""
        for mark in self.marks[one.thread]:
            if mark.kind in _HIDES and mark.from_on <= self.day and (mark.until_on is None or self.day < mark.until_on):
                return ""
        if one.publicity == "held":
            return "held"
        return "not_public" if one.publicity == "not_public" or one.shown_from is None else ""

    def unseen_by_item(self) -> Counts:
        """As an office's list counts them: of what needs an authorisation it has none."""
        return Counter(
            (one.item, state) for one in self.records if one.item not in self.reserved
            if (state := self._unseen_state(one))
        )  # fmt: skip

    def unseen_by_batch(self) -> Counts:
        """(batch, state) → of what it wrote; counts tell nothing of anybody, so those of reserved items stand there."""
        now = {one.thread: self._unseen_state(one) for one in self.records}
        found: Counter[Any] = Counter()
        for batch in self.batches:
            if batch.state == "admitted" and batch.change_id is not None:
                threads = set(Record.objects.filter(change=batch.change_id).values_list("thread", flat=True))
                found.update((batch.number, now[one]) for one in threads if now.get(one))
        return found

    # What the units did

    @cached_property
    def batches(self) -> list[Batch]:
        return list(Batch.objects.select_related("unit").order_by("number"))

    @cached_property
    def timeliness(self) -> list[Timeliness]:
        return list(Timeliness.objects.select_related("unit"))

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
            "重复（行）": sum(one.unchanged for one in released),
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

    def left_by_batch(self) -> Counts:
        return {one.number: left for one in self.batches if (left := self.left(one))}

    def shown_by_batch(self) -> Counts:
        """Of what each batch wrote, how much shows today: entries of the register on the subject's page."""
        threads = {one.thread for one in self.shown} | {
            one.thread
            for one in self.records
            if one.item == "org_registration"
            and not any(mark.kind in _HIDES for mark in self.marks[one.thread])
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
