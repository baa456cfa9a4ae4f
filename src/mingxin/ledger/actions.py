"""Writing entries, and sealing them."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from mingxin.kernel.resident_id import cut
from mingxin.ledger import locks
from mingxin.ledger.actor import Actor
from mingxin.ledger.models import Entry, Seal, SealedEntry, Unsealed
from mingxin.ledger.rules import GENESIS, canonical, entry_digest, seal_digest, without_numbers


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
) -> Entry:
    """Write one entry, in the transaction of the act it tells of."""
    columns = {
        "actor_login": by.login,
        "actor_name": by.name,
        "actor_unit": by.unit,
        "actor_unit_name": by.unit_name,
        "action": action,
        "object_type": object_type,
        "object_key": object_key,
        "matter": cut(matter)[0],
        "detail": canonical({key: without_numbers(value) for key, value in (detail or {}).items()}),
    }
    entry = Entry.objects.create(at=at, digest=entry_digest(at, columns.values()), **columns)
    Unsealed.objects.create(entry=entry)
    return entry


@transaction.atomic
def seal(*, at: datetime) -> Seal | None:
    """Seal every entry that waits; None when there is none.

    Entries that commit while this runs wait for the next seal, whatever their ids.
    """
    locks.hold(locks.SEALS)
    waiting = list(Entry.objects.filter(unsealed__isnull=False).order_by("id").values_list("id", "digest"))
    if not waiting:
        return None
    last = Seal.objects.order_by("-number").first()
    number, previous = (last.number + 1, last.digest) if last else (1, GENESIS)
    made = Seal.objects.create(
        number=number,
        at=at,
        previous=previous,
        digest=seal_digest(number, at, previous, (digest for _, digest in waiting)),
        count=len(waiting),
    )
    SealedEntry.objects.bulk_create(
        [SealedEntry(seal=made, position=i, entry_id=entry) for i, (entry, _) in enumerate(waiting)], batch_size=2000
    )
    for start in range(0, len(waiting), 2000):
        Unsealed.objects.filter(entry_id__in=[entry for entry, _ in waiting[start : start + 2000]]).delete()
    return made
