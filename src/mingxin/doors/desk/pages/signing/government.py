"""Signing in by the government's own login."""

import logging
import secrets
from dataclasses import asdict
from typing import Final

from django.conf import settings
from django.core.signing import BadSignature, dumps, loads
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from mingxin.access.actions import signing
from mingxin.doors.desk.answers import see_other
from mingxin.doors.desk.duties import BY_GOVERNMENT
from mingxin.doors.desk.pages.signing import provider
from mingxin.doors.desk.pages.signing.views import enter, onward
from mingxin.kernel.clock import now

log = logging.getLogger("django.request")
COOKIE: Final = "mingxin_government"
SECONDS: Final = 600  # for proving to the provider who one is


@require_safe
def start(request: HttpRequest) -> HttpResponse:
    """A link, not a form: the browser must be free to leave for another site."""
    _require_offered()
    asked = provider.new_attempt()
    try:
        address = provider.address(asked, back=_back(), at=now())
    except provider.ProviderError as fault:
        return _failed(_reason(fault))
    answer = see_other(address)
    answer.set_cookie(
        COOKIE,
        dumps(asdict(asked) | {"next": onward(request)}, salt=COOKIE),
        max_age=SECONDS,
        path=_path(),
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",  # the provider leads the browser back by a link
    )
    return answer


@require_safe
def back(request: HttpRequest) -> HttpResponse:
    """Each attempt is good for one return: the browser forgets it, and the provider's code opens once."""
    _require_offered()
    answer = _answered(request)
    answer.delete_cookie(COOKIE, path=_path(), samesite="Lax")
    return answer


def _answered(request: HttpRequest) -> HttpResponse:
    kept = _kept(request)
    state, code = request.GET.get("state", ""), request.GET.get("code", "")
    if not kept or not code or not secrets.compare_digest(kept["state"].encode(), state.encode()):
        return _failed()
    asked = provider.Asked(kept["state"], kept["nonce"], kept["verifier"])
    try:
        login = provider.login_of(asked, code=code, back=_back(), at=now())
    except provider.ProviderError as fault:
        log.error("government login", extra={"status_code": str(fault), "request": request})
        return _failed(_reason(fault))
    person = signing.check_identity(login=login, at=now())
    if person is None:
        return see_other(f"{reverse('desk:sign_in')}?reason=no_account")
    return enter(request, person, method=BY_GOVERNMENT, led_to=kept["next"])


def _kept(request: HttpRequest) -> dict[str, str] | None:
    """The attempt as this browser began it. It is kept there, so that nobody's asking alone makes a row here."""
    try:
        kept: dict[str, str] = loads(request.COOKIES.get(COOKIE, ""), salt=COOKIE, max_age=SECONDS)
    except BadSignature:
        return None
    return kept


def _path() -> str:
    return reverse("desk:oidc_start")


def _back() -> str:
    return f"{settings.SITE_URL.rstrip('/')}{reverse('desk:oidc_back')}"


def _failed(reason: str = "government") -> HttpResponse:
    return see_other(f"{reverse('desk:sign_in')}?reason={reason}")


def _reason(fault: provider.ProviderError) -> str:
    if isinstance(fault, provider.OutOfDaysError):
        return "government_clock"
    return "government_away" if isinstance(fault, provider.ProviderAwayError) else "government"


def _require_offered() -> None:
    if not provider.is_offered():
        raise Http404
