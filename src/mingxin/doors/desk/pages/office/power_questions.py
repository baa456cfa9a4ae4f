"""职权疑问: a unit sent an item for which no power is on file; the office says whether it has it."""

from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from mingxin.access.permits import Act, Holder
from mingxin.access.queries.holders import units_for
from mingxin.doors.desk import listing
from mingxin.doors.desk.answers import see_other, tell
from mingxin.doors.desk.forms import DeskForm
from mingxin.doors.desk.guard import DeskRequest
from mingxin.doors.desk.pages.accounts.sides import told_in
from mingxin.doors.desk.pages.accounts.words import item_names
from mingxin.doors.desk.pages.office.fields import day, said
from mingxin.doors.desk.pages.office.places import actor_for
from mingxin.intake.actions import power_questions as verbs
from mingxin.intake.models import PowerQuestion
from mingxin.kernel.clock import now, today


class GrantForm(DeskForm):
    held_from = day("职权自哪天起", help_text="单位实际取得职权的日期，不能晚于今天。")
    ground = said("依据", "云泽市权责清单（2026年版）第12项")


class RefuseForm(DeskForm):
    reason = said("理由", "该事项由市住房和城乡建设局行使，请转由该局报送")


def waiting(holder: Holder) -> int:
    return PowerQuestion.objects.filter(unit__in=units_for(holder, Act.KEEP_UNITS), answered_at=None).count()


@require_safe
def questions(request: DeskRequest) -> HttpResponseBase:
    names = item_names()
    states = {"open": {"answered_at__isnull": True}, "granted": {"is_granted": True}, "refused": {"is_granted": False}}
    rows = PowerQuestion.objects.filter(unit__in=units_for(request.holder, request.act))
    return listing.show(
        request,
        listing.Listing(
            title="职权疑问",
            rows=rows.select_related("unit", "batch"),
            order=("-asked_at", "-id"),
            columns=[
                listing.Column("unit", "单位", lambda q: q.unit.name, kind="link", link=lambda q: _address(q.pk)),
                listing.Column("item", "事项", lambda q: names.get(q.item, q.item)),
                listing.Column("state", "状态", _state, kind="tag"),
                listing.Column("asked_at", "提出时间", lambda q: q.asked_at, kind="time"),
                listing.Column("rows", "批次行数", lambda q: q.batch.reported, kind="number"),
                listing.Column("sender", "经办人", lambda q: q.batch.handler),
                listing.Column("ground", "依据或者理由", lambda q: q.ground),
                listing.Column("by", "答复人", lambda q: q.answered_by),
            ],
            filters=[
                listing.Filter(
                    "zhuangtai",
                    "状态",
                    "choice",
                    lambda found, state: found.filter(**states[state]),
                    choices=[("open", "待答复"), ("granted", "已确认"), ("refused", "没有职权")],
                ),
                listing.Filter("danwei", "单位", "text", lambda found, text: found.filter(unit__name__contains=text)),
            ],
            empty="没有职权疑问。单位报送没有登记职权的事项时，疑问出现在这里。",
        ),
        template="desk/office/power_questions.html",
    )


@require_http_methods(["GET", "HEAD", "POST"])
def question(request: DeskRequest, number: int) -> HttpResponse:
    found = (
        PowerQuestion.objects.select_related("unit", "batch")
        .filter(pk=number, unit__in=units_for(request.holder, request.act))
        .first()
    )
    if found is None:
        raise Http404
    name = item_names().get(found.item, found.item)
    answer = request.POST.get("answer", "")
    granting = GrantForm(request.POST if answer == "grant" else None, initial={"held_from": today()}, prefix="g")
    refusing = RefuseForm(request.POST if answer == "refuse" else None, prefix="r")
    by, at = actor_for(request, found.unit), now()
    if answer == "grant" and granting.is_valid():
        with told_in(granting, power_from_later="held_from"):
            count = verbs.grant(found.pk, **granting.cleaned_data, by=by, at=at)
            tell(request, f"已登记“{found.unit.name}”的“{name}”职权，{count} 个批次可以提交了。")
            return see_other(reverse("desk:power_questions"))
    if answer == "refuse" and refusing.is_valid():
        with told_in(refusing):
            count = verbs.refuse_power(found.pk, **refusing.cleaned_data, by=by, at=at)
            tell(request, f"已答复没有此项职权，理由已写在 {count} 个批次里。")
            return see_other(reverse("desk:power_questions"))
    others = PowerQuestion.objects.filter(unit=found.unit, item=found.item, answered_at=None).exclude(pk=found.pk)
    context = {
        "question": found,
        "item_name": name,
        "granting": granting,
        "refusing": refusing,
        "others": others.count(),
        "batch": reverse("desk:batch", args=[found.batch_id]),
        "unit": reverse("desk:unit", args=[found.unit_id]),
        "state": _state(found),
    }
    return render(request, "desk/office/power_question.html", context)


def _address(number: int) -> str:
    return reverse("desk:power_question", args=[number])


def _state(question: PowerQuestion) -> listing.Tag:
    if question.answered_at is None:
        return listing.Tag("待答复", "warn")
    return listing.Tag("已确认", "ok") if question.is_granted else listing.Tag("没有职权", "bad")
