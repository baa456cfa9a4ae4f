"""What a page shows of long work."""

from datetime import timedelta

import pytest

from mingxin.jobs.actions import stop
from mingxin.jobs.claiming import claim
from mingxin.jobs.models import JobState
from mingxin.jobs.queries import job_of, live_jobs

pytestmark = pytest.mark.django_db


def test_nothing_was_asked(clock):
    assert job_of("act", "B1", at=clock()) is None
    assert live_jobs(at=clock()) == ()


def test_a_waiting_job_knows_how_many_are_before_it(asked, clock):
    for key in ("B1", "B2", "B3"):
        asked(key)
    claim(worker="worker-1", at=clock())
    assert [job_of("act", key, at=clock()).ahead for key in ("B1", "B2", "B3")] == [0, 0, 1]
    view = job_of("act", "B3", at=clock())
    assert (view.state.label, view.label, view.is_live, view.is_alive) == ("排队中", "办一件事", True, False)
    assert (view.asked_at, view.asked_by, view.started_at) == (clock.at, "命令行操作员", None)


def test_running_first_then_the_queue(asked, clock):
    for key in ("B1", "B2", "B3"):
        asked(key)
        clock.advance(seconds=1)
    claim(worker="worker-1", at=clock())
    views = live_jobs(at=clock())
    assert [(v.key, v.state, v.ahead) for v in views] == [
        ("B1", JobState.RUNNING, 0),
        ("B2", JobState.WAITING, 0),
        ("B3", JobState.WAITING, 1),
    ]


@pytest.mark.parametrize(
    ("after", "is_alive"),
    [
        (timedelta(seconds=30) - timedelta(microseconds=1), True),
        (timedelta(seconds=30), False),
        (timedelta(seconds=31), False),
    ],
    ids=["before", "on", "after"],
)
def test_it_is_alive_while_its_lease_holds(asked, clock, after, is_alive):
    asked()
    claim(worker="worker-1", at=clock())
    assert job_of("act", "B1", at=clock() + after).is_alive is is_alive


def test_the_newest_is_shown(asked, actor, clock):
    first = asked()
    stop(first.pk, by=actor, at=clock())
    second = asked()
    assert job_of("act", "B1", at=clock()).id == second.pk


def test_a_wish_to_stop_shows_at_once(asked, actor, clock):
    job = asked()
    claim(worker="worker-1", at=clock())
    stop(job.pk, by=actor, at=clock())
    assert job_of("act", "B1", at=clock()).is_stopping


def test_a_kind_that_is_gone_still_has_a_name(asked, clock, settings):
    asked()
    settings.JOBS = {}
    assert job_of("act", "B1", at=clock()).label == "act"


def test_two_queries_for_all(asked, clock, django_assert_num_queries):
    for place in range(5):
        asked(f"B{place}")
    with django_assert_num_queries(2):
        live_jobs(at=clock())
