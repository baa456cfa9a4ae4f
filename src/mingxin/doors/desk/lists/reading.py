"""What a list shows of what is not public, told to the ledger as a look (`desk.looking`)."""

from collections.abc import Mapping, Sequence

from mingxin.doors.desk import looking
from mingxin.doors.desk.guard import DeskRequest
from mingxin.doors.desk.lists.parts import Listing, Row


def threads_of(listing: Listing, rows: Sequence[Row]) -> list[str]:
    """What the rows name, before it is asked which of it is public."""
    if listing.reading is None:
        return []
    return [thread for row in rows if (thread := listing.reading.thread(row))]


def note_page(request: DeskRequest, listing: Listing, rows: Sequence[Row], filters: Mapping[str, str]) -> None:
    """One entry for a page that shows any; none for the very same page to the same person within the minute."""
    if listing.reading is None:
        return
    reading = listing.reading
    looking.note_records(
        request,
        reading.among(threads_of(listing, rows)),
        title=listing.title,
        fields=_titles(listing),
        matter=reading.matter,
        told_as=reading.told_as,
        filters=filters,
    )


def note_file(request: DeskRequest, listing: Listing, threads: Sequence[str], detail: Mapping[str, object]) -> None:
    """As many entries as it takes; each says which piece it is and how many rows the file has. In a transaction."""
    if listing.reading is None:
        return
    reading = listing.reading
    looking.note_file(
        request,
        reading.among(threads),
        title=listing.title,
        fields=_titles(listing),
        matter=reading.matter,
        told_as=reading.told_as,
        **detail,
    )


def _titles(listing: Listing) -> list[str]:
    return [column.title for column in listing.columns]
