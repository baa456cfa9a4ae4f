"""Handing over a file: whole, or visibly broken (ADR 0026).

The server ends a body of unknown length in good order even where its making failed halfway, and then half a list looks
like the whole of it. So no file is sent before it is finished, and each tells its length and its digest beforehand: a
reader who gets less knows it.
"""

import base64
import hashlib
import io
import os
from typing import IO, Final
from urllib.parse import quote

from django.http import FileResponse, HttpResponse, HttpResponseBase

DIGEST: Final = "Repr-Digest"  # RFC 9530


def attached(data: bytes, name: str, content_type: str) -> HttpResponse:
    """A file to be kept, under a name that may be Chinese."""
    response = HttpResponse(data, content_type=content_type)
    _measure(response, io.BytesIO(data), name)
    return response


def attached_file(file: IO[bytes], name: str, content_type: str) -> FileResponse:
    """The same for a large one that lies finished on the disk; closed once it has been sent."""
    file.seek(0)
    response = FileResponse(file, content_type=content_type)
    _measure(response, file, name)
    return response


def is_attached(response: HttpResponseBase) -> bool:
    return response.has_header(DIGEST)


def _measure(response: HttpResponseBase, file: IO[bytes], name: str) -> None:
    digest = hashlib.file_digest(file, "sha256").digest()  # type: ignore[arg-type]
    file.seek(0, os.SEEK_END)
    response["Content-Length"] = str(file.tell())
    file.seek(0)
    response[DIGEST] = f"sha-256=:{base64.b64encode(digest).decode()}:"
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name)}"
