"""What is asked of the reading room besides the file itself."""

from dataclasses import dataclass

from mingxin.intake.checks.check import Surroundings
from mingxin.rulebook.forbidden import Forbidden

Share = tuple[str, float]
"""An item's code, and the share of the headers that its card claims (0..1)."""


@dataclass(frozen=True)
class Bounds:
    """How much of a file is read at all: bytes, and rows of data."""

    max_bytes: int
    max_rows: int


@dataclass(frozen=True)
class Rules:
    """By what a table is sieved and checked, as in force on the day `around.as_of`."""

    forbidden: Forbidden
    around: Surroundings
