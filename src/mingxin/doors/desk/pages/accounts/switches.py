"""审核开关: for which items a checker must release what the unit sends."""

from dataclasses import dataclass, replace

from django.db.models import Q
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from mingxin.access.models import Power, Unit
from mingxin.access.permits import Act
from mingxin.access.queries.holders import place_of, units_for
from mingxin.doors.desk import listing
from mingxin.doors.desk.answers import see_other, tell
from mingxin.doors.desk.guard import DeskRequest
from mingxin.doors.desk.pages.accounts.forms import ReviewForm
from mingxin.doors.desk.pages.accounts.sides import told_in
from mingxin.doors.desk.pages.accounts.words import item_names
from mingxin.intake.actions.reviewing import require_may_switch_off, review_is_on, set_review, switched
from mingxin.intake.models import ReviewRule
from mingxin.kernel.clock import CHINA, now, today
from mingxin.kernel.refusal import Refusal
from mingxin.ledger.actor import Actor


@dataclass(frozen=True)
class Switch:
    unit: Unit
    item: str
    name: str
    is_on: bool
    ground: str
    is_barred: bool = False  # who asks reports this himself: it is not his to switch off

    @property
    def address(self) -> str:
        """Where it is switched; "" for whom it is not to switch."""
        return "" if self.is_barred else reverse("desk:review_switch", args=[self.unit.pk, self.item])


@require_safe
def switches(request: DeskRequest) -> HttpResponseBase:
    found = _switches(request)
    return listing.show(
        request,
        listing.Listing(
            title="审核开关",
            rows=found,
            row_key=lambda s: f"{s.unit.pk}-{s.item}",
            columns=[
                listing.Column("name", "事项", lambda s: s.name, kind="link", link=lambda s: s.address),
                *(
                    [listing.Column("unit", "单位", lambda s: s.unit.name)]
                    if len({s.unit.pk for s in found}) > 1
                    else []
                ),
                listing.Column("state", "审核", lambda s: _tag(s.is_on), kind="tag"),
                listing.Column("ground", "由来", lambda s: s.ground),
            ],
            empty="本单位还没有登记报送职权。职权由信用办登记。",
        ),
        template="desk/accounts/switches.html",
    )


@require_http_methods(["GET", "HEAD", "POST"])
def switch(request: DeskRequest, number: int, item: str) -> HttpResponse:
    """For the unit's administrator; for the credit office too, from the page of the unit."""
    found = next((s for s in _switches(request, number) if s.item == item), None)
    if found is None:
        raise Http404
    back = reverse("desk:unit", args=[number]) if request.act is Act.KEEP_UNITS else reverse("desk:review_switches")
    if found.is_on:
        require_may_switch_off(found.unit, item, by=_actor(request, found.unit), on=today())
    becomes = not found.is_on
    form = ReviewForm(request.POST if request.method == "POST" else None, initial={"is_on": "yes" if becomes else "no"})
    if request.method == "POST" and form.is_valid():
        with told_in(form, review_reason="reason"):
            is_on = form.cleaned_data["is_on"]
            set_review(
                unit_id=number,
                item=item,
                is_on=is_on,
                reason=form.cleaned_data["reason"],
                by=_actor(request, found.unit),
                at=now(),
            )
            tell(request, f"{found.name}的审核已{'打开' if is_on else '关闭，明天起生效，已告知信用办'}。")
            return see_other(back)
    off = (
        "明天起收到的批次，经办人提交后直接入库，不再经审核人放行。",
        "在此以前收到的批次仍由审核人放行。",
        "随即告知信用办和本单位的审核人。",
    )
    on = ("经办人提交后，由审核人核对差异、作保密审查，再放行入库。", "没有审核人的，请先安排审核人岗位。")
    words = {
        "title": f"{'打开' if becomes else '关闭'}审核：{found.name}",
        "question": f"{found.unit.name}，现在是“{'开' if found.is_on else '关'}”（{found.ground}）。",
        "lines": on if becomes else off,
        "action": "打开审核" if becomes else "关闭审核",
        "danger": not becomes,
        "back": back,
    }
    return render(request, "desk/confirm.html", words | {"form": form})


def _actor(request: DeskRequest, unit: Unit) -> Actor:
    return request.holder.actor(request.act, place=place_of(unit))


def _switches(request: DeskRequest, unit: int | None = None) -> list[Switch]:
    """Of every item that the unit, or each of one's units, has the power to report today."""
    names, on = item_names(), today()
    own = units_for(request.holder, request.act)
    units = {one.pk: one for one in (own if unit is None else own.filter(pk=unit))}
    held = Power.objects.filter(Q(held_until__isnull=True) | Q(held_until__gt=on), unit__in=units, held_from__lte=on)
    pairs = sorted(set(held.values_list("unit_id", "item")), key=lambda pair: (pair[0], names.get(pair[1], pair[1])))
    rules = {}
    for rule in ReviewRule.objects.filter(unit__in=units).order_by("set_at", "id"):
        rules[rule.unit_id, rule.item] = rule
    found = [_switch(units[where], item, names.get(item, item), rules.get((where, item))) for where, item in pairs]
    return [replace(one, is_barred=one.is_on and _is_barred(request, one)) for one in found]


def _is_barred(request: DeskRequest, one: Switch) -> bool:
    try:
        require_may_switch_off(one.unit, one.item, by=_actor(request, one.unit), on=today())
    except Refusal:
        return True
    return False


def _switch(unit: Unit, item: str, name: str, rule: ReviewRule | None) -> Switch:
    is_on = review_is_on(unit.pk, item, at=now())
    if rule is None:
        return Switch(unit, item, name, is_on, "默认：失信类信息须审核" if is_on else "默认：不经审核")
    day = rule.set_at.astimezone(CHINA).date()
    later = "" if is_on == rule.is_on else f"，{switched(rule).counts_from} 起关闭"
    return Switch(unit, item, name, is_on, f"{rule.set_by}于 {day} 设定{later}：{rule.reason}")


def _tag(is_on: bool) -> listing.Tag:
    return listing.Tag("开", "ok") if is_on else listing.Tag("关")
