"""Every column that is shown or counted is proved: each is forged here, with every right in the database, and named.

The attacker owns the database. He has neither the keys folder nor the papers that were issued.
"""

import json
from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.conf import settings
from django.db import IntegrityError, connection, models, transaction

from mingxin.access.models import ActsFor, Person, Power, PowerImport, PowerImportLine, StaffRole, Unit
from mingxin.archive import bulk, tables
from mingxin.archive.actions.amend import erase, put_mark, withdraw
from mingxin.archive.actions.merging import merge
from mingxin.archive.models import Change, MarkKind, Record
from mingxin.archive.queries.clocks import prove_clocks
from mingxin.archive.queries.proving import prove_records
from mingxin.archive.rules.digests import change_digest, content_digest, line_digest, line_of
from mingxin.catalogue.models import CatalogueDraft, DraftCard, Edition
from mingxin.catalogue.proving import prove_catalogue
from mingxin.intake.models import (
    Batch,
    Criterion,
    PowerQuestion,
    PublicityQuestion,
    ReviewRule,
    Ruling,
    SettledRow,
    ZeroReport,
)
from mingxin.ledger.actions import seal, write
from mingxin.ledger.actor import Actor
from mingxin.ledger.models import Entry, Seal
from mingxin.ledger.queries import digest_of, prove_chain
from mingxin.ledger.row_proof import prove_rows
from mingxin.ledger.rows import KEY, digest_of_row
from mingxin.ledger.rules import GENESIS, canonical, moment, seal_digest
from mingxin.oversight.columns import TABLES, ProvedBy, by_rows, columns
from mingxin.oversight.models import Reminder, ReminderLine
from mingxin.oversight.proved import prove_projection, prove_rest
from mingxin.oversight.stock import take_stock
from mingxin.rulebook.models import CalendarEdition, Outage
from mingxin.uses.reports.actions import issue, papers
from mingxin.uses.reports.models import Report
from mingxin.uses.reports.proving import prove_papers
from tests.conftest import InForce
from tests.mingxin.archive.sending import (
    Sender,
    firm,
    licence,
    penalty,
    registration,
    sole_trader_penalty,
    thread,
)

Model = type[models.Model]
MODELS: dict[str, Model] = {m._meta.db_table: m for m in apps.get_models(include_auto_created=True)}
DAY = date(2026, 11, 2)


def test_every_column_is_in_the_table_and_no_other() -> None:
    there = {table: {f.column for f in model._meta.concrete_fields} for table, model in MODELS.items()}
    assert {table: set(columns(table)) for table in TABLES} == there
    unsaid = [
        t for t in TABLES for c in columns(t).values() if c.by in (ProvedBy.NEEDLESS, ProvedBy.NOTHING) and not c.why
    ]
    assert unsaid == [], "what is not proved has its reason"
    said = {t: {n for n, c in columns(t).items() if c.by == ProvedBy.ROW} for t in TABLES}
    for model in by_rows():
        proved = getattr(model, "PROVED", None)
        if proved is not None:
            assert said[model._meta.db_table] == set(proved), model


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
        _calendar_told(by)
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


def _calendar_told(by: Actor) -> None:
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
    yield Outage(first_on=date(2020, 5, 2), last_on=date(2020, 5, 2), ground="公告", announced_at=at, announced_by="某")


PROOFS: dict[ProvedBy, Callable[[], str]] = {
    ProvedBy.CHAIN: lambda: found.reason if (found := prove_chain().broken) else "",
    ProvedBy.CHANGE: lambda: found.reason if (found := prove_records().broken) else "",
    ProvedBy.AGAIN: lambda: prove_projection().broken,
    ProvedBy.CLOCK: lambda: prove_clocks().broken,
    ProvedBy.CATALOGUE: lambda: prove_catalogue().broken,
    ProvedBy.ROW: lambda: prove_rows(by_rows()).broken,
}


def everything() -> str:
    return next((reason for proof in PROOFS.values() if (reason := proof())), "") or next(
        (proved.broken for proved in prove_rest() if proved.broken), ""
    )


def test_every_proved_column_is_forged_and_named(city: Sender) -> None:
    """A value altered, a row deleted, a row added: each noticed by the very proof that the table names."""
    missed, refused, forged = [], [], 0
    for table in TABLES:
        model = MODELS[table]
        held = columns(table)
        kinds = {column.by for column in held.values()} & set(PROOFS)
        if not kinds:
            continue
        assert model._default_manager.exists(), f"{table} has no row to forge"
        attacks: list[tuple[str, ProvedBy, Callable[[], object]]] = [
            (f"{table}.{name}", column.by, lambda model=model, name=name: alter(model, name))
            for name, column in held.items()
            if column.by in PROOFS
        ]
        kind = sorted(kinds)[0] if ProvedBy.CHANGE not in kinds else ProvedBy.CHANGE
        attacks += [
            (f"{table} −", kind, lambda model=model: delete(model)),
            (f"{table} +", kind, lambda m=model: add(m)),
        ]
        if kind == ProvedBy.ROW and model._default_manager.count() > 1 and "id" in held:
            attacks.append((f"{table} ⇄", kind, lambda model=model: exchange(model)))
        for name, by, attack in attacks:
            forged += 1
            try:
                with transaction.atomic():
                    attack()
                    if not PROOFS[by]():
                        missed.append(name)
                    raise _UndoneError
            except _UndoneError:
                continue
            except IntegrityError:
                refused.append(name)
    assert missed == []
    assert forged > 250
    assert len(refused) < forged / 5, refused


