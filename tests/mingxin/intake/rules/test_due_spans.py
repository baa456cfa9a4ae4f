"""How near a day is: the last day is in time, the day after it is late, and weekends count for nothing."""

from datetime import date

import pytest

from mingxin.intake.rules.due_spans import SPANS, TAGS, UNDATED, WORDS, Due, gathered, left_of, span_of, spread, undated
from mingxin.kernel.workdays import Calendar

FRIDAY = date(2026, 11, 20)
WORKED = Calendar(days={}, known_through=date(2026, 12, 31), edition="1")


@pytest.mark.parametrize(
    ("day", "span"),
    [
        pytest.param(date(2026, 11, 19), "overdue", id="the day before"),
        pytest.param(FRIDAY, "today", id="on the day"),
        pytest.param(date(2026, 11, 23), "one", id="Monday is the next working day"),
        pytest.param(date(2026, 11, 24), "three", id="the second"),
        pytest.param(date(2026, 11, 25), "three", id="the third"),
        pytest.param(date(2026, 11, 26), "later", id="the fourth"),
    ],
)
def test_span(day: date, span: str) -> None:
    assert span_of(day, today=FRIDAY, worked=WORKED) == span


def test_every_span_has_its_words_and_its_tag() -> None:
    assert set(WORDS) == set(TAGS) == {*SPANS, UNDATED}


def test_what_no_day_is_known_for_is_the_rest_and_nothing_where_there_is_none() -> None:
    dues = (Due("overdue", 1, 2), Due("three", 5, 1))
    assert undated(dues, good=6, behind=3) is None
    assert undated(dues, good=6, behind=4) == Due(UNDATED, 0, 1)
    assert undated((), good=1, behind=0) == Due(UNDATED, 1, 0)


def test_a_make_up_saturday_is_a_day_like_others() -> None:
    worked = Calendar(days={date(2026, 11, 21): True}, known_through=date(2026, 12, 31), edition="1")
    assert span_of(date(2026, 11, 23), today=FRIDAY, worked=worked) == "three"


def test_spread_adds_up_by_span_and_leaves_out_what_is_empty() -> None:
    dues = {"2026-11-18": [0, 2], "2026-11-19": [1, 0], "2026-11-20": [0, 0], "2026-11-25": [5, 1]}
    assert spread(dues, today=FRIDAY, worked=WORKED) == (Due("overdue", 1, 2), Due("three", 5, 1))


def test_gathered_adds_spans_of_several_batches() -> None:
    assert gathered([(Due("today", 1, 0),), (Due("today", 0, 2), Due("later", 3, 0))]) == (
        Due("today", 1, 2),
        Due("later", 3, 0),
    )


@pytest.mark.parametrize(
    ("rows", "left"),
    [
        pytest.param(5, {"2026-11-18": [0, 2], "2026-11-20": [0, 3]}, id="all are left"),
        pytest.param(3, {"2026-11-18": [0, 2], "2026-11-20": [0, 1]}, id="the earliest are taken to be the ones left"),
        pytest.param(0, {}, id="none is left"),
        pytest.param(9, {"2026-11-18": [0, 2], "2026-11-20": [0, 3]}, id="rows without a day have none to show"),
    ],
)
def test_days_of_the_rows_that_are_left(rows: int, left: dict[str, list[int]]) -> None:
    assert left_of({"2026-11-20": [7, 3], "2026-11-18": [1, 2]}, rows) == left
