"""Whose turn it is, how long a lease holds, how often work is tried, and what is said when it comes to nothing.

Instants are passed in; no clock.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import chain, zip_longest

LEASE = timedelta(seconds=30)
HEARTBEAT = timedelta(seconds=5)
PROGRESS = timedelta(seconds=0.5)
"""Progress is written, and a wish to stop is heard, this often at most."""

ATTEMPTS = 5
WAITS = (timedelta(seconds=5), timedelta(seconds=30), timedelta(minutes=2), timedelta(minutes=10))
"""Before the second, third, fourth and fifth attempt."""


@dataclass(frozen=True)
class Waiting:
    """Work that nobody has in hand. `since`: its place in its unit's own queue, or when it may be tried again.

    `served`: when work of its unit was last begun, among work with a time or among all other; None: never.
    """

    number: int
    unit: str
    has_time: bool
    since: datetime
    served: datetime | None


def in_turn(waiting: Iterable[Waiting], *, at: datetime) -> list[Waiting]:
    """The order in which one worker takes them from now on, were nothing more asked for.

    Work with a time comes first. Then the unit's turn that was served least recently, so that nobody waits behind many
    pieces of another; within a unit it goes by the order of asking. What may not be tried yet comes last.
    """
    by_place = sorted(waiting, key=lambda one: (one.since, one.number))
    due = [one for one in by_place if one.since <= at]
    timed, others = ([one for one in due if one.has_time is has_time] for has_time in (True, False))
    return [*_rounds(timed), *_rounds(others), *(one for one in by_place if one.since > at)]


def _rounds(due: list[Waiting]) -> Iterable[Waiting]:
    """Whoever was served goes behind all others, so it is the first piece of each unit, then the second of each."""
    of_unit: dict[str, list[Waiting]] = {}
    for one in due:
        of_unit.setdefault(one.unit, []).append(one)
    never = datetime.min.replace(tzinfo=UTC)
    units = sorted(of_unit.values(), key=lambda pieces: pieces[0].served or never)  # else as their first was asked for
    return (one for one in chain.from_iterable(zip_longest(*units)) if one is not None)


def wait_after(attempt: int) -> timedelta | None:
    """How long to wait when this attempt (from 1) failed; None where it was the last."""
    return WAITS[attempt - 1] if attempt < ATTEMPTS else None


def told_of_another_try(attempt: int) -> str:
    return f"第 {attempt} 次办理没有成功，稍后会自动再试，不必重新提交。"


def told_of_forgery(*, number: int) -> tuple[str, str]:
    """Sentence and remedy for work that nobody asked for in the ledger, or somebody else did."""
    return (
        "账本里没有与这项工作相符的申请，可能有人绕过平台改动过任务，因此没有办理。",
        f"请联系平台维护人员，告知任务编号 {number}；确实要办的，请重新提交。",
    )


def told_of_failure(*, number: int, is_interrupted: bool) -> tuple[str, str]:
    """Sentence and remedy for work that is given up after the last attempt."""
    what = "中途中断" if is_interrupted else "没有成功"
    return (
        f"这项工作办理了 {ATTEMPTS} 次都{what}，已不再自动重试；此前已经办成的部分不受影响。",
        f"请点“继续”再办一次；仍不成功的，请联系平台维护人员，告知任务编号 {number}。",
    )
