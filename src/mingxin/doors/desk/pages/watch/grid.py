"""The month board: who has reported what, at a glance; from each cell to what stands behind it."""

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import render

from mingxin.access.permits import Act
from mingxin.doors.desk import listing
from mingxin.doors.desk.guard import DeskRequest
from mingxin.doors.desk.lists.narrowing import Narrowed, narrow
from mingxin.doors.desk.pages.watch.asked import address, month_adjusted, month_in, regions_of, units_seen
from mingxin.kernel.clock import today
from mingxin.kernel.dates import add_months
from mingxin.oversight.queries.board import Board, Cell, board
from mingxin.oversight.rules.month_state import WORDS, MonthState, Tag

STATES: dict[str, tuple[str, Callable[[Cell], bool]]] = {
    "weibao": (WORDS[MonthState.UNREPORTED], lambda cell: cell.state is MonthState.UNREPORTED),
    "weidaoqi": (WORDS[MonthState.OPEN], lambda cell: cell.state is MonthState.OPEN),
    "daishenhe": ("待审核", lambda cell: cell.facts.awaiting > 0),
    "chaoqi": ("超期未交", lambda cell: cell.facts.overdue > 0),
    "chibao": ("迟报", lambda cell: cell.facts.late > 0),
    "yiwen": ("有疑问", lambda cell: cell.facts.questioned > 0),
    "yibao": (WORDS[MonthState.REPORTED], lambda cell: cell.state is MonthState.REPORTED),
    "wu": (WORDS[MonthState.NONE], lambda cell: cell.state is MonthState.NONE),
}

PRESSING = ("weibao", "daishenhe", "chaoqi", "yiwen")  # what makes a cell one that is behind


@dataclass(frozen=True)
class ShownCell:
    cell: Cell
    address: str
    tags: tuple[Tag, ...]
    key: str  # what the form sends; "" where there is no ground for a reminder


@dataclass(frozen=True)
class ShownRow:
    name: str
    uscc: str
    cells: tuple[ShownCell | None, ...]


def month_board(request: DeskRequest) -> HttpResponseBase:
    units = units_seen(request.holder, Act.WATCH)
    month = month_in(request, today=today())
    whole = board(units=units, month=month, today=today())
    listed = _listing(whole, regions_of(units))
    if form := request.GET.get("export"):
        return listing.export(request, listed, form)
    narrowed = narrow(listed, request.GET)
    cells = list(narrowed.rows)
    context = {
        "board": whole,
        "parts": _parts(whole),
        "month": month,
        "adjusted": month_adjusted(request, month),
        "columns": _columns(whole, cells),
        "rows": _rows(whole, cells),
        "cells": len(cells),
        "counts": [(words, _query(narrowed, key), n) for key, words, n in _counts(whole.cells)],
        "asked": narrowed.asked,
        "kept": narrowed.kept,
        "is_narrowed": bool(set(narrowed.kept) - {"yue"}),
        "nothing": listed.empty if not whole.cells else listed.none_found,
        "exports": [(name, narrowed.address(export=form)) for name, form in (("Excel", "xlsx"), ("CSV", "csv"))],
        "earlier": address("watch", yue=f"{add_months(month, -1):%Y-%m}"),
        "later": address("watch", yue=f"{add_months(month, 1):%Y-%m}") if add_months(month, 1) <= today() else "",
        "to_remind": sum(may_be_reminded(cell) for cell in cells),
    }
    return render(request, "desk/watch/board.html", context)


def chosen_cells(request: DeskRequest, whole: Board) -> list[tuple[str, str]]:
    """The cells a form names; with `all`, every one the page showed that has a ground for a reminder."""
    if not request.POST.get("all"):
        pairs = (value.partition("|") for value in request.POST.getlist("chosen"))
        return [(uscc, item) for uscc, bar, item in pairs if bar]
    regions = sorted({(row.region, row.region) for row in whole.rows})
    narrowed = narrow(_listing(whole, regions), request.POST)
    return [(cell.uscc, cell.item) for cell in narrowed.rows if may_be_reminded(cell)]


def tile(request: DeskRequest) -> Mapping[str, object] | None:
    """For the first page of an officer: what of this month units have still to do."""
    whole = board(units=units_seen(request.holder, Act.WATCH), month=today(), today=today())
    if not whole.cells:
        return None
    counts = [(words, address("watch", zhuangtai=key), n) for key, words, n in _counts(whole.cells) if key in PRESSING]
    return {
        "month": whole.month,
        "counts": counts,
        "behind": sum(cell.is_behind for cell in whole.cells),
        "coverage": whole.coverage,
        "parts": _parts(whole),
    }


