"""Who answers for what a unit reported, once it has ended: the living unit at the end of its chain of successors."""

from collections.abc import Mapping
from typing import Final

END_UNIT: Final = "access.end_unit"
"""The ledger's entry of an end, a successor, or that an end is taken back."""


def heirs_of(ended: Mapping[int, int | None]) -> dict[int, int | None]:
    """Ended unit → the living one that answers for it; None where the chain ends without one.

    `ended`: every unit that has ended by the day → its successor.
    """
    return {unit: _end_of_chain(unit, ended) for unit in ended}


def _end_of_chain(unit: int, ended: Mapping[int, int | None]) -> int | None:
    """Units that name each other in a circle have no heir."""
    passed = {unit}
    heir = ended[unit]
    while heir is not None and heir in ended:
        if heir in passed:
            return None
        passed.add(heir)
        heir = ended[heir]
    return heir
