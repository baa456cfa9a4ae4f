"""Several at once on PostgreSQL, and the pulse beside the handler. SQLite's processes are in test_processes.py."""

import threading
import time
from collections import Counter

import pytest
from django.db import connection, connections, transaction

from mingxin.jobs.actions import ask, stop
from mingxin.jobs.models import Job, JobState
from mingxin.jobs.running import run_one
from mingxin.kernel.clock import now as present

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _threads():
    if connection.vendor != "postgresql":
        pytest.skip("threads of one SQLite in memory share their connection")


def at_once(*acts):
    """Run them in threads of their own, all starting together; what each gave or raised."""
    gate, given = threading.Barrier(len(acts)), [None] * len(acts)

    def run(place, act):
        try:
            gate.wait()
            given[place] = act()
        except Exception as error:
            given[place] = error
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=(place, act)) for place, act in enumerate(acts)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    return given


def until(true, seconds=120.0):
    """Wait until it holds; whether it does."""
    limit = time.monotonic() + seconds
    while not true() and time.monotonic() < limit:
        time.sleep(0.05)
    return true()


def test_each_job_is_run_by_one_of_the_workers(actor, do):
    ran = []
    do(lambda running: ran.append(running.key))
    for place in range(40):
        ask(kind="act", key=f"B{place}", by=actor, at=present())

    def work(name):
        while run_one(name, present):
            pass

    assert at_once(*(lambda n=n: work(f"worker-{n}") for n in range(4))) == [None] * 4
    assert set(Counter(ran).values()) == {1}
    assert len(ran) == 40
    assert set(Job.objects.values_list("state", "attempts")) == {(JobState.DONE, 1)}


def test_asked_for_by_many_at_once_it_is_one_job(actor):
    given = at_once(*(lambda: ask(kind="act", key="B1", by=actor, at=present()).pk for _ in range(6)))
    assert set(given) == {Job.objects.get().pk}


def test_progress_shows_and_a_stop_is_heard_while_the_handler_is_in_a_transaction(actor, do):
    job = ask(kind="act", key="B1", by=actor, at=present())
    heard = []

    def elsewhere():
        """What a page sees and does meanwhile, on a connection of its own."""
        try:
            heard.append(until(lambda: Job.objects.filter(pk=job.pk, step="入库", done_count=3).exists()))
            heard.append(stop(job.pk, by=actor, at=present()).state)
        finally:
            connections.close_all()

    def work_on(running):
        with transaction.atomic():
            ask(kind="other", key="undone", by=actor, at=present())
            page = threading.Thread(target=elsewhere)
            page.start()
            for _ in range(6000):
                running.tell("入库", 3, 9)
                time.sleep(0.02)
            raise AssertionError("it goes on")

    do(work_on)
    assert run_one("worker-1", present)
    assert heard == [True, JobState.RUNNING]
    (left,) = Job.objects.all()
    assert (left.state, left.done_count) == (JobState.STOPPED, 3)
    assert left.heartbeat_at > left.started_at
