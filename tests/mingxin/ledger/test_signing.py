"""Whoever owns the database but not the keys folder can rewrite, cut or add to the ledger, and is found each time."""

import hmac
import secrets
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from django.db import connection, transaction

from mingxin.kernel.refusal import Refusal
from mingxin.ledger import witness
from mingxin.ledger.actions import BEGUN, RESTORED, accept_restored, seal, write
from mingxin.ledger.actor import Actor
from mingxin.ledger.keys import KEY_FILE, ledger_keys, make_ledger_key
from mingxin.ledger.models import Entry, Seal, SealedEntry, Unsealed
from mingxin.ledger.queries import ChainProof, digest_of, prove_chain
from mingxin.ledger.rules import GENESIS, seal_digest, seal_digest_without_numbers

pytestmark = pytest.mark.django_db

Committing = Callable[..., None]


@pytest.fixture
def sealing(django_capture_on_commit_callbacks, actor: Actor, now: datetime) -> Committing:
    """Writes entries and seals them, as if it were committed: the witness hears of it."""

    def run(*keys: str, sealed: bool = True) -> None:
        with django_capture_on_commit_callbacks(execute=True):
            for key in keys:
                write(action="subject.read", object_type="subject", object_key=key, by=actor, at=now)
            if sealed:
                seal(at=now)

    return run


@pytest.fixture
def signed(ledger_key: Path, sealing: Committing) -> Path:
    """Three signed seals, and two entries that wait."""
    sealing("a", "b")
    sealing("c", "d")
    sealing("e")
    sealing("f", "g", sealed=False)
    assert reason() == ""
    return ledger_key


