"""The clock as whoever destroys sees it: held against the seals of the ledger and against what the machine has run.

After a doubt a person confirms it. `ran` is None where a system cannot tell; then the seals alone speak.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction

from mingxin.kernel.clock import CHINA, MachineTime
from mingxin.kernel.refusal import Refusal
from mingxin.ledger import actions as ledger
from mingxin.ledger.actor import PLATFORM, Actor
from mingxin.ledger.queries import newest_seal, seals_after
from mingxin.vault.models import BootReference, Original, TrustedClock
from mingxin.vault.rules import TICK_AFTER, Jump, RunAway, first_jump, run_away

OBJECT_TYPE, OBJECT_KEY = "platform", "clock"
CONFIRMED = "clock.confirm"

Doubt = Jump | RunAway


def doubt(*, at: datetime, ran: MachineTime | None) -> Doubt | None:
    """Because of what nothing may be destroyed until a person has confirmed the clock."""
    return first_jump(_instants(at), most=timedelta(days=settings.CLOCK_MOST_DAYS)) or _run_away(at, ran)


def told(doubt: Doubt) -> str:
    """Which doubt it is, in words; no full stop."""
    before, after = (f"{moment.astimezone(CHINA):%Y-%m-%d %H:%M}" for moment in (doubt.before, doubt.after))
    if isinstance(doubt, RunAway):
        way = "快" if doubt.ahead > timedelta(0) else "慢"
        return f"本机自 {before} 起运行了{_span(doubt.ran)}，系统时间却是 {after}，{way}了{_span(abs(doubt.ahead))}"
    if doubt.is_backward:
        return f"账本中 {before} 之后紧接着 {after}，倒退了{_span(doubt.before - doubt.after)}"
    return f"账本中 {before} 之后紧接着 {after}，中间隔了{_span(doubt.after - doubt.before)}"


@transaction.atomic
def trust(*, at: datetime, ran: MachineTime | None) -> bool:
    """Whether the clock may be believed now; what was looked at is not looked at again.

    The first look in a boot of this machine is what all later ones in it are held against: one that moved along with
    them would let an hour too much a day add up. Where nobody did anything for most of a day, an entry says so, and
    the next seal carries the time on.
    """
    if ran is not None:
        BootReference.objects.get_or_create(boot=ran.boot, defaults=_reference(at, ran))
    newest = newest_seal()
    if newest is None or doubt(at=at, ran=ran) is not None:
        return False
    TrustedClock.objects.update_or_create(pk=1, defaults={"seal": newest.number, "at": newest.at})
    if at - newest.at > TICK_AFTER:
        ledger.write(action="clock.tick", by=PLATFORM, at=at, object_type=OBJECT_TYPE, object_key=OBJECT_KEY)
    return True


@transaction.atomic
def confirm(*, reason: str, by: Actor, at: datetime, ran: MachineTime | None) -> Doubt:
    """A person says that the clock of this machine is right now. What was found due before is looked at anew, in two
    passes again. Other machines of the same database keep the references of their own boots.
    """
    found = doubt(at=at, ran=ran)
    if found is None:
        raise Refusal("clock.not_in_doubt", "系统时钟没有疑问，不需要确认。", "不必处理。")
    if not reason.strip():
        raise Refusal(
            "clock.reason", "没有写明理由。", "请写明怎样核对的时间，例如“停机一个月后开机，已与授时中心核对”。"
        )
    newest = newest_seal()
    TrustedClock.objects.update_or_create(pk=1, defaults={"seal": newest.number if newest else 0, "at": at})
    if ran is not None:
        BootReference.objects.update_or_create(boot=ran.boot, defaults=_reference(at, ran))
    due = list(Original.objects.select_for_update().filter(wrapped_key__isnull=False, due_at__isnull=False))
    for one in due:
        one.due_at, one.due_seal = None, None
    Original.objects.bulk_update(due, ["due_at", "due_seal"], batch_size=500)
    detail = {
        "before": found.before.isoformat(),
        "after": found.after.isoformat(),
        "doubt": told(found),
        "reason": reason.strip()[:500],
    }
    ledger.write(
        action=CONFIRMED, by=by, at=at, detail=detail, object_type=OBJECT_TYPE, object_key=OBJECT_KEY, rows=due
    )
    return found


def _run_away(at: datetime, ran: MachineTime | None) -> RunAway | None:
    if ran is None or (since := BootReference.objects.filter(boot=ran.boot).first()) is None:
        return None
    return run_away(since.at, at, ran=ran.ran - timedelta(seconds=since.ran_seconds))


def _reference(at: datetime, ran: MachineTime) -> dict[str, object]:
    return {"at": at, "ran_seconds": int(ran.ran.total_seconds())}


def _span(span: timedelta) -> str:
    """Whole minutes: “2 天 22 小时”, “15 分钟”."""
    hours, minutes = divmod(int(span.total_seconds()) // 60, 60)
    days, hours = divmod(hours, 24)
    parts = [f" {count} {unit}" for count, unit in ((days, "天"), (hours, "小时"), (minutes, "分钟")) if count]
    return "".join(parts[:2]) or "不到 1 分钟"


def _instants(at: datetime) -> Iterator[datetime]:
    """From the last instant that was believed, over every seal since, to now."""
    believed = TrustedClock.objects.first()
    if believed is not None:
        yield believed.at
    yield from (mark.at for mark in seals_after(believed.seal if believed else 0))
    yield at
