"""Every list of the desk: counted, narrowed, paged, exported in full, acted upon."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.db.models import QuerySet
from django.http import HttpResponseBase
from django.shortcuts import render

from mingxin.doors.desk.guard import DeskRequest
from mingxin.doors.desk.lists.bulk import carry_out
from mingxin.doors.desk.lists.cells import Cell, cell
from mingxin.doors.desk.lists.files import export
from mingxin.doors.desk.lists.narrowing import narrow
from mingxin.doors.desk.lists.paging import turn
from mingxin.doors.desk.lists.parts import BulkAct, Column, Done, Filter, Line, Listing, Reading, Row, Rows, Tag
from mingxin.doors.desk.lists.reading import note_page

__all__ = [
    "BulkAct", "Column", "Done", "Filter", "Line", "Listing", "Reading", "Row", "Rows", "Tag", "export", "show",
]  # fmt: skip


@dataclass(frozen=True)
class ShownRow:
    key: str
    cells: tuple[Cell, ...]
    row: Row


def show(
    request: DeskRequest,
    listing: Listing,
    template: str = "desk/list.html",
    extra: Mapping[str, object] | None = None,
) -> HttpResponseBase:
    """The page of a list; its file with ?export=csv or xlsx; its bulk acts by POST to the same address."""
    if request.method == "POST":
        return carry_out(request, listing)
    if form := request.GET.get("export"):
        return export(request, listing, form)
    narrowed = narrow(listing, request.GET)
    rows = narrowed.rows
    page = turn(rows, listing.order, request.GET.get("after", ""))
    note_page(request, listing, page.rows, narrowed.kept)
    bulk = tuple(act for act in listing.bulk if request.holder.may(act.act))
    count = rows.count() if isinstance(rows, QuerySet) else len(rows)
    context: dict[str, object] = {
        "listing": listing,
        # behind the last row nobody looks at any: how many meet the filters would tell of one firm without a look
        "count": count if page.rows or not count or listing.reading is None else None,
        "asked": narrowed.asked,
        "is_narrowed": narrowed.is_narrowed,
        "rows": [_shown(listing, row, with_key=bool(bulk)) for row in page.rows],
        "nothing": _nothing(listing, count, is_asked=narrowed.is_asked),
        "clear": request.path if narrowed.is_asked and not count else "",
        "bulk": bulk,
        "first": "" if page.is_first else narrowed.address() if narrowed.kept else request.path,
        "onward": narrowed.address(after=page.onward) if page.onward else "",
        "exports": [(name, narrowed.address(export=form)) for name, form in (("Excel", "xlsx"), ("CSV", "csv"))],
    }
    return render(request, template, context | dict(extra or {}))


def _nothing(listing: Listing, count: int, *, is_asked: bool) -> str:
    """Why a page has no rows. That there are none at all is said only where nothing was asked for."""
    if count:
        return "后面没有更多内容了，请回到第一页。"
    return listing.none_found if is_asked else listing.empty


def _shown(listing: Listing, row: Row, *, with_key: bool) -> ShownRow:
    cells = tuple(cell(column, row) for column in listing.columns)
    return ShownRow(listing.row_key(row) if with_key else "", cells, row)
