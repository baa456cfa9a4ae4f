"""The whole check-up of an installation, in the order in which faults hide others."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from itertools import chain

from mingxin.kernel.clock import MachineTime
from mingxin.kernel.refusal import Refusal
from mingxin.oversight import content, database, health, installation, proofs, work
from mingxin.oversight.verdict import Line, fault


def check_up(*, at: datetime, ran: MachineTime | None, full: bool, is_older: bool = False) -> Iterator[Line]:
    """Every line as it is found. What cannot be asked (no home, no database, no tables) ends it there.

    `ran`: what this machine has run, None where it cannot tell.
    `is_older`: the database comes from an older backup, so that the ledger may end before its witness.
    """
    yield from installation.machine()
    home = list(installation.home())
    yield from home
    yield from installation.variables()
    yield from installation.proxies()
    yield from installation.city()
    yield from installation.keys(at=at)
    reachable = list(database.server())
    yield from reachable
    if any(line.state == "fault" for line in (*home, *reachable)):
        return
    tables = list(database.tables())
    yield from tables
    if any(line.state == "fault" for line in tables):
        return
    if full:
        has_to_end = False
        for line, ends in proofs.whole(is_older=is_older):
            yield line
            has_to_end = has_to_end or ends
        if has_to_end:
            return
    else:
        yield from proofs.newest(is_older=is_older)
    yield from content.city()
    yield from _until_refused(chain(content.law(at=at), work.work(at=at), content.queues(at=at)))
    yield from proofs.clock(at=at, ran=ran)
    yield from health.health(at=at)


def _until_refused(lines: Iterable[Line]) -> Iterator[Line]:
    """Where the catalogue itself is not what the ledger tells, what rests on it is not looked at: that is said."""
    try:
        yield from lines
    except Refusal as refused:
        yield fault("目录", refused.message, refused.remedy)