class _UndoneError(Exception):
    pass


def alter(model: Model, column: str) -> None:
    """Another value of its kind in the last row."""
    row = model._default_manager.order_by("pk").last()
    assert row is not None
    field = next(f for f in model._meta.concrete_fields if f.column == column)
    value = _other(field, field.value_from_object(row))
    with connection.cursor() as cursor:
        spelled = field.get_db_prep_save(value, connection)
        key = model._meta.pk
        assert key is not None
        cursor.execute(
            f'UPDATE {model._meta.db_table} SET "{column}" = %s WHERE "{key.column}" = %s',
            [spelled, key.get_db_prep_save(row.pk, connection)],
        )
        assert cursor.rowcount == 1


def _other(field: Any, value: Any) -> Any:
    target = field.target_field if field.is_relation else field
    if isinstance(target, models.BooleanField):
        return not value
    if isinstance(target, models.DateTimeField):
        return (value or datetime.fromisoformat("2026-01-01T00:00:00+08:00")) + timedelta(seconds=1)
    if isinstance(target, models.DateField):
        return (value or date(2026, 1, 1)) + timedelta(days=3)
    if isinstance(target, models.DecimalField | models.IntegerField):
        return (value or 0) + 1
    if isinstance(target, models.JSONField):
        return ["forged"]
    if field.choices:
        return next(key for key, _ in field.choices if key != value)
    if isinstance(target, models.CharField) and value and len(value) == target.max_length:
        return value[:-1] + ("0" if value[-1] != "0" else "1")
    return f"{value or ''}改"


def delete(model: Model) -> None:
    row = model._default_manager.order_by("pk").last()
    assert row is not None
    _execute(model, 'DELETE FROM {table} WHERE "{key}" = %s', row.pk)


def add(model: Model) -> None:
    """The last row once more, under a key of its own, with what must be unique made so."""
    row = model._default_manager.order_by("pk").last()
    assert row is not None
    key = model._meta.pk
    assert key is not None
    for field in model._meta.concrete_fields:
        if field.unique and not field.primary_key:
            setattr(row, field.attname, _other(field, field.value_from_object(row)))
    row.pk = _other(key, row.pk)
    row.save(force_insert=True)


def exchange(model: Model) -> None:
    """Two rows change their keys."""
    first, second = (row.pk for row in model._default_manager.order_by("pk")[:2])
    for new, old in ((-1, first), (first, second), (second, -1)):
        with connection.cursor() as cursor:
            cursor.execute(f"UPDATE {model._meta.db_table} SET id = %s WHERE id = %s", [new, old])


def _execute(model: Model, sql: str, *values: object) -> None:
    key = model._meta.pk
    assert key is not None
    with connection.cursor() as cursor:
        cursor.execute(sql.format(table=model._meta.db_table, key=key.column), values)


FORGED_WHOLE: list[tuple[str, Callable[[], object]]] = [
    ("a fine", lambda: _rewrite("20000元", "9990000元")),
    (
        "whose record it is",
        lambda: Record.objects.filter(thread=thread(penalty(1))).update(subject_id=_another_subject()),
    ),
    ("a mark that ends early", lambda: _execute(MODELS["archive_mark"], "UPDATE {table} SET until_on = '2026-12-31'")),
    ("a name", lambda: _execute(MODELS["archive_name"], "UPDATE {table} SET name = '别名' WHERE registered")),
    ("when it was said", lambda: Change.objects.filter(number=1).update(said_at="2026-01-01T00:00:00+08:00")),
    ("a unit's name", lambda: Unit.objects.update(name="别的局")),
    ("a power", lambda: Power.objects.update(held_from="2019-01-01")),
    ("counts of a batch", lambda: Batch.objects.update(reported=9, admitted=9, questioned=0, updated=0, unchanged=0)),
    ("a declaration that was never made", lambda: _declare_for(date(2026, 8, 1))),
    ("a declaration gone", lambda: delete(ZeroReport)),
    ("an answer", lambda: PublicityQuestion.objects.update(sentence="别的问题")),
    ("an outage", lambda: Outage.objects.update(last_on="2020-05-09")),
    ("a report's number", lambda: Report.objects.update(verification_code="ABCDEFGH")),
]


def test_digests_computed_anew_help_nobody_without_the_key(city: Sender) -> None:
    """Content, digests, changes, entries and the chain of seals are all made to agree; the stamps cannot be."""
    for name, forge in FORGED_WHOLE:
        try:
            with transaction.atomic():
                forge()
                recompute_all()
                told = PROOFS[ProvedBy.CHANGE]() or PROOFS[ProvedBy.ROW]()
                assert told == "", f"{name}: every digest agrees, so that nothing but the key can tell: {told}"
                broken = PROOFS[ProvedBy.CHAIN]()
                assert "印记" in broken or "签名" in broken, f"{name}: {broken}"
                raise _UndoneError
        except _UndoneError:
            continue