def _parts(whole: Board) -> list[tuple[str, int]]:
    """How what is asked for stands, each cell once: the parts add up to the whole."""
    states = Counter(cell.state for cell in whole.cells if cell.is_due)
    return [(words, states[state]) for state, words in WORDS.items() if states[state]]


def _listing(whole: Board, regions: list[tuple[str, str]]) -> listing.Listing:
    """The same cells as a list: for the filters and for the file."""
    columns = [
        listing.Column("unit", "单位", lambda c: c.unit_name),
        listing.Column("uscc", "统一社会信用代码", lambda c: c.uscc, kind="code"),
        listing.Column("item", "事项", lambda c: c.item_name),
        listing.Column("said", "情况", lambda c: c.said),
        *(listing.Column(key, words, _fact(key), kind="number") for key, words in _FACTS),
        listing.Column("reminded", "最近催报", lambda c: c.reminded.number if c.reminded else ""),
    ]
    filters = [
        listing.Filter("yue", "月份", "month", lambda cells, value: cells),  # the board is of this month already
        listing.Filter("quhua", "区域", "choice", lambda cells, v: [c for c in cells if c.region == v], regions),
        listing.Filter("shixiang", "事项", "choice", lambda cells, v: [c for c in cells if c.item == v], whole.items),
        listing.Filter(
            "zhuangtai",
            "情况",
            "choice",
            lambda cells, v: [c for c in cells if STATES[v][1](c)],
            [(key, words) for key, (words, _) in STATES.items()],
        ),
    ]
    return listing.Listing(
        f"月度看板-{whole.month:%Y-%m}",
        list(whole.cells),
        columns,
        filters=filters,
        empty="这个月没有要报的单位和事项。",
        none_found="没有符合条件的单位和事项，可以清除筛选。",
    )


_FACTS = (
    ("rows", "已报（新增、更新行）"),
    ("unchanged", "无变化（行）"),
    ("first", "首次报送（条）"),
    ("late", "迟报（条，按放行月份）"),
    ("questioned", "疑问（行）"),
    ("awaiting", "待审核（批）"),
    ("unsubmitted", "未提交（批）"),
    ("overdue", "超期未交（行）"),
)


_CLOCKED = ("first", "late")


def _fact(key: str) -> Callable[[Cell], object]:
    """None, which is no nought, where the figure is not kept."""
    return lambda cell: getattr(cell.facts, key) if key not in _CLOCKED or cell.is_clocked else None


def _counts(cells: tuple[Cell, ...]) -> list[tuple[str, str, int]]:
    return [(key, words, sum(holds(cell) for cell in cells)) for key, (words, holds) in STATES.items()]


def _query(narrowed: Narrowed, state: str) -> str:
    return narrowed.address(zhuangtai=state)


def _columns(whole: Board, cells: list[Cell]) -> list[tuple[str, str]]:
    shown = {cell.item for cell in cells}
    return [(code, name) for code, name in whole.items if code in shown]


def _rows(whole: Board, cells: list[Cell]) -> list[ShownRow]:
    """The grid without the rows and columns in which nothing is left."""
    left = {(cell.unit, cell.item): _shown(cell, whole.month) for cell in cells}
    codes = [code for code, _ in _columns(whole, cells)]
    rows = (ShownRow(row.name, row.uscc, tuple(left.get((row.unit, code)) for code in codes)) for row in whole.rows)
    return [row for row in rows if any(row.cells)]


def _shown(cell: Cell, month: date) -> ShownCell:
    leads_to = address("watch_cell", cell.unit, cell.item, yue=f"{month:%Y-%m}")
    return ShownCell(cell, leads_to, cell.tags, f"{cell.uscc}|{cell.item}" if may_be_reminded(cell) else "")


def may_be_reminded(cell: Cell) -> bool:
    """What can be ticked, and what 全部 means: there is something to do, and nobody said so today."""
    return cell.is_behind and not (cell.reminded is not None and cell.reminded.is_today)


def not_posted(request: DeskRequest) -> HttpResponse | None:
    """A form that was opened as an address leads back to the board."""
    if request.method == "POST":
        return None
    return HttpResponse(status=303, headers={"Location": address("watch")})
