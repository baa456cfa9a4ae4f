"""The first page after signing in: what waits today, by the posts one holds."""

from datetime import date

from django.http import HttpResponse
from django.shortcuts import render

from mingxin.access.models import Unit
from mingxin.access.queries.succession import answering_unit
from mingxin.doors.desk.guard import DeskRequest
from mingxin.doors.desk.pages import modules
from mingxin.doors.desk.pages.home.tile import Tile, shown_tiles
from mingxin.kernel.clock import now


def home(request: DeskRequest) -> HttpResponse:
    tiles: list[Tile] = [tile for module in modules() for tile in getattr(module, "tiles", ())]
    at = now()
    context = {"tiles": shown_tiles(request, tiles), "at": at, "ended": _ended(request, at.date())}
    return render(request, "desk/home/home.html", context)


def _ended(request: DeskRequest, on: date) -> list[tuple[str, str]]:
    """The units of one's posts that have ended, each with the name of who answers for it; "" where nobody does."""
    units = {post.place.unit for post in request.holder.posts if post.is_over and post.place is not None}
    if not units:
        return []
    found = Unit.objects.filter(pk__in=units).order_by("name")
    return [(unit.name, heir.name if (heir := answering_unit(unit, on)) else "") for unit in found]
