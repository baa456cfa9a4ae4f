"""Who looked at what is not public, written down so that each subject can be told (charter 1.7, ADR 0031).

A look at records is told by their threads (`list.read`), one at rows of a batch by the batch and their numbers in its
sheet (`row.read`).
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date, timedelta
from typing import Final

from mingxin.access.models import StaffRole
from mingxin.access.permits import Act
from mingxin.access.queries.holders import place_of
from mingxin.archive import bulk
from mingxin.archive.queries.showing import shown_on
from mingxin.doors.desk.guard import DeskRequest
from mingxin.intake.models import Batch, BatchState
from mingxin.kernel.clock import now
from mingxin.ledger.actions import write
from mingxin.ledger.actor import Actor
from mingxin.ledger.models import Entry
from mingxin.ledger.rules import canonical

LISTED: Final = "list.read"
ROWS: Final = "row.read"
EVERY_ROW: Final = "all"  # of the sheet, where a file holds all of them
MOST_THREADS: Final = 2000  # of one entry; a file with more has several
IN_A_BATCH: Final = "批次查看"
_WORKING: Final = (StaffRole.STEWARD, StaffRole.CHECKER)
_ONCE_WITHIN: Final = timedelta(minutes=1)  # the same page shown again, as after going back, is one look


def hidden_among(threads: Collection[str], on: date) -> list[str]:
    """Those that the public does not see on that day, in the order given; one query, however many."""
    public = shown_on(on).filter(thread__in=bulk.listed(threads))
    seen = set(public.values_list("thread", flat=True))
    return [thread for thread in threads if thread not in seen]


def note_records(
    request: DeskRequest,
    threads: Sequence[str],
    *,
    title: str,
    fields: Iterable[str],
    matter: str,
    told_as: str = "threads",
    **detail: object,
) -> None:
    """One entry for a page that shows any of these; none for the very same page to the same person within the minute.

    `told_as`: what the threads are called, where they name something else than records.
    """
    if threads:
        _note_listed(request, title, fields, matter, {**detail, told_as: list(threads)}, once=True)


def note_file(
    request: DeskRequest,
    threads: Sequence[str],
    *,
    title: str,
    fields: Iterable[str],
    matter: str,
    told_as: str = "threads",
    **detail: object,
) -> None:
    """As many entries as it takes; each says which piece it is. In the transaction of whoever hands the file out."""
    names = list(fields)
    pieces = [threads[start : start + MOST_THREADS] for start in range(0, len(threads), MOST_THREADS)]
    for place, piece in enumerate(pieces, start=1):
        shown = {**detail, "piece": place, "pieces": len(pieces), told_as: list(piece)}
        _note_listed(request, title, names, matter, shown, once=False)


def note_rows(
    request: DeskRequest,
    batch: Batch,
    rows: Collection[int] | str,
    *,
    behind: Collection[int],
    matter: str = IN_A_BATCH,
    once: bool = True,
    **detail: object,
) -> None:
    """A look at rows of a batch, by their numbers, or at EVERY_ROW; nothing for what is the looker's own work.

    The stewards and checkers of its unit, or of its unit's heir, work on its rows until they are records; those of
    `behind` never became any. All others, the office and the unit's own administrator, look at what somebody else sent.
    """
    if is_own_work(request, batch):
        if batch.state != BatchState.ADMITTED:
            return
        rows = rows if isinstance(rows, str) else set(rows) - set(behind)
    if not rows:
        return
    place = place_of(batch.unit)
    by = request.holder.actor(request.act, place=place)
    posts = (post for post in request.holder.posts if post.grants(request.act, place, batch.item or None))
    shown = {
        "rows": rows if isinstance(rows, str) else sorted(rows),
        "item": batch.item,
        "unit": by.unit,
        "unit_name": by.unit_name,
        "post": next((str(StaffRole(post.role).label) for post in posts), ""),
        **detail,
    }
    _note(ROWS, "batch", batch.number, matter, shown, by, once=once)


def is_own_work(request: DeskRequest, batch: Batch) -> bool:
    place, item = place_of(batch.unit), batch.item or None
    posts = [post for post in request.holder.posts if post.role in _WORKING]
    return any(post.grants(Act.SEE_REPORTS, place, item) for post in posts)


def _note_listed(
    request: DeskRequest,
    title: str,
    fields: Iterable[str],
    matter: str,
    shown: Mapping[str, object],
    *,
    once: bool,
) -> None:
    by = request.holder.actor(request.act)
    detail = {
        "list": title,
        "unit": by.unit,
        "unit_name": by.unit_name,
        "post": next((str(StaffRole(post.role).label) for post in request.holder.posts_for(request.act)), ""),
        "fields": list(fields),
        **shown,
    }
    route = request.resolver_match.view_name if request.resolver_match else ""
    _note(LISTED, "list", route, matter, detail, by, once=once)


def _note(
    action: str, kind: str, key: str, matter: str, detail: Mapping[str, object], by: Actor, *, once: bool
) -> None:
    at = now()
    if once:
        lately = Entry.objects.filter(
            at__gt=at - _ONCE_WITHIN, action=action, object_key=key, actor_login=by.login, matter=matter
        )
        if lately.filter(detail=canonical(detail)).exists():
            return
    write(action=action, object_type=kind, object_key=key, by=by, at=at, matter=matter, detail=detail)
