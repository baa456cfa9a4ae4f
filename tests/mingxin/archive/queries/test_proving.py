"""Whoever has every right in the database, and lets the platform seal what he slips in, is found all the same."""

import json
from collections.abc import Callable
from datetime import datetime

import pytest
from django.db import connection

from mingxin.archive.actions.amend import erase
from mingxin.archive.models import Change, Record
from mingxin.archive.queries.proving import prove_records
from mingxin.archive.rules.digests import change_digest, content_digest, line_digest, line_of
from mingxin.archive.tables import CONTENT, RECORD_LINE
from mingxin.ledger.actions import seal
from mingxin.ledger.actor import Actor
from mingxin.ledger.models import Entry, Unsealed
from mingxin.ledger.queries import digest_of, prove_chain
from mingxin.ledger.rules import canonical
from tests.mingxin.archive.sending import Sender, penalty, thread

pytestmark = pytest.mark.django_db


@pytest.fixture
def sealed(sender: Sender) -> Sender:
    """Two penalties of one change, a third of another, the third lawfully erased; all of it sealed."""
    sender.penalties(penalty(1), penalty(2))
    sender.penalties(penalty(3))
    erase(thread=thread(penalty(3)), ground="《行政处罚法》第四十八条", by=sender.by, at=sender.at)
    seal(at=sender.at)
    assert prove_records().broken is None
    return sender


def slip_in(entry: Entry, at: datetime, **detail: object) -> None:
    """A further entry like that one but for its detail, with a digest that fits, sealed by the platform itself."""
    entry.pk, entry.detail = None, canonical(json.loads(entry.detail) | detail)
    entry.digest = digest_of(entry)
    entry.save(force_insert=True)
    Unsealed.objects.create(entry=entry)
    seal(at=at)


def told_by(change: int) -> Entry:
    return Entry.objects.get(object_type="change", object_key=str(change))


def rewrite_fine(change: int) -> str:
    """Nine million for twenty thousand in every record of the change; the digest that the change then should have."""
    lines = []
    for record in Record.objects.filter(change=change).order_by("id"):
        record.payload = record.payload.replace("20000元", "9990000元")
        record.content_digest = content_digest(record.payload, [getattr(record, c) for c in CONTENT])
        record.save()
        lines.append(("archive_record", [getattr(record, c) for c in RECORD_LINE]))
    written = []
    for table, columns, by in (
        ("archive_subject", ("id", "public_id", "kind", "region", "change_id"), "change_id"),
        ("archive_identifier", ("id", "subject_id", "scheme", "value", "known_from_id"), "known_from_id"),
        (
            "archive_name",
            (
                "id",
                "subject_id",
                "name",
                "normal",
                "initials",
                "registered",
                "valid_from",
                "valid_until",
                "known_from_id",
            ),
            "known_from_id",
        ),
    ):
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT {', '.join(columns)} FROM {table} WHERE {by} = %s ORDER BY id", [change])
            for row in cursor.fetchall():
                spelled = [bool(v) if c == "registered" else v for c, v in zip(columns, row, strict=True)]
                written.append((table, spelled))
    digest = change_digest(line_digest(line_of(table, row)) for table, row in [*written, *lines])
    Change.objects.filter(pk=change).update(digest=digest)
    return digest


def a_second_entry_for_a_rewritten_change(sender: Sender) -> None:
    slip_in(told_by(1), sender.at, digest=rewrite_fine(1))


def the_same_entry_twice(sender: Sender) -> None:
    slip_in(told_by(1), sender.at)


def a_second_entry_of_another_action(sender: Sender) -> None:
    entry = told_by(1)
    entry.action = "archive.erasure"
    slip_in(entry, sender.at, digest=rewrite_fine(1))


def _lines_of(change: int) -> dict[str, str]:
    """The lines of a change's records as they are now, as an erasure would tell them; the records are altered after."""
    rows = Record.objects.filter(change=change)
    lines = {
        str(r.pk): line_digest(line_of("archive_record", [_day(getattr(r, c)) for c in RECORD_LINE])) for r in rows
    }
    rows.update(
        payload="", document_number="", filter_1="", hidden_from="2026-12-01", erased_by=3 if change != 3 else None
    )
    return {row: line.hex() for row, line in lines.items()}


def _day(value: object) -> object:
    return value.isoformat() if hasattr(value, "isoformat") else value


def lines_of_an_erasure_in_an_entry_of_nothing(sender: Sender) -> None:
    """An entry about no change at all, that only brings digests for rows which are rewritten."""
    entry = told_by(3)
    entry.object_key = "03"
    slip_in(entry, sender.at, lines=_lines_of(1))


def lines_of_an_erasure_in_an_admission(sender: Sender) -> None:
    entry = told_by(2)
    entry.object_key = "2 "
    slip_in(entry, sender.at, lines=_lines_of(1))


ATTACKS: list[tuple[Callable[[Sender], None], str]] = [
    (a_second_entry_for_a_rewritten_change, "账本对这次变更有 2 条记载，只应有 1 条"),
    (the_same_entry_twice, "账本对这次变更有 2 条记载，只应有 1 条"),
    (a_second_entry_of_another_action, "账本对这次变更有 2 条记载，只应有 1 条"),
    (lines_of_an_erasure_in_an_entry_of_nothing, "账本中有一条变更记载的编号不成立"),
    (lines_of_an_erasure_in_an_admission, "账本中有一条变更记载的编号不成立"),
]


@pytest.mark.parametrize(("attack", "reason"), [pytest.param(a, r, id=a.__name__) for a, r in ATTACKS])
def test_what_is_slipped_in_and_sealed_is_named(sealed: Sender, attack: Callable[[Sender], None], reason: str) -> None:
    attack(sealed)
    assert prove_chain().broken is None, "the chain itself holds: the platform sealed it"
    broken = prove_records().broken
    assert broken is not None
    assert reason in broken.reason


def test_entries_that_wait_for_their_seal_count_too(sealed: Sender, actor: Actor) -> None:
    sealed.penalties(penalty(4))
    assert prove_records().broken is None
    Entry.objects.filter(pk=told_by(4).pk).update(object_key="5")
    broken = prove_records().broken
    assert broken is not None
    assert broken.change == 4