def _declare_for(month: date) -> None:
    row = ZeroReport.objects.order_by("pk")[0]
    row.pk, row.month = None, month
    row.save(force_insert=True)


def _rewrite(old: str, new: str) -> None:
    for record in Record.objects.exclude(payload=""):
        record.payload = record.payload.replace(old, new)
        record.save()


def _another_subject() -> int:
    return Record.objects.filter(item="org_registration").order_by("-subject_id")[0].subject_id


def recompute_all() -> None:
    """All that anybody can compute: content digests, changes, what entries tell, their digests, the chain."""
    for record in Record.objects.filter(erased_by__isnull=True):
        spelled = [getattr(record, column) for column in tables.CONTENT]
        Record.objects.filter(pk=record.pk).update(content_digest=content_digest(record.payload, spelled))
    erased = json.loads(Entry.objects.get(action="archive.erasure").detail)["lines"]
    for change in Change.objects.all():
        change.digest = change_digest(_lines(change.number, erased))
        change.save()
    newest: dict[tuple[str, str], int] = {}
    details = {entry.pk: json.loads(entry.detail) for entry in Entry.objects.order_by("id")}
    for pk, detail in details.items():
        newest |= {(table, key): pk for table, rows in detail.get(KEY, {}).items() for key in rows}
    for model in by_rows():
        table = model._meta.db_table
        there = {str(row.pk): row for row in model._default_manager.all()}
        for key in {*there, *(k for t, k in newest if t == table)}:
            pk = newest.get((table, key), min(details))
            details[pk].setdefault(KEY, {}).setdefault(table, {})[key] = (
                digest_of_row(there[key]) if key in there else None
            )
    for entry in Entry.objects.order_by("id"):
        detail = details[entry.pk]
        if entry.object_type == "change":
            told = Change.objects.get(number=int(entry.object_key))
            detail |= {"digest": told.digest, "said_at": moment(told.said_at) if told.said_at else None}
        entry.detail = canonical(detail)
        entry.digest = digest_of(entry)
        entry.save()
    previous = GENESIS
    for one in Seal.objects.order_by("number"):
        digests = list(one.sealedentry_set.order_by("position").values_list("entry__digest", flat=True))
        one.previous, one.digest = previous, seal_digest(one.number, one.at, previous, digests)
        previous = one.digest
        one.save()


def _lines(change: int, erased: dict[str, str]) -> Iterator[bytes]:
    for table, names, by in tables.WRITTEN:
        flags = [n for n in ("registered", "negative") if n in names]
        quoted = ", ".join(f'"{name}"' for name in names)
        for row in bulk.select(f"SELECT {quoted} FROM {table} WHERE {by} = {change} ORDER BY id"):
            values = [bool(v) if n in flags else v for n, v in zip(names, row, strict=True)]
            known = erased.get(str(row[0])) if table == "archive_record" else None
            yield bytes.fromhex(known) if known else line_digest(line_of(table, values))
    for table in tables.CLOSED:
        for (row_id,) in bulk.select(f"SELECT id FROM {table} WHERE known_until_id = {change} ORDER BY id"):
            yield line_digest(line_of(f"closed:{table}", [row_id]))


def test_papers_that_were_issued_speak_against_a_chain_that_was_rewritten(city: Sender) -> None:
    report = Report.objects.get()
    assert prove_papers().papers == 1
    attacks: list[tuple[Callable[[], object], str]] = [
        (
            lambda: Seal.objects.filter(number=report.seal_number).update(digest="0" * 64),
            f"报告 {report.number} 所载的第",
        ),
        (lambda: Report.objects.all().delete(), f"报告 {report.number} 的文件还在，而登记中没有这份报告"),
        (lambda: Report.objects.update(file="0" * 64), f"报告 {report.number} 的文件还在，而登记中没有这份报告"),
    ]
    for attack, reason in attacks:
        undo = transaction.savepoint()
        attack()
        assert reason in prove_papers().broken
        transaction.savepoint_rollback(undo)
    path = papers().path(report.file)
    path.write_bytes(path.read_bytes() + b" ")
    assert "与其摘要不符" in prove_papers().broken


def test_an_upgrade_takes_stock_of_each_table_once(city: Sender) -> None:
    stray = Unit.objects.create(uscc="11429913000000035A", name="旧单位", region_id="429913", valid_from=DAY)
    assert "access_unit" in PROOFS[ProvedBy.ROW]()
    assert take_stock(by=city.by, at=city.at) == 1
    assert PROOFS[ProvedBy.ROW]() == ""
    Unit.objects.create(uscc="11429913000000043X", name="塞入的单位", region_id="429913", valid_from=DAY)
    assert take_stock(by=city.by, at=city.at) == 0
    assert "access_unit" in PROOFS[ProvedBy.ROW]()
    assert stray.pk is not None
