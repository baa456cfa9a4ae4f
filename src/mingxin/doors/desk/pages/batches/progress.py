"""How far the work on a batch is, told as it is: also that nobody works on it."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from mingxin.access.permits import Act
from mingxin.doors.desk.answers import see_other, tell
from mingxin.doors.desk.guard import DeskRequest
from mingxin.doors.desk.pages.batches.opening import actor_upon, may_upon, opened
from mingxin.intake.actions.marked import MARK
from mingxin.intake.actions.receiving import CHECK
from mingxin.intake.actions.submitting import ADMIT
from mingxin.intake.models import Batch, BatchState
from mingxin.intake.queries.batches import asks_item
from mingxin.jobs import actions as jobs
from mingxin.jobs.models import JobState
from mingxin.jobs.queries import JobView, job_of, live_jobs
from mingxin.kernel.clock import now
from mingxin.kernel.refusal import Refusal

QUIET: Final = timedelta(seconds=15)  # a worker takes up what waits within a second
_KINDS: Final = {BatchState.RECEIVED: CHECK, BatchState.CHECKING: CHECK, BatchState.RELEASED: ADMIT}


@dataclass(frozen=True)
class Progress:
    """`is_live`: the page asks again by itself. `can_stop`, `can_resume`: what somebody may do with the job."""

    label: str
    words: str
    done: int | None
    whole: int
    is_live: bool
    problem: str = ""
    job: int = 0
    can_stop: bool = False
    can_resume: bool = False


def progress_of(batch: Batch, *, at: datetime, may_act: bool) -> Progress | None:
    """None where nothing is under way, or a person is waited for."""
    kind = _KINDS.get(BatchState(batch.state))
    if kind is None:
        return _marking(batch, at) or (_checked(batch, at) if batch.state == BatchState.READY else None)
    if asks_item(batch):
        return None
    job = job_of(kind=kind, key=batch.number, at=at)
    if job is None:
        return Progress("等待处理", "文件已收妥。", None, 1, is_live=True)
    if not job.is_live:
        return _ended(job, may_act=may_act)
    may_stop = may_act and kind == CHECK and not job.is_stopping  # what was released is let go on
    return _running(job, may_stop) if job.state == JobState.RUNNING else _waiting(job, at, may_stop)


@require_GET
def progress(request: DeskRequest, number: str) -> HttpResponse:
    """The fragment that the page fetches every second; once the work is over the page loads itself anew."""
    batch = opened(request, number)
    told = progress_of(batch, at=now(), may_act=may_upon(request, Act.REPORT, batch))
    if told is None or not told.is_live:
        return HttpResponse(headers={"HX-Refresh": "true"})
    return render(request, "desk/batches/progress.html", {"batch": batch, "progress": told})


@require_POST
def stop(request: DeskRequest, number: str) -> HttpResponse:
    batch, job = _job(request, number)
    if job.kind != CHECK:
        raise Refusal(
            "stop.state",
            "这一批已经放行，正在入库，不能停止。",
            "入库通常很快完成；需要撤回的信息，请入库后逐条办理撤回。",
        )
    jobs.stop(job.id, by=actor_upon(request, batch), at=now())
    tell(request, "已要求停止；文件仍然收妥，可以随时继续。", tone="note")
    return see_other(reverse("desk:batch", args=[number]))


@require_POST
def resume(request: DeskRequest, number: str) -> HttpResponse:
    batch, job = _job(request, number)
    jobs.resume(job.id, by=actor_upon(request, batch), at=now())
    return see_other(reverse("desk:batch", args=[number]))


def _job(request: DeskRequest, number: str) -> tuple[Batch, JobView]:
    batch = opened(request, number)
    kind = _KINDS.get(BatchState(batch.state))
    job = job_of(kind=kind, key=number, at=now()) if kind else None
    if job is None:
        raise Refusal("job.gone", "这一批没有正在进行的处理。", "请刷新后再看。")
    return batch, job


def _marking(batch: Batch, at: datetime) -> Progress | None:
    """The marked workbook, where it is asked for and not there yet."""
    job = job_of(kind=MARK, key=batch.number, at=at) if not batch.marked_file else None
    if job is None or job.state in (JobState.DONE, JobState.STOPPED):
        return None
    if not job.is_live:
        return Progress(job.label, "没有完成", 0, 1, is_live=False, problem=f"{job.message}{job.remedy}")
    return _running(job, may_stop=False) if job.state == JobState.RUNNING else _waiting(job, at, may_stop=False)


def _checked(batch: Batch, at: datetime) -> Progress | None:
    """How long the check took; of rows mended at the desk there was no job."""
    job = job_of(kind=CHECK, key=batch.number, at=at)
    if job is None or job.started_at is None or job.ended_at is None:
        return None
    seconds = (job.ended_at - job.started_at).total_seconds()
    spent = f" {seconds:.1f} 秒" if seconds >= 0.1 else "不到 0.1 秒"
    return Progress("检查完成", f"{batch.reported} 行，用时{spent}", 1, 1, is_live=False)


def _running(job: JobView, may_stop: bool) -> Progress:
    known = job.total > 0
    words = f"{job.step}（{job.done}/{job.total}）" if known and job.total > 1 else job.step or "正在开始"
    if job.is_stopping:
        words = "正在停止"
    problem = "" if job.is_alive else "处理程序没有响应，稍后会由其他处理程序自动接着办；文件已收妥，不会丢失。"
    return Progress(
        job.label,
        words,
        job.done if known else None,
        job.total or 1,
        is_live=True,
        problem=problem,
        job=job.id,
        can_stop=may_stop,
    )


def _waiting(job: JobView, at: datetime, may_stop: bool) -> Progress:
    words = f"排队（各部门轮流办理，前面还有 {job.ahead} 项）" if job.ahead else "排队（下一个就是本批）"
    problem = job.message
    if not problem and at - job.asked_at > QUIET and not any(one.is_alive for one in live_jobs(at=at)):
        problem = "处理程序没有响应，请联系平台维护人员；文件已收妥，不会丢失，恢复后自动继续。"
    return Progress(job.label, words, None, 1, is_live=True, problem=problem, job=job.id, can_stop=may_stop)


def _ended(job: JobView, *, may_act: bool) -> Progress:
    if job.state == JobState.DONE:  # the batch is about to move, or has just
        return Progress(job.label, "即将完成", None, 1, is_live=True)
    if job.state == JobState.STOPPED:
        return Progress(
            job.label, "已停止", 0, 1, is_live=False, problem="处理已停止。", job=job.id, can_resume=may_act
        )
    problem = f"{job.message}{job.remedy}"
    return Progress(job.label, "没有完成", 0, 1, is_live=False, problem=problem, job=job.id, can_resume=may_act)
