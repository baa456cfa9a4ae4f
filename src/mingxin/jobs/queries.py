"""How far long work is, as a page shows it."""

from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db.models import Q

from mingxin.jobs.models import LIVE, Job, JobState


@dataclass(frozen=True)
class JobView:
    """`ahead`: jobs that wait before this one. `is_alive`: somebody works on it now. `total` 0: not known how much."""

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
    return _view(job, _ahead_of(job), at) if job else None


def live_jobs(*, at: datetime) -> tuple[JobView, ...]:
    """All that wait or run: those that run first, then the queue in its order."""
    live = list(Job.objects.filter(state__in=LIVE).order_by("not_before", "id"))
    running = [_view(job, 0, at) for job in live if job.state == JobState.RUNNING]
    waiting = [job for job in live if job.state == JobState.WAITING]
    return (*running, *(_view(job, place, at) for place, job in enumerate(waiting)))


def _ahead_of(job: Job) -> int:
    if job.state != JobState.WAITING:
        return 0
    earlier = Q(not_before__lt=job.not_before) | Q(not_before=job.not_before, pk__lt=job.pk)
    return Job.objects.filter(earlier, state=JobState.WAITING).count()


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
