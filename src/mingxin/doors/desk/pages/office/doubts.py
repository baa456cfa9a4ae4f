"""反复出现的说明: a unit explained the same kind of oddity again; an officer looks at it."""

from collections.abc import Mapping
from typing import Final

from django.http import Http404, HttpResponse, HttpResponseBase
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from mingxin.access.permits import Act, Holder
from mingxin.access.queries.holders import place_of, units_for
from mingxin.doors.desk import listing
from mingxin.doors.desk.answers import see_other, tell
from mingxin.doors.desk.asked import number_in
from mingxin.doors.desk.guard import DeskRequest
from mingxin.doors.desk.pages.accounts.words import item_names
from mingxin.doors.desk.pages.office.places import actor_for
from mingxin.intake.actions.doubting import note_doubt, put_doubt_back
from mingxin.intake.models import Doubt
from mingxin.intake.queries.doubts import repeated_doubts
from mingxin.kernel.clock import now

KINDS: Final = {
    "empty": "没有数据行",
    "half": "比上月少一半以上",
    "one_kind": "都是同一种",
    "rows": "行数过多",
    "amount": "金额过大",
    "old": "年代久远",
}


def waiting(holder: Holder) -> int:
    return repeated_doubts(units_for(holder, Act.LINK)).count()


@require_http_methods(["GET", "HEAD", "POST"])
def doubts(request: DeskRequest) -> HttpResponseBase:
    return listing.show(
        request,
        listing.Listing(
            title="反复出现的说明",
            rows=repeated_doubts(units_for(request.holder, request.act)),
            order=("answered_at", "id"),
            columns=_columns(item_names()),
            filters=[
                listing.Filter(
                    "danwei", "单位", "text", lambda rows, text: rows.filter(batch__unit__name__contains=text)
                ),
                listing.Filter(
                    "qingkuang",
                    "情况",
                    "choice",
                    lambda rows, kind: rows.filter(kind=kind),
                    choices=list(KINDS.items()),
                ),
            ],
            empty="没有需要了解的说明。",
            bulk=(listing.BulkAct("seen", "标为已阅", Act.LINK, _preview, _note),),
        ),
        template="desk/office/doubts.html",
    )


@require_POST
def undo(request: DeskRequest, ids: str) -> HttpResponse:
    numbers = {number for one in ids.split("-") if (number := number_in(one)) is not None}
    found = list(Doubt.objects.filter(pk__in=numbers).select_related("batch__unit"))
    if not found or any(not request.holder.may(request.act, place=place_of(one.batch.unit)) for one in found):
        raise Http404
    for one in found:
        put_doubt_back(one.pk, by=actor_for(request, one.batch.unit), at=now())
    tell(request, f"{len(found)} 条说明重新标为未阅。")
    return see_other(reverse("desk:doubts"))


def _columns(names: Mapping[str, str]) -> list[listing.Column]:
    return [
        listing.Column("unit", "单位", lambda d: d.batch.unit.name),
        listing.Column("item", "事项", lambda d: names.get(d.batch.item, d.batch.item)),
        listing.Column(
            "kind",
            "情况",
            lambda d: KINDS.get(d.kind, d.kind),
            kind="link",
            link=lambda d: reverse("desk:batch", args=[d.batch_id]),
        ),
        listing.Column("sentence", "平台的提问", lambda d: d.sentence),
        listing.Column("reason", "单位的说明", lambda d: d.reason),
        listing.Column("repeats", "此前次数", lambda d: d.repeats, kind="number"),
        listing.Column("by", "说明人", lambda d: d.answered_by),
        listing.Column("at", "说明时间", lambda d: d.answered_at, kind="time"),
    ]


def _preview(request: DeskRequest, rows: list[Doubt]) -> list[listing.Line]:
    return [listing.Line(f"{d.batch.unit.name}：{KINDS.get(d.kind, d.kind)}。{d.reason}") for d in rows]


def _note(request: DeskRequest, rows: list[Doubt]) -> listing.Done:
    for one in rows:
        note_doubt(one.pk, by=actor_for(request, one.batch.unit), at=now())
    ids = "-".join(str(one.pk) for one in rows)
    return listing.Done(f"{len(rows)} 条说明已阅。", undo=reverse("desk:doubts_undo", args=[ids]))
