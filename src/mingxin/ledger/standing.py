"""Whether the rows of one object stand as the ledger told them: asked where what a row says opens something.

The proofs (`ledger.row_proof`) read everything and name what is wrong; this reads what is told of one object, and says
yes or no. It does not see entries that were deleted: the proof of the chain does.
"""

import json
from collections.abc import Collection, Mapping
from typing import Any, Final

from django.conf import settings
from django.db.models import F, Q

from mingxin.kernel.told_row import ToldRow
from mingxin.ledger.keys import Keyring, ledger_keys
from mingxin.ledger.models import Entry, Seal
from mingxin.ledger.queries import digest_of
from mingxin.ledger.row_proof import STOCK
from mingxin.ledger.rows import FOUND, KEY, covered, digests_of_row

_NOTHING: Final = "nothing"  # an entry says nothing of the row


def stand_as_told(
    model: type[ToldRow], rows: Mapping[Any, ToldRow | None], *, about: tuple[str, str], anew: Collection[str] = ()
) -> bool:
    """Whether each row, by its key, is as the newest entry about it left it, and was found so by the act of that entry.

    None: there is no such row. `about`: type and key of the object whose entries tell these rows; beside them only the
    stock that was taken of older rows tells any. An act of `anew` puts a row right, whatever it found. Every entry must
    bear the platform's stamp. Rows of a table of which no stock was taken yet may be told by nobody: then they stand.
    """
    waiting: dict[tuple[str, str], str | None] = {}
    for key, row in rows.items():
        digests = digests_of_row(row) if row is not None else dict.fromkeys(covered(model))
        waiting |= {(name, str(key)): digest for name, digest in digests.items()}
    kind, object_key = about
    of_object = Q(object_type=kind, object_key=object_key) | Q(action=STOCK)
    entries = (
        Entry.objects.filter(of_object, detail__contains=f'"{model._meta.db_table}')
        .annotate(seal=F("sealedentry__seal__signature"))
        .order_by(F("sealedentry__seal_id").desc(nulls_first=True), "-sealedentry__position", "-id")
    )
    keys, stocked = ledger_keys(settings.KEYS), set[str]()
    for entry in entries.iterator(chunk_size=100):
        if not waiting:
            return True
        detail = json.loads(entry.detail)
        stocked |= {*detail["tables"]} if entry.action == STOCK else set()
        told = {(name, key): detail.get(KEY, {}).get(name, {}).get(key, _NOTHING) for name, key in waiting}
        told = {row: digest for row, digest in told.items() if digest != _NOTHING}
        if any(waiting[row] != digest for row, digest in told.items()) or (told and not _is_ours(entry, keys)):
            return False
        for (name, key), digest in told.items():
            found = detail.get(FOUND, {}).get(name, {})
            if digest is None or key not in found or entry.action in (STOCK, *anew):
                if _is_repeated(entry):
                    return False
                del waiting[name, key]
            else:
                waiting[name, key] = found[key]
    return all(digest is None or name not in stocked for (name, _), digest in waiting.items())


def _is_ours(entry: Entry, keys: Keyring | None) -> bool:
    """Written by the platform, and as it wrote it. From before it had a key an entry is without a stamp: it was sealed
    without a signature then, or waits for the seal with which signing begins.
    """
    if digest_of(entry) != entry.digest:
        return False
    if entry.stamp:
        return keys is not None and keys.stamped(entry.stamp, entry.digest)
    is_sealed_unsigned = getattr(entry, "seal", None) == ""
    return is_sealed_unsigned or not Seal.objects.exclude(signature="").exists()


def _is_repeated(entry: Entry) -> bool:
    """Whether it stands there twice: a copy of an older entry would tell an older row as the newest."""
    alike = Entry.objects.filter(object_type=entry.object_type, object_key=entry.object_key, digest=entry.digest)
    return bool(entry.stamp) and alike.filter(stamp=entry.stamp).count() > 1
