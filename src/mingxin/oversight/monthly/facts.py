"""What the monthly 双公示 report says: the month board's own facts, and the decisions behind them."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from django.db.models import Count

from mingxin.access.models import Unit
from mingxin.archive.models import Timeliness
from mingxin.kernel.clock import CHINA
from mingxin.oversight.queries.behind import public_now, with_document
from mingxin.oversight.queries.board import Board, Cell, board
from mingxin.oversight.queries.month_facts import Key, first_reported_in, left_in, released_in
from mingxin.oversight.rules.figures import RULE_VERSION, Ratio
from mingxin.oversight.rules.month_state import WORDS, MonthState
from mingxin.oversight.rules.periods import Period, month_of

ITEMS: Final = ("admin_licence", "admin_penalty")
MISSING_TITLE: Final = "三、还没有报送的单位和事项"
NOTES: Final = (
    "统计范围：当月持有相应报送职权、当月有效的单位；数据取自平台的月度看板，以放行时间所在的月份计（按放行月份）。",
    "平台“时效和质量”页面的及时率以作出决定的日期计（按决定日期），与本月报的迟报率不是同一批数据，不能相加减。",
    "首次报送：当月第一次报送到平台的决定，同一决定重复报送、更正不重复计。",
    "已确定公示：首次报送的决定中，公示属性已经确定为公示的；依法不予公示和公示依据待定的不计入。",
    "迟报率＝超过报送时限才放行的条数÷首次报送的条数；时限为作出决定之日起七个工作日（决定当日不计，遇公告停机顺延）。",
    "疑问率＝至今仍为疑问或者未关联、没有注明不再补报的行数÷当月放行批次首次报送的行数（补报不重复计）。",
    "覆盖率＝已报或者声明本期无的单位事项数÷应当报送的单位事项数。",
    "本月报不对许可、处罚的数量排名，也不设数量指标。",
)


@dataclass(frozen=True)
class Line:
    """A unit and an item. `public` is of `cell.facts.first`."""

    cell: Cell
    public: int

    @property
    def late(self) -> Ratio:
        return Ratio(self.cell.facts.late, self.cell.facts.first)

    @property
    def questioned(self) -> Ratio:
        return Ratio(self.cell.facts.questioned, self.cell.facts.sent)

    @property
    def published(self) -> Ratio:
        return Ratio(self.public, self.cell.facts.first)


@dataclass(frozen=True)
class Table:
    item: str
    title: str
    lines: tuple[Line, ...]

    @property
    def late(self) -> Ratio:
        return sum((line.late for line in self.lines), Ratio())

    @property
    def questioned(self) -> Ratio:
        return sum((line.questioned for line in self.lines), Ratio())

    @property
    def published(self) -> Ratio:
        return sum((line.published for line in self.lines), Ratio())

    def counting(self, *states: MonthState) -> int:
        return sum(line.cell.state in states for line in self.lines)


@dataclass(frozen=True)
class MonthReport:
    """`until`: the day through which it counts, the month's last or the day it was made."""

    region_name: str
    office_name: str
    month: date
    until: date
    made_at: datetime
    tables: tuple[Table, ...]
    coverage: Ratio
    rule_version: str = RULE_VERSION

    @property
    def title(self) -> str:
        return f"{self.region_name}{self.month.year}年{self.month.month}月行政许可和行政处罚信息公示工作月报"

    @property
    def span_words(self) -> str:
        whole = month_of(self.month)
        running = "（本月尚未结束）" if self.until < whole.last else ""
        return f"{spelled(whole.first)}至{spelled(self.until)}{running}"

    @property
    def missing(self) -> tuple[Cell, ...]:
        states = (MonthState.UNREPORTED, MonthState.OPEN, MonthState.AWAITING)
        return tuple(line.cell for table in self.tables for line in table.lines if line.cell.state in states)

    @property
    def file_name(self) -> str:
        return f"双公示月报_{self.region_name}_{self.month:%Y-%m}"


def month_report(
    *, units: Iterable[Unit], region_name: str, office_name: str, month: date, at: datetime
) -> MonthReport:
    """Of these units. Refuses a month that has not begun."""
    today = at.astimezone(CHINA).date()
    shown = board(units=units, month=month, today=today, items=ITEMS)
    whole = month_of(month)
    public = _public(whole, {cell.unit for cell in shown.cells})
    return MonthReport(
        region_name=region_name,
        office_name=office_name,
        month=shown.month,
        until=min(whole.last, today),
        made_at=at,
        tables=tuple(_table(shown, item, name, public) for item, name in shown.items),
        coverage=shown.coverage,
    )


def decisions(report: MonthReport) -> Iterable[Timeliness]:
    """The decisions behind 首次报送, by unit and document; no party is named."""
    units = {line.cell.unit for table in report.tables for line in table.lines}
    rows = first_reported_in(month_of(report.month)).filter(unit_id__in=units, item__in=ITEMS)
    return with_document(rows).order_by("unit__uscc", "item", "decided_on", "thread").iterator(chunk_size=2000)


def public_threads(report: MonthReport) -> frozenset[str]:
    units = {line.cell.unit for table in report.tables for line in table.lines}
    rows = first_reported_in(month_of(report.month)).filter(unit_id__in=units, item__in=ITEMS)
    return frozenset(public_now(rows).values_list("thread", flat=True))


def questioned_batches(report: MonthReport) -> list[tuple[Key, str, int]]:
    """The batches behind 疑问: unit and item, number, rows that wait."""
    units = {line.cell.unit for table in report.tables for line in table.lines}
    rows = released_in(month_of(report.month)).filter(unit_id__in=units, item__in=ITEMS)
    return sorted(left_in(rows), key=lambda entry: (entry[0], entry[1]))


def state_words(cell: Cell) -> str:
    return WORDS[cell.state]


def spelled(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"


def _table(shown: Board, item: str, name: str, public: dict[Key, int]) -> Table:
    lines = (Line(cell, public.get((cell.unit, item), 0)) for cell in shown.cells if cell.item == item)
    return Table(item, name, tuple(lines))


def _public(whole: Period, units: Collection[int]) -> dict[Key, int]:
    rows = public_now(first_reported_in(whole).filter(unit_id__in=units, item__in=ITEMS))
    counted = rows.values("unit_id", "item").annotate(n=Count("thread")).values_list("unit_id", "item", "n")
    return {(unit, item): n for unit, item, n in counted}
