"""What every answer carries, and what never gets past it in an address."""

from collections.abc import Callable
from typing import Final

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.urls import reverse
from django.utils.encoding import iri_to_uri
from django.utils.http import escape_leading_slashes

from mingxin.doors.parts.policy import HEADERS
from mingxin.doors.parts.side import is_for_desk
from mingxin.kernel import resident_id, uscc

LONGEST: Final = 4096  # characters of an address: each is looked through for identity numbers
NUMBER_CUT = "网址中含有身份证号码，已被去除，没有保存，也没有据此查询。请勿在筛选条件中填写身份证号码。"


class DoorHeaders:
    """Security headers; pages are never kept by caches, since a record may stop showing tomorrow.

    An address that carries an identity number is answered with one that does not (charter 2.5).
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        for_desk = is_for_desk(request)
        if len(request.path_info) + len(request.META.get("QUERY_STRING", "")) > LONGEST:
            response: HttpResponseBase = _too_long()
        elif _has_identity_number(request):
            response = _desk_without_number(request) if for_desk else without_number()
        else:
            response = self.get_response(request)
        for name, value in HEADERS.items():
            response.headers.setdefault(name, value)
        response.headers.setdefault("Cache-Control", "no-store")
        return response


def _too_long() -> HttpResponse:
    """Plain: nothing of such an address is looked at."""
    words = f"网址过长（超过 {LONGEST:,} 个字符），没有办理。请返回上一页，减少筛选条件后再试。"
    return HttpResponse(words, status=414, content_type="text/plain; charset=utf-8")


def without_number() -> HttpResponse:
    """On to the search page, which says why the number was not taken."""
    return _on_to(f"{reverse('portal:search')}?tishi=zhengjian")


def holds_identity_number(text: str) -> bool:
    """Also where its check digit was mistyped, unless the text is a valid 统一社会信用代码."""
    return bool(resident_id.find_in(text)) or (resident_id.resembles(text) and not uscc.is_valid(uscc.fold(text)))


def _desk_without_number(request: HttpRequest) -> HttpResponse:
    """The same page without what was asked of it; whoever is signed in is told why."""
    if request.user.is_authenticated:
        messages.warning(request, NUMBER_CUT)
    if holds_identity_number(request.path_info):
        return _on_to(reverse("desk:home"))
    return _on_to(iri_to_uri(escape_leading_slashes(request.path)))


def _on_to(address: str) -> HttpResponse:
    response = HttpResponse(status=303)
    response["Location"] = address
    return response


def _has_identity_number(request: HttpRequest) -> bool:
    texts = (request.path_info, *(text for name, values in request.GET.lists() for text in (name, *values)))
    return any(holds_identity_number(text) for text in texts)
