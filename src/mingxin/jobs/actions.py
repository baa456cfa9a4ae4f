"""Asking for long work, stopping it, taking it up again. Whether somebody may is for the caller to ask."""

import hashlib
from collections.abc import Mapping
from datetime import datetime
from typing import Final

from django.conf import settings
from django.db import IntegrityError, transaction

from mingxin.jobs.models import LIVE, Job, JobState
from mingxin.kernel.refusal import Refusal
from mingxin.ledger.actions import write
from mingxin.ledger.actor import Actor
from mingxin.ledger.models import Entry
from mingxin.ledger.queries import is_genuine
from mingxin.ledger.rules import canonical
from mingxin.ledger.searching import detail_of

ASKED: Final = "jobs.ask"
TRIES = 3  # the live one may end between being met and being read


@transaction.atomic
def ask(*, kind: str, key: str, by: Actor, at: datetime, detail: Mapping[str, object] | None = None) -> Job:
    """Queue the work in the caller's transaction; where it waits or runs already, that job is given back as it is.

    `detail` is for the handler: identifiers and digests, never what a user typed.
    """
    if kind not in settings.JOBS:
        raise LookupError(f"no job is called {kind}")
    columns = {
        "state": JobState.WAITING,
        "detail": dict(detail or {}),
        "asked_at": at,
        "not_before": at,
        "actor_login": by.login,
        "actor_name": by.name,
        "actor_unit": by.unit,
        "actor_unit_name": by.unit_name,
    }
    for tries_left in reversed(range(TRIES)):
        try:
            job, is_new = Job.objects.get_or_create(kind=kind, key=key, state__in=LIVE, defaults=columns)
            break
        except IntegrityError:
            if not tries_left:
                raise
    if is_new:
        _tell(ASKED, job, by, at)
    elif job.stop_asked:
        raise _stopping()
    return job


@transaction.atomic
def stop(job_id: int, *, by: Actor, at: datetime) -> Job:
    """Stop a waiting job at once, a running one as soon as its handler hears of it; an ended one stays as it is."""
    job = _locked(job_id)
    if job.state not in LIVE or job.stop_asked:
        return job
    is_abandoned = job.lease_until is not None and job.lease_until <= at
    job.stop_asked = True
    if job.state == JobState.WAITING or is_abandoned:
        job.state, job.ended_at, job.lease_until, job.message = JobState.STOPPED, at, None, ""
    job.save()
    _tell("jobs.stop", job, by, at)
    return job


@transaction.atomic
def resume(job_id: int, *, by: Actor, at: datetime) -> Job:
    """Queue a stopped or failed job again, at the end of the queue and with all its attempts.

    It stays the work of whoever asked for it; the ledger says who took it up. A job that waits or runs is given back.
    """
    job = _locked(job_id)
    if job.state == JobState.DONE:
        raise Refusal("job.done", "这项工作已经完成，不需要继续。", "请刷新页面查看结果。")
    if job.state in LIVE:
        if job.stop_asked:
            raise _stopping()
        return job
    if Job.objects.filter(kind=job.kind, key=job.key, state__in=LIVE).exists():
        raise _superseded()
    job.state, job.not_before, job.attempts, job.stop_asked = JobState.WAITING, at, 0, False
    job.worker, job.ended_at, job.message, job.remedy = "", None, "", ""
    try:
        with transaction.atomic():
            job.save()
    except IntegrityError:  # asked for anew since we looked
        raise _superseded() from None
    _tell("jobs.resume", job, by, at)
    return job


def _stopping() -> Refusal:
    return Refusal("job.stopping", "这项工作正在停止，暂时不能重新开始。", "请稍候几秒，等它停止后再点“继续”。")


def _superseded() -> Refusal:
    return Refusal("job.superseded", "同一项工作已经重新开始，这一次不必再继续。", "请刷新页面查看新的进度。")


def _locked(job_id: int) -> Job:
    job = Job.objects.select_for_update().filter(pk=job_id).first()
    if job is None:
        raise Refusal("job.unknown", "没有找到这项工作。", "请返回上一页，刷新后再试。")
    return job


def is_as_asked(job: Job) -> bool:
    """Whether the ledger says that this very work was asked for by this very actor: a row that somebody put in, or put
    another's name to, is no one's work.
    """
    entries = list(Entry.objects.filter(action=ASKED, object_type="job", object_key=str(job.pk))[:2])
    if len(entries) != 1 or not is_genuine(entries[0]):
        return False
    entry, told = entries[0], detail_of(entries[0])
    asked_by = Actor(entry.actor_login, entry.actor_name, entry.actor_unit, entry.actor_unit_name)
    return (
        (told.get("kind"), told.get("key"), asked_by) == (job.kind, job.key, job.by)
        # entries from before it was told do not say it
        and told.get("asked", _digest(job)) == _digest(job)
    )


def _digest(job: Job) -> str:
    return hashlib.sha256(canonical(job.detail).encode()).hexdigest()


def _tell(action: str, job: Job, by: Actor, at: datetime) -> None:
    detail = {"kind": job.kind, "key": job.key, "asked": _digest(job)}
    write(action=action, object_type="job", object_key=str(job.pk), by=by, at=at, detail=detail)
