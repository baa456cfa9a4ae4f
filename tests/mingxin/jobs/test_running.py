"""Claims, leases, ends: one job at a time, by a clock that the test moves."""

import logging
from datetime import timedelta

import pytest

from mingxin.config.faults import PlainFault
from mingxin.jobs.claiming import claim
from mingxin.jobs.models import Job, JobState
from mingxin.jobs.queries import job_of
from mingxin.jobs.rules import ATTEMPTS, WAITS
from mingxin.jobs.running import Running, StoppedError, run_one
from mingxin.kernel.refusal import Refusal

pytestmark = pytest.mark.django_db

IDENTITY_NUMBER = "11010519491231002X"
INSTANT = timedelta(microseconds=1)


def run(clock, worker="worker-1", **how):
    return run_one(worker, clock, beside=False, **how)


def test_an_empty_queue(clock):
    assert not run(clock)


def test_the_handler_is_given_what_was_asked(asked, clock, actor, do):
    given = []
    do(given.append)
    asked_at = clock()
    asked("B7", rows=3)
    clock.advance(seconds=2)
    assert run(clock)
    (running,) = given
    assert (running.key, running.detail, running.by) == ("B7", {"rows": 3}, actor)
    assert (running.asked_at, running.now()) == (asked_at, clock.at)
    job = Job.objects.get()
    assert (job.state, job.started_at, job.ended_at, job.attempts) == (JobState.DONE, clock.at, clock.at, 1)
    assert job.lease_until is None


@pytest.mark.parametrize(
    "columns",
    [
        {"actor_login": "other", "actor_name": "别人"},
        {"actor_unit": "11000000000000000X"},
        {"detail": {"rows": 4}},
        {"key": "B8"},
        {"kind": "other"},
    ],
    ids=lambda columns: next(iter(columns)),
)
def test_work_that_was_asked_for_otherwise_is_not_done(asked, clock, do, columns):
    ran = []
    do(ran.append)
    asked("B7", rows=3)
    Job.objects.update(**columns)
    assert run(clock)
    job = Job.objects.get()
    assert (ran, job.state, "账本里没有与这项工作相符的申请" in job.message) == ([], JobState.FAILED, True)


def test_work_that_nobody_asked_for_is_not_done(asked, clock, do):
    ran = []
    do(ran.append)
    job = asked("B7", rows=3)
    Job.objects.filter(pk=job.pk).update(state=JobState.DONE, ended_at=clock())
    job.pk = None
    job.save(force_insert=True)
    assert run(clock)
    assert (ran, Job.objects.get(pk=job.pk).state) == ([], JobState.FAILED)


def test_made_by_hand_it_listens_to_nobody_and_time_stands_still(actor, now):
    running = Running(key="B1", detail={}, by=actor, asked_at=now)
    running.tell("核验", 1, 2)
    assert running.now() == now


def test_first_come_first_served(asked, clock, do):
    ran = []
    do(lambda running: ran.append(running.key))
    for key in ("B3", "B1", "B2"):
        asked(key)
    clock.advance(seconds=1)
    asked("B0")
    while run(clock):
        pass
    assert ran == ["B3", "B1", "B2", "B0"]


def test_a_refusal_is_shown_with_its_remedy_and_not_tried_again(asked, clock, do):
    def refuse(running):
        raise Refusal("file.empty", f"表格里没有数据，{IDENTITY_NUMBER}。", "请核对后重新上传。")

    do(refuse)
    asked()
    run(clock)
    view = job_of("act", "B1", at=clock())
    assert (view.state, view.remedy) == (JobState.FAILED, "请核对后重新上传。")
    assert view.message.startswith("表格里没有数据")
    assert IDENTITY_NUMBER not in view.message
    clock.advance(days=1)
    assert not run(clock)


def test_a_fault_is_tried_again_after_a_while_and_given_up_at_last(asked, clock, do):
    def fail(running):
        running.tell("核验", 3, 9)
        raise RuntimeError

    do(fail)
    job = asked()
    for attempt, wait in enumerate(WAITS, start=1):
        assert run(clock)
        job.refresh_from_db()
        assert (job.state, job.attempts, job.not_before) == (JobState.WAITING, attempt, clock() + wait)
        assert job.message == f"第 {attempt} 次办理没有成功，稍后会自动再试，不必重新提交。"
        clock.at += wait - INSTANT
        assert not run(clock), "not before its time"
        clock.at += INSTANT
    assert run(clock)
    job.refresh_from_db()
    assert (job.state, job.attempts, job.ended_at, job.step) == (JobState.FAILED, ATTEMPTS, clock.at, "核验")
    assert job.message
    assert str(job.pk) in job.remedy
    clock.advance(days=1)
    assert not run(clock)


def test_a_try_that_succeeds_leaves_no_word_of_the_one_before(asked, clock, do):
    def fail(running):
        raise RuntimeError

    do(fail)
    job = asked()
    run(clock)
    do(lambda running: None)
    clock.at += WAITS[0]
    run(clock)
    job.refresh_from_db()
    assert (job.state, job.attempts, job.message) == (JobState.DONE, 2, "")


def test_others_run_while_one_waits_for_its_next_try(asked, clock, do):
    def fail_first(running):
        if running.key == "B1":
            raise RuntimeError

    do(fail_first)
    asked("B1")
    asked("B2")
    assert run(clock)
    assert run(clock)
    assert job_of("act", "B2", at=clock()).state == JobState.DONE


