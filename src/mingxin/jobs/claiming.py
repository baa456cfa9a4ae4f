"""Who works on a job: taking it, proving that it is still one's own, and letting go."""

from datetime import datetime

from django.db import transaction
from django.db.models import Q, QuerySet

from mingxin.jobs.models import Job, JobState
from mingxin.jobs.rules import ATTEMPTS, LEASE, told_of_failure


def claimable(at: datetime) -> QuerySet[Job]:
    """What a worker may take now, in the order of the queue: work that waits, and work whose lease has lapsed."""
    waits = Q(state=JobState.WAITING, not_before__lte=at)
    lapsed = Q(state=JobState.RUNNING, lease_until__lte=at)
    return Job.objects.filter(waits | lapsed).order_by("not_before", "id")


def claim(*, worker: str, at: datetime) -> Job | None:
    """Take the first job; None where there is none. Looks before it locks: an idle worker writes nothing."""
    while claimable(at).exists():
        taken = _take(worker, at)
        if taken is None or taken.state == JobState.RUNNING:
            return taken
    return None


@transaction.atomic
def _take(worker: str, at: datetime) -> Job | None:
    """The first job that nobody else is taking: now ours, or ended where it may not run again."""
    # SQLite passes over the locking: its IMMEDIATE transaction already is the only writer
    job = claimable(at).select_for_update(skip_locked=True).first()
    if job is None:
        return None
    if job.state == JobState.RUNNING and job.stop_asked:
        job.state, job.ended_at, job.lease_until = JobState.STOPPED, at, None
    elif job.state == JobState.RUNNING and job.attempts >= ATTEMPTS:
        job.state, job.ended_at, job.lease_until = JobState.FAILED, at, None
        job.message, job.remedy = told_of_failure(number=job.pk, is_interrupted=True)
    else:
        job.state, job.worker, job.attempts = JobState.RUNNING, worker, job.attempts + 1
        job.started_at = job.heartbeat_at = at
        job.lease_until = at + LEASE
        job.step, job.done_count, job.total_count, job.message, job.remedy = "", 0, 0, "", ""
    job.save()
    return job


def held(job: Job) -> QuerySet[Job]:
    """The row while it is still ours: empty once another worker has taken it, or somebody has ended it."""
    return Job.objects.filter(pk=job.pk, state=JobState.RUNNING, worker=job.worker, attempts=job.attempts)
