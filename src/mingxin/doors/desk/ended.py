"""Why a browser is no longer signed in where its session is gone: a new password ends every session at once."""

from django.conf import settings
from django.http import HttpRequest

from mingxin.access.actions.sessions import digest_of
from mingxin.access.models import SignIn


def ended_of(request: HttpRequest) -> str:
    """The reason why the sign-in of the browser's cookie ended; "" where it was never one, or was left on purpose."""
    key = request.COOKIES.get(settings.SESSION_COOKIE_NAME, "")
    if not key:
        return ""
    row = SignIn.objects.filter(session_digest=digest_of(key), ended_at__isnull=False).order_by("-id").first()
    return row.end_reason if row is not None and row.end_reason != "left" else ""
