"""Finding entries of the ledger: conditions that narrow a list of them, each over an index or over few rows."""

import json
from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from typing import Final

from django.db.models import Q, QuerySet

from mingxin.kernel.clock import CHINA
from mingxin.ledger.models import Entry, SealedEntry, Unsealed

Entries = QuerySet[Entry]

# What an act was, by its name: somebody looked at something, somebody signed in or failed to, or something changed.
READS: Final = Q(action__endswith=".read") & ~Q(action="notices.read") | Q(action__in=["desk.export", "desk.download"])
SIGN_INS: Final = Q(
    action__in=[
        "access.signed_in",
        "access.signed_out",
        "access.sign_in_failed",
        "access.locked",
        "access.guarded",
        "access.address_closed",
        "access.address_opened",
    ],
)
KINDS: Final[Mapping[str, Q]] = {"reads": READS, "sign_ins": SIGN_INS, "changes": ~READS & ~SIGN_INS}


def by_person(rows: Entries, text: str) -> Entries:
    """By the whole login, or a part of the name."""
    return rows.filter(Q(actor_login=text) | Q(actor_name__contains=text))


def by_unit(rows: Entries, text: str) -> Entries:
    """By the whole code, or a part of the name."""
    return rows.filter(Q(actor_unit=text) | Q(actor_unit_name__contains=text))


def of_kind(rows: Entries, kind: str) -> Entries:
    return rows.filter(KINDS[kind])


def of_action(rows: Entries, action: str) -> Entries:
    return rows.filter(action=action)


def of_type(rows: Entries, kind: str) -> Entries:
    return rows.filter(object_type=kind)


def of_key(rows: Entries, key: str) -> Entries:
    return rows.filter(object_key=key)


def about(rows: Entries, keys: Mapping[str, object]) -> Entries:
    """Entries about any of these objects. `keys`: object type → its keys, as a list or a query of one column."""
    wanted = Q(pk__in=())
    for kind, found in keys.items():
        wanted |= Q(object_type=kind, object_key__in=found)
    return rows.filter(wanted)


def for_matter(rows: Entries, text: str) -> Entries:
    return rows.filter(matter__contains=text)


def since(rows: Entries, day: date) -> Entries:
    return rows.filter(at__gte=_midnight(day))


def until(rows: Entries, day: date) -> Entries:
    """The day itself included."""
    return rows.filter(at__lt=_midnight(day + timedelta(days=1)))


def history_of(entry: Entry) -> Entries:
    """Everything that happened to the same object."""
    return Entry.objects.filter(object_type=entry.object_type, object_key=entry.object_key)


def place_of(entry: Entry) -> SealedEntry | None:
    """Where the entry stands in the chain; None while it waits."""
    return SealedEntry.objects.filter(entry=entry).select_related("seal").first()


def is_waiting(entry: Entry) -> bool:
    return Unsealed.objects.filter(entry=entry).exists()


def detail_of(entry: Entry) -> dict[str, object]:
    """What the entry tells besides; empty where it cannot be read."""
    try:
        found = json.loads(entry.detail)
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {"": found}


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), tzinfo=CHINA)
