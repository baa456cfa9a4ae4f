"""The loop: jobs, the timetable, and leaving."""

from itertools import count

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from mingxin.jobs.actions import ask
from mingxin.jobs.models import Job, JobState
from mingxin.jobs.worker import empty_queue, keep_timetable, work, worker_name
from mingxin.kernel.clock import now as present
from tests.mingxin.jobs import handlers

pytestmark = pytest.mark.django_db


def rounds(number):
    """True from that many looks on."""
    looks = count()
    return lambda: next(looks) >= number


def test_the_queue_is_emptied_and_the_loop_leaves_when_told(actor, do):
    ran = []
    do(lambda running: ran.append(running.key))
    for place in range(3):
        ask(kind="act", key=f"B{place}", by=actor, at=present())
    work(until=rounds(5))
    assert ran == ["B0", "B1", "B2"]
    assert set(Job.objects.values_list("state", flat=True)) == {JobState.DONE}


def test_once_tells_what_ran_and_what_waits_for_another_try(actor, do):
    def fail_one(running):
        if running.key == "B1":
            raise RuntimeError

    do(fail_one)
    for place in range(3):
        ask(kind="act", key=f"B{place}", by=actor, at=present())
    assert empty_queue(until=lambda: False) == (3, 1)


def test_an_idle_look_is_one_query_and_writes_nothing(settings):
    work(until=rounds(1))
    with CaptureQueriesContext(
        connection,
    ) as queries:
        empty_queue(until=rounds(1))
    said = [q["sql"] for q in queries if "SAVEPOINT" not in q["sql"]]
    assert len(said) == 2, "the look, and the count that is told"
    assert all(sql.startswith("SELECT") for sql in said)


def test_a_function_of_the_timetable_that_fails_keeps_no_other_from_its_turn(settings):
    settings.TIMETABLE = (
        "tests.mingxin.jobs.handlers.fail_of_timetable",
        "tests.mingxin.jobs.handlers.not_there",
        "tests.mingxin.jobs.handlers.see",
    )
    before = present()
    keep_timetable()
    (seen,) = handlers.seen
    assert before <= seen <= present()


def test_the_timetable_is_kept_at_the_start_and_not_with_every_round(settings):
    settings.TIMETABLE = ("tests.mingxin.jobs.handlers.see",)
    work(until=rounds(3))
    assert len(handlers.seen) == 1


def test_no_two_workers_have_one_name():
    assert worker_name() != worker_name()
    assert len(worker_name()) <= 80
