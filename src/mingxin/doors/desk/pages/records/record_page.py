"""The page of one record."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from mingxin.access.permits import Act
from mingxin.access.queries.holders import place_of
from mingxin.doors.desk.guard import DeskRequest
from mingxin.doors.desk.pages.records.purposes import ask, note_read, opened, purpose_of
from mingxin.doors.desk.pages.records.sheet import sheet_of, standing_of
from mingxin.kernel.clock import today
from mingxin.rulebook.queries import calendar


@require_GET
def record(request: DeskRequest, thread: str) -> HttpResponse:
    """With a purpose the whole of it, written down; without one what the public sees, or the question for one."""
    found, on = opened(request, thread), today()
    standing, matter = standing_of(found, on), purpose_of(request)
    if not matter and not standing.is_public:
        return ask(request, request.path)
    sheet = sheet_of(found, standing, whole=bool(matter), on=on, worked=calendar())
    if sheet.is_whole:
        note_read(request, found, matter=matter, fields=[line.name for line in sheet.lines])
    may_amend = request.holder.may(Act.AMEND, place=place_of(found.unit), item=found.item)
    context = {
        "record": found,
        "sheet": sheet,
        "purpose": matter,
        "may_amend": may_amend and not standing.is_closed,
        "is_our_own": may_amend,
    }
    return render(request, "desk/records/record.html", context)
