"""Loading calendar days, and announcing outages. An edition is added whole or not at all and changes none before."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Protocol

import chinese_calendar
from django.db import transaction
from django.db.models import Max

from mingxin.kernel.clock import CHINA
from mingxin.kernel.refusal import Refusal
from mingxin.kernel.resident_id import cut
from mingxin.rulebook.book import digest_of, plain_holidays, spell
from mingxin.rulebook.calendar_file import read_year
from mingxin.rulebook.loader import packaged_rulebook
from mingxin.rulebook.models import CalendarDay, CalendarEdition, Outage

SEED_NAME = "历年通知至2026"
SEED_SOURCE = "国务院办公厅关于部分节假日安排的历年通知（2004年至2026年）"
SEED_YEARS = (2004, 2026)
OUTAGE_DAYS_AT_MOST = 31  # a longer span is more likely a slip of the hand; a real one is announced in parts


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
    edition, source = cut(edition.strip())[0], cut(source.strip())[0]
    if not edition or not source:
        raise Refusal("calendar.unsourced", "导入日历须写明版本名称和所依据的放假通知。", "请补充后重新导入。")
    if CalendarEdition.objects.filter(name=edition).exists():
        raise Refusal(
            "calendar.edition_taken", f"日历版本“{edition}”已经有了，已载入的版本不再改动。", "请换一个版本名称。"
        )
    try:
        data = file.read_bytes()
    except OSError:
        raise Refusal("calendar.file", f"读不到文件 {file.name}。", "请核对文件路径。") from None
    fixed = frozenset(packaged_rulebook().holidays.fixed)
    year = read_year(data, fixed)
    return _add(name=edition, source=source, days=year.days, notes=year.notes, by=by, at=at)


@transaction.atomic
def announce_outage(
    *, first_on: date, last_on: date, ground: str, late_reason: str = "", by: Loader, at: datetime
) -> Outage:
    """The platform is, or was, down on these days, both included. Raises Refusal("outage.…").

    `late_reason` says why days that have already begun are announced only now.
    """
    ground, late_reason = cut(ground.strip())[0][:500], cut(late_reason.strip())[0][:500]
    _require_span(first_on, last_on)
    if not ground:
        raise Refusal("outage.no_ground", "没有写明停机公告的内容和发布处。", "请填写公告的标题、日期或者网址。")
    if first_on <= at.astimezone(CHINA).date() and not late_reason:
        raise Refusal(
            "outage.no_reason", f"{first_on} 已经开始或者过去，补登停机须写明原因。", "请写明当时为什么没有事先公告。"
        )
    list(CalendarEdition.objects.select_for_update().order_by("number"))  # two announcements at once: one waits
    met = Outage.objects.filter(revoked_at__isnull=True, first_on__lte=last_on, last_on__gte=first_on).first()
    if met is not None:
        raise Refusal(
            "outage.overlaps",
            f"{met.first_on} 至 {met.last_on} 的停机已经公告过，日期有重叠。",
            "请只登记没有公告过的日期。",
        )
    return Outage.objects.create(
        first_on=first_on,
        last_on=last_on,
        ground=ground,
        late_reason=late_reason,
        announced_at=at,
        announced_by=by.login,
    )


@transaction.atomic
def revoke_outage(*, outage: int, reason: str, by: Loader, at: datetime) -> Outage:
    """The outage did not take place: from now on its days count. Deadlines that were given stay as they are."""
    reason = cut(reason.strip())[0][:500]
    if not reason:
        raise Refusal("outage.no_reason", "没有写明撤销停机公告的原因。", "请填写原因后再撤销。")
    row = Outage.objects.select_for_update().filter(pk=outage).first()
    if row is None:
        raise Refusal("outage.unknown", "没有这条停机公告。", "请返回列表核对。")
    if row.revoked_at is not None:
        raise Refusal("outage.revoked", "这条停机公告已经撤销，不必再撤销。", "请刷新页面查看最新状态。")
    row.revoked_at, row.revoked_by, row.revoked_reason = at, by.login, reason
    row.save(update_fields=["revoked_at", "revoked_by", "revoked_reason"])
    return row


def _require_span(first_on: date, last_on: date) -> None:
    if last_on < first_on:
        raise Refusal("outage.span", "停机的最后一日早于第一日。", "请核对两个日期。")
    if (last_on - first_on).days >= OUTAGE_DAYS_AT_MOST:
        raise Refusal(
            "outage.too_long",
            f"一次停机最多登记 {OUTAGE_DAYS_AT_MOST} 天，现在填的是 {(last_on - first_on).days + 1} 天。",
            "请核对日期；确实更长的，请按公告分段登记。",
        )


def calendar_digest(provisional: str, days: Mapping[date, bool]) -> str:
    """Over the days of an edition and the holidays that hold beyond them."""
    return digest_of(spell([provisional, *(f"{day} {int(worked)}" for day, worked in sorted(days.items()))]))


def _add(
    *, name: str, source: str, days: Mapping[date, bool], notes: Mapping[date, str], by: Loader, at: datetime
) -> CalendarEdition:
    provisional = spell(plain_holidays(packaged_rulebook().holidays))
    highest = CalendarEdition.objects.aggregate(highest=Max("number"))["highest"] or 0
    edition = CalendarEdition.objects.create(
        number=highest + 1,
        name=name,
        source=source,
        first_year=min(days).year,
        last_year=max(days).year,
        digest=calendar_digest(provisional, days),
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