def test_a_handler_that_is_gone_is_a_fault_like_any_other(asked, clock):
    asked(kind="gone")
    assert run(clock)
    assert Job.objects.get().state == JobState.WAITING


def test_the_log_says_where_and_never_what(asked, clock, do):
    class Kept(logging.Handler):
        lines = []

        def emit(self, record):
            self.lines.append(self.format(record))

    def fail(running):
        raise RuntimeError(IDENTITY_NUMBER)

    kept = Kept()
    kept.setFormatter(PlainFault())
    logger = logging.getLogger("mingxin.jobs")
    logger.addHandler(kept)
    try:
        do(fail)
        asked()
        run(clock)
    finally:
        logger.removeHandler(kept)
    (line,) = kept.lines
    assert "act" in line
    assert "RuntimeError" in line
    assert "test_running.py" in line
    assert IDENTITY_NUMBER not in line
    assert not logging.getLogger("mingxin").propagate, "the root would print the message"


@pytest.mark.parametrize(
    ("off", "is_taken"),
    [(-INSTANT, False), (timedelta(0), True), (INSTANT, True)],
    ids=["before", "on", "after"],
)
def test_a_lease_ends_on_its_instant(asked, clock, off, is_taken):
    asked()
    first = claim(worker="worker-1", at=clock())
    clock.at += timedelta(seconds=30) + off
    second = claim(worker="worker-2", at=clock())
    assert (second is not None) == is_taken
    job = Job.objects.get()
    assert (job.worker, job.attempts) == (("worker-2", 2) if is_taken else ("worker-1", 1))
    assert first.pk == job.pk


def test_a_handler_that_tells_keeps_its_lease(asked, clock, do):
    taken = []

    def work_on(running):
        for row in range(20):
            clock.advance(seconds=6)
            running.tell("核验", row, 20)
            taken.append(claim(worker="worker-2", at=clock()))

    do(work_on)
    asked()
    run(clock)
    assert taken == [None] * 20, "120 seconds, and nobody took it"
    assert Job.objects.get().state == JobState.DONE


def test_progress_is_written_twice_a_second_at_most(asked, clock, do):
    written = []

    def work_on(running):
        for row in range(1, 11):
            running.tell("核验", row, 10)
            written.append(Job.objects.get().done_count)
            clock.advance(seconds=0.25)

    do(work_on)
    asked()
    run(clock)
    assert written == [1, 1, 3, 3, 5, 5, 7, 7, 9, 9]
    assert Job.objects.get().done_count == 10, "the last word is kept"


def test_killed_again_and_again_it_is_given_up(asked, clock):
    job = asked()
    for attempt in range(1, ATTEMPTS + 1):
        assert claim(worker=f"worker-{attempt}", at=clock()).attempts == attempt
        clock.advance(seconds=30)
    assert claim(worker="worker-6", at=clock()) is None
    job.refresh_from_db()
    assert (job.state, job.ended_at) == (JobState.FAILED, clock.at)
    assert "中途中断" in job.message
    assert job.remedy


def test_whoever_lost_the_lease_tells_nothing_and_ends_nothing(asked, clock, do):
    """The second worker takes it and finishes while the first is still in its handler."""
    heard = []

    def second(running):
        running.tell("第二次", 7, 7)

    def first(running):
        running.tell("第一次", 1, 7)
        clock.advance(seconds=30)
        do(second)
        assert run(clock, "worker-2")
        try:
            running.tell("第一次", 2, 7)
        except StoppedError:
            heard.append("lost")
            raise RuntimeError from None

    do(first)
    asked()
    run(clock)
    job = Job.objects.get()
    assert heard == ["lost"]
    assert (job.state, job.worker, job.attempts) == (JobState.DONE, "worker-2", 2)
    assert (job.step, job.done_count, job.message) == ("第二次", 7, "")


def test_whoever_lost_the_lease_without_hearing_of_it_ends_nothing(asked, clock, do):
    def first(running):
        clock.advance(seconds=30)
        assert claim(worker="worker-2", at=clock()) is not None

    do(first)
    asked()
    run(clock)
    job = Job.objects.get()
    assert (job.state, job.worker, job.ended_at) == (JobState.RUNNING, "worker-2", None)
    assert job.lease_until == clock() + timedelta(seconds=30)


def test_the_same_worker_that_took_it_again_does_not_end_it_for_its_former_self(asked, clock, do):
    def first(running):
        clock.advance(seconds=30)
        assert claim(worker="worker-1", at=clock()) is not None

    do(first)
    asked()
    run(clock)
    assert Job.objects.get().state == JobState.RUNNING


def test_a_worker_that_leaves_hands_the_job_back_to_its_place(asked, clock, do):
    def work_on(running):
        running.tell("核验", 1, 2)
        raise AssertionError("it goes on")

    do(work_on)
    job = asked("B1")
    clock.advance(seconds=1)
    asked("B2")
    assert run(clock, until=lambda: True)
    job.refresh_from_db()
    assert (job.state, job.attempts, job.worker, job.lease_until) == (JobState.WAITING, 0, "", None)
    assert claim(worker="worker-2", at=clock()).pk == job.pk
