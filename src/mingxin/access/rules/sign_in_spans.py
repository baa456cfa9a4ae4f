"""How long a sign-in holds, and when it ends by itself."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

SEEN_EVERY: Final = timedelta(minutes=1)  # how often a visit is written down, so that reading writes little


@dataclass(frozen=True)
class Spans:
    """`idle` after the last visit, `whole` after signing in, whatever was done meanwhile."""

    idle: timedelta
    whole: timedelta


def end_reason(*, began: datetime, seen: datetime, at: datetime, spans: Spans) -> str:
    """Why the sign-in is over: idle, too_long, or "" while it holds. The instant of the limit itself is over.

    Since visits are written at most once a minute, an idle end may come up to a minute early, never late.
    """
    if at - began >= spans.whole:
        return "too_long"
    return "idle" if at - seen >= spans.idle else ""


def is_worth_writing(*, seen: datetime, at: datetime) -> bool:
    return at - seen >= SEEN_EVERY
