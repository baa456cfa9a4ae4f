"""Every column that is shown or counted is proved: each is forged here, with every right in the database, and named.

The attacker owns the database. He has neither the keys folder nor the papers that were issued.
"""

import contextlib
import json
from collections.abc import Callable
from datetime import date

import pytest
from django.db import IntegrityError, connection, transaction

from mingxin.access.models import Power, Unit
from mingxin.archive.models import Change, Record
from mingxin.intake.models import (
    Batch,
    Doubt,
    PublicityQuestion,
    RowMend,
    ZeroReport,
)
from mingxin.ledger.models import Entry, Seal
from mingxin.ledger.rows import BESIDE, KEY, covered
from mingxin.ledger.rules import canonical
from mingxin.notices.models import Notice
from mingxin.oversight.columns import TABLES, WITHOUT_MODEL, ProvedBy, by_rows, columns, columns_of
from mingxin.oversight.stock import take_stock
from mingxin.rulebook.actions import calendar_digest
from mingxin.rulebook.models import CalendarEdition, Outage
from mingxin.uses.reports.actions import papers
from mingxin.uses.reports.models import Report
from mingxin.uses.reports.proving import prove_papers
from mingxin.vault.models import Original
from tests.mingxin.archive.sending import (
    Sender,
    penalty,
    thread,
)
from tests.mingxin.oversight.forging import MODELS, add, alter, delete, exchange, execute, recompute_all
from tests.mingxin.oversight.proved_city import DAY, PROOFS, city

__all__ = ["city"]


def test_every_column_is_in_the_table_and_no_other() -> None:
    there = {table: {f.column for f in model._meta.concrete_fields} for table, model in MODELS.items()}
    assert {table: set(columns(table)) for table in TABLES} == there
    unsaid = [
        t for t in TABLES for c in columns(t).values() if c.by in (ProvedBy.NEEDLESS, ProvedBy.NOTHING) and not c.why
    ]
    assert unsaid == [], "what is not proved has its reason"
    said = {t: {n for n, c in columns(t).items() if c.by == ProvedBy.ROW} for t in TABLES}
    for model in by_rows():
        assert said[model._meta.db_table] == {name for names in covered(model).values() for name in names}, model


@pytest.mark.django_db
def test_every_table_of_the_database_is_in_it_with_a_model_or_without() -> None:
    without = WITHOUT_MODEL[connection.vendor]
    with connection.cursor() as cursor:
        there = set(connection.introspection.table_names(cursor, include_views=True))
        assert there - set(TABLES) - set(without) == set()
        assert {name for name in without if not name.startswith("sqlite_")} <= there
        for name in there & set(without):
            cursor.execute(f"SELECT * FROM {name} LIMIT 0")
            held = columns_of(without[name])
            assert set(held) == {column[0] for column in cursor.description}, name
            assert all(column.why for column in held.values() if column.by == ProvedBy.NEEDLESS)


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


def test_an_edge_that_is_there_twice_is_summed_up_as_the_pages_do(city: Sender) -> None:
    """Without the constraint that would refuse it; whichever of both comes last, the sum is what is shown."""
    edge = MODELS["archive_edge"]
    for number in (-1, 10**9):
        with connection.cursor() as cursor, contextlib.suppress(_UndoneError), transaction.atomic():
            if connection.vendor == "postgresql":
                cursor.execute("ALTER TABLE archive_edge DROP CONSTRAINT edge_once")
            else:
                cursor.execute("CREATE TABLE edges AS SELECT * FROM archive_edge")
                cursor.execute("DROP TABLE archive_edge")
                cursor.execute("ALTER TABLE edges RENAME TO archive_edge")
            names = "item, unit_id, is_sole_trader, day"
            one = f"SELECT {number}, {names}, 5000 FROM {{table}} WHERE delta > 0 LIMIT 1"
            execute(edge, f"INSERT INTO {{table}} (id, {names}, delta) {one}")
            assert "计数不符 1 处" in PROOFS[ProvedBy.AGAIN]()
            raise _UndoneError


class _UndoneError(Exception):
    pass


