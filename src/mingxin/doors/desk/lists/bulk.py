"""One act on many rows: chosen, looked at before, done, taken back."""

from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import render

from mingxin.archive.bulk import listed
from mingxin.doors.desk.answers import see_other, tell
from mingxin.doors.desk.asked import number_in
from mingxin.doors.desk.forms import DeskForm
from mingxin.doors.desk.guard import DeskRequest
from mingxin.doors.desk.lists.parts import BulkAct, Listing, Row
from mingxin.doors.desk.lists.reading import note_page
from mingxin.kernel.refusal import Refusal


def carry_out(request: DeskRequest, listing: Listing) -> HttpResponse:
    """The first POST shows what would happen, the second does it to the rows that are still ticked there.

    Rows outside the list are not found.
    """
    act = next((one for one in listing.bulk if one.name == request.POST.get("bulk")), None)
    if act is None:
        raise Refusal("bulk.unknown", "没有这种批量办理。", "请刷新页面后重试。")
    request.holder.require(act.act)
    rows = _chosen(request, listing)
    if not rows:
        raise Refusal("bulk.none", "没有选中任何一行。", "请返回上一页，勾选要办理的行。")
    is_confirmed = "confirmed" in request.POST
    form = act.form(request.POST if is_confirmed else None) if act.form is not None else None
    if not is_confirmed or (form is not None and not form.is_valid()):
        return _preview(request, listing, act, rows, form)
    try:
        done = act.do(request, rows)
    except Refusal as refusal:
        if form is None:
            raise
        form.add_error(None, str(refusal))
        return _preview(request, listing, act, rows, form)
    tell(request, done.words, undo=done.undo)
    return see_other(request.get_full_path())


def _preview(
    request: DeskRequest, listing: Listing, act: BulkAct, rows: list[Row], form: DeskForm | None
) -> HttpResponse:
    lines = act.preview(request, rows)
    note_page(request, listing, rows, {})
    context = {
        "listing": listing,
        "bulk": act,
        "lines": list(zip((listing.row_key(row) for row in rows), lines, strict=True)),
        "ready": sum(not line.problem for line in lines),
        "rows": sum(line.rows for line in lines if not line.problem),
        "back": request.get_full_path(),
        "form": form,
    }
    return render(request, "desk/bulk.html", context, status=400 if form is not None and form.is_bound else 200)


def _chosen(request: DeskRequest, listing: Listing) -> list[Row]:
    """By the keys sent, among the rows of this list alone: what somebody may not see cannot be chosen."""
    keys = set(request.POST.getlist("chosen"))
    rows = listing.rows
    if isinstance(rows, QuerySet):
        numbers = [number for key in keys if (number := number_in(key)) is not None]
        return list(rows.filter(pk__in=listed(numbers)).order_by(*listing.order))
    return [row for row in rows if listing.row_key(row) in keys]
