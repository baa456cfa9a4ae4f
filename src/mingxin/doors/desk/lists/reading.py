"""Who looked at what is not public in a list, written down so that each subject can be told (charter 1.7)."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Final

from mingxin.access.models import StaffRole
from mingxin.doors.desk.guard import DeskRequest
from mingxin.doors.desk.lists.parts import Listing, Row
from mingxin.kernel.clock import now
from mingxin.ledger.actions import write
from mingxin.ledger.models import Entry
from mingxin.ledger.rules import canonical

ACTION: Final = "list.read"
MOST_THREADS: Final = 2000  # of one entry; a file with more has several
_ONCE_WITHIN: Final = timedelta(minutes=1)  # the same page shown again, as after going back, is one look


def threads_of(listing: Listing, rows: Sequence[Row]) -> list[str]:
    """Of the records among these rows that are not public."""
    if listing.reading is None:
        return []
    return [thread for row in rows if (thread := listing.reading.thread(row))]


def note_page(request: DeskRequest, listing: Listing, rows: Sequence[Row], filters: Mapping[str, str]) -> None:
    """One entry for a page that shows any; none for the very same page to the same person within the minute."""
    threads = threads_of(listing, rows)
    if threads:
        _note(request, listing, {"filters": filters, "threads": threads}, once=True)


def note_file(request: DeskRequest, listing: Listing, threads: Sequence[str], detail: Mapping[str, object]) -> None:
    """As many entries as it takes; each says which piece it is and how many rows the file has. In a transaction."""
    pieces = [threads[start : start + MOST_THREADS] for start in range(0, len(threads), MOST_THREADS)]
    for place, piece in enumerate(pieces, start=1):
        _note(request, listing, {**detail, "piece": place, "pieces": len(pieces), "threads": piece}, once=False)


def _note(request: DeskRequest, listing: Listing, shown: Mapping[str, object], *, once: bool) -> None:
    by, at = request.holder.actor(request.act), now()
    matter = listing.reading.matter if listing.reading else ""
    detail = {
        "list": listing.title,
        "unit": by.unit,
        "unit_name": by.unit_name,
        "post": next((str(StaffRole(post.role).label) for post in request.holder.posts_for(request.act)), ""),
        "fields": [column.title for column in listing.columns],
        **shown,
    }
    if once:
        lately = Entry.objects.filter(at__gt=at - _ONCE_WITHIN, action=ACTION, actor_login=by.login, matter=matter)
        if lately.filter(detail=canonical(detail)).exists():
            return
    write(
        action=ACTION,
        object_type="list",
        object_key=request.resolver_match.view_name if request.resolver_match else "",
        by=by,
        at=at,
        matter=matter,
        detail=detail,
    )
