"""Pages on which the owner types the own password again: guessing there is no better than at the sign-in page."""

from collections.abc import Callable
from functools import wraps

from django.contrib.auth import logout
from django.http import HttpResponse
from django.urls import reverse

from mingxin.access.actions import signing
from mingxin.doors.desk.answers import see_other, tell
from mingxin.doors.desk.guard import DeskRequest
from mingxin.kernel.refusal import Refusal

Page = Callable[[DeskRequest], HttpResponse]


def leaves_when_locked(view: Page) -> Page:
    """Where the last allowed password was wrong, the browser is led to the sign-in page, which says why."""

    @wraps(view)
    def leaving(request: DeskRequest) -> HttpResponse:
        try:
            return view(request)
        except Refusal as refusal:
            if refusal.code != signing.LOCKED_OUT:
                raise
            logout(request)
            tell(request, str(refusal), tone="warn")
            return see_other(reverse("desk:sign_in"))

    return leaving
