"""How near a day is on which rows are due, and how many rows are that near."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from mingxin.kernel.workdays import Calendar

OVERDUE, TODAY, ONE, THREE, LATER = "overdue", "today", "one", "three", "later"
UNDATED: Final = "undated"  # no span: the day of decision cannot be read, is itself in doubt, or was not kept
SPANS: Final = (OVERDUE, TODAY, ONE, THREE, LATER)
WORDS: Final[Mapping[str, str]] = {
    OVERDUE: "已超期",
    TODAY: "今天到期",
    ONE: "1 个工作日内到期",
    THREE: "3 个工作日内到期",
    LATER: "3 个工作日以后到期",
    UNDATED: "决定日期不能确定",
}
TAGS: Final[Mapping[str, tuple[str, str]]] = {  # what stands beside it, and its tone
    OVERDUE: ("已超期（计入迟报）", "bad"),
    TODAY: ("请先处理", "warn"),
    ONE: ("请尽快处理", "warn"),
    THREE: ("按时", "ok"),
    LATER: ("按时", "ok"),
    UNDATED: ("改好日期后计算", "warn"),
}

WAITS: Final = "等待审核人放行"

Dues = Mapping[str, Sequence[int]]  # day as ISO → [good rows, rows that stay behind]


@dataclass(frozen=True)
class Due:
    """Rows that are due in one span. `good`: to be submitted; `behind`: to be mended; `waiting`: submitted, so that it
    is the checker's release that has to come in time.
    """

    span: str
    good: int
    behind: int
    waiting: int = 0

    @property
    def rows(self) -> int:
        return self.good + self.behind + self.waiting

    @property
    def admissible(self) -> int:
        """Rows without a fault, submitted or not."""
        return self.good + self.waiting

    @property
    def words(self) -> str:
        return WORDS[self.span]

    @property
    def tag(self) -> str:
        if self.rows == self.waiting and self.span != OVERDUE:
            return WAITS
        return TAGS[self.span][0]

    @property
    def tone(self) -> str:
        return TAGS[self.span][1]


def span_of(day: date, *, today: date, worked: Calendar) -> str:
    """The last day in time is `today` itself; from the day after it the row is late."""
    if day < today:
        return OVERDUE
    if day == today:
        return TODAY
    away = worked.workdays_between(today, day)
    return ONE if away <= 1 else THREE if away <= 3 else LATER


def spread(dues: Dues, *, today: date, worked: Calendar, is_submitted: bool = False) -> tuple[Due, ...]:
    """The rows by span, the most urgent first; spans without rows are left out. `is_submitted`: the good ones wait."""
    found: dict[str, list[int]] = {}
    for day, (good, behind) in dues.items():
        held = found.setdefault(span_of(date.fromisoformat(day), today=today, worked=worked), [0, 0, 0])
        held[2 if is_submitted else 0] += good
        held[1] += behind
    return tuple(Due(span, *found[span]) for span in SPANS if any(found.get(span, ())))


def first_due(dues: Dues) -> date | None:
    """The earliest day on which a good row is due: of what waits for a release, the day that counts."""
    return min((date.fromisoformat(day) for day, (good, _) in dues.items() if good), default=None)


def undated(dues: Iterable[Due], *, good: int, behind: int) -> Due | None:
    """What of these rows no day is known for; None where every row has one."""
    told = tuple(dues)
    rest = Due(UNDATED, good - sum(due.admissible for due in told), behind - sum(due.behind for due in told))
    return rest if rest.good > 0 or rest.behind > 0 else None


def gathered(parts: Iterable[Iterable[Due]]) -> tuple[Due, ...]:
    """Several spreads as one."""
    found: dict[str, list[int]] = {}
    for part in parts:
        for due in part:
            held = found.setdefault(due.span, [0, 0, 0])
            held[0] += due.good
            held[1] += due.behind
            held[2] += due.waiting
    return tuple(Due(span, *found[span]) for span in SPANS if span in found)


def left_of(dues: Dues, rows: int) -> dict[str, list[int]]:
    """The days of the rows that stayed behind when only `rows` of them are left.

    Days are kept by how many rows have them, not by row, so the earliest are taken: nobody is told that there is more
    time than there may be.
    """
    left: dict[str, list[int]] = {}
    for day, (_, behind) in sorted(dues.items()):
        taken = min(behind, rows)
        rows -= taken
        if taken:
            left[day] = [0, taken]
    return left
