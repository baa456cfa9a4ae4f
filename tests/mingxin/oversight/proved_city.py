"""A city with something in every table that is proved, and the proofs."""

from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import models

from mingxin.access.models import (
    ActsFor,
    Person,
    Power,
    PowerImport,
    PowerImportLine,
    RecoveryCode,
    SecondFactor,
    StaffRole,
    Unit,
)
from mingxin.archive.actions.amend import erase, put_mark, withdraw
from mingxin.archive.actions.merging import merge
from mingxin.archive.models import MarkKind
from mingxin.archive.queries.clocks import prove_clocks
from mingxin.archive.queries.proving import prove_records
from mingxin.catalogue.models import CatalogueDraft, DraftCard, Edition
from mingxin.catalogue.proving import prove_catalogue
from mingxin.intake.models import (
    Batch,
    Criterion,
    Doubt,
    HandedBatch,
    Handover,
    LinkProposal,
    PowerQuestion,
    ReviewRule,
    RowMend,
    Ruling,
    SettledRow,
    ZeroReport,
)
from mingxin.intake.queries.kept_files import prove_kept_files
from mingxin.ledger.actions import seal, write
from mingxin.ledger.actor import Actor
from mingxin.ledger.models import Entry
from mingxin.ledger.queries import prove_chain
from mingxin.ledger.row_proof import prove_rows
from mingxin.notices.models import Notice
from mingxin.oversight.columns import ProvedBy, by_rows
from mingxin.oversight.models import Reminder, ReminderLine
from mingxin.oversight.proved import prove_issued, prove_projection, prove_rest
from mingxin.rulebook.models import CalendarEdition, Outage
from mingxin.uses.reports.actions import issue
from tests.conftest import InForce
from tests.mingxin.archive.sending import (
    Sender,
    firm,
    firm_name,
    licence,
    penalty,
    registration,
    sole_trader_penalty,
    thread,
)

DAY = date(2026, 11, 2)


@pytest.fixture
def city(
    sender: Sender,
    in_force: InForce,
    ledger_key: Path,
    signing_key: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    django_capture_on_commit_callbacks: Callable[..., Any],
) -> Sender:
    """Something in every table that is proved: by its own verb where that is short, else told to the ledger as one."""
    monkeypatch.setattr(settings, "HOME", tmp_path / "var")
    by, at = sender.by, sender.at
    with django_capture_on_commit_callbacks(execute=True):
        calendar_told(by)
        seal(at=at)
        sender.registrations(registration(1), registration(8))
        sender.registrations(registration(1, ZTMC="云泽市新名机械有限公司", BGRQ="2026-11-10"))
        sender.penalties(penalty(1), penalty(2), penalty(3), sole_trader_penalty(4), penalty(7))
        sender.penalties(penalty(5, CF_SXCD=""))
        sender.licences(licence(1))
        put_mark(
            thread=thread(penalty(1)), kind=MarkKind.SHIELDED, case="例1", from_on=DAY, until_on=date(2027, 1, 1),
            by=by, at=at,
        )  # fmt: skip
        withdraw(thread=thread(penalty(2)), reason_type="决定被撤销", case="例2", note_months=3, by=by, at=at)
        erase(thread=thread(penalty(3)), ground="某法第一条", by=by, at=at)
        merge(gone=firm(7), into=firm(8), reason="换码", by=by, at=at)
        seal(at=at)
        issue(firm(1), by=by, at=at)
        for row in _further_rows(by, at):
            row.save()
            write(action="test.stand", object_type="test", object_key="1", by=by, at=at, rows=(row,))
        write(action="test.stand", object_type="test", object_key="1", by=by, at=at, rows=Person.objects.all())
        seal(at=at)
        write(action="test.wait", object_type="test", object_key="2", by=by, at=at)
    assert everything() == ""
    return sender


def calendar_told(by: Actor) -> None:
    """The fixture loads it past its verb."""
    loaded = CalendarEdition.objects.get()
    if not Entry.objects.filter(action="catalogue.load_calendar").exists():
        write(
            action="catalogue.load_calendar",
            object_type="calendar_edition",
            object_key=str(loaded.number),
            by=by,
            at=loaded.loaded_at,
            detail={"name": loaded.name, "source": loaded.source, "digest": loaded.digest},
        )


