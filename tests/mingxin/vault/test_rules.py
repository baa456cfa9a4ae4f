"""Which steps between two instants a clock may take, for whoever destroys."""

from datetime import datetime, timedelta

import pytest

from mingxin.kernel.clock import CHINA
from mingxin.vault.rules import MOST_BACKWARD, Jump, first_jump

BEGAN = datetime(2026, 11, 20, 10, tzinfo=CHINA)
MOST = timedelta(days=3)
SECOND = timedelta(seconds=1)
HOURS = [timedelta(hours=step) for step in range(1, 6)]

CASES = {
    "nothing was ever sealed": ([], None),
    "one instant": ([BEGAN], None),
    "a second less than the most": ([BEGAN, BEGAN + MOST - SECOND], None),
    "the most": ([BEGAN, BEGAN + MOST], None),
    "a second more than the most": ([BEGAN, BEGAN + MOST + SECOND], (0, 1)),
    "a month off": ([BEGAN, BEGAN + timedelta(days=40)], (0, 1)),
    "many steps that are each allowed": ([BEGAN + MOST * step for step in range(20)], None),
    "a jump that later seals under the same clock follow": (
        [BEGAN, BEGAN + timedelta(days=40), *(BEGAN + timedelta(days=40) + hours for hours in HOURS)],
        (0, 1),
    ),
    "forward and set right again": ([BEGAN, BEGAN + timedelta(days=40), BEGAN + HOURS[0]], (0, 1)),
    "as far back as processes may cross": ([BEGAN, BEGAN - MOST_BACKWARD], None),
    "a second further back": ([BEGAN, BEGAN - MOST_BACKWARD - SECOND], (0, 1)),
    "the first of two jumps": ([BEGAN, BEGAN + HOURS[0], BEGAN - HOURS[4], BEGAN + MOST * 9], (1, 2)),
}


@pytest.mark.parametrize("name", CASES)
def test_the_first_step_that_no_clock_takes(name: str) -> None:
    instants, places = CASES[name]
    expected = Jump(instants[places[0]], instants[places[1]]) if places else None
    assert first_jump(iter(instants), most=MOST) == expected
