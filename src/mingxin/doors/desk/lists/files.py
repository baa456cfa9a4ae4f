"""The whole of a list as a file: every row that the filters let through, safe to open in a spreadsheet."""

import csv
import io
import tempfile
from collections.abc import Iterator
from itertools import islice
from typing import IO
from urllib.parse import quote

import xlsxwriter
from django.db import transaction
from django.db.models import QuerySet
from django.http import Http404, HttpResponseBase, StreamingHttpResponse

from mingxin.doors.desk.guard import DeskRequest
from mingxin.doors.desk.lists.cells import exported
from mingxin.doors.desk.lists.narrowing import Narrowed, narrow
from mingxin.doors.desk.lists.parts import Listing, Row
from mingxin.doors.desk.lists.reading import note_file, threads_of
from mingxin.kernel.clock import now
from mingxin.kernel.refusal import Refusal
from mingxin.ledger.actions import write
from mingxin.uses.publicity.export import CSV_TYPE, XLSX_ROWS, XLSX_TYPE, neutral

TYPES = {"csv": CSV_TYPE, "xlsx": XLSX_TYPE}
_IN_MEMORY = 4 * 1024 * 1024
_STEP = 2000


def export(request: DeskRequest, listing: Listing, form: str) -> HttpResponseBase:
    """The file is written before it is sent, so that its rows are counted and the count is in the ledger."""
    if form not in TYPES:
        raise Http404
    narrowed = narrow(listing, request.GET)
    file: IO[bytes] = tempfile.SpooledTemporaryFile(_IN_MEMORY)  # noqa: SIM115 - handed over, closed once it is sent
    threads: list[str] = []
    written = (_write_csv if form == "csv" else _write_workbook)(file, listing, narrowed, threads)
    at = now()
    told = {"form": form, "filters": narrowed.kept, "rows": written}
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
    file.seek(0)
    response = StreamingHttpResponse(_pieces(file), content_type=TYPES[form])
    name = f"{listing.title}-{at:%Y%m%d}-{written}条.{form}"
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name)}"
    response["X-Rows"] = str(written)
    return response


def _rows(listing: Listing, narrowed: Narrowed, threads: list[str]) -> Iterator[Row]:
    """Every row; `threads` gathers on the way those that are not public."""
    rows = narrowed.rows
    for row in rows.order_by(*listing.order).iterator(_STEP) if isinstance(rows, QuerySet) else rows:
        threads += threads_of(listing, [row])
        yield row


def _write_csv(file: IO[bytes], listing: Listing, narrowed: Narrowed, threads: list[str]) -> int:
    text = io.TextIOWrapper(
        file, encoding="utf-8-sig", newline="", write_through=True
    )  # the mark: WPS reads it as UTF-8
    writer = csv.writer(text)
    writer.writerow([neutral(column.title) for column in listing.columns])
    written = 0
    for row in _rows(listing, narrowed, threads):
        writer.writerow([neutral(str(exported(column, row))) for column in listing.columns])
        written += 1
    text.detach()
    return written


def _write_workbook(file: IO[bytes], listing: Listing, narrowed: Narrowed, threads: list[str]) -> int:
    book = xlsxwriter.Workbook(file, {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    sheet = book.add_worksheet(listing.title.translate(dict.fromkeys(map(ord, "[]:*?/\\'")))[:31])
    bold = book.add_format({"bold": True})
    sheet.freeze_panes(1, 0)
    sheet.set_column(0, max(0, len(listing.columns) - 1), 22)
    for place, column in enumerate(listing.columns):
        sheet.write_string(0, place, column.title, bold)
    written = 0
    for row in islice(_rows(listing, narrowed, threads), XLSX_ROWS + 1):
        written += 1
        if written > XLSX_ROWS:
            book.close()
            raise Refusal("export.too_many", "行数超过一张电子表格的上限。", "请下载 CSV，或者先筛选，再下载 Excel。")
        for place, column in enumerate(listing.columns):
            value = exported(column, row)
            if not isinstance(value, str):
                sheet.write_number(written, place, value)
            elif value:
                sheet.write_string(written, place, value)
    book.close()
    return written


def _pieces(file: IO[bytes]) -> Iterator[bytes]:
    with file:
        while piece := file.read(64 * 1024):
            yield piece
