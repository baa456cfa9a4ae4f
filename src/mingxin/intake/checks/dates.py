"""Dates: read in all their spellings, compared with today, with each other and with the rule."""

from collections.abc import Iterable
from datetime import date
from typing import Final

import polars as pl

from mingxin.intake.checks.check import Check, Context, always, has_role, has_setting
from mingxin.intake.checks.judged import Judged, Remark
from mingxin.kernel.dates import DateProblem, add_months, add_years, means_no_end, parse_date
from mingxin.rulebook.cards import FieldType, Role

# What spreadsheets and databases make of an empty date, by the day they count from.
_ZERO_DAYS: Final = ("1899-12-30", "1899-12-31", "1900-01-00", "1900-01-01")
_ENDLESS: Final = "2090-01-01"  # a claimed end after this day means 长期


def judge_dates(column: pl.Series, no_end: date | None = None) -> Judged:
    """`no_end` is the day that a word for "without end" stands for, where the column may hold one."""
    judged = Judged()
    for value in column.unique().drop_nulls():
        if no_end is not None and means_no_end(value):
            judged.set(value, no_end.isoformat())
            judged.remarks.append(Remark(value, "date.no_end", normal=no_end.isoformat()))
            continue
        written = value.replace("/", "-").split(" ")[0]
        try:
            normal = parse_date(value).isoformat()
        except DateProblem as problem:
            code = "date.zero" if written in _ZERO_DAYS or written == "1900-1-0" else problem.code
            judged.set(value, None)
            judged.remarks.append(Remark(value, code.replace("date.empty", "date.unreadable"), problem.detail))
            continue
        if normal in _ZERO_DAYS:
            judged.set(value, None)
            judged.remarks.append(Remark(value, "date.zero"))
            continue
        judged.set(value, normal)
        if value.strip().split(".")[0].isdigit() and len(value.strip().split(".")[0]) == 5:
            judged.remarks.append(Remark(value, "date.serial", normal=normal))
    return judged


def _remarked(ctx: Context) -> Iterable[pl.DataFrame]:
    for card in ctx.kept_fields():
        if card.type is FieldType.DATE:
            yield from ctx.remarked(card)


def _future(ctx: Context) -> Iterable[pl.DataFrame]:
    today = ctx.around.received_on.isoformat()
    for setting in ctx.settings("decided_not_future"):
        code = str(setting["field"])
        if ctx.has(code):
            rows = ctx.rows(ctx.card.field(code), pl.col(code) > today, day=pl.col(code))
            yield ctx.found("date.future", rows, ctx.card.field(code), today=today)


def _too_early(ctx: Context) -> Iterable[pl.DataFrame]:
    for setting in ctx.settings("decided_after"):
        code, earliest = str(setting["field"]), str(setting["day"])
        if not ctx.has(code):
            continue
        card, day = ctx.card.field(code), pl.col(code)
        yield ctx.found("date.too_early", ctx.rows(card, day < earliest, day=day), card, earliest=earliest)
        years = ctx.card.believable.get("years_back_at_most")
        if years:
            oldest = add_years(ctx.around.received_on, -years).isoformat()
            rows = ctx.rows(card, (day >= earliest) & (day < oldest), day=day)
            yield ctx.found("date.long_ago", rows, card, years=str(years))


def _order(ctx: Context) -> Iterable[pl.DataFrame]:
    for setting in ctx.settings("date_order"):
        first, last = str(setting["first"]), str(setting["last"])
        if not ctx.has(first, last):
            continue
        card, other = ctx.card.field(last), ctx.card.field(first)
        rows = ctx.rows(card, pl.col(last) < pl.col(first), day=pl.col(last), other_day=pl.col(first))
        yield ctx.found("date.order", rows, card, other=other.name)


def _never_used(ctx: Context) -> Iterable[pl.DataFrame]:
    """A claimed end beyond what the rule can give. It is compared and never used."""
    decided = ctx.by_role(Role.DECIDED_ON)
    months = ctx.around.longest_term_months
    for setting in ctx.settings("claimed_end"):
        code = str(setting["field"])
        if not ctx.has(code):
            continue
        beyond = pl.col(code) >= _ENDLESS
        if decided is not None and months is not None:
            ends = {
                day: add_months(date.fromisoformat(day), months).isoformat()
                for day in ctx.cells[decided.code].unique().drop_nulls()
                if day < _ENDLESS  # another finding tells of it, and no term can be counted from it
            }
            latest = pl.col(decided.code).replace_strict(ends, default=None, return_dtype=pl.String)
            beyond = beyond | (pl.col(code) > latest)
        card = ctx.card.field(code)
        yield ctx.found("term.never_used", ctx.rows(card, beyond, day=pl.col(code)), card)


def _late(ctx: Context) -> Iterable[pl.DataFrame]:
    card, calendar, workdays = ctx.by_role(Role.DECIDED_ON), ctx.around.calendar, ctx.card.deadline_workdays
    if card is None or calendar is None or workdays is None:
        return
    received_on = ctx.around.received_on
    earliest = max((str(one["day"]) for one in ctx.settings("decided_after") if one["field"] == card.code), default="")
    verdicts = []
    for day in ctx.cells[card.code].unique().drop_nulls():
        decided_on = date.fromisoformat(day)
        if day < earliest or decided_on >= received_on:  # from no day of decision no deadline can be counted
            continue
        due = calendar.add_workdays(decided_on, workdays).on
        if due < received_on:
            verdicts.append((day, due.isoformat(), str(calendar.workdays_between(due, received_on))))
    if not verdicts:
        return
    schema = {"day": pl.String, "due": pl.String, "late": pl.String}
    due_days = pl.DataFrame(verdicts, schema=schema, orient="row")
    rows = ctx.rows(card, pl.col(card.code).is_not_null(), day=pl.col(card.code))
    late = rows.join(due_days, on="day", maintain_order="left")
    yield ctx.found("deadline.late", late, card, workdays=str(workdays))


DATE_CHECKS: Final = (
    Check(("date.unreadable", "date.no_such_day", "date.zero", "date.serial", "date.no_end"), always, _remarked),
    Check(("date.future",), has_setting("decided_not_future"), _future),
    Check(("date.too_early", "date.long_ago"), has_setting("decided_after"), _too_early),
    Check(("date.order",), has_setting("date_order"), _order),
    Check(("term.never_used",), has_setting("claimed_end"), _never_used),
    Check(("deadline.late",), has_role(Role.DECIDED_ON), _late),
)
