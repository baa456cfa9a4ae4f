"""How the style of a cell changes what is seen in it; judged once a style, and only of styles that change it."""

from typing import Final, NamedTuple

from mingxin.intake.reading.number_formats import NumberFormat
from mingxin.intake.reading.number_formats import judge as judge_format

_ALIKE: Final = 16  # of 255 in each of red, green and blue: nobody tells such colours apart
SMALLEST_POINTS: Final = 3
WHITE, BLACK = "FFFFFF", "000000"


class Look(NamedTuple):
    """A format that may show something else (None: it does not), and whether nothing at all is seen."""

    format: NumberFormat | None
    is_unseen: bool


def look_of(code: str, *, ink: str, ground: str, points: float, repeats: bool) -> Look | None:
    """None for a style in which what is read is what is seen.

    Colours are RRGGBB, "" for those that nobody knows here; `points` is the size of the letters; `repeats`: the
    content is written over and over until the cell is full.
    """
    judged = judge_format(code)
    is_unseen = points < SMALLEST_POINTS or repeats or are_alike(ink, ground)
    return Look(judged, is_unseen) if judged or is_unseen else None


def are_alike(ink: str, ground: str) -> bool:
    """Whether nobody tells two colours apart; of one that is not known nobody says so."""
    if not ink or not ground:
        return False
    pairs = zip(bytes.fromhex(ink), bytes.fromhex(ground), strict=True)
    return all(abs(one - other) <= _ALIKE for one, other in pairs)