def _further_rows(by: Actor, at: datetime) -> Iterator[models.Model]:
    unit, other = Unit.objects.order_by("pk")[:2]
    batch = Batch.objects.order_by("number")[0]
    yield ActsFor(unit=unit, principal=other)
    person = Person(login="zhang", name="张三", unit=unit)
    yield person
    yield SecondFactor(person=person, sealed_secret=b"sealed", begun_at=at, confirmed_at=at)
    for number in range(2):
        yield RecoveryCode(person=person, digest=f"{number}" * 64)
    for on in (DAY, DAY + timedelta(days=1)):
        yield person.posts.model(
            person=person, role=StaffRole.STEWARD, unit=unit, from_on=on, given_by="某人", given_at=at
        )
    imported = PowerImport(file_name="权责清单.csv", digest="0" * 64, at=at, actor_login=by.login, actor_name=by.name)
    yield imported
    yield PowerImportLine(power_import=imported, row=2, power=Power.objects.all()[0], is_new=True, after_ground="清单")
    draft = CatalogueDraft(name="增加一栏", created_at=at, created_by=by.login)
    yield draft
    edition = Edition.objects.get()
    yield DraftCard(
        draft=draft, item="admin_penalty", text="x", faults="[]", based_on=edition, put_at=at, put_by=by.login
    )
    yield Criterion(
        unit=unit, item="admin_penalty", edition=1, in_force_from=DAY, position=0, at_least_wan=Decimal("1.5"),
        severity="serious", is_public=True, ground="裁量基准", confirmed_by="某人", confirmed_at=at,
    )  # fmt: skip
    yield PowerQuestion(unit=unit, item="admin_licence", batch=batch, asked_at=at)
    yield ReviewRule(unit=unit, item="admin_licence", is_on=False, set_at=at, set_by="某人", reason="会议定")
    yield Ruling(
        thread=thread(penalty(1)), unit=unit, item="admin_penalty", reason_type="决定被撤销", case="例3", ruled_on=DAY,
        side="unit", registered_by="某人", registered_at=at,
    )  # fmt: skip
    yield SettledRow(batch=batch, row=2, by_batch=batch)
    for month in (date(2026, 9, 1), date(2026, 10, 1)):
        yield ZeroReport(
            unit=other, item="admin_penalty", month=month, declared_at=at, actor_login="a", actor_name="某"
        )
    reminder = Reminder(
        number="信用催报〔2026〕1号", year=2026, sequence=1, unit=other, office=unit, month=date(2026, 10, 1),
        answer_by=DAY, contact="某", sent_at=at, sent_on=at.date(), sent_by_login="a", sent_by_name="某", file="0" * 64,
        size=1,
    )  # fmt: skip
    yield reminder
    yield ReminderLine(
        reminder=reminder, unit=other, item="admin_penalty", month=date(2026, 10, 1), sent_on=at.date(), said="未报送"
    )
    for row in (2, 3):
        yield RowMend(
            batch=batch, row=row, field="CF_SY", before="旧", value="新", ground="typed", at=at, actor_login="zhang",
            actor_name="张三",
        )  # fmt: skip
        yield LinkProposal(
            batch=batch, row=row, kind="link", uscc=firm(1), name=firm_name(1), reason="按执照核对", proposed_at=at,
            proposed_by="某",
        )  # fmt: skip
    for kind in ("rows", "old"):
        yield Doubt(batch=batch, kind=kind, sentence="行数比往常多一倍", asked_at=at)
    handover = Handover(
        unit=unit, from_login="zhang", from_name="张三", to_login="li", to_name="李四", reason="休假", at=at,
        actor_name="某", notices=[1],
    )  # fmt: skip
    yield handover
    yield HandedBatch(handover=handover, batch=batch, before_login="zhang", before_name="张三")
    for key in ("1", "2"):
        yield Notice(to_unit=unit, kind="test", key=key, subject="题", text="文", sent_at=at, sent_by_name="某")
    yield Outage(first_on=date(2020, 5, 2), last_on=date(2020, 5, 2), ground="公告", announced_at=at, announced_by="某")


PROOFS: dict[ProvedBy, Callable[[], str]] = {
    ProvedBy.CHAIN: lambda: found.reason if (found := prove_chain().broken) else "",
    ProvedBy.CHANGE: lambda: found.reason if (found := prove_records().broken) else "",
    ProvedBy.AGAIN: lambda: prove_projection().broken,
    ProvedBy.CLOCK: lambda: prove_clocks().broken,
    ProvedBy.CATALOGUE: lambda: prove_catalogue().broken,
    ProvedBy.ROW: lambda: prove_rows(by_rows()).broken,
    ProvedBy.FILES: lambda: prove_kept_files().broken,
}


def everything() -> str:
    return next((reason for proof in PROOFS.values() if (reason := proof())), "") or next(
        (proved.broken for proved in (*prove_rest(), prove_issued()) if proved.broken), ""
    )
