"""What whoever owns the database but not the keys folder can do to the ledger."""

import secrets
from collections.abc import Callable
from datetime import datetime, timedelta

from django.db import connection

from mingxin.ledger.actions import BEGUN
from mingxin.ledger.models import Entry, Seal, SealedEntry, Unsealed
from mingxin.ledger.queries import digest_of, prove_chain
from mingxin.ledger.rules import GENESIS, seal_digest

Committing = Callable[..., None]


AT = datetime.fromisoformat("2026-11-20T02:00:00+00:00")


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


def exchange_stamps(one: str, other: str) -> None:
    first, second = Entry.objects.get(object_key=one), Entry.objects.get(object_key=other)
    sql("UPDATE ledger_entry SET stamp = %s WHERE id = %s", second.stamp, first.pk)
    sql("UPDATE ledger_entry SET stamp = %s WHERE id = %s", first.stamp, second.pk)


def sign_again(number: int, signature: Callable[[Seal], str]) -> None:
    sql("UPDATE ledger_seal SET signature = %s WHERE number = %s", signature(Seal.objects.get(pk=number)), number)


def at_another_time(number: int) -> None:
    Seal.objects.filter(pk=number).update(at=AT - timedelta(days=1))
    chain_again(number)
