"""Figures are remembered between changes, and never after one."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from freezegun import freeze_time

from mingxin.catalogue.queries import rulebook_in_force
from mingxin.kernel.clock import now as clock_now
from mingxin.uses.publicity import queries
from mingxin.uses.publicity.queries import Counts, Filters
from tests.conftest import InForce
from tests.mingxin.uses.publicity.town import Town

ORDINARY = Filters(values=("普通",))


@pytest.fixture
def town(transactional_db: None, in_force: InForce) -> Town:
    at = clock_now()
    return Town(at.date(), at, (in_force.unit, in_force.other_unit))


def test_every_figure_follows_a_change_at_once(town: Town) -> None:
    card = rulebook_in_force().cards["admin_licence"]
    firm = town.party("云泽市嘉禾食品有限公司")
    for n in range(1, 4):
        town.licence(firm, f"云市监许〔2026〕{n}号", says={"XK_XKZS": f"许可证第{n}类"})
        assert queries.count(card, ORDINARY, town.today) == Counts(n, 0)
        assert queries.count(card, Filters(name="嘉禾"), town.today) == Counts(n, 0)
        assert len(queries.values_of(card, town.today)[1]) == n
        assert queries.counts_of_items(town.today)["admin_licence"] == n
    town.party("云泽市金穗食品有限公司")
    assert queries.registered_subjects(["org_registration"], town.today) == 2


def test_the_next_day_is_another_question(town: Town) -> None:
    card = rulebook_in_force().cards["admin_licence"]
    town.licence(town.party("云泽市嘉禾食品有限公司"), "云市监许〔2026〕1号", hidden_from=town.day(1))
    counted = [queries.count(card, ORDINARY, town.day(offset)).whole for offset in (0, 1, 0)]
    assert counted == [1, 0, 1], "the day before its end, on it, and the day before again"


def test_a_second_look_asks_for_the_last_change_alone(town: Town) -> None:
    card = rulebook_in_force().cards["admin_licence"]
    town.licence(town.party("云泽市嘉禾食品有限公司"), "云市监许〔2026〕1号")
    with freeze_time(town.at):
        queries.count(card, ORDINARY, town.today)
        with CaptureQueriesContext(connection) as captured:
            queries.count(card, ORDINARY, town.today)
    assert ["archive_change" in query["sql"] for query in captured] == [True]
