"""The clock as whoever destroys sees it: held against the seals of the ledger; after a jump a person confirms it."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction

from mingxin.kernel.refusal import Refusal
from mingxin.ledger import actions as ledger
from mingxin.ledger.actor import PLATFORM, Actor
from mingxin.ledger.queries import newest_seal, seals_after
from mingxin.vault.models import Original, TrustedClock
from mingxin.vault.rules import TICK_AFTER, Jump, first_jump

OBJECT_TYPE, OBJECT_KEY = "platform", "clock"


def doubt(*, at: datetime) -> Jump | None:
    """The jump because of which nothing may be destroyed until a person has confirmed the clock."""
    return first_jump(_instants(at), most=timedelta(days=settings.CLOCK_MOST_DAYS))


@transaction.atomic
def trust(*, at: datetime) -> bool:
    """Whether the clock may be believed now; what was looked at is not looked at again.

    Where nobody did anything for most of a day, an entry says so, and the next seal carries the time on.
    """
    newest = newest_seal()
    if newest is None or doubt(at=at) is not None:
        return False
    TrustedClock.objects.update_or_create(pk=1, defaults={"seal": newest.number, "at": newest.at})
    if at - newest.at > TICK_AFTER:
        ledger.write(action="clock.tick", by=PLATFORM, at=at, object_type=OBJECT_TYPE, object_key=OBJECT_KEY)
    return True


@transaction.atomic
def confirm(*, reason: str, by: Actor, at: datetime) -> Jump:
    """A person says that the clock is right now. What was found due before is looked at anew, in two passes again."""
    found = doubt(at=at)
    if found is None:
        raise Refusal("clock.not_in_doubt", "系统时钟没有疑问，不需要确认。", "不必处理。")
    if not reason.strip():
        raise Refusal(
            "clock.reason", "没有写明理由。", "请写明怎样核对的时间，例如“停机一个月后开机，已与授时中心核对”。"
        )
    newest = newest_seal()
    TrustedClock.objects.update_or_create(pk=1, defaults={"seal": newest.number if newest else 0, "at": at})
    due = list(Original.objects.select_for_update().filter(wrapped_key__isnull=False, due_at__isnull=False))
    for one in due:
        one.due_at, one.due_seal = None, None
    Original.objects.bulk_update(due, ["due_at", "due_seal"], batch_size=500)
    detail = {"before": found.before.isoformat(), "after": found.after.isoformat(), "reason": reason.strip()[:500]}
    ledger.write(
        action="clock.confirm", by=by, at=at, detail=detail, object_type=OBJECT_TYPE, object_key=OBJECT_KEY, rows=due
    )
    return found


def _instants(at: datetime) -> Iterator[datetime]:
    """From the last instant that was believed, over every seal since, to now."""
    believed = TrustedClock.objects.first()
    if believed is not None:
        yield believed.at
    yield from (mark.at for mark in seals_after(believed.seal if believed else 0))
    yield at
