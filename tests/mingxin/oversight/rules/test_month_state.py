"""What a cell of the month board says, case by case."""

from datetime import date

import pytest

from mingxin.oversight.rules.month_state import (
    Asked,
    MonthFacts,
    MonthState,
    asked,
    is_behind,
    month_state,
    tags,
    to_do,
)

NOVEMBER = Asked(last=date(2026, 11, 30), pressing_from=date(2026, 11, 26))
NOTHING = MonthFacts()

STATES = [
    ("nothing yet, the day before the last three working days", NOTHING, NOVEMBER, (2026, 11, 25), MonthState.OPEN),
    ("on the first of them it is called 未报", NOTHING, NOVEMBER, (2026, 11, 26), MonthState.UNREPORTED),
    ("on the last day too", NOTHING, NOVEMBER, (2026, 11, 30), MonthState.UNREPORTED),
    ("and for ever after", NOTHING, NOVEMBER, (2027, 3, 1), MonthState.UNREPORTED),
    ("nothing is asked for", NOTHING, None, (2026, 11, 30), MonthState.NOT_ASKED),
    ("one batch was released", MonthFacts(released=1), NOVEMBER, (2026, 11, 2), MonthState.REPORTED),
    ("released though nothing was asked for", MonthFacts(released=1), None, (2026, 11, 2), MonthState.REPORTED),
    ("本期无", MonthFacts(is_declared_none=True), NOVEMBER, (2026, 11, 30), MonthState.NONE),
    ("data speak over 本期无", MonthFacts(released=1, is_declared_none=True), NOVEMBER, (2026, 11, 30), "reported"),
    ("a batch that waits does", MonthFacts(awaiting=1, is_declared_none=True), NOVEMBER, (2026, 11, 30), "awaiting"),
    ("with the checker", MonthFacts(awaiting=1), NOVEMBER, (2026, 11, 30), MonthState.AWAITING),
    ("another one with the checker", MonthFacts(released=1, awaiting=1), NOVEMBER, (2026, 11, 30), "reported"),
    ("begun but not submitted is not reported", MonthFacts(unsubmitted=1), NOVEMBER, (2026, 11, 30), "unreported"),
]


@pytest.mark.parametrize(("reason", "facts", "wanted", "today", "state"), STATES, ids=[case[0] for case in STATES])
def test_states(reason: str, facts: MonthFacts, wanted: Asked | None, today: tuple[int, int, int], state: str) -> None:
    assert month_state(facts, wanted, date(*today)) == state


ASKED = [
    ("held all along", (2020, 1, 1), None, (2026, 11, 10), True),
    ("got on the first of the month", (2026, 11, 1), None, (2026, 11, 10), True),
    ("not held yet today", (2026, 11, 11), None, (2026, 11, 10), False),
    ("got today", (2026, 11, 10), None, (2026, 11, 10), True),
    ("lost tomorrow: today it is still held", (2020, 1, 1), (2026, 11, 11), (2026, 11, 10), True),
    ("lost today", (2020, 1, 1), (2026, 11, 10), (2026, 11, 10), False),
    ("the month is over: lost on its last day", (2020, 1, 1), (2026, 11, 30), (2026, 12, 5), False),
    ("the month is over: held through its last day", (2020, 1, 1), (2026, 12, 1), (2026, 12, 5), True),
    ("the month is over: got on its last day", (2026, 11, 30), None, (2026, 12, 5), True),
    ("the month is over: got on the day after", (2026, 12, 1), None, (2026, 12, 5), False),
]


@pytest.mark.parametrize(("reason", "begin", "end", "today", "is_asked"), ASKED, ids=[case[0] for case in ASKED])
def test_who_is_asked(
    reason: str,
    begin: tuple[int, int, int],
    end: tuple[int, int, int] | None,
    today: tuple[int, int, int],
    is_asked: bool,
) -> None:
    found = asked(
        last=NOVEMBER.last,
        pressing_from=NOVEMBER.pressing_from,
        held_from=date(*begin),
        held_until=date(*end) if end else None,
        today=date(*today),
    )
    assert found == (NOVEMBER if is_asked else None)


