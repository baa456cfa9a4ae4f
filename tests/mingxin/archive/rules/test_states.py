"""The state of a record in one word, on the edge days."""

from datetime import date, timedelta
from typing import Any

import pytest

from mingxin.archive.rules.states import WORDS, state_of, words_of

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
    known: dict[str, Any] = {"publicity": publicity, "shown_from": FROM, "hidden_from": UNTIL, "is_erased": is_erased}
    said = state_of(**known, marks=marks, is_closed=False, as_of=as_of)
    assert said == state
    assert said in WORDS
    closed = state_of(**known, marks=marks, is_closed=True, as_of=as_of)
    assert closed == ("closed" if state in ("awaiting", "shown") else state)


TOLD: list[tuple[str, str, dict[str, Any], str]] = [
    ("yet to show: from when", "awaiting", {"shown_from": FROM}, "尚未到公示日（2026-11-20 起公示）"),
    ("yet to show, the day not known", "awaiting", {}, "尚未到公示日"),
    ("shown: no day", "shown", {"shown_from": FROM}, "公示中"),
    ("not public: why", "not_public", {"publicity_reason": "涉及商业秘密"}, "不予公示（涉及商业秘密）"),
    ("withdrawn: why", "withdrawn", {"withdrawal_reason": "决定被撤销"}, "已撤回（决定被撤销）"),
    ("withdrawn: not why it was not public", "withdrawn", {"publicity_reason": "涉及商业秘密"}, "已撤回"),
    ("closed: why", "closed", {"shown_from": FROM}, "事项不公示（现行目录中，该事项已停用或者不公开）"),
    ("erased: nothing but that", "erased", {"publicity_reason": "甲", "withdrawal_reason": "乙"}, "已依法删除"),
]


@pytest.mark.parametrize(("state", "known", "words"), [pytest.param(*row[1:], id=row[0]) for row in TOLD])
def test_words(state: str, known: dict[str, Any], words: str) -> None:
    assert words_of(state, **known) == words
