"""Running one job from its claim to its end."""

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db import connection
from django.utils.module_loading import import_string

from mingxin.jobs.actions import is_as_asked
from mingxin.jobs.claiming import claim, held
from mingxin.jobs.models import Job, JobState
from mingxin.jobs.pulse import Halt, Pulse
from mingxin.jobs.rules import told_of_another_try, told_of_failure, told_of_forgery, wait_after
from mingxin.kernel.refusal import Refusal
from mingxin.ledger.actor import Actor

log = logging.getLogger("mingxin.jobs")

Columns = dict[str, object]


class StoppedError(Exception):
    """The handler must end now: somebody asked for it, the worker is leaving, or the job is another worker's by now.

    A handler lets it pass: what its open transaction did is undone, and the job can be taken up again.
    """


@dataclass(frozen=True)
class Running:
    """What a handler is given. It may be called again for the same key, after a kill at any moment."""

    key: str
    detail: Mapping[str, object]
    by: Actor  # who asked
    asked_at: datetime
    clock: Callable[[], datetime] | None = None  # without one, time stands still at `asked_at`
    listener: Callable[[str, int, int], None] | None = None

    def tell(self, step: str, done: int = 0, total: int = 0) -> None:
        """Say how far it is, as often as one likes (it is written twice a second); raises StoppedError."""
        if self.listener is not None:
            self.listener(step, done, total)

    def now(self) -> datetime:
        return self.clock() if self.clock is not None else self.asked_at


def let_go_of_broken_connection() -> None:
    """Django does it between requests; here nobody does. Not inside a transaction, which would be torn."""
    if not connection.in_atomic_block:
        connection.close_if_unusable_or_obsolete()


def never() -> bool:
    return False


def run_one(
    worker: str,
    at_clock: Callable[[], datetime],
    *,
    until: Callable[[], bool] = never,
    beside: bool = True,
) -> bool:
    """Claim the first job, run its handler, end it; False where there was none.

    `until` turns true when the worker is to leave: the job is then handed back at the next word of its handler.
    `beside`: the pulse beats in a thread of its own (not with a database in memory).
    """
    job = claim(worker=worker, at=at_clock())
    if job is None:
        return False
    pulse = Pulse(job, at_clock, until, beside=beside)
    with pulse.beating():
        ending = _handled(job, pulse, at_clock)
    let_go_of_broken_connection()
    if pulse.halt is not Halt.LOST:
        _end(job, {"lease_until": None, **pulse.progress, **ending}, at_clock())
    return True


def _handled(job: Job, pulse: Pulse, clock: Callable[[], datetime]) -> Columns:
    """The columns that the handler's end, however it came, leaves behind."""

    def listen(step: str, done: int, total: int) -> None:
        pulse.tell(step, done, total)
        if pulse.halt is not None:
            raise StoppedError

    if not is_as_asked(job):
        message, remedy = told_of_forgery(number=job.pk)
        return {"state": JobState.FAILED, "ended_at": clock(), "message": message, "remedy": remedy}
    running = Running(job.key, job.detail, job.by, job.asked_at, clock, listen)
    try:
        import_string(settings.JOBS[job.kind][1])(running)
    except StoppedError:
        if pulse.halt is Halt.LEAVING:
            return _handed_back(job)
        return {"state": JobState.STOPPED, "ended_at": clock()}
    except Refusal as refusal:
        message, remedy = refusal.message, refusal.remedy
        return {"state": JobState.FAILED, "ended_at": clock(), "message": message, "remedy": remedy}
    except Exception:
        log.exception("a job's handler failed", extra={"status_code": job.kind})
        return _failed(job, clock())
    return {"state": JobState.DONE, "ended_at": clock()}


def _handed_back(job: Job) -> Columns:
    """To the place in the queue that it had; an attempt that the worker broke off is none, and no turn of its unit."""
    return {"state": JobState.WAITING, "worker": "", "attempts": job.attempts - 1, "started_at": None}


def _failed(job: Job, at: datetime) -> Columns:
    wait = wait_after(job.attempts)
    if wait is None:
        message, remedy = told_of_failure(number=job.pk, is_interrupted=False)
        return {"state": JobState.FAILED, "ended_at": at, "message": message, "remedy": remedy}
    message = told_of_another_try(job.attempts)
    return {"state": JobState.WAITING, "worker": "", "not_before": at + wait, "message": message}


def _end(job: Job, ending: Columns, at: datetime) -> None:
    """Written only while the job is ours. What was to be tried again ends here where somebody asked it to stop."""
    if ending["state"] != JobState.WAITING:
        held(job).update(**ending)
    elif not held(job).filter(stop_asked=False).update(**ending):
        held(job).update(state=JobState.STOPPED, ended_at=at, lease_until=None)
