"""What happened lately, counted: below, at and above the limit, a moment before, at and after the end of the span."""

from datetime import datetime, timedelta

import pytest

from mingxin.kernel.clock import CHINA
from mingxin.kernel.windows import Windows

AT = datetime(2026, 11, 20, 10, 0, tzinfo=CHINA)
SPAN, TICK = timedelta(minutes=10), timedelta(microseconds=1)


@pytest.mark.parametrize(
    ("times", "later", "most", "wait"),
    [
        pytest.param(1, timedelta(0), 2, None, id="below"),
        pytest.param(2, timedelta(0), 2, SPAN, id="at the limit"),
        pytest.param(2, SPAN - TICK, 2, TICK, id="a moment before the end"),
        pytest.param(2, SPAN, 2, None, id="at the end"),
        pytest.param(9, timedelta(0), 0, None, id="no limit"),
    ],
)
def test_room(times: int, later: timedelta, most: int, wait: timedelta | None) -> None:
    counted = Windows(SPAN)
    for _ in range(times):
        assert counted.take("a", AT, most=most) is None
    assert counted.take("a", AT + later, most=most) == wait
    assert counted.take("b", AT, most=1) is None, "another one's room is its own"


def test_it_does_not_grow() -> None:
    counted = Windows(SPAN, keys=3)
    for key in "abcdef":
        counted.take(key, AT, most=1)
    assert counted.take("f", AT, most=1) == SPAN
    assert counted.take("a", AT, most=1) is None, "forgotten for those that came after"
