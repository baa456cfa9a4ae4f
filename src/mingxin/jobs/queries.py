"""How far long work is, as a page shows it."""

from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db.models import Q

from mingxin.jobs.claiming import lapsed, with_turns
from mingxin.jobs.models import LIVE, Job, JobState
from mingxin.jobs.rules import Waiting, in_turn


@dataclass(frozen=True)
class JobView:
    """`ahead`: jobs that are taken before this one, as things stand. `is_alive`: somebody works on it now.

    `total` 0: not known how much.
    """

    id: int
    kind: str
    key: str
    label: str
    state: JobState
    step: str
    done: int
    total: int
    ahead: int
    is_alive: bool
    is_stopping: bool
    asked_at: datetime
    asked_by: str
    started_at: datetime | None
    ended_at: datetime | None
    message: str
    remedy: str

    @property
    def is_live(self) -> bool:
        return self.state in LIVE


def job_of(kind: str, key: str, *, at: datetime) -> JobView | None:
    """The newest job of this kind on this thing."""
    job = Job.objects.filter(kind=kind, key=key).order_by("-id").first()
    if job is None:
        return None
    # 0 where a worker took it between the two looks
    return _view(job, _places(at).get(job.pk, 0) if job.state == JobState.WAITING else 0, at)


def live_jobs(*, at: datetime) -> tuple[JobView, ...]:
    """All that wait or run: those that run first, then the queue as it is taken."""
    live = list(Job.objects.filter(state__in=LIVE).order_by("not_before", "id"))
    places = _places(at)
    running = [_view(job, 0, at) for job in live if job.state == JobState.RUNNING]
    waiting = [_view(job, places.get(job.pk, 0), at) for job in live if job.state == JobState.WAITING]
    return (*running, *sorted(waiting, key=lambda view: view.ahead))


def _places(at: datetime) -> dict[int, int]:
    """How many are taken before each that nobody has in hand; what a dead worker left lies among them."""
    free = with_turns(Job.objects.filter(Q(state=JobState.WAITING) | lapsed(at)))
    rows = free.values_list("pk", "actor_unit", "has_time", "not_before", "served")
    return {one.number: place for place, one in enumerate(in_turn((Waiting(*row) for row in rows), at=at))}


def _view(job: Job, ahead: int, at: datetime) -> JobView:
    state = JobState(job.state)
    return JobView(
        id=job.pk,
        kind=job.kind,
        key=job.key,
        label=settings.JOBS[job.kind][0] if job.kind in settings.JOBS else job.kind,
        state=state,
        step=job.step,
        done=job.done_count,
        total=job.total_count,
        ahead=ahead,
        is_alive=state == JobState.RUNNING and job.lease_until is not None and job.lease_until > at,
        is_stopping=state == JobState.RUNNING and job.stop_asked,
        asked_at=job.asked_at,
        asked_by=job.actor_name,
        started_at=job.started_at,
        ended_at=job.ended_at,
        message=job.message,
        remedy=job.remedy,
    )
