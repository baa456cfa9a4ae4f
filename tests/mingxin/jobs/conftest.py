"""A clock that the test moves, and the tests' handlers in the settings."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import pytest

from mingxin.jobs.actions import ask
from mingxin.jobs.models import Job
from mingxin.jobs.running import Running
from mingxin.ledger.actor import Actor
from tests.mingxin.jobs import handlers

Asking = Callable[..., Job]


@dataclass
class Clock:
    at: datetime

    def __call__(self) -> datetime:
        return self.at

    def advance(self, **span: float) -> datetime:
        self.at += timedelta(**span)
        return self.at


@pytest.fixture
def clock(now: datetime) -> Clock:
    return Clock(now)


@pytest.fixture(autouse=True)
def _handlers(settings: Any) -> Iterator[None]:
    settings.JOBS = {
        "act": ("办一件事", "tests.mingxin.jobs.handlers.act"),
        "other": ("办另一件事", "tests.mingxin.jobs.handlers.act"),
        "timed": ("办一件有时限的事", "tests.mingxin.jobs.handlers.act"),
        "gone": ("已不存在", "tests.mingxin.jobs.handlers.not_there"),
    }
    settings.JOBS_WITH_A_TIME = ("timed",)
    settings.TIMETABLE = ()
    yield
    handlers.doing.clear()
    handlers.seen.clear()


@pytest.fixture
def do() -> Callable[[Callable[[Running], None]], None]:
    """Say what the handler does from now on."""
    return handlers.doing.append


@pytest.fixture
def asked(actor: Actor, clock: Clock) -> Asking:
    """Ask for work on a key, now."""

    def asking(key: str = "B1", kind: str = "act", **detail: object) -> Job:
        return ask(kind=kind, key=key, by=actor, at=clock(), detail=detail)

    return asking
