"""In which days a record shows, after its marks: tables, and a day-by-day model."""

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mingxin.archive.rules.spans import OPEN_END, edges_of, shown_spans, stopped_on

Mark = tuple[str, date, date | None]
BEGIN = date(2026, 1, 1)


def day(offset: int) -> date:
    return BEGIN + timedelta(days=offset)


TABLE: list[tuple[str, int, int | None, list[tuple[str, int, int | None]], list[tuple[int, int | None]]]] = [
    ("no mark", 0, 90, [], [(0, 90)]),
    ("nothing ends it", 0, None, [], [(0, None)]),
    ("already over when it was recorded", 90, 90, [], []),
    ("over long before it was recorded", 120, 90, [], []),
    ("shows one day", 89, 90, [], [(89, 90)]),
    ("an objection is marked, not hidden", 0, 90, [("objection", 10, None)], [(0, 90)]),
    ("an appeal is marked, not hidden", 0, 90, [("appeal", 10, 20)], [(0, 90)]),
    ("a shield hides for its days and no more", 0, 90, [("shielded", 10, 20)], [(0, 10), (20, 90)]),
    ("a shield without end", 0, 90, [("shielded", 10, None)], [(0, 10)]),
    ("a shield from the first day", 0, 90, [("shielded", 0, 10)], [(10, 90)]),
    ("a shield to the last day", 0, 90, [("shielded", 80, 90)], [(0, 80)]),
    ("a shield that began before and ends after", 0, 90, [("shielded", -10, 100)], []),
    ("a shield of no days", 0, 90, [("shielded", 10, 10)], [(0, 90)]),
    ("a shield wholly before", 0, 90, [("shielded", -9, 0)], [(0, 90)]),
    ("a shield wholly after", 0, 90, [("shielded", 90, 99)], [(0, 90)]),
    ("repaired for good", 0, 90, [("repaired", 30, None)], [(0, 30)]),
    ("repaired on the day it began to show", 0, 90, [("repaired", 0, None)], []),
    ("withdrawn for good", 0, 90, [("withdrawn", 30, None)], [(0, 30)]),
    ("withdrawn before it showed", 10, 90, [("withdrawn", 5, None)], []),
    ("withdrawn after it had ended", 0, 90, [("withdrawn", 95, None)], [(0, 90)]),
    ("two shields", 0, 90, [("shielded", 10, 20), ("shielded", 40, 50)], [(0, 10), (20, 40), (50, 90)]),
    ("two shields that overlap", 0, 90, [("shielded", 10, 30), ("shielded", 20, 40)], [(0, 10), (40, 90)]),
    ("two shields that touch", 0, 90, [("shielded", 10, 20), ("shielded", 20, 30)], [(0, 10), (30, 90)]),
    ("a shield inside a shield", 0, 90, [("shielded", 10, 40), ("shielded", 20, 30)], [(0, 10), (40, 90)]),
    ("shielded, then withdrawn", 0, 90, [("shielded", 10, 20), ("withdrawn", 50, None)], [(0, 10), (20, 50)]),
    ("withdrawn, then shielded", 0, 90, [("withdrawn", 10, None), ("shielded", 50, 60)], [(0, 10)]),
    ("an objection beside a shield", 0, 90, [("objection", 0, None), ("shielded", 10, 20)], [(0, 10), (20, 90)]),
    ("a licence without term, repaired", 0, None, [("repaired", 10, None)], [(0, 10)]),
    ("a licence without term, shielded", 0, None, [("shielded", 10, 20)], [(0, 10), (20, None)]),
]  # fmt: skip


@pytest.mark.parametrize(("begin", "end", "marks", "expected"), [pytest.param(*row[1:], id=row[0]) for row in TABLE])
def test_spans_after_marks(
    begin: int,
    end: int | None,
    marks: list[tuple[str, int, int | None]],
    expected: list[tuple[int, int | None]],
) -> None:
    given_marks: list[Mark] = [(k, day(b), None if e is None else day(e)) for k, b, e in marks]
    spans = shown_spans(day(begin), None if end is None else day(end), given_marks)
    assert spans == [(day(b), OPEN_END if e is None else day(e)) for b, e in expected]


EDGES: list[tuple[str, list[tuple[int, int | None]], dict[int, int]]] = [
    ("nothing shows", [], {}),
    ("one span", [(0, 90)], {0: 1, 90: -1}),
    ("an open end is no day on which anything ends", [(0, None)], {0: 1}),
    ("shielded, then open", [(0, 10), (20, None)], {0: 1, 10: -1, 20: 1}),
    ("two records from the same day", [(0, 90), (0, 30)], {0: 2, 30: -1, 90: -1}),
]


@pytest.mark.parametrize(("spans", "expected"), [pytest.param(*row[1:], id=row[0]) for row in EDGES])
def test_edges(spans: list[tuple[int, int | None]], expected: dict[int, int]) -> None:
    spelled = [(day(begin), OPEN_END if end is None else day(end)) for begin, end in spans]
    assert edges_of(spelled) == {day(offset): delta for offset, delta in expected.items()}


def test_the_last_day_of_all_stands_for_an_open_end() -> None:
    assert edges_of([(BEGIN, OPEN_END - timedelta(days=1))]) == {BEGIN: 1, OPEN_END - timedelta(days=1): -1}


