"""Loading calendar days. An edition is added whole or not at all, and changes none before it."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Protocol

import chinese_calendar
from django.db import transaction
from django.db.models import Max

from mingxin.kernel.refusal import Refusal
from mingxin.rulebook.book import digest_of, plain_holidays, spell
from mingxin.rulebook.calendar_file import read_year
from mingxin.rulebook.loader import load_rulebook
from mingxin.rulebook.models import CalendarDay, CalendarEdition

SEED_NAME = "历年通知至2026"
SEED_SOURCE = "国务院办公厅关于部分节假日安排的历年通知（2004年至2026年）"
SEED_YEARS = (2004, 2026)


class Loader(Protocol):
    """Whoever loads: the ledger's Actor is one (the ledger stands above this package)."""

    @property
    def login(self) -> str: ...


@transaction.atomic
def seed_calendar(*, by: Loader, at: datetime) -> CalendarEdition:
    """Load the years that come with the product, once; a second call changes nothing."""
    seeded = CalendarEdition.objects.filter(name=SEED_NAME).first()
    if seeded is not None:
        return seeded
    first, last = date(SEED_YEARS[0], 1, 1), date(SEED_YEARS[1], 12, 31)
    whole = [first + timedelta(days=step) for step in range((last - first).days + 1)]
    days = {day: chinese_calendar.is_workday(day) for day in whole}
    return _add(name=SEED_NAME, source=SEED_SOURCE, days=days, notes={}, by=by, at=at)


@transaction.atomic
def import_calendar_year(*, file: Path, edition: str, source: str, by: Loader, at: datetime) -> CalendarEdition:
    """Load one year from a CSV file as a new edition called `edition`; `source` is the notice it comes from.

    Raises Refusal("calendar.…") and loads nothing where the file, the name or the source will not do.
    """
    if not edition.strip() or not source.strip():
        raise Refusal("calendar.unsourced", "导入日历须写明版本名称和所依据的放假通知。", "请补充后重新导入。")
    if CalendarEdition.objects.filter(name=edition).exists():
        raise Refusal(
            "calendar.edition_taken", f"日历版本“{edition}”已经有了，已载入的版本不再改动。", "请换一个版本名称。"
        )
    try:
        data = file.read_bytes()
    except OSError:
        raise Refusal("calendar.file", f"读不到文件 {file.name}。", "请核对文件路径。") from None
    fixed = frozenset(load_rulebook().holidays.fixed)
    year = read_year(data, fixed)
    return _add(name=edition, source=source, days=year.days, notes=year.notes, by=by, at=at)


def _add(
    *, name: str, source: str, days: Mapping[date, bool], notes: Mapping[date, str], by: Loader, at: datetime
) -> CalendarEdition:
    provisional = spell(plain_holidays(load_rulebook().holidays))
    spelled = spell([provisional, *(f"{day} {int(worked)}" for day, worked in sorted(days.items()))])
    highest = CalendarEdition.objects.aggregate(highest=Max("number"))["highest"] or 0
    edition = CalendarEdition.objects.create(
        number=highest + 1,
        name=name,
        source=source,
        first_year=min(days).year,
        last_year=max(days).year,
        digest=digest_of(spelled),
        provisional=provisional,
        loaded_at=at,
        loaded_by=by.login,
    )
    CalendarDay.objects.bulk_create(
        [
            CalendarDay(day=day, edition=edition, is_workday=worked, note=notes.get(day, ""))
            for day, worked in sorted(days.items())
        ],
        batch_size=2000,
    )
    return edition
