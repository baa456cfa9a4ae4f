"""The first page after signing in: what waits today, by the posts one holds."""

from django.http import HttpResponse
from django.shortcuts import render

from mingxin.doors.desk.guard import DeskRequest
from mingxin.doors.desk.pages import modules
from mingxin.doors.desk.pages.home.tile import Tile, shown_tiles
from mingxin.kernel.clock import now


def home(request: DeskRequest) -> HttpResponse:
    tiles: list[Tile] = [tile for module in modules() for tile in getattr(module, "tiles", ())]
    return render(request, "desk/home/home.html", {"tiles": shown_tiles(request, tiles), "at": now()})
