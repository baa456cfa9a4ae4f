"""An organisation's page."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from mingxin.kernel.clock import today
from mingxin.uses.publicity import public


@require_safe
def subject(request: HttpRequest, public_id: str) -> HttpResponse:
    page = public.show_subject(
        public_id,
        as_of=today(),
        item=request.GET.get("leibie", ""),
        after=request.GET.get("after", ""),
    )
    if page is None:
        raise Http404
    return render(request, "portal/subject.html", {"section": "search", "page": page})
