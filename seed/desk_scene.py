"""A scene of the demonstration: a piece of living work that is there whole or not at all, and is played once."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from mingxin.ledger.models import Entry

if TYPE_CHECKING:
    from seed.desk_hand import Hand

PLAYED: Final = "seed.scene"


class UnplayableError(Exception):
    """A scene has nothing to play with, or did not come to what it shows; says why, in Chinese."""


@dataclass(frozen=True)
class Scene:
    """`key` names it for ever in the ledger of a demonstration; `title` is said where it could not be played."""

    key: str
    title: str
    play: Callable[["Hand"], None]


def require(is_so: object, why: str) -> None:
    if not is_so:
        raise UnplayableError(why)


def played() -> frozenset[str]:
    """The keys of the scenes that this home has."""
    return frozenset(Entry.objects.filter(action=PLAYED).values_list("object_key", flat=True))
