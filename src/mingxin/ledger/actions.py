"""Writing entries, and sealing them."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from pathlib import Path
from typing import Final

from django.conf import settings
from django.db import transaction
from django.db.models import Max

from mingxin.kernel.refusal import Refusal
from mingxin.kernel.resident_id import cut
from mingxin.kernel.told_row import ToldRow
from mingxin.ledger import locks, witness
from mingxin.ledger.actor import PLATFORM, Actor
from mingxin.ledger.keys import KEY_FILE, Keyring, Stamps, ledger_keys
from mingxin.ledger.models import Entry, Seal, SealedEntry, Unsealed
from mingxin.ledger.rows import told_rows
from mingxin.ledger.rules import GENESIS, canonical, entry_digest, seal_digest, without_numbers

BEGUN: Final = "ledger.begin_signing"
RESTORED: Final = "ledger.accept_restored"
_CHUNK: Final = 2000


@transaction.atomic
def write(
    *,
    action: str,
    object_type: str,
    object_key: str,
    by: Actor,
    at: datetime,
    detail: Mapping[str, object] | None = None,
    matter: str = "",
    rows: Iterable[ToldRow] = (),
    gone: Iterable[ToldRow] = (),
    under: Iterable[tuple[str, ToldRow]] = (),
) -> Entry:
    """Write one entry, in the transaction of the act it tells of.

    `rows` are rows as the act leaves them, in the very objects that it read and saved, `gone` those that it deletes:
    the entry keeps their digests, before and after, and a proof holds the tables against them (`ledger.rows`).
    `under`: rows of which one digest alone is told, by its name.
    """
    columns = {
        "actor_login": by.login,
        "actor_name": by.name,
        "actor_unit": by.unit,
        "actor_unit_name": by.unit_name,
        "action": action,
        "object_type": object_type,
        "object_key": object_key,
        "matter": cut(matter)[0],
        "detail": canonical(
            {key: without_numbers(value) for key, value in (detail or {}).items()} | told_rows(rows, gone, under)
        ),
    }
    digest = entry_digest(at, columns.values())
    keys = _keys()
    entry = Entry.objects.create(at=at, digest=digest, **columns)
    if keys is not None:  # the stamp covers the number, which the database gives
        entry.stamp = keys.in_use.stamp(entry.pk, digest)
        entry.save(update_fields=["stamp"])
    Unsealed.objects.create(entry=entry)
    return entry


@transaction.atomic
def seal(*, at: datetime) -> Seal | None:
    """Seal every entry that waits; None when there is none.

    Entries that commit while this runs wait for the next seal, whatever their ids. With a key the seal is signed, and
    an entry without the platform's stamp is left waiting: the proof names it.
    """
    locks.hold(locks.SEALS)
    keys = _keys()
    if keys is not None and not Entry.objects.filter(action=BEGUN).exists():
        _begin(keys, at)
    waiting = _waiting(keys)
    made = _make_seal(waiting, keys, at) if waiting else None
    if keys is not None:
        transaction.on_commit(_witness_newest)
    return made


def _waiting(keys: Keyring | None) -> list[tuple[int, str]]:
    """Number and digest of what may be sealed, in the order of the numbers."""
    waiting = list(
        Entry.objects.filter(unsealed__isnull=False, sealedentry__isnull=True)
        .order_by("id")
        .values_list("id", "digest", "stamp")
    )
    if keys is None or not waiting:
        return [(number, digest) for number, digest, _ in waiting]
    last = (
        Entry.objects.filter(sealedentry__isnull=False).order_by("-sealedentry__seal", "-sealedentry__position").first()
    )
    stamps = Stamps(keys, numbered=last is not None and keys.stamped(last.stamp, last.pk, last.digest))
    return [(number, digest) for number, digest, stamp in waiting if stamps.hold(number, digest, stamp)]


def _keys() -> Keyring | None:
    """The keys; None in an installation that has none yet. Refuses where seals are signed and the key is gone."""
    keys = ledger_keys(Path(settings.KEYS))
    if keys is None and Seal.objects.exclude(signature="").exists():
        raise Refusal(
            "ledger.no_key",
            f"密钥目录 {settings.KEYS} 中没有账本密钥 {KEY_FILE}，不能记账，这一步没有办理。",
            "请核对 MINGXIN_KEYS，或从密钥备份中恢复密钥目录。",
        )
    return keys


def _begin(keys: Keyring, at: datetime) -> None:
    """What was written before there was a key is sealed as it is; the next seal is the first to be signed, and an entry
    in it says so.
    """
    unstamped = list(Entry.objects.filter(unsealed__isnull=False, stamp="").order_by("id").values_list("id", "digest"))
    if unstamped:
        _make_seal(unstamped, None, at)
    taken = SealedEntry.objects.aggregate(highest=Max("seal_id"))["highest"] or 0
    write(
        action=BEGUN,
        object_type="ledger",
        object_key="chain",
        by=PLATFORM,
        at=at,
        detail={"from": taken + 1, "key": keys.in_use.id, "public_key": keys.in_use.public},
    )


def _make_seal(waiting: list[tuple[int, str]], keys: Keyring | None, at: datetime) -> Seal:
    last = Seal.objects.order_by("-number").first()
    # a seal that somebody deleted keeps its number: sealing goes on, and the proof names the gap
    taken = SealedEntry.objects.aggregate(highest=Max("seal_id"))["highest"] or 0
    number, previous = max(last.number if last else 0, taken) + 1, last.digest if last else GENESIS
    digest = seal_digest(number, at, previous, waiting)
    made = Seal.objects.create(
        number=number,
        at=at,
        previous=previous,
        digest=digest,
        count=len(waiting),
        key=keys.in_use.id if keys else "",
        signature=keys.in_use.sign(number, digest) if keys else "",
    )
    SealedEntry.objects.bulk_create(
        [SealedEntry(seal=made, position=i, entry_id=entry) for i, (entry, _) in enumerate(waiting)], batch_size=_CHUNK
    )
    for start in range(0, len(waiting), _CHUNK):
        Unsealed.objects.filter(entry_id__in=[entry for entry, _ in waiting[start : start + _CHUNK]]).delete()
    return made


def _witness_newest() -> None:
    """After the commit, so that the witness is never ahead of the chain; a process killed here leaves it behind, and
    the next seal makes up for it.
    """
    newest = Seal.objects.order_by("-number").first()
    known = witness.read(Path(settings.KEYS))
    if newest is None or (known is not None and known.number >= newest.number):
        return
    began = Seal.objects.exclude(signature="").order_by("number").values_list("number", flat=True).first()
    witness.advance(
        Path(settings.KEYS),
        witness.Witness(began or newest.number, newest.number, newest.digest),
        digest_of=lambda number: Seal.objects.filter(pk=number).values_list("digest", flat=True).first(),
    )


def accept_restored(*, reason: str, by: Actor, at: datetime) -> Seal:
    """The chain was restored from an older backup, and what the witness saw after it is given up: an entry says so,
    with the reason, and the witness begins anew at this chain's end.

    Raises Refusal("ledger.nothing_to_accept") where the chain holds the seal that is witnessed.
    """
    folder, reason = Path(settings.KEYS), cut(reason.strip())[0]
    known = witness.read(folder)
    if known is None or Seal.objects.filter(pk=known.number, digest=known.digest).exists():
        raise Refusal("ledger.nothing_to_accept", "账本与密钥目录中的见证相符，没有需要认可的恢复。")
    if not reason:
        raise Refusal(
            "ledger.no_reason", "认可恢复必须写明理由。", "请写明恢复的经过，例如用的是哪一天的备份、为什么恢复。"
        )
    with transaction.atomic():
        locks.hold(locks.SEALS)
        last = Seal.objects.order_by("-number").first()
        write(
            action=RESTORED,
            object_type="ledger",
            object_key="chain",
            by=by,
            at=at,
            matter=reason[:200],
            detail={
                "chain_ends": f"{last.number}:{last.digest}" if last else "",
                "witnessed": f"{known.number}:{known.digest}",
                "reason": reason,
            },
        )
        made = seal(at=at)
    if made is None:
        raise RuntimeError("the entry just written waits for a seal")
    began = Seal.objects.exclude(signature="").order_by("number").values_list("number", flat=True).first()
    witness.replace(folder, witness.Witness(began or made.number, made.number, made.digest))
    return made
