"""交接: somebody's open work becomes a colleague's, after a look at what would go; and back."""

from typing import Any

from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from mingxin.access.models import Person
from mingxin.access.queries.holders import place_of, units_for
from mingxin.doors.desk import listing
from mingxin.doors.desk.answers import see_other, tell
from mingxin.doors.desk.guard import DeskRequest
from mingxin.doors.desk.pages.accounts.forms import HandoverForm
from mingxin.doors.desk.pages.accounts.sides import opened, side_of, told_in
from mingxin.doors.desk.pages.accounts.words import item_names
from mingxin.intake.actions import handover
from mingxin.intake.models import Handover
from mingxin.intake.queries.open_work import open_work, takers
from mingxin.kernel.clock import now, today


@require_http_methods(["GET", "HEAD", "POST"])
def hand_over(request: DeskRequest, number: int) -> HttpResponse:
    """The first POST shows what would go, the second does it."""
    found, side = opened(request, number), side_of(request)
    able = takers(found, found.unit, on=today())
    form = HandoverForm(request.POST if request.method == "POST" else None, takers=able)
    context: dict[str, Any] = {
        "found": found,
        "side": side,
        "names": item_names(),
        "work": open_work(found, found.unit),
        "has_takers": able.exists(),
        "form": form,
        "back": side.address("", number),
        "list": side.list_address(),
    }
    if request.method == "POST" and form.is_valid():
        taker = able.get(pk=form.cleaned_data["taker"])
        with told_in(form, handover_taker="taker", handover_reason="reason"):
            if "confirmed" in request.POST:
                return _done(request, found, taker, form.cleaned_data["reason"])
            going = handover.preview(giver=found, taker=taker, unit=found.unit, on=today())
            return render(request, "desk/accounts/handover_preview.html", context | {"preview": going, "taker": taker})
    return render(request, "desk/accounts/handover.html", context)


def _done(request: DeskRequest, giver: Any, taker: Person, reason: str) -> HttpResponse:
    made = handover.hand_over(
        giver=giver,
        taker=taker,
        unit=giver.unit,
        reason=reason,
        by=request.holder.actor(request.act, place=place_of(giver.unit)),
        at=now(),
    )
    words = f"已把{giver.name}的 {made.batches.count()} 批工作交给{taker.name}。"
    tell(request, words, undo=reverse("desk:handover_undo", args=[made.pk]))
    return see_other(side_of(request).address("", giver.pk))


@require_safe
def handovers(request: DeskRequest) -> HttpResponseBase:
    return listing.show(
        request,
        listing.Listing(
            title="交接记录",
            rows=Handover.objects.filter(unit__in=units_for(request.holder, request.act)),
            order=("-at", "-id"),
            columns=[
                listing.Column("at", "时间", lambda h: h.at, kind="time", link=_address),
                listing.Column("from", "交出人", lambda h: h.from_name),
                listing.Column("to", "接手人", lambda h: h.to_name),
                listing.Column("reason", "原因", lambda h: h.reason),
                listing.Column("by", "办理人", lambda h: h.actor_name),
                listing.Column("state", "状态", _state, kind="tag"),
            ],
            filters=[
                listing.Filter("jiaochu", "交出人", "text", lambda rows, text: rows.filter(from_name__contains=text)),
                listing.Filter("jieshou", "接手人", "text", lambda rows, text: rows.filter(to_name__contains=text)),
            ],
            empty="还没有办理过工作交接。办理交接请打开一位同事的页面。",
        ),
    )


@require_safe
def one(request: DeskRequest, number: int) -> HttpResponse:
    made = _opened(request, number)
    batches = made.batches.select_related("batch").order_by("batch__received_at", "batch_id")
    names = item_names()
    lines = [(handed.batch, names.get(handed.batch.item, "未选择")) for handed in batches]
    return render(request, "desk/accounts/handed.html", {"made": made, "lines": lines, "state": _state(made)})


@require_POST
def undo(request: DeskRequest, number: int) -> HttpResponse:
    made = _opened(request, number)
    place = place_of(made.unit)
    back = handover.take_back(made.pk, by=request.holder.actor(request.act, place=place), at=now())
    stayed = made.batches.count() - back
    words = f"已撤销交接，{back} 批工作退回{made.from_name}。"
    tell(request, words + (f"另有 {stayed} 批已再次移交，没有退回。" if stayed else ""))
    return see_other(reverse("desk:handover", args=[number]))


def _opened(request: DeskRequest, number: int) -> Handover:
    units = units_for(request.holder, request.act)
    found = Handover.objects.filter(pk=number, unit__in=units).select_related("unit").first()
    if found is None:
        raise Http404
    return found


def _address(made: Handover) -> str:
    return reverse("desk:handover", args=[made.pk])


def _state(made: Handover) -> listing.Tag:
    return listing.Tag("已撤销") if made.undone_at else listing.Tag("已交接", "ok")
