"""Accounts that were found altered past the platform and have not been put right since, and whether units and whom
they act for stand as they were told.
"""

from collections.abc import Iterable, Sequence
from typing import Final

from django.db.models import Exists, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce

from mingxin.access.models import ActsFor, Unit
from mingxin.kernel.refusal import Refusal
from mingxin.ledger.models import Entry
from mingxin.ledger.row_proof import stand_among
from mingxin.ledger.told_before import ToldBefore

FOUND: Final = "access.found_altered"
MENDS: Final = ("access.password_reset", "access.second_factor_reset")
"""After these the account begins anew: with another password, with no second factor."""


def is_found_altered() -> Q:
    """Of a person. Where only half of it was put right, the next try finds it again."""
    of_person = Entry.objects.filter(object_type="person", object_key=OuterRef("login"))
    mended = Entry.objects.filter(object_type="person", object_key=OuterRef("object_key"), action__in=MENDS)
    newest = Coalesce(Subquery(mended.order_by("-id").values("id")[:1]), 0)
    return Q(Exists(of_person.filter(action=FOUND, id__gt=newest)))


_TOLD: Final = ToldBefore()


def require_units_as_told(units: Sequence[Unit]) -> None:
    """Raises Refusal("unit.altered") where one bears another name, code, region or span than it was given. What stood
    is remembered, so that not every act reads the entries of all of them.
    """
    if not _TOLD.ask(units, units_stand_as_told):
        raise units_altered()


def units_altered() -> Refusal:
    return Refusal(
        "unit.altered",
        "单位登记或者代报关系与账本的记载不符，可能有人绕过平台改动过，因此没有办理。",
        "请转告系统管理员运行 mingxin ledger verify --records 核对；恢复以后再办理。",
    )


def units_stand_as_told(units: Iterable[Unit]) -> bool:
    return stand_among(list(units), Q(object_type="unit", action__startswith="access."))


def acting_stands_as_told(unit: Unit, links: Iterable[ActsFor]) -> bool:
    """Of the links by which the unit reports what others decided."""
    return stand_among(list(links), Q(object_type="unit", object_key=unit.uscc, action__startswith="access."))