OFFSETS = st.integers(-5, 45)
KINDS = st.sampled_from(["objection", "appeal", "shielded", "repaired", "withdrawn"])
MARKS = st.lists(st.tuples(KINDS, OFFSETS, st.none() | OFFSETS), max_size=5)
RECORDS = st.lists(st.tuples(OFFSETS, st.none() | OFFSETS, MARKS), max_size=6)
DAYS = range(-10, 60)


def shows(begin: int, end: int | None, marks: list[tuple[str, int, int | None]], on: int) -> bool:
    """The rule as one would say it of a single day."""
    hidden = any(
        kind in ("shielded", "repaired", "withdrawn") and first <= on and (last is None or on < last)
        for kind, first, last in marks
    )
    return begin <= on and (end is None or on < end) and not hidden


@given(RECORDS)
def test_spans_and_edges_agree_with_every_single_day(
    records: list[tuple[int, int | None, list[tuple[str, int, int | None]]]],
) -> None:
    edges: dict[date, int] = {}
    whole = []
    for begin, end, marks in records:
        spans = shown_spans(
            day(begin),
            None if end is None else day(end),
            [(k, day(b), None if e is None else day(e)) for k, b, e in marks],
        )
        assert all(first < last for first, last in spans), "no empty span"
        assert all(one[1] <= two[0] for one, two in pairwise(spans)), "in order, without overlap"
        for on in DAYS:
            covering = sum(1 for first, last in spans if first <= day(on) < last)
            assert covering == shows(begin, end, marks, on)
        for on_day, delta in edges_of(spans).items():
            edges[on_day] = edges.get(on_day, 0) + delta
        whole.append((begin, end, marks))
    for on in DAYS:
        counted = sum(delta for on_day, delta in edges.items() if on_day <= day(on))
        assert counted == sum(shows(*record, on) for record in whole)


@given(MARKS, st.randoms(use_true_random=False))
def test_the_order_of_marks_does_not_matter(marks: list[tuple[str, int, int | None]], chance: object) -> None:
    spelled: list[Mark] = [(k, day(b), None if e is None else day(e)) for k, b, e in marks]
    shuffled = spelled.copy()
    chance.shuffle(shuffled)  # type: ignore[attr-defined]
    assert shown_spans(day(0), day(40), spelled) == shown_spans(day(0), day(40), shuffled)


STOPPED: list[tuple[str, int, int | None, int | None, list[tuple[str, int, int | None]], int | None]] = [
    ("nothing ends it", 0, None, None, [], None),
    ("its term", 0, 90, None, [], 90),
    ("replaced within its term", 0, 90, 40, [], 40),
    ("replaced on the day it ended", 0, 90, 90, [], 90),
    ("replaced long after its term", 0, 90, 400, [], 90),
    ("replaced on its first day", 0, 90, 0, [], 0),
    ("replaced before it showed", 10, 90, 5, [], None),
    ("withdrawn", 0, 90, None, [("withdrawn", 30, None)], 30),
    ("withdrawn on its first day", 0, None, None, [("withdrawn", 0, None)], 0),
    ("withdrawn long after its term", 0, 90, None, [("withdrawn", 400, None)], 90),
    ("withdrawn before it showed", 10, 90, None, [("withdrawn", 5, None)], None),
    ("withdrawn, and erased later", 0, None, 60, [("withdrawn", 30, None)], 30),
    ("shielded for some days", 0, 90, None, [("shielded", 10, 20)], 90),
    ("shielded, and its term ended meanwhile", 0, 90, None, [("shielded", 80, 100)], 80),
    ("shielded, then repaired as it ends", 0, 90, None, [("shielded", 10, 20), ("repaired", 20, None)], 10),
    ("an objection", 0, 90, None, [("objection", 10, None)], 90),
]  # fmt: skip


@pytest.mark.parametrize(
    ("shown_from", "hidden_from", "taken_on", "marks", "expected"),
    [row[1:] for row in STOPPED],
    ids=[row[0] for row in STOPPED],
)
def test_the_day_on_which_it_stopped(
    shown_from: int,
    hidden_from: int | None,
    taken_on: int | None,
    marks: list[tuple[str, int, int | None]],
    expected: int | None,
) -> None:
    ended, taken = (None if n is None else day(n) for n in (hidden_from, taken_on))
    told = [(kind, day(begin), None if end is None else day(end)) for kind, begin, end in marks]
    stopped = stopped_on(day(shown_from), ended, taken, told, as_of=day(1000))
    assert stopped == (None if expected is None else day(expected))


LASTING = [
    ("before the shield", 0, 10, 20, 9, None),
    ("its first day", 0, 10, 20, 10, 10),
    ("its last day", 0, 10, 20, 19, 10),
    ("it is over", 0, 10, 20, 20, None),
    ("from the first day in public", 0, 0, 20, 5, 0),
    ("begun before it showed", 5, 0, 20, 6, None),
]


@pytest.mark.parametrize(
    ("shown_from", "begin", "until", "as_of", "expected"), [row[1:] for row in LASTING], ids=[r[0] for r in LASTING]
)
def test_a_shield_stops_it_for_as_long_as_it_lasts(
    shown_from: int, begin: int, until: int, as_of: int, expected: int | None
) -> None:
    stopped = stopped_on(day(shown_from), None, None, [("shielded", day(begin), day(until))], as_of=day(as_of))
    assert stopped == (None if expected is None else day(expected))
