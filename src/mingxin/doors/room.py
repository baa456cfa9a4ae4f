"""The room on the disk for what is being sent to us: shared so that nobody can keep it from others.

A server process has two: one for strangers and one for known colleagues, so that no stranger takes any from those.
"""

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Final

from mingxin.doors.pace import Pace

PATIENCE: Final = 5.0  # seconds that the last bytes (`pace.Least.size`) of anybody may take where room is lacking


@dataclass(eq=False)
class Place:
    """One body. `owner`: on whose account it lies. `cut` tells whoever reads it to stop; None once it is whole."""

    owner: str
    pace: Pace
    cut: Callable[[], None] | None
    size: int = 0


@dataclass
class Room:
    """`most` bytes in all, `share` for one owner.

    Where there is no room, it is taken from who waits longest for the client, if that is longer than `PATIENCE`. If
    nobody does and the room `is_levelled`, from the owner who holds the most, if he holds more than who asks would:
    it takes as many owners to fill it as there are of their size. A body that is whole loses nothing any more.
    """

    most: int
    share: int
    is_levelled: bool = False
    held: int = 0
    _places: list[Place] = field(default_factory=list)
    _owned: Counter[str] = field(default_factory=Counter)
    _unknown: int = 0

    def enter(self, owner: str, pace: Pace, cut: Callable[[], None]) -> Place:
        """`owner` "": nobody knows who it is, and each such body has a share of its own."""
        if not owner:
            self._unknown += 1
            owner = f"unknown {self._unknown}"
        place = Place(owner, pace, cut)
        self._places.append(place)
        return place

    def grow(self, place: Place, more: int, at: float) -> bool:
        """Whether there is room for so many bytes more, if need be in place of another's."""
        others = [one for one in self._places if one is not place]
        while self._owned[place.owner] + more > self.share:
            if not self._cut_slowest((one for one in others if one.owner == place.owner), at):
                return False
        while self.held + more > self.most:
            if not self._cut_slowest(others, at) and not self._cut_largest(others, place.owner, more, at):
                return False
        self._count(place, more)
        return True

    def leave(self, place: Place) -> None:
        """Also of one that was cut before."""
        if place in self._places:
            self._places.remove(place)
        self._count(place, -place.size)

    def _count(self, place: Place, more: int) -> None:
        place.size += more
        self.held += more
        self._owned[place.owner] += more
        if not self._owned[place.owner]:
            del self._owned[place.owner]

    def _cut_slowest(self, among: Iterable[Place], at: float) -> bool:
        slowest = max(_can_go(among), key=lambda one: one.pace.waited(at), default=None)
        if slowest is None or slowest.pace.waited(at) < PATIENCE:
            return False
        self._cut(slowest)
        return True

    def _cut_largest(self, among: Iterable[Place], owner: str, more: int, at: float) -> bool:
        if not self.is_levelled:
            return False
        largest = max(
            _can_go(among), key=lambda one: (self._owned[one.owner], one.pace.waited(at), one.size), default=None
        )
        if largest is None or self._owned[largest.owner] <= self._owned[owner] + more:
            return False
        self._cut(largest)
        return True

    def _cut(self, place: Place) -> None:
        """Its bytes count for nothing from now on; whoever reads it lets go of them as soon as he runs."""
        cut, place.cut = place.cut, None
        self.leave(place)
        if cut is not None:
            cut()


def _can_go(among: Iterable[Place]) -> Iterable[Place]:
    return (one for one in among if one.cut is not None and one.size)
