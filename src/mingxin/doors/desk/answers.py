"""Answers that are not pages."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse

TONES = {"ok": messages.SUCCESS, "warn": messages.WARNING, "note": messages.INFO}


def see_other(address: str) -> HttpResponse:
    """On to another page after an act; going back does not repeat it."""
    return HttpResponse(status=303, headers={"Location": address})


def tell(request: HttpRequest, words: str, *, tone: str = "ok", undo: str = "") -> None:
    """A notice on the next page, once. `undo` is the address of a POST that takes the act back."""
    messages.add_message(request, TONES[tone], words, extra_tags=undo)
