"""核验: everything proved from the page, as long work that one may leave."""

from datetime import datetime

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from mingxin.doors.desk.answers import see_other, tell
from mingxin.doors.desk.guard import DeskRequest
from mingxin.jobs import actions as jobs
from mingxin.jobs.models import JobState
from mingxin.jobs.queries import JobView, job_of
from mingxin.kernel.clock import now
from mingxin.kernel.refusal import Refusal
from mingxin.oversight.chain_proof import KEY, VERIFY, ask_verify, proofs


@require_safe
def proof(request: DeskRequest) -> HttpResponse:
    at, found = now(), proofs()
    context = {"proofs": found, "newest": found[0] if found else None} | _progress(at)
    return render(request, "desk/audit/proof.html", context)


@require_safe
def progress(request: DeskRequest) -> HttpResponse:
    """Fetched every second while the work is under way; once it is over the page loads itself anew."""
    shown = _progress(now())
    if not shown["is_live"]:
        return HttpResponse(headers={"HX-Refresh": "true"})
    return render(request, "desk/audit/progress.html", shown)


@require_POST
def start(request: DeskRequest) -> HttpResponse:
    ask_verify(by=request.holder.actor(request.act), at=now())
    tell(request, "已开始核验。可以离开本页，核验完成后结果留在这里。", tone="note")
    return see_other(reverse("desk:audit_proof"))


@require_POST
def stop(request: DeskRequest) -> HttpResponse:
    job = job_of(VERIFY, KEY, at=now())
    if job is None or not job.is_live:
        raise Refusal("job.gone", "没有正在进行的核验。", "请刷新后再看。")
    jobs.stop(job.id, by=request.holder.actor(request.act), at=now())
    tell(request, "已要求停止核验，可以随时重新开始。", tone="note")
    return see_other(reverse("desk:audit_proof"))


def _progress(at: datetime) -> dict[str, object]:
    job = job_of(VERIFY, KEY, at=at)
    if job is None:
        return {"job": None, "is_live": False}
    return {
        "job": job,
        "is_live": job.is_live,
        "words": _words(job),
        "done": job.done if job.state == JobState.RUNNING and job.total else None,
        "whole": job.total or 1,
        "is_silent": job.state == JobState.RUNNING and not job.is_alive,
        "is_failed": job.state in (JobState.FAILED, JobState.STOPPED),
        "problem": "核验已停止，没有结论。" if job.state == JobState.STOPPED else f"{job.message}{job.remedy}",
    }


def _words(job: JobView) -> str:
    if job.is_stopping:
        return "正在停止"
    if job.state == JobState.WAITING:
        return f"排队，前面还有 {job.ahead} 项工作" if job.ahead else "等待处理程序"
    if not job.step:
        return "正在开始"
    return f"{job.step}：{job.done:,} / {job.total:,}" if job.total else job.step
