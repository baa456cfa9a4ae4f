"""Whose work is next: the rule as a table, and that a worker takes what the rule says."""

import random
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mingxin.jobs.actions import ask
from mingxin.jobs.claiming import claim
from mingxin.jobs.models import Job, JobState
from mingxin.jobs.queries import job_of, live_jobs
from mingxin.jobs.rules import Waiting, in_turn
from mingxin.ledger.actor import Actor

NINE = datetime(2026, 11, 30, 9, tzinfo=UTC)


def minute(number):
    return NINE + timedelta(minutes=number)


def waiting(row):
    """`number unit [has a time] since [served]`, both in minutes."""
    number, unit, *rest = row.split()
    has_time = "timed" in rest
    since, *served = (int(word) for word in rest if word != "timed")
    return Waiting(int(number), unit, has_time, minute(since), minute(served[0]) if served else None)


@pytest.mark.parametrize(
    ("rows", "order"),
    [
        pytest.param(["1 甲 0", "2 甲 1", "3 甲 2"], [1, 2, 3], id="one unit: in the order of asking"),
        pytest.param(["2 甲 0", "1 甲 0"], [1, 2], id="asked for in one instant: by number"),
        pytest.param(["1 甲 0", "2 甲 1", "3 甲 2", "4 乙 3"], [1, 4, 2, 3], id="nobody waits behind many of another"),
        pytest.param(["1 甲 0", "2 甲 1", "3 乙 2", "4 乙 3", "5 丙 4"], [1, 3, 5, 2, 4], id="turn by turn"),
        pytest.param(["1 甲 1 0", "2 乙 2"], [2, 1], id="a unit that was never served comes first"),
        pytest.param(["1 甲 5 3", "2 乙 6 1", "3 丙 7 2"], [2, 3, 1], id="then the one served least recently"),
        pytest.param(["1 甲 6 1", "2 乙 5 1"], [2, 1], id="served in one instant: in the order of asking"),
        pytest.param(["1 甲 0", "2 乙 1", "3 丙 timed 2"], [3, 1, 2], id="work with a time before all reading"),
        pytest.param(
            ["1 甲 timed 0", "2 甲 timed 1", "3 乙 timed 2", "4 丙 0"], [1, 3, 2, 4], id="turns among work with a time"
        ),
        pytest.param(["1 甲 30", "2 甲 0", "3 乙 20"], [2, 3, 1], id="what may not be tried yet comes last"),
        pytest.param(["1 甲 timed 30", "2 乙 0"], [2, 1], id="work with a time too"),
    ],
)
def test_the_order_of_turns(rows, order):
    assert [one.number for one in in_turn(map(waiting, rows), at=minute(10))] == order


@given(st.data())
def test_a_unit_waits_for_one_piece_of_each_other_at_most(data):
    units = st.sampled_from("甲乙丙丁")
    asked = data.draw(st.lists(st.tuples(units, st.integers(0, 9), st.none() | st.integers(0, 9)), max_size=12))
    served = {unit: before for unit, _, before in asked}
    queue = [
        Waiting(number, unit, False, minute(since), None if served[unit] is None else minute(served[unit]))
        for number, (unit, since, _) in enumerate(asked)
    ]
    order = [one.unit for one in in_turn(queue, at=minute(10))]
    assert sorted(order) == sorted(unit for unit, *_ in asked)
    for unit in set(order):
        before = order[: order.index(unit)]
        assert len(before) == len(set(before))


def ask_of(unit, key, kind, at):
    return ask(kind=kind, key=key, by=Actor("lin", "林", unit, f"{unit}局"), at=at)


def told():
    """What waits, as the rule sees it, told apart from the query."""
    begun = {}
    for job in Job.objects.exclude(started_at=None):
        lane = (job.actor_unit, job.kind == "timed")
        begun[lane] = max(begun.get(lane, job.started_at), job.started_at)
    return [
        Waiting(job.pk, job.actor_unit, has_time, job.not_before, begun.get((job.actor_unit, has_time)))
        for job in Job.objects.filter(state=JobState.WAITING)
        for has_time in [job.kind == "timed"]
    ]


@pytest.mark.django_db
@pytest.mark.parametrize("seed", range(12))
def test_a_worker_takes_what_the_rule_says_and_pages_tell_it(seed):
    chance, at = random.Random(seed), NINE
    for place in range(12):
        at += timedelta(seconds=1)
        ask_of(chance.choice("甲乙丙"), f"B{place}", chance.choice(["act", "other", "timed"]), at)
        if chance.random() < 0.4:
            at += timedelta(seconds=1)
            expected = in_turn(told(), at=at)[0].number
            assert claim(worker="worker-1", at=at).pk == expected
    at += timedelta(seconds=1)
    expected = [one.number for one in in_turn(told(), at=at)]
    shown = [view for view in live_jobs(at=at) if view.state == JobState.WAITING]
    assert [view.id for view in shown] == expected
    assert [view.ahead for view in shown] == list(range(len(expected)))
    assert [job_of(view.kind, view.key, at=at).ahead for view in shown] == list(range(len(expected)))
    assert [claim(worker="worker-1", at=at + timedelta(milliseconds=n)).pk for n in range(len(expected))] == expected


@pytest.mark.django_db
def test_twenty_files_of_one_unit_hold_up_no_other(now):
    for place in range(20):
        ask_of("甲", f"A{place}", "act", now)
    claim(worker="worker-1", at=now)
    ask_of("乙", "B", "act", now)
    ask_of("甲", "release", "timed", now)
    assert job_of("timed", "release", at=now).ahead == 0
    assert job_of("act", "B", at=now).ahead == 1
    assert job_of("act", "A1", at=now).ahead == 2
    taken = [claim(worker="worker-1", at=now + timedelta(seconds=n)).key for n in range(3)]
    assert taken == ["release", "B", "A1"]


@pytest.mark.django_db
def test_what_kills_its_worker_waits_its_turn_too(now):
    """A lapsed lease is no place at the front: the file that ends every worker would be tried before all others."""
    ask_of("甲", "A", "act", now)
    claim(worker="worker-1", at=now)
    ask_of("乙", "B", "act", now)
    later = now + timedelta(minutes=1)
    assert job_of("act", "B", at=later).ahead == 0
    assert [claim(worker="worker-2", at=later).key for _ in range(2)] == ["B", "A"]
