"""Answers that are not pages."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.utils.encoding import iri_to_uri
from django.utils.http import url_has_allowed_host_and_scheme

TONES = {"ok": messages.SUCCESS, "warn": messages.WARNING, "note": messages.INFO}


def see_other(address: str) -> HttpResponse:
    """On to another page after an act; going back does not repeat it."""
    return HttpResponse(status=303, headers={"Location": iri_to_uri(address)})


def onward_within(request: HttpRequest, home: str) -> str:
    """Where the form or the address asks to go on to (`next`), if it is below `home`; "" for any other place."""
    asked = request.POST.get("next") or request.GET.get("next", "")
    is_within = asked.startswith(home) and asked.isprintable()
    return asked if is_within and url_has_allowed_host_and_scheme(asked, allowed_hosts=None) else ""


def tell(request: HttpRequest, words: str, *, tone: str = "ok", undo: str = "") -> None:
    """A notice on the next page, once. `undo` is the address of a POST that takes the act back."""
    messages.add_message(request, TONES[tone], words, extra_tags=undo)
