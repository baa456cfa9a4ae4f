"""Asking, stopping, taking up again."""

import pytest
from django.db import IntegrityError, transaction

from mingxin.jobs.actions import ask, resume, stop
from mingxin.jobs.claiming import claim
from mingxin.jobs.models import Job, JobState
from mingxin.jobs.running import run_one
from mingxin.kernel.refusal import Refusal
from mingxin.ledger.actor import Actor
from mingxin.ledger.models import Entry

pytestmark = pytest.mark.django_db


def entries():
    return list(Entry.objects.order_by("id").values_list("action", "object_key"))


def run(clock):
    return run_one("worker-1", clock, beside=False)


def test_what_is_asked_for_waits_with_who_asked(asked, clock):
    by = Actor("li", "李经办", "11429913000000019L", "云泽市市场监督管理局")
    job = Job.objects.get(pk=ask(kind="act", key="B1", by=by, at=clock(), detail={"rows": 3}).pk)
    assert (job.state, job.key, job.detail, job.by) == (JobState.WAITING, "B1", {"rows": 3}, by)
    assert (job.asked_at, job.not_before, job.attempts) == (clock.at, clock.at, 0)
    assert entries() == [("jobs.ask", str(job.pk))]


def test_a_live_one_is_given_back_and_another_is_not(asked, clock, do):
    first = asked("B1")
    assert asked("B1").pk == first.pk, "it waits"
    assert asked("B2").pk != first.pk, "another key"
    assert asked("B1", "other").pk != first.pk, "another kind"
    claim(worker="worker-1", at=clock())
    assert asked("B1").pk == first.pk, "it runs"
    assert len(entries()) == 3, "what was given back is no act"


def test_an_ended_one_is_asked_for_anew(asked, clock, do):
    do(lambda running: None)
    first = asked()
    run(clock)
    assert asked().pk != first.pk


def test_it_is_asked_for_in_the_transaction_of_the_caller(asked):
    with pytest.raises(RuntimeError), transaction.atomic():
        asked()
        raise RuntimeError
    assert not Job.objects.exists()
    assert entries() == []


def test_a_kind_that_nobody_handles(asked):
    with pytest.raises(LookupError):
        asked(kind="nothing")


def test_the_database_keeps_one_live_job_for_a_key(asked):
    job = asked()
    with pytest.raises(IntegrityError, match=r"job_live_once|UNIQUE"), transaction.atomic():
        Job.objects.create(kind=job.kind, key=job.key, asked_at=job.asked_at, not_before=job.asked_at)


@pytest.mark.parametrize(
    "columns",
    [
        pytest.param({"state": JobState.RUNNING}, id="running without a lease"),
        pytest.param({"state": JobState.DONE}, id="ended without a moment"),
        pytest.param({"state": JobState.FAILED, "message": ""}, id="failed without a word"),
    ],
)
def test_the_database_refuses(asked, columns):
    job = asked()
    with pytest.raises(IntegrityError), transaction.atomic():
        Job.objects.filter(pk=job.pk).update(**columns)


def test_a_waiting_job_is_stopped_at_once(asked, actor, clock):
    job = asked()
    stopped = stop(job.pk, by=actor, at=clock.advance(seconds=1))
    assert (stopped.state, stopped.ended_at) == (JobState.STOPPED, clock.at)
    assert not run(clock)
    assert entries()[-1] == ("jobs.stop", str(job.pk))


def test_a_running_job_stops_when_its_handler_hears_of_it(asked, actor, clock, do):
    job = asked()

    def until_stopped(running):
        running.tell("核验", 1, 10)
        assert stop(job.pk, by=actor, at=clock.advance(seconds=1)).state == JobState.RUNNING
        running.tell("核验", 2, 10)
        raise AssertionError("it goes on")

    do(until_stopped)
    run(clock)
    job.refresh_from_db()
    assert (job.state, job.step, job.done_count, job.total_count) == (JobState.STOPPED, "核验", 2, 10)
    assert job.ended_at == clock.at


def test_a_handler_that_ends_before_it_hears_has_done_its_work(asked, actor, clock, do):
    job = asked()
    do(lambda running: stop(job.pk, by=actor, at=clock()))
    run(clock)
    job.refresh_from_db()
    assert job.state == JobState.DONE


