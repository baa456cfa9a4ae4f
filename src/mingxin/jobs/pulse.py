"""The sign of life of a job at work: renews its lease, carries its progress out and the wish to stop in."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from enum import Enum, auto

from django.db import Error, connections

from mingxin.jobs.claiming import held
from mingxin.jobs.models import Job
from mingxin.jobs.rules import HEARTBEAT, LEASE, PROGRESS
from mingxin.kernel.resident_id import cut

Told = tuple[str, int, int]


class Halt(Enum):
    """Why a handler must not go on."""

    ASKED = auto()
    LEAVING = auto()
    LOST = auto()


class Pulse:
    """Beats beside the handler, in a thread with a connection of its own: what a handler tells must show while its
    transaction is open, and must not hold the row against whoever asks it to stop. Where threads cannot have their own
    connection (a database in memory) it beats whenever the handler tells.
    """

    def __init__(self, job: Job, clock: Callable[[], datetime], until: Callable[[], bool], *, beside: bool) -> None:
        self.halt: Halt | None = None
        self._job, self._clock, self._until, self._beside = job, clock, until, beside
        self._told: Told = ("", 0, 0)
        self._written: Told = self._told
        self._renewed_at: datetime = job.started_at or clock()
        self._looked_at: datetime | None = None
        self._over = threading.Event()

    @property
    def progress(self) -> dict[str, object]:
        """The last that was told, as columns."""
        step, done, total = self._told
        return {"step": cut(step)[0][:100], "done_count": done, "total_count": total}

    def tell(self, step: str, done: int, total: int) -> None:
        self._told = (step, done, total)
        if not self._beside:
            at = self._clock()
            if self._looked_at is None or at - self._looked_at >= PROGRESS:
                self._looked_at = at
                self.beat()

    def beat(self) -> None:
        """Look whether the job is still ours and wanted; write where there is news or the lease wants renewing."""
        at, told = self._clock(), self._told
        is_stop_asked = held(self._job).values_list("stop_asked", flat=True).first()
        if is_stop_asked is None:
            self.halt = Halt.LOST
        elif is_stop_asked:
            self.halt = Halt.ASKED
        elif self._until():
            self.halt = Halt.LEAVING
        if self.halt is not Halt.LOST and (told != self._written or at - self._renewed_at >= HEARTBEAT):
            if held(self._job).update(heartbeat_at=at, lease_until=at + LEASE, **self.progress):
                self._written, self._renewed_at = told, at
            else:
                self.halt = Halt.LOST

    @contextmanager
    def beating(self) -> Iterator[None]:
        if not self._beside:
            yield
            return
        thread = threading.Thread(target=self._keep_beating, name=f"pulse-{self._job.pk}", daemon=True)
        thread.start()
        try:
            yield
        finally:
            self._over.set()
            thread.join()

    def _keep_beating(self) -> None:
        try:
            while not self._over.wait(PROGRESS.total_seconds()):
                try:
                    self.beat()
                except (Error, OSError):  # the database is away or busy: the lease outlasts several beats
                    connections.close_all()
        finally:
            connections.close_all()