WORDS = [
    (MonthFacts(released=2, rows=12), "reported", "已报 12 行"),
    (MonthFacts(released=1, rows=0, unchanged=12), "reported", "已报 0 行（均已在档）"),
    (MonthFacts(released=1, rows=12, late=2, questioned=3), "reported", "已报 12 行，迟报 2，疑问 3"),
    (MonthFacts(released=1, rows=12, awaiting=1), "reported", "已报 12 行，待审核 1 批"),
    (MonthFacts(), "unreported", "未报"),
    (MonthFacts(unsubmitted=1, overdue=4), "unreported", "未报，超期未交 4，未提交 1 批"),
    (MonthFacts(awaiting=2), "awaiting", "待审核 2 批"),
    (MonthFacts(), "open", "未到期"),
    (MonthFacts(unsubmitted=1, overdue=1), "open", "超期未交 1，未提交 1 批"),
    (MonthFacts(unsubmitted=1), "open", "未到期，未提交 1 批"),
    (MonthFacts(is_declared_none=True), "none", "本期无"),
    (MonthFacts(), "not_asked", "本月不要求"),
]


@pytest.mark.parametrize(("facts", "state", "words"), WORDS, ids=[case[2] for case in WORDS])
def test_words(facts: MonthFacts, state: str, words: str) -> None:
    assert "，".join(tag.text for tag in tags(facts, MonthState(state))) == words


BEHIND = [
    ("nothing came", MonthFacts(), "unreported", True),
    ("nothing came yet, and its time is not up", MonthFacts(), "open", False),
    ("all in time", MonthFacts(released=1, rows=9, first=9), "reported", False),
    ("what came late has come", MonthFacts(released=1, rows=9, first=9, late=1), "reported", False),
    ("a day has passed with the checker", MonthFacts(awaiting=1, overdue=1), "awaiting", True),
    ("with the checker, in time", MonthFacts(awaiting=1), "awaiting", True),
    ("not yet submitted, in time", MonthFacts(released=1, unsubmitted=1), "reported", False),
    ("not submitted and its day has passed", MonthFacts(released=1, unsubmitted=1, overdue=2), "reported", True),
    ("本期无", MonthFacts(is_declared_none=True), "none", False),
    ("nothing is asked for", MonthFacts(), "not_asked", False),
    ("questions wait for an answer", MonthFacts(released=1, questioned=5), "reported", True),
]


@pytest.mark.parametrize(("reason", "facts", "state", "behind"), BEHIND, ids=[case[0] for case in BEHIND])
def test_what_may_be_reminded_of(reason: str, facts: MonthFacts, state: str, behind: bool) -> None:
    assert is_behind(facts, MonthState(state)) is behind
    assert bool(list(to_do(facts, MonthState(state)))) is behind


TO_DO = [
    (MonthFacts(), "unreported", "未报"),
    (MonthFacts(unsubmitted=2), "unreported", "未报，有 2 批尚未提交"),
    (MonthFacts(unsubmitted=1, overdue=1), "open", "超期未交 1 行，有 1 批尚未提交"),
    (MonthFacts(released=1, rows=42, late=3, questioned=2), "reported", "疑问 2 行没有处理"),
    (MonthFacts(awaiting=1, overdue=4), "awaiting", "待审核 1 批，超期未交 4 行"),
    (MonthFacts(released=1, rows=42, awaiting=1, unsubmitted=1), "reported", "待审核 1 批"),
]


@pytest.mark.parametrize(("facts", "state", "words"), TO_DO, ids=[case[2] for case in TO_DO])
def test_a_reminder_names_what_can_still_be_done_and_nothing_else(facts: MonthFacts, state: str, words: str) -> None:
    assert "，".join(to_do(facts, MonthState(state))) == words
