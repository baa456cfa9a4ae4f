"""Reading the calendar: the editions of working days, and the announced outages that deadlines pass over."""

import json
from dataclasses import replace
from datetime import date, datetime, timedelta
from functools import lru_cache

from mingxin.kernel.refusal import Refusal
from mingxin.kernel.workdays import Calendar
from mingxin.rulebook.faults import Faults
from mingxin.rulebook.models import CalendarDay, CalendarEdition, Outage
from mingxin.rulebook.rule_reading import read_holidays

Spans = tuple[tuple[date, date], ...]


def calendar(*, edition: int | None = None) -> Calendar:
    """The newest calendar with the announced outages, whose days are no working days; or one `edition` as loaded.

    Days beyond the last unbroken known year count weekdays and statutory holidays, and deadlines there are provisional.
    The calendar's own `edition` names both: "3" or, with outages, "3+2026-11-05/2026-11-06".
    Raises Refusal("calendar.none") before the first edition, Refusal("calendar.unknown_edition") for a wrong number.
    """
    editions = CalendarEdition.objects.order_by("number").values_list("number", "digest")
    known = tuple(editions if edition is None else editions.filter(number__lte=edition))
    if not known:
        raise Refusal("calendar.none", "工作日历还没有载入。", "请先运行 mingxin init。")
    if edition is not None and known[-1][0] != edition:
        raise Refusal("calendar.unknown_edition", f"没有第 {edition} 版工作日历。", "请核对版本号。")
    return _calendar(known, () if edition is not None else _closed())


def calendars_over_time() -> list[tuple[datetime, Calendar]]:
    """Every calendar that held, each from the moment on which an edition, an outage or its revocation brought it."""
    editions = list(CalendarEdition.objects.order_by("number").values_list("loaded_at", "number", "digest"))
    outages = list(Outage.objects.values_list("announced_at", "revoked_at", "first_on", "last_on"))
    moments = {at for at, *_ in editions} | {at for row in outages for at in row[:2] if at is not None}
    held = []
    for moment in sorted(moments):
        known = tuple((number, digest) for at, number, digest in editions if at <= moment)
        closed = sorted(
            (first, last) for begun, over, first, last in outages if begun <= moment and (over is None or over > moment)
        )
        if known:
            held.append((moment, _calendar(known, tuple(closed))))
    return held


def _closed() -> Spans:
    held = Outage.objects.filter(revoked_at__isnull=True).order_by("first_on", "last_on")
    return tuple(held.values_list("first_on", "last_on"))


@lru_cache(maxsize=16)
def _calendar(known: tuple[tuple[int, str], ...], closed: Spans) -> Calendar:
    """The edition without the days on which the platform was announced to be down: deadlines only ever lengthen."""
    worked = _worked(known)
    if not closed:
        return worked
    down = {first + timedelta(days=step) for first, last in closed for step in range((last - first).days + 1)}
    spelled = ",".join(f"{first}/{last}" for first, last in closed)
    return replace(worked, days={**worked.days, **dict.fromkeys(down, False)}, edition=f"{worked.edition}+{spelled}")


@lru_cache(maxsize=8)
def _worked(known: tuple[tuple[int, str], ...]) -> Calendar:
    """Editions never change, so numbers with their digests may be remembered."""
    newest = CalendarEdition.objects.get(number=known[-1][0])
    numbers = [number for number, _ in known]
    rows = CalendarDay.objects.filter(edition__in=numbers).order_by("edition_id", "day")
    days: dict[date, bool] = dict(rows.values_list("day", "is_workday"))  # a later edition speaks over an earlier one
    years = {day.year for day in days}
    last = min(years)
    while last + 1 in years:
        last += 1
    holidays = read_holidays(json.loads(newest.provisional), Faults(file=newest.name))
    provisional = {day: False for day in holidays.dated if day.year not in years}
    return Calendar(
        days={**days, **provisional},
        known_through=date(last, 12, 31),
        edition=str(newest.number),
        fixed_holidays=frozenset(holidays.fixed),
    )
