"""Keeping files, giving them back, and letting them go."""

import hashlib
import secrets
import shutil
import time
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.db.models import Q, QuerySet

from mingxin.kernel.clock import MachineTime
from mingxin.kernel.refusal import Refusal
from mingxin.ledger import actions as ledger
from mingxin.ledger.actor import PLATFORM
from mingxin.ledger.queries import newest_seal
from mingxin.ledger.row_proof import as_told
from mingxin.ledger.rows import digests_of_row
from mingxin.vault import clock
from mingxin.vault.models import KeptFile, Original
from mingxin.vault.rules import WAIT_WHEN_DUE
from mingxin.vault.sealing import decrypt, encrypt, unwrap, vault_keys, wrap
from mingxin.vault.store import Store

ORIGINALS = "originals"
"""The object of the entries that follow the days of several at once."""
ARRIVING_SECONDS = 3600  # nothing is looked at for longer
SWEEP_AFTER_SECONDS = 24 * 3600  # a file without a row may belong to a writer that has not committed yet
_ROWS_AN_ENTRY = 500


def originals() -> Store:
    return Store(Path(settings.HOME) / "originals")


def files() -> Store:
    return Store(Path(settings.HOME) / "files")


def arriving() -> Path:
    """The folder in which originals lie open while they are looked at; for the owner's eyes alone."""
    place = Path(settings.HOME) / "arriving"
    place.mkdir(mode=0o700, parents=True, exist_ok=True)
    return place


def clear_arriving(*, older_than_seconds: float = ARRIVING_SECONDS) -> int:
    """Delete what killed processes left open; how many files and folders."""
    limit, gone = time.time() - older_than_seconds, 0
    for path in arriving().iterdir():
        try:
            if path.stat().st_mtime > limit:
                continue
            if path.is_dir():
                shutil.rmtree(path)
            else:
                path.unlink()
        except FileNotFoundError:  # its process was alive and has just cleared it away
            continue
        gone += 1
    return gone


@dataclass(frozen=True)
class Laid:
    """A file that lies in the home and that no row names yet: without one the sweeper takes it after a day.

    Laying takes time and is done before a transaction, naming in it (ADR 0023). `wrapped_key` of an original alone.
    """

    file: str
    size: int
    wrapped_key: bytes = b""


def lay_original(chunks: Iterable[bytes]) -> Laid:
    """Encrypt a sent file."""
    key = secrets.token_bytes(32)
    digest, size = originals().put(encrypt(chunks, key))
    return Laid(digest, size, wrap(key, vault_keys(settings.KEYS)[0]))


def name_original(laid: Laid, *, sent_digest: str, is_cut: bool, at: datetime, kept_days: int) -> Original:
    """The row is what makes it exist (commit it with the batch, whose entry names it)."""
    return Original.objects.create(
        file=laid.file,
        digest=sent_digest,
        is_cut=is_cut,
        wrapped_key=laid.wrapped_key,
        kept_until=at.date() + timedelta(days=kept_days),
        received_at=at,
        size=laid.size,
    )


def read_original(original: Original) -> bytes:
    if original.wrapped_key is None:
        raise Refusal("original.destroyed", f"原始文件已按规定于 {original.destroyed_at:%Y-%m-%d} 销毁。")
    key = unwrap(bytes(original.wrapped_key), vault_keys(settings.KEYS))
    return decrypt(originals().read(original.file), key)


@transaction.atomic
def destroy(original: Original, *, at: datetime) -> list[Original]:
    """Destroy the key of one original, before its days are over; the sweeper then deletes the bytes.

    The row as it stands then, for the caller's entry; none where the key was gone already.
    """
    kept = list(Original.objects.select_for_update().filter(pk=original.pk, wrapped_key__isnull=False))
    for one in kept:
        one.wrapped_key, one.destroyed_at = None, at
        one.save(update_fields=["wrapped_key", "destroyed_at"])
    return kept


def lay_file(data: bytes) -> Laid:
    return Laid(*files().put([data]))


def name_file(laid: Laid, *, owner: str, kind: str) -> None:
    KeptFile.objects.get_or_create(digest=laid.file, owner=owner, kind=kind, defaults={"size": laid.size})


def keep_file(data: bytes, *, owner: str, kind: str) -> str:
    """Keep a working file for `owner`; its digest."""
    laid = lay_file(data)
    name_file(laid, owner=owner, kind=kind)
    return laid.file


