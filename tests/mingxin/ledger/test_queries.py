"""Whoever rewrites the ledger, with every right in the database, is found, and the place is named."""

from datetime import datetime, timedelta

import pytest
from django.db import connection, transaction

from mingxin.ledger import locks
from mingxin.ledger.actions import seal, write
from mingxin.ledger.actor import Actor
from mingxin.ledger.models import Entry, Seal, SealedEntry, Unsealed
from mingxin.ledger.queries import digest_of, find_seal, newest_seal, prove_chain

pytestmark = pytest.mark.django_db


@pytest.fixture
def chain(actor: Actor, now: datetime) -> list[Entry]:
    """Three seals of three entries each, and two entries that wait."""
    entries = []
    for number in range(11):
        at = now + timedelta(seconds=number)
        entries.append(
            write(
                action="subject.read",
                object_type="subject",
                object_key=f"s{number}",
                by=actor,
                at=at,
                matter="资格审查",
                detail={"n": number},
            )
        )
        if number in (2, 5, 8):
            seal(at=at)
    return entries


def broken():
    found = prove_chain().broken
    return (found.seal, found.entry, found.reason) if found else None


def alter(table: str, column: str, value: object, key: str, row: object) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"UPDATE {table} SET {column} = %s WHERE {key} = %s", [value, row])


def test_an_untouched_chain_holds(chain):
    proof = prove_chain()
    assert proof.broken is None
    assert (proof.seals, proof.entries, proof.waiting) == (3, 9, 2)
    assert proof.newest == newest_seal()


def test_an_empty_ledger_holds():
    proof = prove_chain()
    assert (proof.seals, proof.entries, proof.waiting, proof.newest, proof.broken) == (0, 0, 0, None, None)


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("at", datetime.fromisoformat("2026-11-20T02:00:00.000001+00:00")),
        ("actor_login", "someone"),
        ("actor_name", "某人"),
        ("actor_unit", "11429913000000019L"),
        ("actor_unit_name", "某局"),
        ("action", "subject.hide"),
        ("object_type", "record"),
        ("object_key", "s99"),
        ("matter", "其他"),
        ("detail", '{"n":99}'),
    ],
)
@pytest.mark.parametrize(("place", "seal_number"), [(4, 2), (9, 0)], ids=["sealed", "waiting"])
def test_every_column_of_an_entry_is_covered(chain, column, value, place, seal_number):
    alter("ledger_entry", column, value, "id", chain[place].pk)
    found = broken()
    assert found is not None
    assert found[:2] == (seal_number, chain[place].pk)


def test_every_column_of_an_entry_is_in_the_table_above():
    covered = {"at", "actor_login", "actor_name", "actor_unit", "actor_unit_name"}
    covered |= {"action", "object_type", "object_key", "matter", "detail"}
    assert {field.column for field in Entry._meta.concrete_fields} == covered | {"id", "digest", "stamp"}


def test_an_entry_altered_with_its_digest_breaks_the_seal(chain):
    entry = chain[4]
    entry.matter = "其他"
    alter("ledger_entry", "matter", "其他", "id", entry.pk)
    alter("ledger_entry", "digest", digest_of(entry), "id", entry.pk)
    assert broken() == (2, None, "封印与前一封印或所含记录不符")


def test_a_deleted_entry_is_missed(chain):
    SealedEntry.objects.filter(entry=chain[4]).delete()
    Entry.objects.filter(pk=chain[4].pk).delete()
    assert broken() == (2, None, "封印内第 2 条记录缺失")


def test_the_last_entry_of_a_seal_deleted_is_missed(chain):
    SealedEntry.objects.filter(entry=chain[5]).delete()
    Entry.objects.filter(pk=chain[5].pk).delete()
    assert broken() == (2, None, "封印应含 3 条，现有 2 条")


def test_an_entry_taken_out_of_its_seal_is_a_stray(chain):
    SealedEntry.objects.filter(entry=chain[5]).delete()
    Seal.objects.filter(number=2).update(count=2)
    assert broken() == (2, None, "封印与前一封印或所含记录不符")


def test_an_entry_slipped_in_behind_the_chain_is_a_stray(chain, now):
    Entry.objects.create(
        at=now, actor_login="x", actor_name="x", action="x", object_type="x", object_key="x", detail="{}", digest="0"
    )
    assert broken() == (0, Entry.objects.latest("id").pk, "记录既未封印也不在待封印之列，疑为绕过平台写入")


def test_an_entry_inserted_into_a_seal_breaks_it(chain):
    Unsealed.objects.filter(entry=chain[9]).delete()
    SealedEntry.objects.create(seal_id=2, position=3, entry=chain[9])
    assert broken() == (2, None, "封印应含 3 条，现有 4 条")


def test_two_entries_that_change_places_break_the_seal(chain):
    first, second = SealedEntry.objects.filter(seal=2).order_by("position")[:2]
    alter("ledger_sealedentry", "position", 99, "id", first.pk)
    alter("ledger_sealedentry", "position", 0, "id", second.pk)
    alter("ledger_sealedentry", "position", 1, "id", first.pk)
    assert broken() == (2, None, "封印与前一封印或所含记录不符")


def test_a_deleted_seal_is_missed(chain):
    SealedEntry.objects.filter(seal=2).delete()
    Seal.objects.filter(number=2).delete()
    assert broken() == (2, None, "第 2 号封印缺失")


@pytest.mark.parametrize(
    ("column", "value"),
    [("at", datetime.fromisoformat("2026-01-01T00:00:00+00:00")), ("previous", "1" * 64), ("digest", "2" * 64)],
)
def test_every_column_of_a_seal_is_covered(chain, column, value):
    alter("ledger_seal", column, value, "number", 2)
    assert broken() == (2, None, "封印与前一封印或所含记录不符")


def test_a_chain_rewritten_whole_holds_but_no_longer_knows_an_earlier_print(chain, now):
    printed = newest_seal()
    SealedEntry.objects.all().delete()
    Seal.objects.all().delete()
    Unsealed.objects.all().delete()
    for entry in Entry.objects.exclude(pk=chain[4].pk):
        Unsealed.objects.create(entry=entry)
    Entry.objects.filter(pk=chain[4].pk).delete()
    seal(at=now)
    assert prove_chain().broken is None
    assert find_seal(printed.digest) is None


def test_a_seal_is_found_by_number_and_by_digest(chain):
    assert find_seal("2") == find_seal(Seal.objects.get(number=2).digest)
    assert find_seal("4") is None
    assert find_seal("9" * 30) is None


def test_sealing_takes_all_that_waits_and_nothing_twice(chain, now):
    made = seal(at=now)
    assert made is not None
    assert (made.number, made.count) == (4, 2)
    assert seal(at=now) is None
    assert prove_chain().broken is None


@pytest.mark.django_db(transaction=True)
def test_a_lock_outside_a_transaction_is_a_fault_of_the_program():
    with pytest.raises(RuntimeError, match="inside a transaction"):
        locks.hold(locks.SEALS)
    with transaction.atomic():
        locks.hold(locks.SEALS)


@pytest.mark.django_db(transaction=True)
def test_an_entry_goes_with_its_transaction(actor, now):
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        write(action="a", object_type="t", object_key="k", by=actor, at=now)
        raise ZeroDivisionError
    assert not Entry.objects.exists()
    assert not Unsealed.objects.exists()
