"""One line of a check-up."""

from dataclasses import dataclass
from typing import Literal

State = Literal["ok", "warning", "fault"]


@dataclass(frozen=True)
class Line:
    """What was looked at, what was found, and how to mend it ("" where there is nothing to mend)."""

    state: State
    subject: str
    found: str
    remedy: str = ""


def ok(subject: str, found: str) -> Line:
    return Line("ok", subject, found)


def warning(subject: str, found: str, remedy: str) -> Line:
    return Line("warning", subject, found, remedy)


def fault(subject: str, found: str, remedy: str) -> Line:
    return Line("fault", subject, found, remedy)
