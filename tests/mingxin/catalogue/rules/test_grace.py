"""The first ninety days of an edition, the day it begins counted as the first."""

from datetime import date, timedelta

import pytest

from mingxin.catalogue.rules.grace import in_grace

BEGUN = date(2026, 11, 20)
DAYS = [
    (-1, False, "the day before the edition"),
    (0, True, "its first day"),
    (88, True, "its 89th day"),
    (89, True, "its 90th day"),
    (90, False, "its 91st day"),
    (365, False, "a year later"),
]


@pytest.mark.parametrize(("offset", "answer", "because"), DAYS, ids=[case[2] for case in DAYS])
def test_ninety_days(offset: int, answer: bool, because: str) -> None:
    assert in_grace(BEGUN, BEGUN + timedelta(days=offset)) is answer
