"""What the browser keeps of the accounts that it led to: shown when somebody signs in, and left by no sign-out."""

from datetime import datetime
from typing import Final

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from mingxin.access import known_browsers
from mingxin.access.models import Person

COOKIE: Final = "mingxin_browser"


def kept(request: HttpRequest) -> str:
    return request.COOKIES.get(COOKIE, "")


def remembering(answer: HttpResponse, request: HttpRequest, person: Person, at: datetime) -> HttpResponse:
    """The answer after a whole sign-in, or a change of the password with which what was kept before is void."""
    answer.set_cookie(
        COOKIE,
        known_browsers.renewed(kept(request), person, at),
        max_age=known_browsers.KEPT_FOR,
        path=settings.SESSION_COOKIE_PATH,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )
    return answer
