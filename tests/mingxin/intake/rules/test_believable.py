"""When a batch makes one ask: each limit on, before and after its edge."""

from dataclasses import replace
from decimal import Decimal

import pytest

from mingxin.intake.rules.believable import EXAMPLES, Facts, doubts

ORDINARY = Facts(
    reported=20, good=20, in_month=20, last_month=20, usual=20, kinds={"罚款": 12, "警告": 8}, largest_wan=Decimal(2),
    oldest_years=0, day_of_month=28,
)  # fmt: skip
LIMITS = {"rows_at_most": 100, "amount_wan_at_most": 500, "years_back_at_most": 5}

CASES: list[tuple[str, dict[str, object], list[str]]] = [
    ("an ordinary batch", {}, []),
    ("an empty one", {"reported": 0, "good": 0, "in_month": 20}, ["empty"]),
    ("empty late in the month is asked once", {"reported": 0, "good": 0, "in_month": 0}, ["empty"]),
    ("half of last month", {"in_month": 10}, []),
    ("one less than half", {"in_month": 9}, ["half"]),
    ("49 %", {"in_month": 49, "last_month": 100}, ["half"]),
    ("50 %", {"in_month": 50, "last_month": 100}, []),
    ("less than half on day 24", {"in_month": 9, "day_of_month": 24}, []),
    ("less than half on day 25", {"in_month": 9, "day_of_month": 25}, ["half"]),
    ("last month had nine: too few to say", {"in_month": 1, "last_month": 9}, []),
    ("last month had ten", {"in_month": 1, "last_month": 10}, ["half"]),
    ("last month had no batch", {"in_month": 1, "last_month": None}, []),
    ("29 of one kind: a small file", {"good": 29, "kinds": {"罚款": 29}}, []),
    ("30 of one kind", {"good": 30, "kinds": {"罚款": 30}}, ["one_kind"]),
    ("30 of two kinds", {"good": 30, "kinds": {"罚款": 29, "警告": 1}}, []),
    ("30 that say no kind", {"good": 30, "kinds": {"": 30}}, []),
    ("as many rows as the card believes", {"reported": 100}, []),
    ("one more", {"reported": 101}, ["rows"]),
    ("nine times the usual, not two hundred more", {"reported": 99, "usual": 10}, []),
    ("219: eleven times, 199 more", {"reported": 219, "usual": 20, "limit": 50000}, []),
    ("220: eleven times, two hundred more", {"reported": 220, "usual": 20, "limit": 50000}, ["rows"]),
    ("five times the usual", {"reported": 500, "usual": 100, "limit": 50000}, []),
    ("a row more than five times", {"reported": 501, "usual": 100, "limit": 50000}, ["rows"]),
    ("nine thousand where thirty are usual", {"reported": 9000, "usual": 30, "limit": 50000}, ["rows"]),
    ("the first batch has no usual", {"reported": 9000, "usual": None, "limit": 50000}, []),
    ("the largest usual amount", {"largest_wan": Decimal(500)}, []),
    ("a fen more", {"largest_wan": Decimal("500.000001")}, ["amount"]),
    ("no amount", {"largest_wan": None}, []),
    ("five years back", {"oldest_years": 5}, []),
    ("six", {"oldest_years": 6}, ["old"]),
    ("no day of decision", {"oldest_years": None}, []),
    ("several at once", {"reported": 101, "largest_wan": Decimal(501)}, ["rows", "amount"]),
]


@pytest.mark.parametrize(("given", "kinds"), [pytest.param(*case[1:], id=case[0]) for case in CASES])
def test_what_is_asked(given: dict[str, object], kinds: list[str]) -> None:
    facts, limit = {k: v for k, v in given.items() if k != "limit"}, given.get("limit", LIMITS["rows_at_most"])
    found = doubts(replace(ORDINARY, **facts), LIMITS | {"rows_at_most": limit})  # type: ignore[arg-type, dict-item]
    assert [d.kind for d in found] == kinds
    assert all(d.sentence.endswith(("？", "。")) for d in found)


def test_a_card_without_limits_sets_none() -> None:
    assert doubts(replace(ORDINARY, reported=10**6, usual=None, largest_wan=Decimal(10**9), oldest_years=99), {}) == ()


def test_every_doubt_has_an_example_of_its_own() -> None:
    kinds = {kind for _, _, asked in CASES for kind in asked}
    assert kinds == set(EXAMPLES)
    assert len(set(EXAMPLES.values())) == len(EXAMPLES)
