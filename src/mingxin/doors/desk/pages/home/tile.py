"""What the first page is put together from: each package of pages may bring tiles in its `urls.py`, as `tiles`."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from mingxin.access.permits import Act
from mingxin.doors.desk.guard import DeskRequest


@dataclass(frozen=True)
class Tile:
    """`build` gives what the template needs, or None where there is nothing to show to this person.

    Tiles stand in the order of `place`, the smallest first. The template is included, and draws its own card.
    """

    act: Act
    template: str
    build: Callable[[DeskRequest], Mapping[str, object] | None]
    place: int = 50


@dataclass(frozen=True)
class ShownTile:
    template: str
    given: Mapping[str, object]


def shown_tiles(request: DeskRequest, tiles: list[Tile]) -> tuple[ShownTile, ...]:
    built = [
        (tile, tile.build(request)) for tile in sorted(tiles, key=lambda t: t.place) if request.holder.may(tile.act)
    ]
    return tuple(ShownTile(tile.template, given) for tile, given in built if given is not None)
