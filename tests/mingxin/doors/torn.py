"""A site whose disk fails while a file is sent, to be served by the real server with two threads: see `test_torn`."""

import io
import os
from typing import Final

import django
from django.core.wsgi import get_wsgi_application
from django.http import HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.urls import path
from django.views.decorators.csrf import csrf_exempt

from mingxin.doors import reception
from mingxin.doors.pace import Least
from mingxin.doors.parts.handing import attached_file
from mingxin.doors.parts.taking import takes
from mingxin.doors.reception import Allowance, Environ, Reception, Rooms
from mingxin.doors.room import Room

LINE: Final = b"91429913MA000001X1,1\r\n"
LINES: Final = 50_000
FAILS_AFTER: Final = 500_000
MB: Final = 1024 * 1024
MOST: Final = 64 * MB
ROOM: Final = 24 * MB
SPAN: Final = "TORN_SPAN"  # the environment's: seconds within which anybody must have sent something


class Failing(io.BytesIO):
    """Was written whole and measured whole; cannot be read beyond some place any more."""

    is_measured = False

    def read(self, size: int | None = -1, /) -> bytes:
        if self.is_measured and self.tell() > FAILS_AFTER:
            raise OSError(5, "Input/output error")
        return super().read(size)

    def seek(self, offset: int, whence: int = 0, /) -> int:
        self.is_measured = self.is_measured or whence == 2
        return super().seek(offset, whence)


def handed_over(request: HttpRequest) -> HttpResponseBase:
    return attached_file(Failing(LINE * LINES), "全部.csv", "text/csv")


def streamed(request: HttpRequest) -> HttpResponseBase:
    """As no door may do it: made while it is sent."""

    def lines() -> object:
        for number in range(LINES):
            if number * len(LINE) > FAILS_AFTER:
                raise OSError(5, "Input/output error")
            yield LINE

    return StreamingHttpResponse(lines(), content_type="text/csv")  # type: ignore[arg-type]


def large(request: HttpRequest) -> HttpResponseBase:
    return attached_file(io.BytesIO(LINE * LINES * 20), "全部.csv", "text/csv")


@takes(lambda: MOST)
@csrf_exempt
def posted(request: HttpRequest) -> HttpResponseBase:
    return HttpResponse(str(len(request.body)))


urlpatterns = [
    path("handed-over.csv", handed_over),
    path("streamed.csv", streamed),
    path("large.csv", large),
    path("posted", posted),
]


def asks(environ: Environ) -> Allowance:
    return Allowance(MOST, "", is_colleague=False)


def application_of() -> object:
    from django.conf import settings

    django.setup()
    settings.ROOT_URLCONF = __name__
    if span := os.environ.get(SPAN):
        reception.RECEIVING = Least(float(span), 30_000)  # type: ignore[misc]
    rooms = Rooms(strangers=Room(ROOM, ROOM, is_levelled=True), colleagues=Room(ROOM, ROOM))
    return Reception(get_wsgi_application(), asks=asks, rooms=rooms, threads=2)
