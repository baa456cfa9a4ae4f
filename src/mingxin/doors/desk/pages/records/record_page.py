"""The page of one record."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from mingxin.access.permits import Act
from mingxin.access.queries.holders import place_of
from mingxin.archive.public_numbers import public_number
from mingxin.doors.desk.guard import DeskRequest
from mingxin.doors.desk.pages.records.list_page import matter_of
from mingxin.doors.desk.pages.records.purposes import ask, note_read, opened, purpose_of
from mingxin.doors.desk.pages.records.rulings import ended_lines, may_dismiss, may_note, running_on
from mingxin.doors.desk.pages.records.sheet import sheet_of, standing_of
from mingxin.kernel.clock import today
from mingxin.rulebook.queries import calendar


@require_GET
def record(request: DeskRequest, thread: str) -> HttpResponse:
    """With a purpose the whole of it, written down; without one what the public sees, or the question for one."""
    found, on, worked = opened(request, thread), today(), calendar()
    standing, matter = standing_of(found, on), purpose_of(request)
    if not matter and not standing.is_public:
        return ask(request, request.path)
    sheet = sheet_of(found, standing, whole=bool(matter), on=on, worked=worked)
    if sheet.is_whole:
        note_read(request, found, matter=matter, fields=[line.name for line in sheet.lines])
    may_amend = request.holder.may(Act.AMEND, place=place_of(found.unit), item=found.item)
    running = None if standing.is_closed else running_on(thread, on=on, worked=worked)
    if running is not None and not sheet.is_whole:  # the one thing on it that the public does not see
        note_read(request, found, matter=matter_of(request), fields=["待撤回"])
    context = {
        "record": found,
        "number": public_number(found.thread),
        "sheet": sheet,
        "purpose": matter,
        "may_amend": may_amend and not standing.is_closed,
        "is_our_own": may_amend,
        "running": running,
        "may_note": running is None and not standing.is_closed and may_note(request.holder, found),
        "may_dismiss": running is not None and may_dismiss(request.holder, found, running.ruling),
        "ended": ended_lines(thread, worked=worked) if sheet.is_whole else (),
    }
    return render(request, "desk/records/record.html", context)
