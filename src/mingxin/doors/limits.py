"""What no page has to deal with: methods that no page has, a request too large for who sends it, and characters that
no text holds.
"""

from collections.abc import Callable, Mapping
from typing import Any, Final

from django.contrib.auth.middleware import AuthenticationMiddleware
from django.contrib.sessions.middleware import SessionMiddleware
from django.core.exceptions import BadRequest
from django.core.handlers.wsgi import WSGIRequest
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseNotAllowed, QueryDict

from mingxin.doors import failures
from mingxin.doors.parts.addresses import address_of
from mingxin.doors.parts.side import is_for_desk
from mingxin.doors.parts.taking import taken_at
from mingxin.doors.reception import Allowance, Environ
from mingxin.kernel.addresses import counted_as

SMALL: Final = 1024 * 1024  # bytes: the largest form without a file
FORM: Final = 16 * 1024 * 1024  # bytes: the largest form of a colleague, with the tables that the office brings
LONGEST: Final = 2000  # characters: what nobody known may write into one field, for each is looked through with care
IN_ALL: Final = 4 * LONGEST  # into all fields of a form
METHODS: Final = ("GET", "HEAD", "POST")  # a page that has fewer says so itself
NUL: Final = "\x00"


class Limits:
    """Refuses before anything is read or stored; stands after whatever tells who is signed in.

    Only a known colleague may send large files, to the page that takes them, and no more than one of the largest at a
    time (several small ones together are fine): else anybody fills the disk, for an upload is written down before any
    page sees it.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if request.method not in METHODS:
            return HttpResponseNotAllowed(METHODS)
        if NUL in request.path_info or _holds_nul(request.GET):
            raise BadRequest("NUL in an address")
        size = _size(request.META)
        if size > SMALL and size > (most := _most(request)):
            return failures.too_large(request, most // (1024 * 1024))
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: object, positional: object, named: object) -> None:
        """After the form's token has been looked at."""
        if request.method == "POST" and _holds_nul(request.POST):
            raise BadRequest("NUL in a form")
        if request.method == "POST" and not request.user.is_authenticated and _is_long(request.POST):
            raise BadRequest("a text longer than any field")


def allowance(environ: Environ) -> Allowance:
    """What may be sent with a request, by its head alone: asked before its body is taken in (`doors.reception`).

    The caller looks after the connection to the database, as Django does around a request.
    """
    request = WSGIRequest(environ)
    _find_user(request)
    is_colleague = is_for_desk(request) and request.user.is_authenticated
    owner = f"person {request.user.pk}" if is_colleague else counted_as(address_of(request))
    return Allowance(_most(request), owner, is_colleague)


def _find_user(request: HttpRequest) -> None:
    """As the middleware of every request does."""
    for step in (SessionMiddleware, AuthenticationMiddleware):
        step(lambda _: HttpResponse()).process_request(request)


def _most(request: HttpRequest) -> int:
    if request.method != "POST":
        return SMALL
    if not is_for_desk(request):
        return max(SMALL, taken_at(request.path_info))
    return max(FORM, taken_at(request.path_info)) if request.user.is_authenticated else SMALL


def _size(said: Mapping[str, Any]) -> int:
    """A request that tells no length has no body: the server reads none."""
    length = str(said.get("CONTENT_LENGTH") or "0")
    return int(length) if length.isascii() and length.isdecimal() else 0


def _holds_nul(values: QueryDict) -> bool:
    return any(NUL in text for name, given in values.lists() for text in (name, *given))


def _is_long(values: QueryDict) -> bool:
    lengths = [len(text) for name, given in values.lists() for text in (name, *given)]
    return max(lengths, default=0) > LONGEST or sum(lengths) > IN_ALL
