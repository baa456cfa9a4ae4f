"""Where an officer may act: the units of the own region, nothing else exists here."""

from collections.abc import Iterable

from django.db.models import QuerySet
from django.http import Http404

from mingxin.access.models import Region, Unit
from mingxin.access.permits import Act, Holder
from mingxin.access.queries.holders import place_of, units_for
from mingxin.doors.desk.guard import DeskRequest
from mingxin.ledger.actor import Actor


def opened_unit(request: DeskRequest, number: int) -> Unit:
    """A unit of another region is not found."""
    units = units_for(request.holder, request.act).select_related("region", "successor")
    found = units.filter(pk=number).first()
    if found is None:
        raise Http404
    return found


def actor_for(request: DeskRequest, unit: Unit) -> Actor:
    return request.holder.actor(request.act, place=place_of(unit))


def regions_for(holder: Holder, act: Act) -> QuerySet[Region]:
    codes: set[str] = set()
    for post in holder.posts_for(act):
        codes |= post.regions
    return Region.objects.filter(code__in=codes).order_by("code")


def region_choices(holder: Holder, act: Act) -> list[tuple[str, str]]:
    return list(regions_for(holder, act).values_list("code", "name"))


def unit_choices(units: Iterable[Unit]) -> list[tuple[str, str]]:
    """By code, as the verbs want it."""
    return [(unit.uscc, f"{unit.name}（{unit.uscc}）") for unit in units]
