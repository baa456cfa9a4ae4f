"""Network addresses from which sign-ins fail, and letting one try again."""

from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from mingxin.access.actions import securing
from mingxin.access.models import FailedTries
from mingxin.access.queries.tries import closed_places, places
from mingxin.access.rules.lockout import HOUR
from mingxin.doors.desk import listing
from mingxin.doors.desk.answers import see_other, tell
from mingxin.doors.desk.guard import DeskRequest
from mingxin.doors.desk.pages.accounts.words import NO_ADDRESS
from mingxin.kernel.clock import now


@require_safe
def seen(request: DeskRequest) -> HttpResponseBase:
    at = now()
    shut = set(closed_places(at).values_list("pk", flat=True))
    return listing.show(
        request,
        listing.Listing(
            title="登录失败的地址",
            rows=places(at),
            order=("-in_the_hour", "-last_at", "id"),
            columns=[
                listing.Column("place", "网络地址", lambda p: p.place or NO_ADDRESS, kind="code"),
                listing.Column("failed", "一小时内失败次数", lambda p: p.in_the_hour, kind="number"),
                listing.Column("last", "最近一次", lambda p: p.last_at, kind="time"),
                listing.Column(
                    "until", "暂停到", lambda p: p.hour_since + HOUR if p.pk in shut else _open(p), kind="time"
                ),
                listing.Column(
                    "open", "办理", lambda p: ("解除暂停" if p.pk in shut else "清除记录") if p.place else "",
                    link=lambda p: reverse("desk:security_place", args=[p.pk]) if p.place else None,
                ),
            ],
            empty="一小时内没有登录失败。",
        ),
        template="desk/accounts/places.html",
        extra={"no_address": NO_ADDRESS if places(at).filter(place="").exists() else ""},
    )  # fmt: skip


def _open(row: FailedTries) -> str:
    return "没有暂停" if row.place else "不整个暂停"


@require_http_methods(["GET", "HEAD", "POST"])
def let_in(request: DeskRequest, number: int) -> HttpResponse:
    found = FailedTries.objects.filter(pk=number, login="").exclude(place="").first()
    if found is None:
        raise Http404
    back = reverse("desk:security_places")
    if request.method == "POST":
        securing.open_place(place=found.place, by=request.holder, at=now())
        tell(request, f"从网络地址 {found.place} 可以重新登录。")
        return see_other(back)
    words = {
        "title": f"重新允许登录：{found.place}",
        "question": f"一小时内从这个地址登录失败 {found.in_the_hour} 次。请先核实是谁的地址，是否有人在试口令。",
        "lines": ("这个地址上各账户的失败次数一并清零。", "登录失败的记录仍在操作日志中。"),
        "action": "重新允许登录",
        "back": back,
    }
    return render(request, "desk/confirm.html", words)
