"""The desk as its people use it: files are received, the real worker checks and admits, named persons decide."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import count
from pathlib import Path

import polars as pl
import pytest

from mingxin.access.models import Person, Unit
from mingxin.intake.actions.mending import Mend, mend
from mingxin.intake.actions.receiving import receive
from mingxin.intake.actions.submitting import release, submit
from mingxin.intake.actions.taking import frame
from mingxin.intake.models import Batch
from mingxin.intake.queries.differences import ready_of
from mingxin.jobs.running import run_one
from mingxin.kernel.refusal import Refusal
from mingxin.kernel.told_row import ToldRow
from mingxin.ledger.actor import Actor
from mingxin.ledger.row_proof import prove_rows
from mingxin.oversight.columns import by_rows
from tests.mingxin.archive.sending import UNIT, UNIT_NAMES, Row, write_csv
from tests.told import take_stock

STEWARD = Actor("zhang", "张经办", UNIT, UNIT_NAMES[UNIT])
COLLEAGUE = Actor("li", "李经办", UNIT, UNIT_NAMES[UNIT])
CHECKER = Actor("wang", "王审核", UNIT, UNIT_NAMES[UNIT])
OFFICER = Actor("zhao", "赵信用")
PENALTY = "admin_penalty"


def hire() -> None:
    for who in (STEWARD, COLLEAGUE, CHECKER, OFFICER):
        Person.objects.create(login=who.login, name=who.name)


@dataclass
class Desk:
    """A day at the desk; `at` moves on as the test says."""

    folder: Path
    at: datetime
    numbers: "count[int]"

    def later(self, **span: float) -> datetime:
        self.at += timedelta(**span)
        return self.at

    def sheet(self, *rows: Row, item: str = PENALTY) -> Path:
        return write_csv(self.folder / f"sent-{next(self.numbers)}.csv", item, rows)

    def receive(
        self,
        *rows: Row,
        item: str = PENALTY,
        sheet_of: str = "",
        unit: str = UNIT,
        by: Actor = STEWARD,
        supplement_to: Batch | None = None,
        file_name: str = "",
    ) -> str:
        path = self.sheet(*rows, item=sheet_of or item or PENALTY)
        return receive(
            path,
            unit=Unit.objects.get(uscc=unit),
            file_name=file_name or path.name,
            item=item,
            by=by,
            at=self.at,
            supplement_to=supplement_to,
        ).number

    def work(self) -> int:
        """Everything that waits, by the real worker."""
        ran = 0
        while run_one(f"worker-{ran}", lambda: self.at, beside=False):
            ran += 1
        return ran

    def checked(
        self,
        *rows: Row,
        item: str = PENALTY,
        sheet_of: str = "",
        unit: str = UNIT,
        by: Actor = STEWARD,
        supplement_to: Batch | None = None,
    ) -> Batch:
        """`item` as the sender says it, "" where it is to be guessed; the sheet itself is of `sheet_of`."""
        number = self.receive(*rows, item=item, sheet_of=sheet_of, unit=unit, by=by, supplement_to=supplement_to)
        self.work()
        return Batch.objects.get(pk=number)

    def mended(self, number: str, *cells: tuple[int, str, str], by: Actor = STEWARD) -> Batch:
        return mend(number, [Mend(*cell) for cell in cells], by=by, at=self.at)

    def through(self, number: str) -> Batch:
        """Submitted, released by the other person, who has opened it, where that is asked for, and admitted."""
        if submit(number, by=STEWARD, at=self.at).state == "submitted":
            shown = ready_of(Batch.objects.get(pk=number))
            release(number, secrecy_reviewed=True, seen=shown.seal if shown else "", by=CHECKER, at=self.at)
        self.work()
        return Batch.objects.get(pk=number)

    def admitted(self, *rows: Row, unit: str = UNIT, supplement_to: Batch | None = None) -> Batch:
        return self.through(self.checked(*rows, unit=unit, supplement_to=supplement_to).number)


TOLD = ("intake", "notices", "vault")


def require_told() -> None:
    """Rows of these packages are as the ledger was told last. People and powers of the tests are put there past it."""
    proved = prove_rows(model for model in by_rows() if model._meta.app_label in TOLD)
    assert proved.broken == "", proved.broken


def tell_of(*rows: ToldRow, at: datetime) -> None:
    """Of rows that a test wrote by itself."""
    take_stock(*rows, by=OFFICER, at=at)


def counts(batch: Batch) -> tuple[int, int, int, int, int, int]:
    """上报, 疑问, 更新, 入库, 未关联, 无变化."""
    return (batch.reported, batch.questioned, batch.updated, batch.admitted, batch.unlinked, batch.unchanged)


def error_codes(batch: Batch) -> list[tuple[int, str]]:
    findings = frame(batch.findings_file).filter(pl.col("severity") == "error")
    return [(row, code) for row, code in findings.select("row", "code").sort("row", "code").iter_rows()]


def history(batch: Batch) -> list[str]:
    return list(batch.steps.order_by("id").values_list("state", flat=True))


def refusal_of(act: Callable[..., object], *given: object, **named: object) -> Refusal:
    """How it is refused; every refusal says what happened and what to do."""
    with pytest.raises(Refusal) as refused:
        act(*given, **named)
    assert refused.value.message
    assert refused.value.remedy
    return refused.value
