"""Whoever owns the database but not the keys folder can rewrite, cut or add to the ledger, and is found each time."""

import secrets
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pytest
from django.db import transaction

from mingxin.kernel.refusal import Refusal
from mingxin.ledger import witness
from mingxin.ledger.actions import RESTORED, accept_restored, seal, write
from mingxin.ledger.actor import Actor
from mingxin.ledger.keys import KEY_FILE, ledger_keys
from mingxin.ledger.models import Entry, Seal, Unsealed
from mingxin.ledger.queries import ChainProof, prove_chain
from tests.mingxin.ledger.forging import (
    AT,
    Committing,
    add_entry,
    alter_entry,
    at_another_time,
    come_late,
    exchange_numbers,
    exchange_stamps,
    forget_seal,
    own_key,
    reason,
    reorder,
    repeat,
    rewritten,
    seal_before_the_first,
    sign_again,
    sql,
    strip_all,
)

pytestmark = pytest.mark.django_db


ATTACKS: list[tuple[str, Callable[[], None], str]] = [
    ("an entry altered, all digests computed anew", rewritten(lambda s: s.signature), "记录没有平台的印记"),
    ("the same without signatures", rewritten(lambda s: ""), "记录没有平台的印记"),
    (
        "an entry's stamp taken",
        lambda: sql("UPDATE ledger_entry SET stamp = '' WHERE object_key = 'c'"),
        "没有平台的印记",
    ),
    ("the stamps of two entries exchanged", lambda: exchange_stamps("c", "d"), "没有平台的印记"),
    ("two entries change places", reorder, "签名不成立"),
    ("a signature taken", lambda: sql("UPDATE ledger_seal SET signature = '' WHERE number = 2"), "封印没有签名"),
    ("all signatures taken", lambda: sql("UPDATE ledger_seal SET signature = ''"), "封印没有签名"),
    ("a signature that is none", lambda: sql("UPDATE ledger_seal SET signature = 'x' WHERE number = 3"), "签名不成立"),
    ("another's signature", lambda: sign_again(3, own_key), "签名不成立"),
    ("the signature of another seal", lambda: sign_again(3, lambda _: Seal.objects.get(pk=2).signature), "签名不成立"),
    ("a key that nobody knows", lambda: sql("UPDATE ledger_seal SET \"key\" = 'f' WHERE number = 3"), "不在密钥目录中"),
    ("a seal's time", lambda: at_another_time(3), "签名不成立"),
    ("signing never begun", strip_all, "没有平台的印记"),
    (
        "the newest seal gone with its entries",
        lambda: forget_seal(3, entries="gone"),
        "账本止于第 2 号封印，而密钥目录中",
    ),
    ("the newest seal gone, its entries loose", lambda: forget_seal(3, entries="loose"), "账本止于第 2 号封印，而"),
    (
        "the newest seal gone, its entries left",
        lambda: forget_seal(3, entries="left"),
        "第 3 号封印缺失，而它所含的记录还在",
    ),
    ("an entry slipped in", lambda: add_entry(AT), "没有平台的印记"),
    ("an entry with a stamp that is none", lambda: add_entry(AT, stamp="a:b:c"), "没有平台的印记"),
    ("an entry with another's stamp", lambda: add_entry(AT, stamp=Entry.objects.all()[1].stamp), "没有平台的印记"),
    ("a waiting entry twice", lambda: repeat("f"), "没有平台的印记"),
    ("a sealed entry waiting again", lambda: repeat("a"), "没有平台的印记"),
    (
        "an entry sealed and waiting",
        lambda: Unsealed.objects.create(entry=Entry.objects.get(object_key="a")),
        "已经封印",
    ),
    ("a waiting entry altered", lambda: alter_entry("g"), "没有平台的印记"),
    ("a waiting entry held back and put in as the newest", lambda: come_late("f"), "没有平台的印记"),
    ("a seal numbered nought", lambda: seal_before_the_first(0), "排在第 1 号之前"),
    ("a seal below nought", lambda: seal_before_the_first(-5), "排在第 1 号之前"),
    ("the numbers of two entries of a seal exchanged", lambda: exchange_numbers("c", "d"), "没有平台的印记"),
    ("the numbers of entries of two seals exchanged", lambda: exchange_numbers("a", "d"), "没有平台的印记"),
]


