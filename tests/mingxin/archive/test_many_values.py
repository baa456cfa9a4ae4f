"""A batch has more rows than a statement takes values: 32,766 on SQLite, 65,535 on PostgreSQL. Tried with fewer."""

import sqlite3
from collections.abc import Iterator

import pytest
from django.db import connection

from mingxin.archive import bulk
from mingxin.archive.actions.amend import withdraw
from mingxin.archive.models import Record
from mingxin.archive.queries.sides import public_ids
from mingxin.archive.queries.subject_names import held_names, own_codes
from mingxin.archive.queries.versions import find_subject, read_subject
from mingxin.archive.queries.withdrawn import withdrawn_on
from mingxin.catalogue.queries import rulebook_in_force
from mingxin.intake.actions.doubting import explain_doubt
from mingxin.intake.actions.questions import answer
from mingxin.intake.models import Batch, PublicityQuestion
from mingxin.intake.queries.asked_rows import rows_now
from mingxin.intake.queries.differences import ready_of
from mingxin.uses.publicity import queries
from mingxin.uses.publicity.removals import removals
from tests.mingxin.archive.sending import UNIT, firm, penalty, thread
from tests.mingxin.intake.actions.conftest import desk
from tests.mingxin.intake.actions.desk import STEWARD, Desk

__all__ = ["desk"]

TAKEN = 1000  # what the framework itself gives to a statement at most is 999
ROWS = TAKEN + 40


@pytest.fixture
def few_values(desk: Desk) -> Iterator[None]:
    """A SQLite that takes no more; the driver of PostgreSQL writes its values into the statement."""
    connection.ensure_connection()
    if connection.vendor != "sqlite":
        yield
        return
    before = connection.connection.setlimit(sqlite3.SQLITE_LIMIT_VARIABLE_NUMBER, TAKEN)
    yield
    connection.connection.setlimit(sqlite3.SQLITE_LIMIT_VARIABLE_NUMBER, before)


def test_a_batch_may_be_longer_than_a_statement(few_values: None, desk: Desk) -> None:
    rows = [penalty(number, 1, CF_SXCD="") for number in range(1, ROWS + 1)]
    batch = desk.checked(*rows)
    ready = ready_of(batch)
    assert ready is not None
    assert len(ready.page("new", limit=ROWS).rows) == ROWS
    for doubt in batch.doubts.all():
        explain_doubt(batch.number, doubt.kind, reason="集中整治", by=STEWARD, at=desk.at)
    batch = desk.through(batch.number)
    assert batch.admitted == ROWS
    question = PublicityQuestion.objects.get(batch=batch)
    assert answer(question.pk, severity="严重", is_public=True, reason="裁量基准", by=STEWARD, at=desk.at) == ROWS
    threads = [thread(row) for row in rows]
    at, day = desk.at, desk.at.date()
    for one in threads[:3], threads[-3:]:
        for gone in one:
            withdraw(thread=gone, reason_type="决定被撤销", case="例", note_months=3, by=STEWARD, at=at)
    assert withdrawn_on(threads) == dict.fromkeys([*threads[:3], *threads[-3:]], str(day))
    assert len(rows_now(threads, on=day)) == ROWS
    assert public_ids([firm(number) for number in range(ROWS)]).keys() == {firm(1)}
    assert len(read_subject(firm(1)).records) == ROWS
    assert queries.marks_beside(threads, day) == queries.corrections(threads, day) == {}
    assert len(removals(rulebook_in_force().cards["admin_penalty"], day)) == 6
    subject = find_subject(firm(1))
    others = range(subject.pk, subject.pk + ROWS)
    assert held_names(others).keys() == own_codes(others).keys() == {subject.pk}


def test_values_are_one_parameter(few_values: None) -> None:
    """Numbers, texts, and none at all."""
    assert not Record.objects.filter(pk__in=bulk.listed(range(ROWS))).exists()
    assert not Record.objects.filter(thread__in=bulk.listed(map(str, range(ROWS)))).exists()
    assert not Batch.objects.exclude(number__in=bulk.listed(())).filter(unit__uscc=UNIT, item="").exists()
    assert not Record.objects.filter(thread__in=bulk.listed(())).exists()
