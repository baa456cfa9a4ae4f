"""Accounts that were found altered past the platform and have not been put right since."""

from typing import Final

from django.db.models import Exists, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce

from mingxin.ledger.models import Entry

FOUND: Final = "access.found_altered"
MENDS: Final = ("access.password_reset", "access.second_factor_reset")
"""After these the account begins anew: with another password, with no second factor."""


def is_found_altered() -> Q:
    """Of a person. Where only half of it was put right, the next try finds it again."""
    of_person = Entry.objects.filter(object_type="person", object_key=OuterRef("login"))
    mended = Entry.objects.filter(object_type="person", object_key=OuterRef("object_key"), action__in=MENDS)
    newest = Coalesce(Subquery(mended.order_by("-id").values("id")[:1]), 0)
    return Q(Exists(of_person.filter(action=FOUND, id__gt=newest)))
