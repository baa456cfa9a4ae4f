"""The whole of a list as a file: every row that the filters let through, safe to open in a spreadsheet."""

from collections.abc import Iterator

from django.db import transaction
from django.db.models import QuerySet
from django.http import Http404, HttpResponseBase

from mingxin.archive.queries.moment import one_moment
from mingxin.doors.desk.guard import DeskRequest
from mingxin.doors.desk.lists.cells import exported
from mingxin.doors.desk.lists.narrowing import Narrowed, narrow
from mingxin.doors.desk.lists.parts import Listing
from mingxin.doors.desk.lists.reading import note_file, threads_of
from mingxin.doors.parts.handing import attached_file
from mingxin.kernel.clock import now
from mingxin.ledger.actions import write
from mingxin.uses.sheets import CSV_TYPE, XLSX_TYPE, Value, Written, write_csv, write_workbook

TYPES = {"csv": CSV_TYPE, "xlsx": XLSX_TYPE}
_STEP = 2000


def export(request: DeskRequest, listing: Listing, form: str) -> HttpResponseBase:
    """The file is written before it is sent, so that its rows are counted and the count is in the ledger."""
    if form not in TYPES:
        raise Http404
    narrowed = narrow(listing, request.GET)
    threads: list[str] = []
    with one_moment():
        made = _write(listing, narrowed, threads, form)
    at = now()
    told = {"form": form, "filters": narrowed.kept, "rows": made.rows}
    with transaction.atomic():
        write(
            action="desk.export",
            object_type="list",
            object_key=request.resolver_match.view_name if request.resolver_match else "",
            by=request.holder.actor(request.act),
            at=at,
            detail={"list": listing.title, **told},
        )
        note_file(request, listing, threads, told)
    response = attached_file(made.file, f"{listing.title}-{at:%Y%m%d}-{made.rows}条.{form}", TYPES[form])
    response["X-Rows"] = str(made.rows)
    return response


def _write(listing: Listing, narrowed: Narrowed, threads: list[str], form: str) -> Written:
    header = [column.title for column in listing.columns]
    rows = _rows(listing, narrowed, threads)
    return write_csv(header, rows) if form == "csv" else write_workbook(listing.title, header, rows)


def _rows(listing: Listing, narrowed: Narrowed, threads: list[str]) -> Iterator[list[Value]]:
    """Every row's cells; `threads` gathers on the way those of records that are not public."""
    rows = narrowed.rows
    for row in rows.order_by(*listing.order).iterator(_STEP) if isinstance(rows, QuerySet) else rows:
        threads += threads_of(listing, [row])
        yield [exported(column, row) for column in listing.columns]
