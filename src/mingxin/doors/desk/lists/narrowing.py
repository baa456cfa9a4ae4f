"""Filters that stay in the address."""

from dataclasses import dataclass
from datetime import date
from urllib.parse import urlencode

from django.http import QueryDict

from mingxin.doors.desk.asked import OUT_OF_REACH, day_in, month_in
from mingxin.doors.desk.lists.parts import Filter, Listing, Rows
from mingxin.kernel.dates import DateProblem
from mingxin.kernel.resident_id import cut

TEXT_LONGEST = 100


@dataclass(frozen=True)
class Asked:
    """A filter as the page shows it again: what was written, and what is wrong with it."""

    filter: Filter
    written: str
    problem: str


@dataclass(frozen=True)
class Narrowed:
    rows: Rows
    asked: tuple[Asked, ...]

    @property
    def is_asked(self) -> bool:
        """Something was asked, be it only what no filter understands."""
        return any(one.written for one in self.asked)

    @property
    def is_narrowed(self) -> bool:
        return any(one.written and not one.problem for one in self.asked)

    @property
    def kept(self) -> dict[str, str]:
        """The filters in force, by parameter."""
        return {one.filter.name: one.written for one in self.asked if one.written and not one.problem}

    def address(self, **more: str) -> str:
        """The same list in an address, with more parameters."""
        return f"?{urlencode(self.kept | more)}"


def narrow(listing: Listing, query: QueryDict) -> Narrowed:
    """Apply what was asked. A value that cannot be understood is told and narrows nothing."""
    rows, asked = listing.rows, []
    for one in listing.filters:
        written = cut(query.get(one.name, "").replace("\x00", "").strip())[0][:TEXT_LONGEST]
        value, problem = _read(one, written) if written else (None, "")
        if value is not None:
            rows = one.apply(rows, value)
        asked.append(Asked(one, written, problem))
    return Narrowed(rows, tuple(asked))


def _read(one: Filter, written: str) -> tuple[str | date | None, str]:
    if one.kind == "text":
        return written, ""
    if one.kind == "choice":
        return (written, "") if written in {value for value, _ in one.choices} else (None, "没有这个选项。")
    try:
        return (month_in if one.kind == "month" else day_in)(written), ""
    except DateProblem as problem:
        is_misspelt = one.kind == "month" and problem.code != OUT_OF_REACH
        return None, "请写成 2026-11 的样子。" if is_misspelt else problem.detail