ANSWERED = {"reason": "集中换证", "answered_by": "某", "answered_at": "2026-11-20T00:00:00+08:00"}
FORGED_WHOLE: list[tuple[str, Callable[[], object]]] = [
    ("a fine", lambda: _rewrite("20000元", "9990000元")),
    ("of which region", lambda: Record.objects.filter(thread=thread(penalty(1))).update(region="429914")),
    ("a mark that ends early", lambda: execute(MODELS["archive_mark"], "UPDATE {table} SET until_on = '2026-12-31'")),
    ("a name", lambda: execute(MODELS["archive_name"], "UPDATE {table} SET name = '别名' WHERE NOT registered")),
    ("when it was said", lambda: Change.objects.filter(number=1).update(said_at="2026-01-01T00:00:00+08:00")),
    ("a unit's name", lambda: Unit.objects.update(name="别的局")),
    ("a power", lambda: Power.objects.update(held_from="2019-01-01")),
    ("counts of a batch", lambda: Batch.objects.update(reported=9, admitted=9, questioned=0, updated=0, unchanged=0)),
    ("a declaration that was never made", lambda: _declare_for(date(2026, 8, 1))),
    ("a declaration gone", lambda: delete(ZeroReport)),
    ("a file that a batch names", lambda: Batch.objects.update(rows_file="0" * 64)),
    ("when its rows are due", lambda: Batch.objects.update(clocks={}, dues={"2026-12-31": [1, 0]})),
    ("days of an original", lambda: Original.objects.update(kept_until="2026-01-01")),
    ("what was mended", lambda: RowMend.objects.update(before="从未有过")),
    (
        "why a doubt was let go",
        lambda: Doubt.objects.update(**ANSWERED),
    ),
    ("a message", lambda: Notice.objects.update(text="别的话")),
    ("an answer", lambda: PublicityQuestion.objects.update(sentence="别的问题")),
    ("an outage", lambda: Outage.objects.update(last_on="2020-05-09")),
    ("a day of the calendar", lambda: _another_workday()),
    ("a report's number", lambda: Report.objects.update(verification_code="ABCDEFGH")),
]


def test_digests_computed_anew_help_nobody_without_the_key(city: Sender) -> None:
    """Content, digests, changes, entries and the chain of seals are all made to agree; the stamps cannot be."""
    for name, forge in FORGED_WHOLE:
        try:
            with transaction.atomic():
                forge()
                recompute_all()
                told = PROOFS[ProvedBy.CHANGE]() or PROOFS[ProvedBy.ROW]() or PROOFS[ProvedBy.CATALOGUE]()
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


def _another_workday() -> None:
    """A day, the digest of its edition and what the ledger tells of that."""
    loaded = CalendarEdition.objects.get()
    day = loaded.days.order_by("day")[40]
    day.is_workday = not day.is_workday
    day.save()
    loaded.digest = calendar_digest(loaded.provisional, dict(loaded.days.values_list("day", "is_workday")))
    loaded.save()
    entry = Entry.objects.get(action="catalogue.load_calendar")
    Entry.objects.filter(pk=entry.pk).update(detail=canonical(json.loads(entry.detail) | {"digest": loaded.digest}))


def test_whose_record_it_is_is_told_even_where_every_digest_agrees(city: Sender) -> None:
    other = Record.objects.filter(item="org_registration").order_by("-subject_id")[0].subject_id
    Record.objects.filter(thread=thread(penalty(1))).update(subject_id=other)
    recompute_all()
    assert "信用信息所载的代码不是所记主体的代码" in PROOFS[ProvedBy.CHANGE]()


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


def test_what_came_to_be_proved_later_is_taken_once_and_nothing_else_with_it(city: Sender) -> None:
    """An installation from before batches' files and due days were proved: their digests are taken as they stand; what
    had one already keeps the old one, and speaks against whoever wrote past the platform meanwhile.
    """
    beside = f"{Batch._meta.db_table}{BESIDE}"
    for entry in Entry.objects.filter(detail__contains=f'"{beside}":'):
        told = json.loads(entry.detail)
        del told[KEY][beside]
        Entry.objects.filter(pk=entry.pk).update(detail=canonical(told))
    assert "intake_batch" in PROOFS[ProvedBy.ROW]()
    batch = Batch.objects.order_by("number")[0]
    for forged, expected in (({}, ""), ({"handler_name": "别人"}, f"编号为 {batch.number} ")):
        undo = transaction.savepoint()
        Batch.objects.filter(pk=batch.pk).update(**forged)
        assert take_stock(by=city.by, at=city.at) == Batch.objects.count()
        assert take_stock(by=city.by, at=city.at) == 0
        broken = PROOFS[ProvedBy.ROW]()
        assert expected in broken and bool(broken) == bool(forged)
        transaction.savepoint_rollback(undo)


def test_an_upgrade_takes_stock_of_each_table_once(city: Sender) -> None:
    stray = Unit.objects.create(uscc="11429913000000035A", name="旧单位", region_id="429913", valid_from=DAY)
    assert "access_unit" in PROOFS[ProvedBy.ROW]()
    assert take_stock(by=city.by, at=city.at) == 1
    assert PROOFS[ProvedBy.ROW]() == ""
    Unit.objects.create(uscc="11429913000000043X", name="塞入的单位", region_id="429913", valid_from=DAY)
    assert take_stock(by=city.by, at=city.at) == 0
    assert "access_unit" in PROOFS[ProvedBy.ROW]()
    assert stray.pk is not None
