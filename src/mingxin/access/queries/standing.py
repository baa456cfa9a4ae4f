"""Accounts that were found altered past the platform and have not been put right since, and whether units and whom
they act for stand as they were told.
"""

from collections.abc import Iterable
from typing import Final

from django.db.models import Exists, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce

from mingxin.access.models import ActsFor, Unit
from mingxin.ledger.models import Entry
from mingxin.ledger.row_proof import stand_among

FOUND: Final = "access.found_altered"
MENDS: Final = ("access.password_reset", "access.second_factor_reset")
"""After these the account begins anew: with another password, with no second factor."""


def is_found_altered() -> Q:
    """Of a person. Where only half of it was put right, the next try finds it again."""
    of_person = Entry.objects.filter(object_type="person", object_key=OuterRef("login"))
    mended = Entry.objects.filter(object_type="person", object_key=OuterRef("object_key"), action__in=MENDS)
    newest = Coalesce(Subquery(mended.order_by("-id").values("id")[:1]), 0)
    return Q(Exists(of_person.filter(action=FOUND, id__gt=newest)))


def units_stand_as_told(units: Iterable[Unit]) -> bool:
    return stand_among(list(units), Q(object_type="unit", action__startswith="access."))


def acting_stands_as_told(unit: Unit, links: Iterable[ActsFor]) -> bool:
    """Of the links by which the unit reports what others decided."""
    return stand_among(list(links), Q(object_type="unit", object_key=unit.uscc, action__startswith="access."))
