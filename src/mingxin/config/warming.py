"""What a worker does before its first request, which would otherwise wait a second for it."""

from pathlib import Path
from typing import Final

from django.conf import settings
from django.db import DatabaseError, connection, connections
from django.template.loader import get_template
from django.urls import get_resolver
from django.utils.translation import gettext

from mingxin.catalogue.queries import rulebook_in_force
from mingxin.kernel.refusal import Refusal

_TEMPLATES: Final = "templates"


def warm() -> None:
    """Import the pages' code, compile their templates, read the rulebook. Without a database, the first two."""
    get_resolver().url_patterns  # noqa: B018 - asking for them imports the views
    for door in settings.DOORS:
        for template in sorted((door / _TEMPLATES).rglob("*.html")):
            get_template(str(template.relative_to(door / _TEMPLATES)))
    gettext("")
    if not _has_database():
        return
    try:
        rulebook_in_force()
    except (DatabaseError, Refusal):
        pass  # not set up yet, or the database is away: the page that needs it says so
    finally:
        connections.close_all()


def _has_database() -> bool:
    """Asking an SQLite file that is not there would make it."""
    return connection.vendor != "sqlite" or Path(connection.settings_dict["NAME"]).is_file()
