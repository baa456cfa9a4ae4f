"""One record's own page; 410 once it is public no more, 404 if it never was."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from mingxin.doors.portal import errors
from mingxin.kernel.clock import today
from mingxin.uses.publicity import public


@require_safe
def record(request: HttpRequest, number: str) -> HttpResponse:
    page = public.show_record(number, as_of=today())
    if page is None:
        raise Http404
    if isinstance(page, public.Ended):
        return errors.gone(request, page.note)
    if isinstance(page, public.Moved):
        return redirect("portal:record", page.number, permanent=True)
    return render(request, "portal/record.html", {"section": "columns", "page": page})
