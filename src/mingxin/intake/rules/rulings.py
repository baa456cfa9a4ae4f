"""What a registered ruling asks of the withdrawal or the correction that carries it out."""

from collections.abc import Iterable
from datetime import date
from typing import Final

REPORTED_WRONGLY: Final = "报送错误"  # the one reason without a decision or ruling: no clock runs
CHANGED: Final = "决定被变更"  # what still stands in part can be corrected; all else has to be withdrawn


def registrable(reasons: Iterable[str]) -> tuple[str, ...]:
    """The reasons of a withdrawal behind which a decision or ruling stands."""
    return tuple(reason for reason in reasons if reason != REPORTED_WRONGLY)


def correction_carries_out(reason_type: str) -> bool:
    """Whether a correction can be what the ruling asks for."""
    return reason_type == CHANGED


def evades(*, reason_type: str, ruled_on: date | None, registered_on: date) -> str:
    """How a withdrawal would slip out of the clock that a registered ruling started; "" where it does not.

    wrong_report: by a reason without a clock; later: by a day after the registered one. An earlier day is the
    steward's to state: it makes nobody look in time who was late.
    """
    if reason_type == REPORTED_WRONGLY:
        return "wrong_report"
    return "later" if ruled_on is not None and ruled_on > registered_on else ""
