"""One answer, for every page and file, where the database holds a value that cannot be read, a catalogue that is not
what the ledger tells, or where a public page is refused something that it needs.
"""

import logging
import threading
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Final

from django.http import HttpRequest, HttpResponse, HttpResponseBase

from mingxin.archive.public_numbers import NO_KEY
from mingxin.catalogue.queries import ALTERED as CATALOGUE_ALTERED
from mingxin.doors import failures
from mingxin.doors.parts.side import is_for_desk
from mingxin.doors.portal import errors as portal
from mingxin.kernel.clock import now
from mingxin.kernel.readable import is_unreadable
from mingxin.kernel.refusal import Refusal
from mingxin.oversight.spelling import prove_spelling

log = logging.getLogger("mingxin.database")
LOOKED_EVERY: Final = timedelta(hours=1)
_PORTAL: Final = {CATALOGUE_ALTERED: portal.catalogue_altered, NO_KEY: portal.no_addresses}


class Unreadable:
    """No page shows what is left beside such a value, and no file is made of it: either would look complete.

    Table, row and column are looked for at most once an hour in each server process, and written down where they are
    not those that were written last.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response
        self._lock = threading.Lock()
        self._looked_at: datetime | None = None
        self._written = ""

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        if isinstance(error, Refusal) and not is_for_desk(request):
            # its words are for those who work here: they may name folders and commands
            self._write(error.message, error)
            return _PORTAL.get(error.code, portal.out_of_order)(request)
        if not is_unreadable(error):
            return None
        if self._is_to_be_looked_for(now()):
            self._write(prove_spelling().broken, error)
        return failures.unreadable(request)

    def _is_to_be_looked_for(self, at: datetime) -> bool:
        with self._lock:
            is_due = self._looked_at is None or at - self._looked_at >= LOOKED_EVERY
            self._looked_at = at if is_due else self._looked_at
        return is_due

    def _write(self, found: str, error: Exception) -> None:
        if found and found == self._written:
            return
        self._written = found
        log.error("unreadable", exc_info=error, extra={"status_code": found or "数据库中有读不出来的值"})
