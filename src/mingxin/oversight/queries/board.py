"""The month board: unit × item, only where the power is held, the unit exists and the card is in force."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from django.db.models import Q

from mingxin.access.models import Power, Unit
from mingxin.catalogue.queries import cards_in_force
from mingxin.kernel.refusal import Refusal
from mingxin.oversight.models import ReminderLine
from mingxin.oversight.queries.month_facts import Key, facts_in
from mingxin.oversight.rules.figures import Ratio
from mingxin.oversight.rules.month_state import (
    ANSWERED,
    Asked,
    MonthFacts,
    MonthState,
    Tag,
    asked,
    is_behind,
    month_state,
    tags,
    to_do,
)
from mingxin.oversight.rules.periods import Period, last_workdays, month_of, period_of
from mingxin.rulebook.cards import ItemCard
from mingxin.rulebook.queries import calendar


@dataclass(frozen=True)
class Reminded:
    number: str
    sent_at: datetime
    by: str
    is_today: bool


@dataclass(frozen=True)
class Cell:
    """`is_due`: the cycle asks for a report here this month; `period`: what the cell counts. `is_clocked`: the item's
    records have a due day; of others is not known which came for the first time, or late.
    """

    unit: int
    uscc: str
    unit_name: str
    region: str
    item: str
    item_name: str
    month: date
    facts: MonthFacts
    state: MonthState
    is_due: bool
    period: Period
    is_clocked: bool
    reminded: Reminded | None = None

    @property
    def tags(self) -> tuple[Tag, ...]:
        return tuple(tags(self.facts, self.state))

    @property
    def is_behind(self) -> bool:
        return is_behind(self.facts, self.state)

    @property
    def to_do(self) -> str:
        """What a reminder asks for."""
        return "，".join(to_do(self.facts, self.state))

    @property
    def can_declare_none(self) -> bool:
        """Nothing came, and no batch waits that would have to be submitted or withdrawn first."""
        return self.state is MonthState.UNREPORTED and not self.facts.unsubmitted

    @property
    def said(self) -> str:
        return "，".join(tag.text for tag in self.tags)


@dataclass(frozen=True)
class UnitRow:
    unit: int
    uscc: str
    name: str
    region: str
    cells: tuple[Cell | None, ...]  # as the board's items stand; None where there is no power


@dataclass(frozen=True)
class Board:
    """`coverage`: cells with a report or 本期无, of those asked for."""

    month: date
    items: tuple[tuple[str, str], ...]
    rows: tuple[UnitRow, ...]
    coverage: Ratio = field(default_factory=Ratio)

    @property
    def cells(self) -> tuple[Cell, ...]:
        return tuple(cell for row in self.rows for cell in row.cells if cell is not None)

    def cell(self, uscc: str, item: str) -> Cell | None:
        return next((cell for cell in self.cells if (cell.uscc, cell.item) == (uscc, item)), None)


@dataclass(frozen=True)
class _Held:
    """The span in which a unit, being valid, holds the power to an item, within the month."""

    held_from: date
    held_until: date | None


def board(*, units: Iterable[Unit], month: date, today: date, items: Collection[str] = ()) -> Board:
    """The month that `month` lies in, for these units; only these items, where any are named.

    Refuses a month that has not begun.
    """
    whole = month_of(month)
    if whole.first > today:
        raise Refusal("board.future", f"{whole.first:%Y 年 %m 月}还没有开始。", "请选择本月或者以前的月份。")
    cards = {card.code: card for card in _cards(whole, today) if not items or card.code in items}
    by_id = {unit.pk: unit for unit in units if _is_valid_in(unit, whole)}
    held = _held(by_id, cards, whole)
    facts, wanted = _facts(cards, held, whole.first, today)
    reminded = _reminded(by_id, whole.first, today)
    cells = {
        (unit, item): _cell(by_id[unit], cards[item], whole.first, facts, wanted, reminded, today)
        for unit, item in held
    }
    columns = [(code, card.name) for code, card in cards.items() if any(key[1] == code for key in cells)]
    rows = tuple(
        UnitRow(unit.pk, unit.uscc, unit.name, str(unit.region_id), tuple(cells.get((unit.pk, c)) for c, _ in columns))
        for unit in sorted(by_id.values(), key=lambda unit: (unit.region_id, unit.uscc))
        if any(key[0] == unit.pk for key in cells)
    )
    due = [cell for cell in cells.values() if cell.is_due]
    return Board(whole.first, tuple(columns), rows, Ratio(sum(cell.state in ANSWERED for cell in due), len(due)))


def _cell(
    unit: Unit,
    card: ItemCard,
    month: date,
    facts: Mapping[Key, MonthFacts],
    wanted: Mapping[Key, Asked],
    reminded: Mapping[Key, Reminded],
    today: date,
) -> Cell:
    key = (unit.pk, card.code)
    done, due = facts.get(key, MonthFacts()), wanted.get(key)
    return Cell(
        unit=unit.pk,
        uscc=unit.uscc,
        unit_name=unit.name,
        region=str(unit.region_id),
        item=card.code,
        item_name=card.name,
        month=month,
        facts=done,
        state=month_state(done, due, today),
        is_due=due is not None,
        period=period_of(card.cycle, month) or month_of(month),
        is_clocked=card.deadline_workdays is not None or done.first > 0,
        reminded=reminded.get(key),
    )


def _cards(month: Period, today: date) -> tuple[ItemCard, ...]:
    """In the order in which people think of them: licences and penalties, then the rest by code."""
    found = cards_in_force(min(month.last, max(month.first, today)))
    return tuple(sorted(found, key=lambda card: (card.code not in ("admin_licence", "admin_penalty"), card.code)))


def _is_valid_in(unit: Unit, month: Period) -> bool:
    return unit.valid_from < month.until and (unit.valid_until is None or unit.valid_until > month.first)


def _held(units: dict[int, Unit], cards: Collection[str], month: Period) -> dict[Key, list[_Held]]:
    """Spans of power that touch the month, cut to the unit's own span."""
    found: dict[Key, list[_Held]] = {}
    powers = Power.objects.filter(
        Q(held_until__isnull=True) | Q(held_until__gt=month.first),
        unit_id__in=list(units),
        item__in=list(cards),
        held_from__lt=month.until,
    )
    for unit_id, item, held_from, held_until in powers.values_list("unit_id", "item", "held_from", "held_until"):
        unit = units[unit_id]
        ends = [day for day in (held_until, unit.valid_until) if day is not None]
        span = _Held(max(held_from, unit.valid_from), min(ends, default=None))
        if span.held_until is None or span.held_until > max(span.held_from, month.first):
            found.setdefault((unit_id, item), []).append(span)
    return found


