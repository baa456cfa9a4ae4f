"""停机公告: announced with what it moves, and revoked with a reason."""

from typing import Any

from django import forms
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from mingxin.doors.desk import listing
from mingxin.doors.desk.answers import see_other, tell
from mingxin.doors.desk.forms import DeskForm
from mingxin.doors.desk.guard import DeskRequest
from mingxin.doors.desk.pages.accounts.sides import told_in
from mingxin.doors.desk.pages.office.fields import day, said
from mingxin.intake.actions.outages import announce_outage, revoke_outage, would_move
from mingxin.kernel.clock import now
from mingxin.ledger.queries import names_of
from mingxin.rulebook.models import Outage


class AnnounceForm(DeskForm):
    first_on = day("停机第一日")
    last_on = day("停机最后一日", help_text="含当天。一次最多 31 天。")
    ground = said("公告", "信用平台系统升级停机公告（2026年11月20日，信用中国（云泽）网站发布）", longest=500)
    late_reason = forms.CharField(
        label="补登的原因",
        help_text="第一日已经开始或者过去的，须写明为什么没有事先公告。",
        max_length=500,
        required=False,
    )


class RevokeForm(DeskForm):
    reason = said("撤销的原因", "升级改期，当天没有停机", longest=500)


@require_safe
def outages(request: DeskRequest) -> HttpResponseBase:
    names = names_of("rulebook.announce_outage")
    return listing.show(
        request,
        listing.Listing(
            title="停机公告",
            rows=Outage.objects.all(),
            order=("-first_on", "-id"),
            columns=[
                listing.Column("first", "第一日", lambda o: o.first_on, kind="date"),
                listing.Column("last", "最后一日", lambda o: o.last_on, kind="date"),
                listing.Column("state", "状态", _state, kind="tag"),
                listing.Column("ground", "公告", lambda o: o.ground),
                listing.Column("late", "补登的原因", lambda o: o.late_reason),
                listing.Column("at", "登记时间", lambda o: o.announced_at, kind="time"),
                listing.Column("by", "登记人", lambda o: names.get(o.announced_by, o.announced_by)),
                listing.Column("revoked", "撤销的原因", lambda o: o.revoked_reason),
                listing.Column(
                    "revoke",
                    "办理",
                    lambda o: "" if o.revoked_at else "撤销",
                    kind="link",
                    link=lambda o: None if o.revoked_at else reverse("desk:outage_revoke", args=[o.pk]),
                ),
            ],
            filters=[
                listing.Filter(
                    "zhuangtai",
                    "状态",
                    "choice",
                    lambda rows, state: rows.filter(revoked_at__isnull=state == "standing"),
                    choices=[("standing", "有效"), ("revoked", "已撤销")],
                ),
                listing.Filter("zi", "自", "day", lambda rows, day: rows.filter(last_on__gte=day)),
            ],
            empty="没有停机公告。",
        ),
        template="desk/office/outages.html",
    )


@require_http_methods(["GET", "HEAD", "POST"])
def announce(request: DeskRequest) -> HttpResponse:
    """The first POST says what would move, the second announces."""
    form = AnnounceForm(request.POST if request.method == "POST" else None)
    moved = ""
    if request.method == "POST" and form.is_valid():
        given: dict[str, Any] = form.cleaned_data | {"by": request.holder.actor(request.act), "at": now()}
        with told_in(form, outage_no_reason="late_reason", outage_span="last_on", outage_too_long="last_on"):
            if "confirmed" in request.POST:
                done = announce_outage(**given)
                tell(request, f"已登记停机公告，{_moved_words(done.moved, done.batches)}。")
                return see_other(reverse("desk:outages"))
            moved = _moved_words(*would_move(**given))
    context = {"form": form, "moved": moved, "given": form.cleaned_data if moved else {}}
    return render(request, "desk/office/announce.html", context, status=400 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def revoke(request: DeskRequest, number: int) -> HttpResponse:
    found = Outage.objects.filter(pk=number).first()
    if found is None:
        raise Http404
    form = RevokeForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        with told_in(form):
            revoke_outage(outage=number, **form.cleaned_data, by=request.holder.actor(request.act), at=now())
            tell(request, "已撤销停机公告。以后的期限重新计入这些日子。")
            return see_other(reverse("desk:outages"))
    words = {
        "title": "撤销停机公告",
        "question": f"{found.first_on} 至 {found.last_on}：{found.ground}",
        "lines": ("以后计算的期限，这些日子照常计入。", "已经给出的期限不缩短，报送单位不受不利影响。"),
        "action": "撤销公告",
        "danger": True,
        "back": reverse("desk:outages"),
    }
    return render(request, "desk/confirm.html", words | {"form": form})


def _moved_words(records: int, batches: int) -> str:
    return f"已报送的信息 {records:,} 条、还没有办完的批次 {batches:,} 批，已经给出的期限顺延"


def _state(outage: Outage) -> listing.Tag:
    return listing.Tag("已撤销") if outage.revoked_at else listing.Tag("有效", "ok")
