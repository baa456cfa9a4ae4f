"""The hands of the demonstration's staff: what they do goes through the same verbs, under the posts they hold."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Final

from mingxin.access.models import Person, Unit
from mingxin.access.permits import Act
from mingxin.access.queries.holders import holder_of, place_of
from mingxin.intake.actions.doubting import explain_doubt
from mingxin.intake.actions.receiving import receive
from mingxin.intake.actions.reviewing import needs_review
from mingxin.intake.actions.submitting import release, submit
from mingxin.intake.models import Batch
from mingxin.jobs.models import Job, JobState
from mingxin.jobs.running import run_one
from mingxin.kernel.clock import CHINA
from mingxin.ledger.actor import Actor
from mingxin.rulebook.queries import calendar
from seed import layouts, units, writing
from seed.desk_people import accounts
from seed.desk_rows import Days
from seed.desk_scene import UnplayableError, require
from seed.faults import Row
from seed.layouts import Style

_WORKER: Final = "demonstration"
# What a steward says of a batch that differs from what is usual, by the kind of doubt. An empty table has no reason.
_REASONS: Final = {
    "half": "本月办结的案件较少，已与案件台账核对，没有遗漏。",
    "one_kind": "本月集中办理同一类事项，已逐件核对。",
    "rows": "专项工作集中办结，数量较多，已核对没有重复。",
    "amount": "金额与决定书一致，单位为万元，已核对。",
    "old": "补报以前年度的决定，日期已核对。",
}


@dataclass(frozen=True)
class Hand:
    """`at` is when the demonstration is set up; `folder` holds files while they are sent, `city` the visitor's."""

    folder: Path
    at: datetime
    city: Path

    @property
    def days(self) -> Days:
        return Days(self.today, calendar())

    @property
    def today(self) -> date:
        return self.at.astimezone(CHINA).date()

    def ago(self, **span: float) -> datetime:
        return self.at - timedelta(**span)

    def ago_today(self, **span: float) -> datetime:
        """So long ago, but today: what hangs on the day on which it is done must not fall before midnight."""
        midnight = datetime.combine(self.today, time(), CHINA)
        return max(self.ago(**span), midnight)

    def actor(self, login: str, act: Act, unit: Unit, item: str | None = None) -> Actor:
        """Under which unit's name the account does it; refused where its posts do not permit it."""
        holder = holder_of(Person.objects.get(login=login), on=self.today)
        holder.require(act, place=place_of(unit), item=item)
        return holder.actor(act, place=place_of(unit))

    def send(
        self, login: str, item: str, rows: Sequence[Row], name: str, *, at: datetime, style: Style = layouts.FULL_XLSX
    ) -> Batch:
        """A steward sends a table, and the worker checks it."""
        path = self.folder / f"{name}.{style.format}"
        unit = self.unit_of(login)
        writing.write_table(
            path, layouts.table_of(item, style, rows), style, f"{unit.name}{layouts.item_name(item)}信息表"
        )
        return self.send_file(login, path, item=item, at=at)

    def send_file(self, login: str, path: Path, *, item: str, at: datetime) -> Batch:
        unit = self.unit_of(login)
        by = self.actor(login, Act.REPORT, unit, item or None)
        number = receive(path, unit=unit, file_name=path.name, item=item, by=by, at=at).number
        self.work(at)
        return Batch.objects.get(pk=number)

    def explain(self, batch: Batch, login: str) -> None:
        """The steward says why the batch differs from what is usual, whatever about it was asked that day."""
        for doubt in batch.doubts.filter(answered_at__isnull=True):
            require(doubt.kind in _REASONS, doubt.sentence)
            by, at = self.actor(login, Act.REPORT, batch.unit, batch.item), batch.received_at + timedelta(minutes=5)
            explain_doubt(batch.number, doubt.kind, reason=_REASONS[doubt.kind], by=by, at=at)

    def submit(self, batch: Batch, login: str, *, at: datetime) -> Batch:
        self.explain(batch, login)
        submit(batch.number, by=self.actor(login, Act.REPORT, batch.unit, batch.item), at=at)
        self.work(at)
        return Batch.objects.get(pk=batch.number)

    def through(self, batch: Batch, login: str, *, at: datetime) -> Batch:
        """Submitted by the steward, and where the unit has it reviewed released by the checker ten minutes later."""
        has_review = needs_review(batch, at=at)
        batch = self.submit(batch, login, at=at)
        if has_review:
            then = at + timedelta(minutes=10)
            checker = login.replace("jingban", "shenhe")
            by = self.actor(checker, Act.RELEASE, batch.unit, batch.item)
            release(batch.number, secrecy_reviewed=True, by=by, at=then)
            self.work(then)
        return Batch.objects.get(pk=batch.number)

    def work(self, at: datetime) -> None:
        """The worker's part, at once: whatever waits."""
        while run_one(_WORKER, lambda: at, beside=False):
            pass
        undone = Job.objects.exclude(state=JobState.DONE).first()
        if undone is not None:
            raise UnplayableError(f"后台工作 {undone.kind} 没有办成：{undone.message}")

    def unit_of(self, login: str) -> Unit:
        return Unit.objects.get(uscc=sender(login).uscc)


def sender(login: str) -> units.Unit:
    key = next(account.unit for account in accounts() if account.login == login)
    return next(unit for unit in units.units() if unit.key == key)
