"""The editions of the catalogue, and what each changed."""

from collections.abc import Iterator

from django.db.models import Count
from django.http import Http404, HttpResponseBase
from django.urls import reverse
from django.views.decorators.http import require_safe

from mingxin.catalogue.models import CatalogueDraft, DraftState, Edition
from mingxin.catalogue.queries import PUT, rulebook_of_edition
from mingxin.catalogue.rules.difference import NOTHING, Difference, differences
from mingxin.doors.desk import listing
from mingxin.doors.desk.guard import DeskRequest
from mingxin.ledger.queries import names_of


@require_safe
def editions(request: DeskRequest) -> HttpResponseBase:
    newest = Edition.objects.order_by("-number").values_list("number", flat=True).first()
    drafts = dict(CatalogueDraft.objects.filter(edition__isnull=False).values_list("edition_id", "name"))
    loaders = names_of(PUT)
    open_drafts = CatalogueDraft.objects.filter(state__in=(DraftState.OPEN, DraftState.SCHEDULED)).count()
    return listing.show(
        request,
        listing.Listing(
            title="信用信息目录",
            rows=Edition.objects.defer("content").annotate(n=Count("items")),
            order=("-number",),
            columns=[
                listing.Column(
                    "number",
                    "版次",
                    lambda e: f"第 {e.number} 版",
                    kind="link",
                    link=lambda e: reverse("desk:edition", args=[e.number]),
                ),
                listing.Column("state", "状态", lambda e: _state(e, newest), kind="tag"),
                listing.Column("in_force_on", "施行日期", lambda e: e.in_force_on, kind="date"),
                listing.Column("items", "事项", lambda e: e.n, kind="number"),
                listing.Column("draft", "由来", lambda e: drafts.get(e.number, "随程序载入")),
                listing.Column("by", "载入人", lambda e: loaders.get(e.loaded_by, e.loaded_by)),
                listing.Column("at", "载入时间", lambda e: e.loaded_at, kind="time"),
            ],
            filters=[
                listing.Filter("zi", "施行日期自", "day", lambda rows, day: rows.filter(in_force_on__gte=day)),
            ],
            empty="目录还没有启用。",
        ),
        template="desk/office/editions.html",
        extra={"open_drafts": open_drafts},
    )


@require_safe
def edition(request: DeskRequest, number: int) -> HttpResponseBase:
    """What this edition changed against the one before; of the first, its items."""
    found = Edition.objects.defer("content").filter(pk=number).first()
    if found is None:
        raise Http404
    before = Edition.objects.filter(pk__lt=number).order_by("-number").values_list("number", flat=True).first()
    shown = listing.Listing(
        title=f"第{number}版的改动",
        rows=list(_changes(number, before)),
        row_key=lambda d: d.item,
        columns=DIFFERENCE_COLUMNS,
        filters=[
            listing.Filter("shixiang", "事项", "text", lambda rows, text: [d for d in rows if text in d.item_name])
        ],
        empty="与上一版没有差别。",
    )
    return listing.show(
        request,
        shown,
        "desk/office/edition.html",
        {"edition": found, "before": before, "loaded_by": names_of(PUT).get(found.loaded_by, found.loaded_by)},
    )


DIFFERENCE_COLUMNS = (
    listing.Column("item", "事项", lambda d: d.item_name),
    listing.Column("field", "改动", lambda d: d.field),
    listing.Column("before", "原来", lambda d: d.before),
    listing.Column("after", "现在", lambda d: d.after),
)


def _changes(number: int, before: int | None) -> Iterator[Difference]:
    book = rulebook_of_edition(number)
    earlier = rulebook_of_edition(before).cards if before is not None else {}
    for code, card in sorted(book.cards.items()):
        if earlier.get(code) != card:
            yield from differences(earlier.get(code), card, book)
    for code, card in sorted(earlier.items()):
        if code not in book.cards:
            yield Difference(code, card.name, "删去事项", card.name, NOTHING)


def _state(found: Edition, newest: int | None) -> listing.Tag:
    return listing.Tag("现行", "ok") if found.number == newest else listing.Tag("已被替换")