def _facts(
    cards: dict[str, ItemCard], held: dict[Key, list[_Held]], month: date, today: date
) -> tuple[dict[Key, MonthFacts], dict[Key, Asked]]:
    """What was done, and what was asked for; items whose quarter or year does not end now show the month alone."""
    worked = calendar()
    facts: dict[Key, MonthFacts] = {}
    wanted: dict[Key, Asked] = {}
    periods: dict[Period, list[str]] = {}
    for code, card in cards.items():
        periods.setdefault(period_of(card.cycle, month) or month_of(month), []).append(code)
    for period, codes in periods.items():
        units = sorted({unit for unit, item in held if item in codes})
        facts |= facts_in(period, units=units, items=codes, today=today)
        pressing = last_workdays(period, worked)
        pressing_from = pressing[0] if pressing else period.last
        for key in held:
            if key[1] in codes and period_of(cards[key[1]].cycle, month) is not None:
                due = _asked(held[key], period.last, pressing_from, today)
                if due is not None:
                    wanted[key] = due
    return facts, wanted


def _asked(spans: list[_Held], last: date, pressing_from: date, today: date) -> Asked | None:
    found = (
        asked(
            last=last,
            pressing_from=pressing_from,
            held_from=span.held_from,
            held_until=span.held_until,
            today=today,
        )
        for span in spans
    )
    return next((due for due in found if due is not None), None)


def _reminded(units: Collection[int], month: date, today: date) -> dict[Key, Reminded]:
    """The newest reminder of each cell that was not taken back."""
    lines = (
        ReminderLine.objects.filter(unit_id__in=list(units), month=month, is_recalled=False)
        .order_by("id")
        .values_list("unit_id", "item", "reminder__number", "reminder__sent_at", "reminder__sent_by_name", "sent_on")
    )
    return {
        (unit, item): Reminded(number, sent_at, by, sent_on == today)
        for unit, item, number, sent_at, by, sent_on in lines
    }
