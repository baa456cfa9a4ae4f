"""Who is too slow: by what came in any span, never by what came before it."""

import pytest

from mingxin.doors.pace import Least, Pace

LEAST = Least(span=30.0, size=30_000)


def moved(*what: tuple[float, int]) -> Pace:
    pace = Pace(LEAST, begun=100.0)
    for at, size in what:
        pace.moved(size, at)
    return pace


@pytest.mark.parametrize(
    ("what", "at", "is_too_slow"),
    [
        pytest.param([], 130, False, id="nothing for as long as anybody may take"),
        pytest.param([], 132, True, id="nothing for longer"),
        pytest.param([(101, 13_000_000)], 131, False, id="much, then nothing for a span"),
        pytest.param(
            [(101, 13_000_000)], 133, True, id="much, then nothing for longer: what came before does not help"
        ),
        pytest.param([(101, 13_000_000), (131, 29_999)], 133, True, id="too little after much"),
        pytest.param([(101, 13_000_000), (131, 30_000)], 133, False, id="just enough after much"),
        pytest.param([(100 + n, 1000) for n in range(600)], 700, False, id="as much as must be, for long"),
        pytest.param([(100 + n, 900) for n in range(600)], 700, True, id="a little less, for long"),
        pytest.param([(100 + n, 1) for n in range(30)], 132, True, id="a byte a second"),
    ],
)
def test_who_is_too_slow(what: list[tuple[float, int]], at: float, is_too_slow: bool) -> None:
    assert (moved(*what).left(at) < 0) is is_too_slow


def test_how_long_the_last_have_been_on_their_way() -> None:
    pace = moved((110, 20_000), (120, 20_000), (125, 5_000))
    assert pace.waited(130) == 20, "the last 30,000 began to come at 110"
    assert moved((110, 29_999)).waited(130) == 30, "not so many yet: since the beginning"
    assert moved((110, 0), (120, 30_000)).waited(130) == 10


def test_what_we_needed_ourselves_is_not_the_client_s() -> None:
    pace = moved((110, 30_000))
    pace.excuse(7)
    assert pace.waited(130) == 13


def test_few_numbers_are_kept_of_many_bytes() -> None:
    pace = Pace(LEAST, begun=0.0)
    for n in range(20_000):
        pace.moved(1, n / 1000)
    assert len(pace._moved) <= 30
