"""On which day a unit is reminded of what it has to withdraw."""

from datetime import date

import pytest

from mingxin.oversight.rules.waiting import ruling_step

DAYS = [
    ("the day before the last", date(2026, 11, 18), None),
    ("the last", date(2026, 11, 19), "last"),
    ("the day after", date(2026, 11, 20), "late"),
    ("a month later", date(2026, 12, 19), "late"),
]


@pytest.mark.parametrize(("today", "step"), [pytest.param(*row[1:], id=row[0]) for row in DAYS])
def test_ruling_step(today: date, step: str | None) -> None:
    assert ruling_step(date(2026, 11, 19), today) == step