def read_file(digest: str) -> bytes:
    return files().read(digest)


def release_file(digest: str, *, owner: str, kind: str) -> None:
    """`owner` needs the file no longer; the sweeper deletes it once nobody does."""
    KeptFile.objects.filter(digest=digest, owner=owner, kind=kind).delete()


def digest_of(path: Path) -> str:
    """SHA-256 of a file, read in pieces."""
    hasher = hashlib.sha256()
    for chunk in pieces(path):
        hasher.update(chunk)
    return hasher.hexdigest()


def pieces(path: Path) -> Iterator[bytes]:
    with path.open("rb") as handle:
        while chunk := handle.read(1 << 20):
            yield chunk


@dataclass(frozen=True)
class Expired:
    """How many keys were destroyed, and how many rows were passed over because they are not as the ledger has them."""

    destroyed: int = 0
    withheld: int = 0


def destroy_expired(*, at: datetime, ran: MachineTime | None) -> Expired:
    """Destroy the keys of originals whose days are over; the sweeper then deletes the bytes.

    In two passes with a day and a seal between them, and never while the clock is in doubt: what a wrong clock
    destroys no right one brings back. Nor does anybody bring back what went because its days were rewritten in the
    database: a row is passed over unless the newest entry about it agrees with every column.
    """
    newest = newest_seal()
    if newest is None or clock.doubt(at=at, ran=ran) is not None:
        return Expired()
    found = list(_to_follow(at, newest.number))
    told = as_told(found)  # reads the ledger, so before the rows are held
    return Expired(_follow_days(told, newest.number, at=at), len(found) - len(told))


def _to_follow(at: datetime, seal: int) -> QuerySet[Original]:
    """Originals that are to be found due, or destroyed, or (under a clock that was set back) due no longer."""
    is_over, is_found = Q(kept_until__lte=at.date()), Q(due_at__isnull=False)
    is_to_go = is_over & Q(due_at__lte=at - WAIT_WHEN_DUE, due_seal__lt=seal)
    return Original.objects.filter(
        is_to_go | (is_over & ~is_found) | (~is_over & is_found), wrapped_key__isnull=False
    ).order_by("pk")


@transaction.atomic
def _follow_days(told: Mapping[int, Original], seal: int, *, at: datetime) -> int:
    """Bring these to where their days are; those that anybody touched meanwhile wait for the next pass."""
    changed, destroyed = [], 0
    for one in _to_follow(at, seal).filter(pk__in=list(told)).select_for_update():
        if digests_of_row(one) != digests_of_row(told[one.pk]):
            continue
        if one.kept_until > at.date():
            one.due_at, one.due_seal = None, None
        elif one.due_at is None:
            one.due_at, one.due_seal = at, seal
        else:
            one.wrapped_key, one.destroyed_at = None, at
            destroyed += 1
        changed.append(one)
    columns = ["wrapped_key", "destroyed_at", "due_at", "due_seal"]
    Original.objects.bulk_update(changed, columns, batch_size=_ROWS_AN_ENTRY)
    for start in range(0, len(changed), _ROWS_AN_ENTRY):
        ledger.write(
            action="vault.follow_days",
            object_type=ORIGINALS,
            object_key="kept",
            by=PLATFORM,
            at=at,
            detail={"changed": len(changed), "destroyed": destroyed},
            rows=changed[start : start + _ROWS_AN_ENTRY],
        )
    return destroyed


def sweep(*, older_than_seconds: float = SWEEP_AFTER_SECONDS) -> int:
    """Delete files that no row names, and what killed writers left. How many."""
    clear_arriving(older_than_seconds=min(older_than_seconds, ARRIVING_SECONDS))
    named_originals = set(Original.objects.filter(wrapped_key__isnull=False).values_list("file", flat=True))
    named_files = set(KeptFile.objects.values_list("digest", flat=True))
    return sum(
        clear_unnamed(store, named, older_than_seconds=older_than_seconds)
        for store, named in ((originals(), named_originals), (files(), named_files))
    )


def clear_unnamed(store: Store, named: Collection[str], *, older_than_seconds: float = SWEEP_AFTER_SECONDS) -> int:
    """Delete the store's files but those named; the only place that deletes. How many."""
    limit, gone = time.time() - older_than_seconds, 0
    for path in [*store.arriving(), *(p for p in store.all() if p.name not in named)]:
        if path.stat().st_mtime <= limit:
            path.unlink(missing_ok=True)
            gone += 1
    return gone
