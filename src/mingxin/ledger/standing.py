"""Whether the rows of one object stand as the ledger told them: asked where what a row says opens something.

The proofs (`ledger.row_proof`) read everything and name what is wrong; this reads what is told of one object, and says
yes or no. It does not see entries that were deleted: the proof of the chain does.
"""

import json
from collections.abc import Collection, Mapping
from typing import Any, Final

from django.db.models import F, Q

from mingxin.kernel.told_row import ToldRow
from mingxin.ledger.models import Entry
from mingxin.ledger.queries import is_genuine
from mingxin.ledger.row_proof import STOCK
from mingxin.ledger.rows import FOUND, KEY, covered, digests_of_row

_NOTHING: Final = "nothing"  # an entry says nothing of the row


def stand_as_told(
    model: type[ToldRow],
    rows: Mapping[Any, ToldRow | None],
    *,
    about: tuple[str, str],
    anew: Collection[str] = (),
    newest_alone: bool = False,
) -> bool:
    """Whether each row, by its key, is as the newest entry about it left it, and was found so by the act of that entry.

    None: there is no such row. `about`: type and key of the object whose entries tell these rows; beside them only the
    stock that was taken of older rows tells any. An act of `anew` puts a row right, whatever it found. Every entry must
    bear the platform's stamp. A row that no entry tells does not stand: rows from before verbs told them are in the
    stock that was taken with the upgrade, and an entry that is hidden for a moment lets nothing stand.
    `newest_alone`: how the act found the row is not asked, for what is asked with every click; the proofs name that.
    """
    waiting: dict[tuple[str, str], str | None] = {}
    for key, row in rows.items():
        digests = digests_of_row(row) if row is not None else dict.fromkeys(covered(model))
        waiting |= {(name, str(key)): digest for name, digest in digests.items()}
    kind, object_key = about
    of_object = Q(object_type=kind, object_key=object_key) | Q(action=STOCK)
    entries = Entry.objects.filter(of_object, detail__contains=f'"{model._meta.db_table}').order_by(
        F("sealedentry__seal_id").desc(nulls_first=True), "-sealedentry__position", "-id"
    )
    for entry in entries.iterator(chunk_size=100):
        if not waiting:
            return True
        detail = json.loads(entry.detail)
        told = {(name, key): detail.get(KEY, {}).get(name, {}).get(key, _NOTHING) for name, key in waiting}
        told = {row: digest for row, digest in told.items() if digest != _NOTHING}
        if any(waiting[row] != digest for row, digest in told.items()) or (told and not is_genuine(entry)):
            return False
        for (name, key), digest in told.items():
            found = detail.get(FOUND, {}).get(name, {})
            if newest_alone or digest is None or key not in found or entry.action in (STOCK, *anew):
                if not newest_alone and _is_repeated(entry):
                    return False
                del waiting[name, key]
            else:
                waiting[name, key] = found[key]
    return all(digest is None for digest in waiting.values())


def _is_repeated(entry: Entry) -> bool:
    """Whether it stands there twice: a copy of an older entry would tell an older row as the newest."""
    alike = Entry.objects.filter(object_type=entry.object_type, object_key=entry.object_key, digest=entry.digest)
    return bool(entry.stamp) and alike.filter(stamp=entry.stamp).count() > 1
