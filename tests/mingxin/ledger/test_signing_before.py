"""A chain from before it was signed, before stamps or seals covered numbers: it holds, and nothing goes back to it."""

import hmac
import secrets
from pathlib import Path

import pytest
from django.db import transaction

from mingxin.ledger import witness
from mingxin.ledger.keys import KEY_FILE, ledger_keys, make_ledger_key
from mingxin.ledger.models import Entry, Seal, Unsealed
from mingxin.ledger.queries import prove_chain
from mingxin.ledger.rules import GENESIS, seal_digest, seal_digest_without_numbers
from tests.mingxin.ledger.forging import (
    Committing,
    exchange_numbers,
    reason,
    repeat,
    sql,
)

pytestmark = pytest.mark.django_db


def stamp_all_as_before(keys: Path) -> None:
    """Stamps as they were made before they covered the number."""
    held = ledger_keys(keys)
    assert held is not None
    for entry in Entry.objects.exclude(stamp=""):
        nonce = secrets.token_hex(8)
        code = hmac.new(held.in_use.stamping, f"{nonce}:{entry.digest}".encode(), "sha256").hexdigest()[:32]
        Entry.objects.filter(pk=entry.pk).update(stamp=f"{held.in_use.id}:{nonce}:{code}")


def test_stamps_from_before_they_covered_the_number_hold_until_the_first_that_does(
    signed: Path, loose: None, sealing: Committing
) -> None:
    stamp_all_as_before(signed)
    assert reason() == ""
    undo = transaction.savepoint()
    repeat("f")
    assert "记录是另一条记录的复制" in reason()
    transaction.savepoint_rollback(undo)
    exchange_numbers("c", "d")
    assert "与前一封印或所含记录不符" in reason(), "the seal covers the numbers where the stamps do not"
    transaction.savepoint_rollback(undo)

    held = Entry.objects.get(object_key="g")
    Unsealed.objects.filter(entry=held).delete()
    Entry.objects.filter(pk=held.pk).delete()
    sealing()
    assert reason() == "", "what waited at the upgrade is sealed"
    sealing("h")
    held.save(force_insert=True)
    Unsealed.objects.create(entry=held)
    assert "没有平台的印记" in reason()
    sealing("i")
    assert Unsealed.objects.filter(entry=held).exists(), "nor is it sealed"


def test_an_old_chain_is_signed_from_the_next_seal_on_and_says_so(home: Path, sealing: Committing) -> None:
    sealing("a")
    sealing("b", sealed=False)
    keys = home.with_name("home-keys")
    make_ledger_key(keys)
    try:
        sealing()
        assert list(Seal.objects.order_by("number").values_list("number", "count")) == [(1, 1), (2, 1), (3, 1)]
        assert [bool(s.signature) for s in Seal.objects.order_by("number")] == [False, False, True]
        proof = prove_chain()
        assert (proof.broken, proof.signed_from, proof.witnessed) == (None, 3, 3)
        sealing("c")
        assert prove_chain().signed_from == 3, "it begins once"
        sql("UPDATE ledger_seal SET signature = '' WHERE number = 3")
        assert "自第 3 号封印起都应签名" in reason()
    finally:
        for name in (KEY_FILE, witness.FILE):
            (keys / name).unlink()


def test_a_chain_from_before_numbers_were_sealed_holds(signed: Path) -> None:
    """Seals made by the earlier form, signed by the platform's own key, and seals of today's form after them."""
    keys, previous = ledger_keys(signed), GENESIS
    assert keys is not None
    key = keys.in_use
    for one in Seal.objects.filter(number__lt=3).order_by("number"):
        digests = one.sealedentry_set.order_by("position").values_list("entry__digest", flat=True)
        one.previous, one.digest = previous, seal_digest_without_numbers(one.number, one.at, previous, digests)
        one.signature, previous = key.sign(one.number, one.digest), one.digest
        one.save()
    last = Seal.objects.get(number=3)
    held = last.sealedentry_set.order_by("position").values_list("entry_id", "entry__digest")
    last.previous, last.digest = previous, seal_digest(3, last.at, previous, held)
    last.signature = key.sign(3, last.digest)
    last.save()
    (signed / witness.FILE).unlink()
    assert reason() == ""
