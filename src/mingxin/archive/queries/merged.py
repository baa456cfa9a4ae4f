"""What became of a subject that was merged into another."""

import json
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Exists, OuterRef

from mingxin.archive.models import Identifier, Merger, Record, Scheme, Subject
from mingxin.catalogue.queries import rulebook_in_force
from mingxin.rulebook.cards import Role


@dataclass(frozen=True)
class MergerView:
    """One merger as the office reads it; `undone_at` None: it stands. `change` names it to `undo_merge`."""

    change: int
    gone: str
    into: str
    into_public_id: str
    at: datetime
    by: str
    reason: str
    undone_at: datetime | None


def first_code(subject: Subject) -> str:
    """The 统一社会信用代码 with which it came on file, whosever it is now: a subject's own code."""
    own = Identifier.objects.filter(subject=subject, scheme=Scheme.USCC).order_by("id")
    return own.values_list("value", flat=True).first() or ""


def remaining(subject: Subject) -> Subject:
    """The subject that now stands for this one: itself unless it was merged."""
    while merger := Merger.objects.filter(gone=subject, known_until__isnull=True).select_related("into").first():
        subject = merger.into
    return subject


def reported_since(merger: Merger) -> tuple[str, ...]:
    """The threads of records that came to the remaining subject after the merger, under the code that was gone."""
    came = Record.objects.filter(subject=merger.into, known_until__isnull=True, erased_by__isnull=True)
    earlier = Record.objects.filter(thread=OuterRef("thread"), change__lte=merger.last)
    cards = rulebook_in_force().cards
    coded = {item: field.code for item, card in cards.items() if (field := card.by_role(Role.USCC)) is not None}
    return tuple(
        thread
        for thread, item, payload in came.filter(~Exists(earlier))
        .order_by("id")
        .values_list("thread", "item", "payload")
        if json.loads(payload).get(coded.get(item, "")) == merger.code
    )


def mergers() -> tuple[MergerView, ...]:
    """All mergers, newest first."""
    rows = Merger.objects.select_related("into", "known_from", "known_until").order_by("-id")
    return tuple(
        MergerView(
            change=row.known_from_id,
            gone=row.code,
            into=first_code(row.into),
            into_public_id=row.into.public_id,
            at=row.known_from.at,
            by=row.known_from.actor_name,
            reason=row.known_from.reason,
            undone_at=row.known_until.at if row.known_until else None,
        )
        for row in rows
    )
