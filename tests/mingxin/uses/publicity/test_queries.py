"""Counts by edge agree with rows, and the median with its definition."""

from datetime import date

import pytest

from mingxin.archive.models import Timeliness
from mingxin.kernel.clock import now as clock_now
from mingxin.uses.publicity import lists, queries
from mingxin.uses.publicity.public_book import book_on
from mingxin.uses.publicity.queries import Filters
from tests.conftest import InForce
from tests.mingxin.uses.publicity.town import Town


@pytest.fixture
def town(in_force: InForce) -> Town:
    at = clock_now()
    return Town(at.date(), at, (in_force.unit, in_force.other_unit))


def test_edges_and_rows_count_alike_on_every_day(town: Town) -> None:
    firm, trader = town.party("云泽市嘉禾食品有限公司"), town.party("澄江镇瑞丰超市", kind="sole_trader")
    for n, (begin, end) in enumerate([(-9, -3), (-5, 0), (-5, 1), (0, None), (1, 9)]):
        for party in (firm, trader):
            town.licence(
                party, f"云市监许〔2026〕{n}号", decided_on=town.day(-20), shown_from=town.day(begin),
                hidden_from=None if end is None else town.day(end),
            )  # fmt: skip
    for offset in range(-10, 11):
        as_of = town.day(offset)
        card = book_on(as_of).cards["admin_licence"]
        assert lists.count_of(card, Filters(), as_of) == queries.count(card, Filters(), as_of), offset


MEDIANS = [
    ("odd", [1, 2, 9], 2.0),
    ("even: the mean of the two in the middle", [1, 2, 3, 9], 2.5),
    ("one", [7], 7.0),
    ("none", [], None),
    ("repeated", [0, 0, 0, 5], 0.0),
]


@pytest.mark.parametrize(("reason", "workdays", "median"), MEDIANS, ids=[row[0] for row in MEDIANS])
def test_median(in_force: InForce, reason: str, workdays: list[int], median: float | None) -> None:
    from mingxin.access.models import Unit

    unit = Unit.objects.get(uscc=in_force.unit)
    on = date(2026, 11, 5)
    days = [*((n, on) for n in workdays), (99, date(2026, 10, 31)), (99, date(2026, 11, 21))]
    for position, (n, reported) in enumerate(days):
        Timeliness.objects.create(
            thread=f"{position:032}", item="admin_licence", unit=unit, decided_on=on, reported_on=reported,
            due_on=on, is_provisional=False, workdays=n,
        )  # fmt: skip
    assert queries.workdays_to_publication(date(2026, 11, 1), date(2026, 11, 20), ["admin_licence"]) == median
