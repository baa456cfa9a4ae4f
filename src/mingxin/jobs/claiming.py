"""Who works on a job: taking it, proving that it is still one's own, and letting go."""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import BooleanField, Case, F, OuterRef, Q, QuerySet, Subquery, When

from mingxin.jobs.models import Job, JobState
from mingxin.jobs.rules import ATTEMPTS, LEASE, told_of_failure


def claimable(at: datetime) -> QuerySet[Job]:
    """What a worker may take now: work that waits, and work whose lease has lapsed. `rules.in_turn` as a query."""
    waits = Q(state=JobState.WAITING, not_before__lte=at)
    turn = ("-has_time", F("served").asc(nulls_first=True), "not_before", "id")
    return with_turns(Job.objects.filter(waits | lapsed(at))).order_by(*turn)


def lapsed(at: datetime) -> Q:
    return Q(state=JobState.RUNNING, lease_until__lte=at)


def with_turns(jobs: QuerySet[Job]) -> QuerySet[Any]:
    """With `has_time`, and `served`: when work of the same unit, with a time or without, was last begun."""
    timed = Q(kind__in=settings.JOBS_WITH_A_TIME)
    begun = Job.objects.filter(actor_unit=OuterRef("actor_unit"), started_at__isnull=False).order_by("-started_at")
    return jobs.annotate(
        has_time=Case(When(timed, then=True), default=False, output_field=BooleanField()),
        served=Case(
            When(timed, then=Subquery(begun.filter(timed).values("started_at")[:1])),
            default=Subquery(begun.exclude(timed).values("started_at")[:1]),
        ),
    )


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
