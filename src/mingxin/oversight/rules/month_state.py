"""What a cell of the month board says: how a unit stands with an item in a month.

The state follows from what was sent, never from how much: no number of penalties is asked of anybody.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from mingxin.intake.rules.sentences import reported_words


class MonthState(StrEnum):
    REPORTED = "reported"  # a batch with good rows was released in the period
    NONE = "none"  # 本期无 was declared, nothing was released and nothing waits for a checker
    AWAITING = "awaiting"  # nothing released, but a batch waits for its checker
    OPEN = "open"  # nothing yet, and the last working days of the period have not begun
    UNREPORTED = "unreported"
    NOT_ASKED = "not_asked"  # the cycle asks for nothing this month, or the power is not held when it would be due


WORDS = {
    MonthState.REPORTED: "已报",
    MonthState.NONE: "本期无",
    MonthState.AWAITING: "待审核",
    MonthState.OPEN: "未到期",
    MonthState.UNREPORTED: "未报",
    MonthState.NOT_ASKED: "本月不要求",
}
ANSWERED = frozenset({MonthState.REPORTED, MonthState.NONE})


@dataclass(frozen=True)
class MonthFacts:
    """What a unit did with an item in a period. Rows unless said otherwise.

    `released`: batches. `sent`: as they arrived, what was sent again apart. `rows`: new or changed on record. `first`:
    records that came for the first time and have a due day, `late` those of them after it. `questioned`: left behind
    and not dealt with. `awaiting`, `unsubmitted`: batches before and after the steward's last act. `overdue`: rows of
    batches that are not released and whose due day has passed.
    """

    released: int = 0
    sent: int = 0
    rows: int = 0
    unchanged: int = 0
    first: int = 0
    late: int = 0
    questioned: int = 0
    awaiting: int = 0
    unsubmitted: int = 0
    overdue: int = 0
    is_declared_none: bool = False


@dataclass(frozen=True)
class Asked:
    """The cycle asks for a report by `last`; from `pressing_from` on its absence is called 未报."""

    last: date
    pressing_from: date


@dataclass(frozen=True)
class Tag:
    tone: str  # ok | warn | bad | note
    text: str


def asked(*, last: date, pressing_from: date, held_from: date, held_until: date | None, today: date) -> Asked | None:
    """None where the power is not held on the day that counts: the period's last, or today while it still runs.

    A unit that was dissolved or lost the power within the month owes no report for it; one that will get the power owes
    none yet.
    """
    counts = min(today, last)
    if counts < held_from or (held_until is not None and counts >= held_until):
        return None
    return Asked(last, pressing_from)


def month_state(facts: MonthFacts, wanted: Asked | None, today: date) -> MonthState:
    if facts.released:
        return MonthState.REPORTED
    if facts.awaiting:
        return MonthState.AWAITING
    if facts.is_declared_none:
        return MonthState.NONE
    if wanted is None:
        return MonthState.NOT_ASKED
    return MonthState.UNREPORTED if today >= wanted.pressing_from else MonthState.OPEN


def is_behind(facts: MonthFacts, state: MonthState) -> bool:
    """Whether a reminder has a ground: something that the unit can still do.

    Nothing came, a batch waits for its checker, its day has passed in an open batch, or questions are open. What came
    late has come; no letter speaks of it. Before the last working days nothing is pressing.
    """
    return next(to_do(facts, state), None) is not None


def to_do(facts: MonthFacts, state: MonthState) -> Iterator[str]:
    """What a reminder asks for, in its words: nothing that is done, and nothing that the unit cannot do."""
    if state is MonthState.UNREPORTED:
        yield "未报"
    if facts.awaiting:
        yield f"待审核 {facts.awaiting} 批"
    if facts.overdue:
        yield f"超期未交 {facts.overdue} 行"
    if facts.questioned:
        yield f"疑问 {facts.questioned} 行没有处理"
    if facts.unsubmitted and (facts.overdue or state is MonthState.UNREPORTED):
        yield f"有 {facts.unsubmitted} 批尚未提交"


def tags(facts: MonthFacts, state: MonthState) -> Iterator[Tag]:
    """What the cell says, the state first. Beside rows whose days have passed nothing is called 未到期."""
    if state is MonthState.REPORTED:
        yield Tag("ok", reported_words(facts.rows, facts.unchanged))
    elif state is MonthState.UNREPORTED:
        yield Tag("bad", "未报")
    elif state is not MonthState.AWAITING and not (state is MonthState.OPEN and facts.overdue):
        yield Tag("ok" if state is MonthState.NONE else "note", WORDS[state])
    if facts.awaiting:
        yield Tag("warn", f"待审核 {facts.awaiting} 批")
    if facts.late:
        yield Tag("bad", f"迟报 {facts.late}")
    if facts.overdue:
        yield Tag("bad", f"超期未交 {facts.overdue}")
    if facts.questioned:
        yield Tag("warn", f"疑问 {facts.questioned}")
    if facts.unsubmitted:
        yield Tag("note", f"未提交 {facts.unsubmitted} 批")
