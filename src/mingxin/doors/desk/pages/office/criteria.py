"""口径表: how each unit grades its penalties; what is in force, what was before, and the file to fill in."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, QuerySet
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from mingxin.access.models import Power, Unit
from mingxin.access.queries.holders import units_for
from mingxin.catalogue.queries import rulebook_in_force
from mingxin.catalogue.rules.severity import CriterionLine
from mingxin.doors.desk import listing
from mingxin.doors.desk.guard import DeskRequest
from mingxin.doors.desk.pages.accounts.words import item_names
from mingxin.doors.desk.pages.office.criteria_lines import as_file, default_file, shown_lines
from mingxin.doors.desk.pages.office.places import opened_unit
from mingxin.doors.desk.pages.office.sheets import table_bytes
from mingxin.doors.parts.handing import attached
from mingxin.intake.actions.criteria import criteria_of
from mingxin.intake.models import Criterion
from mingxin.kernel.clock import today
from mingxin.uses.sheets import CSV_TYPE


@dataclass(frozen=True)
class Table:
    """What a unit has of an item. `edition` 0: nothing, so the default of the law holds."""

    unit: Unit
    item: str
    item_name: str
    edition: int
    in_force_from: date | None
    lines: int
    confirmed_by: str

    @property
    def address(self) -> str:
        return reverse("desk:criteria_of", args=[self.unit.pk, self.item])


@require_safe
def tables(request: DeskRequest) -> HttpResponseBase:
    return listing.show(
        request,
        listing.Listing(
            title="口径表",
            rows=_tables(units_for(request.holder, request.act)),
            row_key=lambda t: f"{t.unit.pk}-{t.item}",
            columns=[
                listing.Column("unit", "单位", lambda t: t.unit.name, kind="link", link=lambda t: t.address),
                listing.Column("item", "事项", lambda t: t.item_name),
                listing.Column("state", "状态", _state, kind="tag"),
                listing.Column("edition", "版次", lambda t: t.edition or None, kind="number"),
                listing.Column("from", "施行日期", lambda t: t.in_force_from, kind="date"),
                listing.Column("lines", "行数", lambda t: t.lines or None, kind="number"),
                listing.Column("by", "确认人", lambda t: t.confirmed_by),
                listing.Column("region", "区划", lambda t: t.unit.region.name),
            ],
            filters=[
                listing.Filter("danwei", "单位", "text", lambda rows, text: [t for t in rows if text in t.unit.name]),
                listing.Filter(
                    "zhuangtai",
                    "状态",
                    "choice",
                    lambda rows, state: [t for t in rows if bool(t.edition) == (state == "own")],
                    choices=[("own", "有本单位口径"), ("none", "用通用规则")],
                ),
            ],
            empty="没有需要口径表的单位和事项。",
        ),
        template="desk/office/criteria.html",
    )


@require_safe
def table(request: DeskRequest, number: int, item: str) -> HttpResponse:
    unit = opened_unit(request, number)
    name, on = item_name(unit, item), today()
    editions = (
        Criterion.objects.filter(unit=unit, item=item)
        .order_by("-edition")
        .values("edition", "in_force_from", "confirmed_by", "confirmed_at")
        .annotate(lines=Count("pk"))
    )
    in_force = _edition_on(unit, item, on)
    context = {
        "unit": unit,
        "item_name": name,
        "lines": shown_lines(criteria_of(unit, item, on)),
        "editions": [
            {**one, "is_in_force": one["edition"] == in_force, "is_to_come": one["in_force_from"] > on}
            | {"file": reverse("desk:criteria_file", args=[unit.pk, item, one["edition"]])}
            for one in editions
        ],
        "at": {page: reverse(f"desk:criteria_{page}", args=[unit.pk, item]) for page in ("import", "template")},
    }
    return render(request, "desk/office/criteria_of.html", context)


@require_safe
def file(request: DeskRequest, number: int, item: str, edition: int) -> HttpResponse:
    unit = opened_unit(request, number)
    rows = Criterion.objects.filter(unit=unit, item=item, edition=edition).order_by("position")
    if not rows:
        raise Http404
    lines = (
        CriterionLine(
            tuple(part for part in row.category.split(";") if part),
            row.at_least_wan,
            row.below_wan,
            row.severity,
            row.is_public,
            row.ground,
        )
        for row in rows
    )
    name = f"{unit.name}-{item_name(unit, item)}口径表-第{edition}版.csv"
    return attached(table_bytes(as_file(lines)), name, CSV_TYPE)


@require_safe
def template(request: DeskRequest, number: int, item: str) -> HttpResponse:
    """The default of the measures, gravest first. What only the unit can say is left empty, and refused while it is."""
    unit = opened_unit(request, number)
    name = f"{unit.name}-{item_name(unit, item)}口径表-模板.csv"
    return attached(table_bytes(default_file()), name, CSV_TYPE)


def item_name(unit: Unit, item: str) -> str:
    """Of an item that is graded, and that the unit may report or has a table of."""
    if item not in graded_items() or not (
        Power.objects.filter(unit=unit, item=item).exists() or Criterion.objects.filter(unit=unit, item=item).exists()
    ):
        raise Http404
    return item_names()[item]


def graded_items() -> frozenset[str]:
    """The items whose records are public by severity."""
    book = rulebook_in_force()
    return frozenset(c for c, card in book.cards.items() if book.publicity.rules[card.publicity].method == "severity")


def _tables(units: QuerySet[Unit]) -> list[Table]:
    """Two queries, whatever the number of units."""
    on, items, names = today(), graded_items(), item_names()
    held = Power.objects.filter(unit__in=units, item__in=items, held_from__lte=on).exclude(held_until__lte=on)
    begun = (
        Criterion.objects.filter(unit__in=units, item__in=items, in_force_from__lte=on)
        .values_list("unit_id", "item", "edition", "in_force_from", "confirmed_by")
        .annotate(lines=Count("pk"))
        .order_by("in_force_from", "edition")
    )
    newest = {(unit, item): rest for unit, item, *rest in begun}
    none: list[Any] = [0, None, "", 0]
    found = []
    for power in held.select_related("unit__region").order_by("unit__region", "unit__name", "item"):
        edition, begin, by, lines = newest.get((power.unit_id, power.item), none)
        found.append(Table(power.unit, power.item, names[power.item], edition, begin, lines, by))
    return found


def _edition_on(unit: Unit, item: str, on: date) -> int:
    begun = Criterion.objects.filter(unit=unit, item=item, in_force_from__lte=on)
    return begun.order_by("-in_force_from", "-edition").values_list("edition", flat=True).first() or 0


def _state(one: Table) -> listing.Tag:
    return listing.Tag("本单位口径", "ok") if one.edition else listing.Tag("用通用规则")
