"""A law that reaches back: penalties recorded under longer terms get the shorter ones, by this one named action."""

import json
from datetime import date, datetime
from typing import Final

from django.db import transaction

from mingxin.archive.actions.amend import settle_publicity
from mingxin.archive.models import Record
from mingxin.archive.queries.holding import require_held
from mingxin.catalogue.queries import rulebook_in_force
from mingxin.catalogue.rules.publicity import Days, Settled, settle_penalty
from mingxin.catalogue.rules.severity import OPEN, Grade
from mingxin.kernel.clock import CHINA
from mingxin.ledger import locks
from mingxin.ledger.actor import Actor
from mingxin.rulebook.cards import ItemCard, Role
from mingxin.rulebook.publicity import Publicity

REASON: Final = "按现行公示期限重新确定，期限较短的适用"
PIECE = 5000  # threads in one change: each is a short transaction of its own


def apply_present_terms(*, by: Actor, at: datetime) -> int:
    """Write new versions of every current penalty whose terms today's rulebook makes shorter; how many.

    Nothing gets longer, nothing that was not public becomes public, and nothing else changes. Safe to repeat.
    Source: repair-measures-2026 art. 一般失信信息.
    """
    book, changed = rulebook_in_force(), 0
    for card in book.cards.values():
        if book.publicity.rules[card.publicity].method != "severity":
            continue
        units = Record.objects.filter(item=card.code, known_until__isnull=True).values_list("unit_id", flat=True)
        for unit_id in sorted(set(units)):
            changed += _apply(card, unit_id, book.publicity, by=by, at=at)
    return changed


def _apply(card: ItemCard, unit_id: int, publicity: Publicity, *, by: Actor, at: datetime) -> int:
    today = at.astimezone(CHINA).date()
    current = Record.objects.filter(
        item=card.code, unit_id=unit_id, known_until__isnull=True, erased_by__isnull=True
    ).exclude(use_until__lte=today)
    threads = sorted(r.thread for r in current.iterator() if _shortened(r, card, publicity, today) is not None)
    changed = 0
    for start in range(0, len(threads), PIECE):
        with transaction.atomic():
            locks.hold(locks.CHANGES)  # what was read above may have been corrected since: read and compute once more
            piece = list(current.filter(thread__in=threads[start : start + PIECE]))
            require_held(piece)
            settled = {r.pk: new for r in piece if (new := _shortened(r, card, publicity, today)) is not None}
            if settled:
                settle_publicity(answers=settled, item=card.code, unit_id=unit_id, reason=REASON, by=by, at=at)
        changed += len(settled)
    return changed


def _shortened(record: Record, card: ItemCard, publicity: Publicity, today: date) -> Settled | None:
    """The version's publicity under today's terms, or None where they are no shorter."""
    said = json.loads(record.payload)
    status = next((said[f.code] for f in card.fields if f.role is Role.STATUS and f.code in said), "")
    days = Days(decided_on=record.decided_on, served_on=None, ends_on=None, status=status)
    is_public = {"public": True, "held": None}.get(record.publicity, False)
    graded = Grade(record.severity or OPEN, is_public, record.publicity_ground, record.publicity_reason)
    new = settle_penalty(days, graded, publicity.rules[card.publicity], publicity, today)
    if record.use_until is None or new.use_until is None or new.use_until >= record.use_until:
        return None
    is_shown = record.publicity == "public"
    return Settled(
        publicity=record.publicity,
        ground=record.publicity_ground,
        reason=record.publicity_reason,
        severity=record.severity,
        shown_from=record.shown_from,
        hidden_from=new.hidden_from if is_shown else record.hidden_from,
        repairable_from=new.repairable_from,
        use_until=new.use_until,
    )