def test_whoever_lacks_the_key_is_found(signed: Path, loose: None, sealing: Committing) -> None:
    """Each attack twice: as it stands, and after the platform went on sealing over it."""
    for name, attack, expected in ATTACKS:
        before = (signed / witness.FILE).read_text()
        undo = transaction.savepoint()
        attack()
        assert expected in reason(), name
        sealing("later")
        assert reason() != "", f"{name}: the platform's own seal must not heal it"
        transaction.savepoint_rollback(undo)
        (signed / witness.FILE).write_text(before)
        assert reason() == "", f"{name}: undone"


def test_a_key_that_is_changed_still_proves_what_the_old_one_signed(signed: Path, sealing: Committing) -> None:
    file = signed / KEY_FILE
    old = file.read_text()
    file.write_text(f"{secrets.token_hex(32)}\n{old}")
    sealing("h")
    assert reason() == ""
    assert Seal.objects.get(pk=4).key != Seal.objects.get(pk=3).key
    both = file.read_text()
    file.write_text(old)
    assert "不在密钥目录中，无法核验" in reason()
    file.write_text(both)
    keys = ledger_keys(signed)
    assert keys is not None
    replaced = next(key for key in keys.by_id.values() if key != keys.in_use)
    sealing("i")
    last = Seal.objects.get(pk=5)
    Seal.objects.filter(pk=5).update(key=replaced.id, signature=replaced.sign(5, last.digest))
    assert "换下的旧密钥" in reason()


def test_without_the_key_nothing_more_is_written(signed: Path, actor: Actor, now: datetime) -> None:
    (signed / KEY_FILE).rename(signed / "away")
    with pytest.raises(Refusal) as refused:
        write(action="a", object_type="t", object_key="k", by=actor, at=now)
    assert refused.value.code == "ledger.no_key"
    assert "不在密钥目录中" in reason()
    (signed / "away").rename(signed / KEY_FILE)


def test_the_witness_lags_and_catches_up_and_never_leads(
    signed: Path, sealing: Committing, actor: Actor, now: datetime
) -> None:
    write(action="a", object_type="t", object_key="k", by=actor, at=now)
    seal(at=now)  # the process dies before its commit is told to anybody
    assert prove_chain().broken is None
    assert prove_chain().witnessed == 3
    sealing()  # nothing new to seal
    assert prove_chain().witnessed == 4
    undo = transaction.savepoint()
    write(action="a", object_type="t", object_key="k", by=actor, at=now)
    seal(at=now)
    transaction.savepoint_rollback(undo)
    assert reason() == "", "what was not committed is not witnessed"


def test_a_folder_that_cannot_be_written_stops_no_seal(
    signed: Path, sealing: Committing, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("tempfile.mkstemp", full)
    sealing("h")
    proof: ChainProof = prove_chain()
    assert (proof.broken, proof.seals, proof.witnessed) == (None, 4, 3)


def test_an_older_backup_is_named_and_accepted_by_name(signed: Path, sealing: Committing, actor: Actor, now) -> None:
    with pytest.raises(Refusal, match="没有需要认可的恢复"):
        accept_restored(reason="磁盘损坏", by=actor, at=now)
    for key in "fg":
        Unsealed.objects.filter(entry__object_key=key).delete()
        Entry.objects.filter(object_key=key).delete()
    forget_seal(3, entries="gone")  # as the backup of an earlier day has it
    assert "恢复的是较早的备份" in reason()
    assert reason(is_older=True) == "", "who restores knows"
    sealing("h", "i")
    sealing("j")
    assert "与密钥目录中的见证不符" in reason(), "it goes on, and the witness does not go along"
    assert "与密钥目录中的见证不符" in reason(is_older=True)
    with pytest.raises(Refusal, match="必须写明理由"):
        accept_restored(reason=" ", by=actor, at=now)
    accept_restored(reason="磁盘损坏，用 11 月 19 日的备份恢复", by=actor, at=now)
    assert reason() == ""
    told = Entry.objects.get(action=RESTORED)
    assert told.actor_login == actor.login
    assert '"witnessed":"3:' in told.detail
    sealing("k")
    assert prove_chain().witnessed == prove_chain().seals
