"""One unit: what it is, what it may report, who works there, what it sent in the last months."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from mingxin.access.models import ActsFor, Person, Post, Power, StaffRole, Unit
from mingxin.doors.desk.guard import DeskRequest
from mingxin.doors.desk.listing import Tag
from mingxin.doors.desk.pages.accounts.words import item_names
from mingxin.doors.desk.pages.office.places import opened_unit
from mingxin.doors.desk.pages.office.unit_history import changes_of
from mingxin.doors.desk.pages.office.units import state_of
from mingxin.intake.actions.reviewing import review_is_on
from mingxin.intake.models import Batch, BatchState, ZeroReport
from mingxin.kernel.clock import CHINA, now, today
from mingxin.kernel.dates import add_months

MONTHS: Final = 6


@dataclass(frozen=True)
class ShownPower:
    power: Power
    item_name: str
    state: Tag
    review: Tag | None
    switch: str  # where the review is switched; "" where it is not
    can_end: bool


@dataclass(frozen=True)
class MonthRow:
    """What the unit brought of an item, month by month; None: neither rows nor 本期无."""

    item_name: str
    cells: tuple[str, ...]


@require_safe
def unit(request: DeskRequest, number: int) -> HttpResponse:
    found, on = opened_unit(request, number), today()
    names = item_names()
    months = [add_months(on.replace(day=1), -step) for step in reversed(range(MONTHS))]
    agents = ActsFor.objects.filter(principal=found).select_related("unit").order_by("unit__name")
    context = {
        "unit": found,
        "state": state_of(found, on),
        "powers": _powers(found, names, on),
        "principals": ActsFor.objects.filter(unit=found).select_related("principal").order_by("principal__name"),
        "agents": agents,
        "people": _people(found, on),
        "months": months,
        "reports": _reports(found, names, months),
        "batches": reverse("desk:batches"),
        "changes": changes_of(found),
        "is_living": found.valid_until is None or found.valid_until > on,
        "at": {page: reverse(f"desk:unit_{page}", args=[found.pk]) for page in _PAGES},
    }
    return render(request, "desk/office/unit.html", context)


_PAGES = ("rename", "move", "end", "act_for", "give_power")


def _powers(found: Unit, names: Mapping[str, str], on: date) -> list[ShownPower]:
    """Those held today first, then by item."""
    shown, is_living = [], found.valid_until is None or found.valid_until > on
    for power in Power.objects.filter(unit=found).order_by("item", "-held_from"):
        is_held = power.held_from <= on and (power.held_until is None or power.held_until > on)
        review = None
        if is_held:
            review = Tag("审核", "blue") if review_is_on(found.pk, power.item, at=now()) else Tag("不审核")
        shown.append(
            ShownPower(
                power=power,
                item_name=names.get(power.item, power.item),
                state=_span(power, on),
                review=review,
                switch=reverse("desk:unit_review", args=[found.pk, power.item]) if is_held and is_living else "",
                can_end=power.held_until is None or power.held_until > on,
            )
        )
    return sorted(shown, key=lambda one: (one.review is None, one.item_name))


def _span(power: Power, on: date) -> Tag:
    if power.held_from > on:
        return Tag("尚未开始", "warn")
    if power.held_until is not None and power.held_until <= on:
        return Tag("已终止", "bad")
    return Tag("有效", "ok")


def _people(found: Unit, on: date) -> list[tuple[str, int]]:
    """Active accounts, and how many of them hold each post today."""
    active = Person.objects.filter(unit=found, is_active=True)
    posts = Post.objects.filter(unit=found, person__is_active=True, from_on__lte=on).exclude(until_on__lte=on)
    held: dict[str, set[int]] = {}
    for role, person in posts.values_list("role", "person_id"):
        held.setdefault(role, set()).add(person)
    roles = (StaffRole.UNIT_ADMINISTRATOR, StaffRole.STEWARD, StaffRole.CHECKER)
    return [("账户", active.count()), *((str(role.label), len(held.get(role, ()))) for role in roles)]


def _reports(found: Unit, names: Mapping[str, str], months: list[date]) -> list[MonthRow]:
    """Rows that came into the archive, by the month in which they were sent; two queries."""
    begin = datetime(months[0].year, months[0].month, 1, tzinfo=CHINA)
    sent: dict[tuple[str, date], int] = {}
    batches = Batch.objects.filter(unit=found, received_at__gte=begin, state=BatchState.ADMITTED)
    for item, at, *counts in batches.values_list("item", "received_at", "admitted", "updated", "unchanged"):
        key = (item, at.astimezone(CHINA).date().replace(day=1))
        sent[key] = sent.get(key, 0) + sum(counts)
    zeros = ZeroReport.objects.filter(unit=found, month__gte=months[0], revoked_at__isnull=True)
    none = set(zeros.values_list("item", "month"))
    items = {item for item, _ in [*sent, *none]} | set(
        Power.objects.filter(unit=found).exclude(held_until__lte=months[0]).values_list("item", flat=True)
    )
    return [
        MonthRow(names.get(item, item), tuple(_cell(sent.get((item, m)), (item, m) in none) for m in months))
        for item in sorted(items, key=lambda code: names.get(code, code))
    ]


def _cell(rows: int | None, is_none: bool) -> str:
    if rows is not None:
        return f"{rows:,} 行"
    return "本期无" if is_none else "—"