def test_a_handler_that_fails_after_a_stop_is_not_tried_again(asked, actor, clock, do):
    job = asked()

    def fail(running):
        stop(job.pk, by=actor, at=clock())
        raise RuntimeError

    do(fail)
    run(clock)
    job.refresh_from_db()
    assert job.state == JobState.STOPPED
    assert job.lease_until is None


def test_what_its_worker_left_behind_is_stopped_at_once(asked, actor, clock):
    job = asked()
    claim(worker="worker-1", at=clock())
    assert stop(job.pk, by=actor, at=clock.advance(seconds=30)).state == JobState.STOPPED


def test_what_was_to_stop_when_its_worker_died_is_not_run_again(asked, actor, clock, do):
    job = asked()
    claim(worker="worker-1", at=clock())
    assert stop(job.pk, by=actor, at=clock()).state == JobState.RUNNING
    clock.advance(seconds=30)
    assert not run(clock)
    job.refresh_from_db()
    assert job.state == JobState.STOPPED


@pytest.mark.parametrize("times", [1, 2], ids=["ended", "stopped before"])
def test_stopping_what_has_ended_changes_nothing(asked, actor, clock, do, times):
    do(lambda running: None)
    job = asked()
    if times == 1:
        run(clock)
    else:
        stop(job.pk, by=actor, at=clock())
    before, told = Job.objects.values().get(), entries()
    stop(job.pk, by=actor, at=clock.advance(hours=1))
    assert (Job.objects.values().get(), entries()) == (before, told)


def test_a_stopped_job_is_taken_up_at_the_end_of_the_queue(asked, actor, clock, do):
    ran = []
    do(lambda running: ran.append((running.key, running.by)))
    job = asked("B1")
    stop(job.pk, by=actor, at=clock())
    clock.advance(seconds=1)
    asked("B2")
    other = Actor("wang", "王审核")
    resumed = resume(job.pk, by=other, at=clock.advance(seconds=1))
    assert (resumed.state, resumed.stop_asked, resumed.ended_at) == (JobState.WAITING, False, None)
    assert entries()[-1] == ("jobs.resume", str(job.pk))
    assert Entry.objects.latest("id").actor_login == "wang"
    while run(clock):
        pass
    assert ran == [("B2", actor), ("B1", actor)], "it stays the work of whoever asked"


def test_a_failed_job_gets_all_its_attempts_again(asked, actor, clock, do):
    job = asked()
    Job.objects.update(state=JobState.FAILED, ended_at=clock(), attempts=5, message="没有成功。", remedy="请再试。")
    resumed = resume(job.pk, by=actor, at=clock())
    assert (resumed.attempts, resumed.message, resumed.remedy) == (0, "", "")
    do(lambda running: None)
    assert run(clock)


def test_what_waits_or_runs_is_given_back(asked, actor, clock):
    job = asked()
    assert resume(job.pk, by=actor, at=clock()).state == JobState.WAITING
    claim(worker="worker-1", at=clock())
    assert resume(job.pk, by=actor, at=clock()).state == JobState.RUNNING


def test_refused_with_what_to_do_next(asked, actor, clock, do):
    do(lambda running: None)
    done, stopping, superseded = asked("B1"), asked("B2"), asked("B3")
    run(clock)
    claim(worker="worker-2", at=clock())
    stop(stopping.pk, by=actor, at=clock())
    stop(superseded.pk, by=actor, at=clock())
    asked("B3")
    for act, code in (
        (lambda: resume(done.pk, by=actor, at=clock()), "job.done"),
        (lambda: resume(stopping.pk, by=actor, at=clock()), "job.stopping"),
        (lambda: asked("B2"), "job.stopping"),
        (lambda: resume(superseded.pk, by=actor, at=clock()), "job.superseded"),
        (lambda: resume(0, by=actor, at=clock()), "job.unknown"),
        (lambda: stop(0, by=actor, at=clock()), "job.unknown"),
    ):
        with pytest.raises(Refusal) as refused:
            act()
        assert refused.value.code == code
        assert refused.value.remedy
