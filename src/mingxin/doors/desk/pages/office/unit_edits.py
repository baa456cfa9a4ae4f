"""What changes in a unit: each on a form of its own, with its ground."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.db.models import Q, QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from mingxin.access.actions import powers as power_verbs
from mingxin.access.actions import unit_changes
from mingxin.access.models import ActsFor, Power, Unit
from mingxin.access.permits import Act
from mingxin.access.queries.holders import units_for
from mingxin.doors.desk.answers import see_other, tell
from mingxin.doors.desk.forms import DeskForm
from mingxin.doors.desk.guard import DeskRequest
from mingxin.doors.desk.pages.accounts.sides import told_in
from mingxin.doors.desk.pages.accounts.words import item_names
from mingxin.doors.desk.pages.office.fields import UNCHOSEN, believable, choose, day, said
from mingxin.doors.desk.pages.office.places import actor_for, opened_unit, region_choices, unit_choices
from mingxin.kernel.clock import now, today
from mingxin.kernel.refusal import Refusal

_GROUND = "云机编〔2026〕5号《关于机构改革的通知》"
_NO_HEIR = ("", "没有承接单位")


class RenameForm(DeskForm):
    name = forms.CharField(label="新的名称", max_length=200)
    ground = said("依据", _GROUND)


class MoveForm(DeskForm):
    region = forms.ChoiceField(label="调整到")
    ground = said("依据", _GROUND)


class EndForm(DeskForm):
    on = day(
        "自哪天起终止",
        help_text="这一天起不能再报送。要撤销原来登记的终止，请清空。",
        required=False,
        validators=[believable],
    )
    successor = forms.ChoiceField(label="承接单位", required=False)
    ground = said("依据", _GROUND)


class PrincipalForm(DeskForm):
    principal = forms.ChoiceField(label="代哪个单位报送")
    ground = said("依据", "委托报送协议（2026年3月）")


class GroundForm(DeskForm):
    ground = said("依据", _GROUND)


class GivePowerForm(DeskForm):
    item = forms.ChoiceField(label="事项")
    held_from = day("自哪天起", validators=[believable])
    ground = said("依据", "云泽市权责清单（2026年版）第12项")


class EndPowerForm(DeskForm):
    on = day("自哪天起不再有此职权", help_text="这一天起不能再报送；以前报送的信息不受影响。", validators=[believable])
    ground = said("依据", _GROUND)


@require_http_methods(["GET", "HEAD", "POST"])
def rename(request: DeskRequest, number: int) -> HttpResponse:
    unit = _living(opened_unit(request, number), "更名")
    form = RenameForm(_posted(request), initial={"name": unit.name})

    def done(given: dict[str, Any]) -> str:
        changed = unit_changes.rename_unit(unit.uscc, **given, by=actor_for(request, unit), at=now())
        return f"已更名为“{changed.name}”。"

    lines = (
        "以前报送的内容不改动，其中写的仍是原来的名称；网站和工作台的“报送单位”一栏改为新的名称。",
        "更名以前作出的决定，仍按原来的名称报送和更正。",
    )
    return _edit(request, unit, form, done, title="更改单位名称", lines=lines, action="更名")


@require_http_methods(["GET", "HEAD", "POST"])
def move(request: DeskRequest, number: int) -> HttpResponse:
    unit = opened_unit(request, number)
    form = MoveForm(_posted(request))
    others = [one for one in region_choices(request.holder, request.act) if one[0] != unit.region_id]
    choose(form, "region", [UNCHOSEN, *others])

    def done(given: dict[str, Any]) -> str:
        changed = unit_changes.move_unit(unit.uscc, **given, by=actor_for(request, unit), at=now())
        return f"已调整到“{changed.region.name}”。"

    lines = (f"现在属于：{unit.region.name}。", "调整后由新区划的信用办负责该单位；以前的信息仍属原区划。")
    return _edit(request, unit, form, done, title="调整区划", lines=lines, action="调整")


@require_http_methods(["GET", "HEAD", "POST"])
def end(request: DeskRequest, number: int) -> HttpResponse:
    unit = opened_unit(request, number)
    form = EndForm(
        _posted(request), initial={"on": unit.valid_until, "successor": unit.successor.uscc if unit.successor else ""}
    )
    choose(form, "successor", [_NO_HEIR, *_others(unit)])

    def done(given: dict[str, Any]) -> str:
        if unit.valid_until is None and given["on"] is None and not given["successor"]:
            return f"没有填写终止日期，“{unit.name}”继续存续，什么也没有改动。"
        changed = unit_changes.end_unit(unit.uscc, **given, by=actor_for(request, unit), at=now())
        if changed.valid_until is None:
            return f"已撤销终止，“{changed.name}”继续存续。"
        return f"已登记：{changed.name}自 {changed.valid_until} 起终止。"

    lines = ("终止后不能再报送，平台会提示由承接单位报送。", "已经报送的信息不受影响，由承接单位办理更正、撤回。")
    return _edit(request, unit, form, done, title="登记终止和承接单位", lines=lines, action="登记", danger=True)


@require_http_methods(["GET", "HEAD", "POST"])
def act_for(request: DeskRequest, number: int) -> HttpResponse:
    unit = _living(opened_unit(request, number), "代其他单位报送")
    form = PrincipalForm(_posted(request))
    # Whom an agent reports for is as much a gift of power as a power: it is the office's own units alone to give.
    own = _still(units_for(request.holder, Act.KEEP_UNITS).exclude(pk=unit.pk))
    choose(form, "principal", [UNCHOSEN, *unit_choices(own)])

    def done(given: dict[str, Any]) -> str:
        is_new = unit_changes.let_act_for(unit.uscc, **given, by=actor_for(request, unit), at=now())
        return "已登记代报关系。" if is_new else "这项代报关系已经登记过。"

    lines = (
        "登记后，该单位可以报送所代单位作出的决定。",
        "两个单位都须在您负责的区域；县（市、区）单位代市级单位报送的，请市信用办登记。",
    )
    return _edit(request, unit, form, done, title="登记代报关系", lines=lines, action="登记")


@require_http_methods(["GET", "HEAD", "POST"])
def stop_acting_for(request: DeskRequest, number: int, link: int) -> HttpResponse:
    unit = opened_unit(request, number)
    found = ActsFor.objects.filter(pk=link, unit=unit).select_related("principal").first()
    if found is None:
        raise Http404

    def done(given: dict[str, Any]) -> str:
        principal = found.principal.uscc
        by = actor_for(request, unit)
        unit_changes.stop_acting_for(unit.uscc, principal=principal, **given, by=by, at=now())
        return f"不再代“{found.principal.name}”报送。"

    lines = (f"今后不能再报送“{found.principal.name}”作出的决定。", "以前代报的信息不受影响。")
    form = GroundForm(_posted(request))
    return _edit(request, unit, form, done, title="停止代报", lines=lines, action="停止代报", danger=True)


@require_http_methods(["GET", "HEAD", "POST"])
def give_power(request: DeskRequest, number: int) -> HttpResponse:
    unit, names = _living(opened_unit(request, number), "登记新的职权"), item_names()
    form = GivePowerForm(_posted(request), initial={"held_from": today()})
    choose(form, "item", [UNCHOSEN, *sorted(names.items(), key=lambda one: one[1])])

    def done(given: dict[str, Any]) -> str:
        is_new = power_verbs.give_power(unit=unit, **given, by=actor_for(request, unit), at=now())
        name, since = names[given["item"]], given["held_from"]
        return f"已登记职权：{name}，自 {since} 起。" if is_new else f"{unit.name}在 {since} 已有“{name}”的职权。"

    lines = ("许多单位一起登记时，请用“权责清单导入”。",)
    return _edit(request, unit, form, done, title="登记一项职权", lines=lines, action="登记")


@require_http_methods(["GET", "HEAD", "POST"])
def end_power(request: DeskRequest, number: int, power: int) -> HttpResponse:
    unit = opened_unit(request, number)
    found = Power.objects.filter(pk=power, unit=unit).first()
    if found is None:
        raise Http404
    name = item_names().get(found.item, found.item)

    def done(given: dict[str, Any]) -> str:
        ended = power_verbs.end_power(power, **given, by=actor_for(request, unit), at=now())
        return f"已登记：自 {ended.held_until} 起不再有“{name}”的职权。"

    lines = (f"事项：{name}，自 {found.held_from} 起。", f"依据：{found.ground}")
    form = EndPowerForm(_posted(request), initial={"on": today()})
    return _edit(request, unit, form, done, title="登记职权终止", lines=lines, action="登记终止", danger=True)


def _edit(
    request: DeskRequest,
    unit: Unit,
    form: DeskForm,
    done: Callable[[dict[str, Any]], str],
    *,
    title: str,
    lines: tuple[str, ...],
    action: str,
    danger: bool = False,
) -> HttpResponse:
    """Show the form, or do what it says and go back to the unit; a refusal stands in the form."""
    back = reverse("desk:unit", args=[unit.pk])
    if request.method == "POST" and form.is_valid():
        with told_in(form):
            tell(request, done(form.cleaned_data))
            return see_other(back)
    words = {"title": title, "question": f"{unit.name}（{unit.uscc}）", "lines": lines, "action": action}
    return render(request, "desk/confirm.html", words | {"danger": danger, "back": back, "form": form})


def _living(unit: Unit, what: str) -> Unit:
    """An ended unit keeps what it had; whatever is new belongs to the one that took over."""
    if unit.valid_until is not None and unit.valid_until <= today():
        heir = f"请到承接单位“{unit.successor.name}”的页面办理。" if unit.successor else "请核对是否应由其他单位办理。"
        raise Refusal(
            "unit.ended",
            f"“{unit.name}”已于 {unit.valid_until} 终止，不能再{what}。",
            f"{heir}终止登记有误的，请先在“终止和承接”中撤销。",
        )
    return unit


def _posted(request: DeskRequest) -> Any:
    return request.POST if request.method == "POST" else None


def _others(unit: Unit) -> list[tuple[str, str]]:
    """Every other unit that still exists, in any region: an heir may be the city's."""
    return unit_choices(_still(Unit.objects.exclude(pk=unit.pk)))


def _still(units: QuerySet[Unit]) -> QuerySet[Unit]:
    return units.filter(Q(valid_until__isnull=True) | Q(valid_until__gt=today())).order_by("name")
