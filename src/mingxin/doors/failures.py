"""What did not work is said in the look of the door that was asked."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from mingxin.doors.desk import errors as desk
from mingxin.doors.parts.side import is_for_desk
from mingxin.doors.portal import errors as portal


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return desk.not_found(request) if is_for_desk(request) else portal.not_found(request, exception)


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return desk.bad_request(request) if is_for_desk(request) else portal.bad_request(request, exception)


def too_large(request: HttpRequest, most: int) -> HttpResponse:
    """`most`: how many MB this visitor may send at once."""
    return desk.too_large(request, most) if is_for_desk(request) else portal.too_large(request, most)


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return desk.forbidden(request) if is_for_desk(request) else portal.forbidden(request, exception)


def server_error(request: HttpRequest) -> HttpResponse:
    return desk.server_error(request) if is_for_desk(request) else portal.server_error(request)


def unreadable(request: HttpRequest) -> HttpResponse:
    """A value of the database could not be read: nothing is shown, so that half a page does not look like the whole."""
    return desk.unreadable(request) if is_for_desk(request) else portal.unreadable(request)


def expired_form(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The token of a form was missing or old."""
    if is_for_desk(request):
        return desk.expired_form(request)
    return render(request, "403_csrf.html", status=403)
