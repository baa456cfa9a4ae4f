"""Sessions of the desk as they lie in the database: whoever reads or writes the table cannot step into one.

Django's own store keeps the cookie itself. Here a row has a keyed digest of the cookie instead, and what is kept for
one browser is signed for that browser alone, so that neither a row nor its content serves another. The key is the
installation's secret, outside the database; when that is changed, everybody signs in again.
"""

import hmac
from datetime import datetime
from typing import Any

from django.conf import settings
from django.contrib.sessions.backends.db import SessionStore as Stored
from django.contrib.sessions.base_session import AbstractBaseSession
from django.contrib.sessions.models import Session

from mingxin.kernel.clock import now


class SessionStore(Stored):
    """`session_key` is what the browser holds, nothing of it is in the table."""

    @property
    def key_salt(self) -> str:
        return f"mingxin.session.{self.session_key}"

    def load(self) -> dict[str, Any]:
        held = Session.objects.filter(session_key=kept_as(self.session_key or ""), expire_date__gt=now()).first()
        if held is None:
            self._session_key = None  # one that the browser made up is not taken over
            return {}
        data: dict[str, Any] = self.decode(held.session_data)
        return data

    def get_expiry_date(self, **given: Any) -> datetime:
        """By the clock of everything else, by which it is asked whether the end has come."""
        return super().get_expiry_date(**{"modification": now(), **given})

    def exists(self, session_key: str) -> bool:
        return super().exists(kept_as(session_key))

    def create_model_instance(self, data: dict[str, Any]) -> AbstractBaseSession:
        made = super().create_model_instance(data)
        made.session_key = kept_as(made.session_key)
        return made

    def delete(self, session_key: str | None = None) -> None:
        held = session_key or self.session_key
        if held is not None:
            super().delete(kept_as(held))


def kept_as(session_key: str) -> str:
    """What the table's key is for a browser's: 40 hex, as long as the column."""
    return hmac.digest(settings.SECRET_KEY.encode(), f"session key {session_key}".encode(), "sha256").hex()[:40]
