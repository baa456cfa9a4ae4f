"""How a number is written on every page."""

import pytest

from mingxin.doors.parts.figures import grouped


@pytest.mark.parametrize(
    ("value", "written"),
    [(0, "0"), (999, "999"), (17443, "17,443"), (10**6, "1,000,000"), ("17,443", "17,443"), (None, None)],
)
def test_grouped(value: object, written: object) -> None:
    assert grouped(value) == written
