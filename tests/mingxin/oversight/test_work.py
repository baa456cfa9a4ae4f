"""Lines of the check-up on long work and on what must be 0."""

from datetime import datetime, timedelta

from mingxin.archive.models import Record, Shown
from mingxin.intake.actions.submitting import release, submit
from mingxin.intake.models import Batch, BatchState
from mingxin.jobs.actions import ask
from mingxin.jobs.models import Job, JobState
from mingxin.ledger.actor import Actor
from mingxin.oversight.health import health, visible_after_end, visible_under_mark
from mingxin.oversight.work import failed_jobs, stuck, work
from tests.mingxin.archive.sending import Sender, penalty
from tests.mingxin.intake.actions.desk import CHECKER, STEWARD, Desk, tell_of


def lines(at: datetime) -> dict[str, str]:
    return {line.subject: line.state for line in work(at=at)}


def test_a_day_on_which_everything_goes_well(desk: Desk) -> None:
    desk.admitted(penalty(1))
    desk.checked(penalty(2))
    assert lines(desk.at) == {"中断的批次": "ok", "后台任务": "ok"}


def test_a_batch_is_stuck_when_its_job_is_gone(desk: Desk) -> None:
    number = desk.receive(penalty(1))
    assert not stuck().exists(), "its job waits"
    Job.objects.filter(key=number).update(state=JobState.STOPPED, ended_at=desk.at)
    assert [batch.number for batch in stuck()] == [number]
    Batch.objects.filter(pk=number).update(state=BatchState.CHECKING)
    tell_of(Batch.objects.get(pk=number), at=desk.at)
    assert [batch.number for batch in stuck()] == [number]
    assert lines(desk.at)["中断的批次"] == "warning"


def test_a_released_batch_is_stuck_only_without_a_live_job(desk: Desk) -> None:
    batch = desk.checked(penalty(1))
    submit(batch.number, by=STEWARD, at=desk.at)
    release(batch.number, secrecy_reviewed=True, by=CHECKER, at=desk.at)
    assert not stuck().exists()
    Job.objects.filter(kind="intake.admit").update(state=JobState.FAILED, ended_at=desk.at, message="没有成功")
    assert [found.number for found in stuck()] == [batch.number]


def test_a_batch_that_waits_for_its_item_is_not_stuck(desk: Desk) -> None:
    batch = desk.checked(penalty(1), item="", sheet_of="admin_penalty")
    Batch.objects.filter(pk=batch.pk).update(state=BatchState.RECEIVED, item="", guesses=[["admin_penalty", 0.4]])
    tell_of(Batch.objects.get(pk=batch.pk), at=desk.at)
    assert not stuck().exists()


def test_failed_jobs_until_they_are_taken_up(desk: Desk, actor: Actor) -> None:
    number = desk.receive(penalty(1))
    Job.objects.filter(key=number).update(state=JobState.FAILED, ended_at=desk.at, message="没有成功")
    assert [job.key for job in failed_jobs()] == [number]
    assert lines(desk.at)["未完成的任务"] == "warning"
    ask(kind="intake.check", key=number, by=actor, at=desk.at)
    assert not failed_jobs().exists()


def test_a_queue_that_stands(desk: Desk) -> None:
    desk.receive(penalty(1))
    assert lines(desk.at + timedelta(minutes=10))["后台任务"] == "ok"
    assert lines(desk.at + timedelta(minutes=10, seconds=1))["后台任务"] == "warning"


def test_nothing_shows_after_its_end(sender: Sender, now: datetime) -> None:
    sender.penalties(penalty(1), penalty(2))
    end = Record.objects.get(document_number__contains="1号").hidden_from
    assert end is not None
    for day in (end - timedelta(days=1), end, end + timedelta(days=1)):
        assert (visible_after_end(on=day), visible_under_mark(on=day)) == (0, 0)
    assert {line.state for line in health(at=now)} == {"ok"}


def test_what_shows_too_long_is_found(sender: Sender, now: datetime) -> None:
    sender.penalties(penalty(1))
    end = Record.objects.get().hidden_from
    assert end is not None
    Shown.objects.update(hidden_from=end + timedelta(days=2))
    assert visible_after_end(on=end - timedelta(days=1)) == 0
    assert visible_after_end(on=end) == 1
    assert visible_after_end(on=end + timedelta(days=2)) == 0
    late = datetime.combine(end, datetime.min.time(), tzinfo=now.tzinfo)
    assert [line.state for line in health(at=late)] == ["fault", "ok"]
