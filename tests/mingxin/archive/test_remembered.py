"""What a process remembers, and that it forgets in time."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.db import connection, transaction
from freezegun import freeze_time

from mingxin.archive.actions.projecting import rebuild
from mingxin.archive.remembered import LONGEST, Remembered
from mingxin.kernel.clock import now as clock_now
from tests.conftest import InForce
from tests.mingxin.uses.publicity.town import Town


class Asked:
    """Answers 1, 2, 3 …: how often it was worked out."""

    def __init__(self) -> None:
        self.times = 0

    def __call__(self) -> int:
        self.times += 1
        return self.times


@pytest.fixture
def town(transactional_db: None, in_force: InForce) -> Iterator[Town]:
    at = clock_now()
    with freeze_time(at):
        yield Town(at.date(), at, (in_force.unit, in_force.other_unit))


def test_an_answer_holds_until_the_next_change(town: Town) -> None:
    firm = town.party("云泽市嘉禾食品有限公司")
    remembered, asked = Remembered[int](5), Asked()
    assert [remembered.get("a", asked), remembered.get("a", asked)] == [1, 1]
    town.licence(firm, "云市监许〔2026〕1号")
    assert [remembered.get("a", asked), remembered.get("a", asked)] == [2, 2]


def test_a_projection_made_anew_is_asked_anew(town: Town) -> None:
    town.licence(town.party("云泽市嘉禾食品有限公司"), "云市监许〔2026〕1号")
    remembered, asked = Remembered[int](5), Asked()
    remembered.get("a", asked)
    with transaction.atomic():
        rebuild()
    assert remembered.get("a", asked) == 2


def test_what_was_found_while_a_row_was_altered_does_not_outlive_it_by_long(town: Town) -> None:
    """Who has the database alters a row for a second, has it counted, and puts it back: no change tells of it."""
    remembered, asked, start = Remembered[int](5), Asked(), clock_now()
    begun = start - timedelta(seconds=start.timestamp() % LONGEST.total_seconds())
    answers = []
    for after in (timedelta(), LONGEST - timedelta(seconds=1), LONGEST, LONGEST * 2):
        with freeze_time(begun + after):
            answers.append(remembered.get("a", asked))
    assert answers == [1, 1, 2, 3]


def test_nothing_is_remembered_inside_a_transaction(town: Town) -> None:
    remembered, asked = Remembered[int](5), Asked()
    with transaction.atomic():
        assert connection.in_atomic_block
        assert [remembered.get("a", asked), remembered.get("a", asked)] == [1, 2]
    assert remembered.get("a", asked) == 3


def test_a_change_that_is_rolled_back_leaves_nothing(town: Town) -> None:
    firm = town.party("云泽市嘉禾食品有限公司")
    remembered, asked = Remembered[int](5), Asked()
    assert remembered.get("a", asked) == 1
    with transaction.atomic():
        town.licence(firm, "云市监许〔2026〕1号")
        assert remembered.get("a", asked) == 2
        transaction.set_rollback(True)
    assert remembered.get("a", asked) == 1


def test_it_keeps_those_asked_for_last(town: Town) -> None:
    remembered, asked = Remembered[int](2), Asked()
    for key in ("a", "b", "a", "c"):
        remembered.get(key, asked)
    assert [remembered.get("a", asked), remembered.get("c", asked), remembered.get("b", asked)] == [1, 3, 4]


def test_only_what_is_to_be_kept_is_kept(town: Town) -> None:
    remembered, asked = Remembered[int](5), Asked()
    answers = [remembered.get("a", asked, keep=lambda answer: answer >= 2) for _ in range(3)]
    assert answers == [1, 2, 2]