@pytest.fixture
def loose() -> Iterator[None]:
    """The attacker has dropped the database's own checks of references."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("PRAGMA defer_foreign_keys = ON")
        else:
            cursor.execute("SET session_replication_role = replica")
    yield
    if connection.vendor != "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("SET session_replication_role = DEFAULT")


def reason(**how: bool) -> str:
    broken = prove_chain(**how).broken
    return broken.reason if broken else ""


def sql(text: str, *values: object) -> None:
    with connection.cursor() as cursor:
        cursor.execute(text, values)


def chain_again(first: int, *, signature: Callable[[Seal], str] = lambda seal: seal.signature) -> None:
    """Compute the digests of the seals from `first` on anew, as anybody can."""
    previous = Seal.objects.get(pk=first - 1).digest if first > 1 else GENESIS
    for one in Seal.objects.filter(number__gte=first).order_by("number"):
        held = list(one.sealedentry_set.order_by("position").values_list("entry_id", "entry__digest"))
        one.previous, one.count = previous, len(held)
        one.digest = previous = seal_digest(one.number, one.at, previous, held)
        one.signature = signature(one)
        one.save()


def alter_entry(key: str) -> None:
    entry = Entry.objects.get(object_key=key)
    entry.matter = "其他"
    entry.digest = digest_of(entry)
    entry.save()


def forget_seal(number: int, *, entries: str) -> None:
    """Delete a seal; its entries are "gone" too, "loose" (waiting again) or "left" in a seal that is not there."""
    held = list(SealedEntry.objects.filter(seal=number).values_list("entry_id", flat=True))
    if entries != "left":
        sql("DELETE FROM ledger_sealedentry WHERE seal_id = %s", number)
    if entries == "loose":
        Unsealed.objects.bulk_create(Unsealed(entry_id=entry) for entry in held)
    if entries == "gone":
        Entry.objects.filter(pk__in=held).delete()
    sql("DELETE FROM ledger_seal WHERE number = %s", number)


def add_entry(at: datetime, *, stamp: str = "") -> Entry:
    entry = Entry(at=at, actor_login="x", actor_name="某人", action="x", object_type="x", object_key="x", detail="{}")
    entry.digest, entry.stamp = digest_of(entry), stamp
    entry.save()
    Unsealed.objects.create(entry=entry)
    return entry


def repeat(key: str) -> None:
    entry = Entry.objects.get(object_key=key)
    entry.pk = None
    entry.save(force_insert=True)
    Unsealed.objects.create(entry=entry)


def come_late(key: str) -> None:
    """A waiting entry, held back while others were written, comes in again as the newest."""
    held = Entry.objects.get(object_key=key)
    newest = Entry.objects.order_by("-id").first()
    assert newest is not None
    Unsealed.objects.filter(entry=held).delete()
    Entry.objects.filter(pk=held.pk).delete()
    held.pk = newest.pk + 1
    held.save(force_insert=True)
    Unsealed.objects.create(entry=held)


def rewritten(signature: Callable[[Seal], str]) -> Callable[[], None]:
    def attack() -> None:
        alter_entry("c")
        Entry.objects.filter(object_key="c").update(stamp="")
        chain_again(2, signature=signature)

    return attack


def own_key(seal: Seal) -> str:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    return Ed25519PrivateKey.generate().sign(secrets.token_bytes(8)).hex()


def strip_all() -> None:
    """Back to a chain as before there was a key: no signature, no stamp, no word of either."""
    SealedEntry.objects.filter(entry__action=BEGUN).delete()
    Entry.objects.filter(action=BEGUN).delete()
    for position, link in enumerate(SealedEntry.objects.filter(seal=1).order_by("position")):
        SealedEntry.objects.filter(pk=link.pk).update(position=position)
    Entry.objects.update(stamp="")
    chain_again(1, signature=lambda _: "")


def reorder() -> None:
    first, second = SealedEntry.objects.filter(seal=2).order_by("position")
    SealedEntry.objects.filter(pk=first.pk).update(position=9)
    SealedEntry.objects.filter(pk=second.pk).update(position=0)
    SealedEntry.objects.filter(pk=first.pk).update(position=1)
    chain_again(2)


def seal_before_the_first(number: int) -> None:
    """Where the walk, which begins with the first, never comes."""
    entry = add_entry(AT)
    Unsealed.objects.filter(entry=entry).delete()
    made = Seal.objects.create(number=number, at=AT, previous="0" * 64, digest=f"{number:064}", count=1)
    SealedEntry.objects.create(seal=made, position=0, entry=entry)


def exchange_numbers(one: str, other: str) -> None:
    """What decides which of two entries is the newer."""
    first, second = (Entry.objects.get(object_key=key).pk for key in (one, other))
    for was, becomes in ((first, -1), (second, first), (-1, second)):
        sql("UPDATE ledger_entry SET id = %s WHERE id = %s", becomes, was)
        sql("UPDATE ledger_sealedentry SET entry_id = %s WHERE entry_id = %s", becomes, was)


AT = datetime.fromisoformat("2026-11-20T02:00:00+00:00")
ATTACKS: list[tuple[str, Callable[[], None], str]] = [
    ("an entry altered, all digests computed anew", rewritten(lambda s: s.signature), "记录没有平台的印记"),
    ("the same without signatures", rewritten(lambda s: ""), "记录没有平台的印记"),
    (
        "an entry's stamp taken",
        lambda: sql("UPDATE ledger_entry SET stamp = '' WHERE object_key = 'c'"),
        "没有平台的印记",
    ),
    ("the stamps of two entries exchanged", lambda: _exchange_stamps("c", "d"), "没有平台的印记"),
    ("two entries change places", reorder, "签名不成立"),
    ("a signature taken", lambda: sql("UPDATE ledger_seal SET signature = '' WHERE number = 2"), "封印没有签名"),
    ("all signatures taken", lambda: sql("UPDATE ledger_seal SET signature = ''"), "封印没有签名"),
    ("a signature that is none", lambda: sql("UPDATE ledger_seal SET signature = 'x' WHERE number = 3"), "签名不成立"),
    ("another's signature", lambda: _sign_again(3, own_key), "签名不成立"),
    ("the signature of another seal", lambda: _sign_again(3, lambda _: Seal.objects.get(pk=2).signature), "签名不成立"),
    ("a key that nobody knows", lambda: sql("UPDATE ledger_seal SET \"key\" = 'f' WHERE number = 3"), "不在密钥目录中"),
    ("a seal's time", lambda: _at_another_time(3), "签名不成立"),
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


def _exchange_stamps(one: str, other: str) -> None:
    first, second = Entry.objects.get(object_key=one), Entry.objects.get(object_key=other)
    sql("UPDATE ledger_entry SET stamp = %s WHERE id = %s", second.stamp, first.pk)
    sql("UPDATE ledger_entry SET stamp = %s WHERE id = %s", first.stamp, second.pk)


def _sign_again(number: int, signature: Callable[[Seal], str]) -> None:
    sql("UPDATE ledger_seal SET signature = %s WHERE number = %s", signature(Seal.objects.get(pk=number)), number)


def _at_another_time(number: int) -> None:
    Seal.objects.filter(pk=number).update(at=AT - timedelta(days=1))
    chain_again(number)


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
