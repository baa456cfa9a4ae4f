"""The state of a record in one word, on the edge days."""

from datetime import date, timedelta

import pytest

from mingxin.archive.rules.states import WORDS, state_of

FROM, UNTIL = date(2026, 11, 20), date(2027, 11, 16)
ONE = timedelta(days=1)
Mark = tuple[str, date, date | None]

TABLE: list[tuple[str, str, list[Mark], bool, date, str]] = [
    ("the day before it shows", "public", [], False, FROM - ONE, "awaiting"),
    ("the first day it shows", "public", [], False, FROM, "shown"),
    ("the last day it shows", "public", [], False, UNTIL - ONE, "shown"),
    ("the first day it does not", "public", [], False, UNTIL, "ended"),
    ("held", "held", [], False, FROM, "held"),
    ("not public", "not_public", [], False, FROM, "not_public"),
    ("an objection changes no state", "public", [("objection", FROM, None)], False, FROM, "shown"),
    ("the day before the shield", "public", [("shielded", FROM + ONE, FROM + 3 * ONE)], False, FROM, "shown"),
    ("under the shield", "public", [("shielded", FROM, FROM + ONE)], False, FROM, "shielded"),
    (
        "the shield's end is the first day without it",
        "public",
        [("shielded", FROM, FROM + ONE)],
        False,
        FROM + ONE,
        "shown",
    ),
    (
        "repaired outweighs shielded",
        "public",
        [("shielded", FROM, None), ("repaired", FROM, None)],
        False,
        FROM,
        "repaired",
    ),
    (
        "withdrawn outweighs repaired",
        "public",
        [("repaired", FROM, None), ("withdrawn", FROM, None)],
        False,
        FROM,
        "withdrawn",
    ),
    ("withdrawn though held", "held", [("withdrawn", FROM, None)], False, FROM, "withdrawn"),
    ("erased outweighs all", "public", [("withdrawn", FROM, None)], True, FROM, "erased"),
]


@pytest.mark.parametrize(
    ("publicity", "marks", "is_erased", "as_of", "state"), [pytest.param(*row[1:], id=row[0]) for row in TABLE]
)
def test_state(publicity: str, marks: list[Mark], is_erased: bool, as_of: date, state: str) -> None:
    said = state_of(
        publicity=publicity, shown_from=FROM, hidden_from=UNTIL, is_erased=is_erased, marks=marks, as_of=as_of
    )
    assert said == state
    assert said in WORDS
