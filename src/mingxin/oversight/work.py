"""Lines of the check-up on long work: batches that nobody works on, jobs that failed, a queue that stands."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Final

from django.db.models import Exists, OuterRef, Q, QuerySet

from mingxin.intake.models import Batch, BatchState
from mingxin.jobs.models import LIVE, Job, JobState
from mingxin.oversight.verdict import Line, ok, warning

PATIENCE: Final = timedelta(minutes=10)


def stuck() -> QuerySet[Batch]:
    """Batches whose next step is the platform's, with no job that would do it.

    One that waits to be told its item is the steward's turn, not ours.
    """
    live = Job.objects.filter(kind__in=("intake.check", "intake.admit"), key=OuterRef("number"), state__in=LIVE)
    unguessed = Q(state=BatchState.RECEIVED) & (Q(guesses=[]) | ~Q(item=""))
    ours = unguessed | Q(state__in=(BatchState.CHECKING, BatchState.RELEASED))
    return Batch.objects.filter(ours).exclude(Exists(live)).order_by("received_at")


def failed_jobs() -> QuerySet[Job]:
    """Jobs that came to nothing and were not taken up since."""
    later = Job.objects.filter(kind=OuterRef("kind"), key=OuterRef("key"), pk__gt=OuterRef("pk"))
    return Job.objects.filter(state=JobState.FAILED).exclude(Exists(later)).order_by("-id")


def work(*, at: datetime) -> Iterator[Line]:
    numbers = list(stuck().values_list("number", flat=True))
    if numbers:
        yield warning(
            "中断的批次",
            f"{len(numbers)} 个：{_listed(numbers)}",
            "请在批次页点“继续”；由命令行报送的，再次运行 mingxin intake 会继续办完。",
        )
    else:
        yield ok("中断的批次", "没有")
    failed = list(failed_jobs().values_list("key", flat=True))
    standing = Job.objects.filter(state=JobState.WAITING, not_before__lt=at - PATIENCE).count()
    if standing:
        yield warning("后台任务", f"{standing} 项排队超过 10 分钟", "请确认 mingxin serve 或者 mingxin work 正在运行。")
    if failed:
        yield warning(
            "未完成的任务", f"{len(failed)} 项：{_listed(failed)}", "请打开相应的批次，按页面提示继续或撤回。"
        )
    if not standing and not failed:
        yield ok("后台任务", "没有积压，也没有失败")


def _listed(keys: list[str]) -> str:
    return "、".join(keys[:5]) + (" 等" if len(keys) > 5 else "")
