"""Pages travel compressed; files to be kept do not."""

from django.http import HttpRequest, HttpResponseBase
from django.middleware.gzip import GZipMiddleware

from mingxin.doors.parts.handing import is_attached


class Compression(GZipMiddleware):
    """A file compressed on the way would lose its length, by which a reader sees that it is whole."""

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        return response if is_attached(response) else super().process_response(request, response)
