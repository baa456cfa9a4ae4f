"""The units of the region: the list, and adding one."""

from collections.abc import Mapping
from datetime import date
from typing import Any, Final

from django import forms
from django.db.models import Count, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from mingxin.access.actions.units import add_unit
from mingxin.access.models import Person, Power, Unit
from mingxin.access.queries.holders import units_for
from mingxin.doors.desk import listing
from mingxin.doors.desk.answers import see_other, tell
from mingxin.doors.desk.forms import DeskForm
from mingxin.doors.desk.guard import DeskRequest
from mingxin.doors.desk.pages.accounts.sides import told_in
from mingxin.doors.desk.pages.accounts.words import item_names
from mingxin.doors.desk.pages.office.fields import UNCHOSEN, believable, choose, day, said
from mingxin.doors.desk.pages.office.places import region_choices
from mingxin.kernel import uscc as credit_code
from mingxin.kernel.clock import now, today

_ANOTHER: Final = "another"


class AddForm(DeskForm):
    uscc = forms.CharField(label="统一社会信用代码", help_text="18 位，与该单位登记证照一致。", max_length=18)
    name = forms.CharField(label="单位名称", help_text="全称，与登记证照一致。", max_length=200)
    region = forms.ChoiceField(label="所属区划")
    items = forms.MultipleChoiceField(
        label="报送职权", help_text="按权责清单勾选；以后可以在单位页面增减。", widget=forms.CheckboxSelectMultiple
    )
    held_from = day("职权自哪天起", validators=[believable])
    ground = said("依据", "云泽市权责清单（2026年版）")

    def __init__(self, *args: Any, regions: list[tuple[str, str]], items: Mapping[str, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choose(self, "region", regions if len(regions) == 1 else [UNCHOSEN, *regions])
        choose(self, "items", sorted(items.items(), key=lambda one: one[1]))

    def clean_uscc(self) -> str:
        """The code as it is kept; a unit that is there is changed on its own page, not by adding it."""
        verdict = credit_code.examine(self.cleaned_data["uscc"])
        if verdict.problem:
            hint = f"可能应为 {verdict.suggestion}。" if verdict.suggestion else ""
            raise forms.ValidationError(f"{verdict.detail}{hint}请与登记证照核对。")
        if Unit.objects.filter(uscc=verdict.code).exists():
            raise forms.ValidationError("这个代码已经登记了单位，请在单位列表中查找。")
        return verdict.code


@require_safe
def units(request: DeskRequest) -> HttpResponseBase:
    on, names = today(), item_names()
    return listing.show(
        request,
        listing.Listing(
            title="单位",
            rows=_counted(units_for(request.holder, request.act), on),
            order=("region_id", "name", "id"),
            columns=_columns(on),
            filters=_filters(request, names, on),
            empty="还没有登记单位。",
        ),
        template="desk/office/units.html",
    )


@require_http_methods(["GET", "HEAD", "POST"])
def add(request: DeskRequest) -> HttpResponse:
    form = AddForm(
        request.POST if request.method == "POST" else None,
        regions=region_choices(request.holder, request.act),
        items=item_names(),
        initial={"held_from": today()},
    )
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        if twins := _of_that_name(given["name"], request):
            return _ask_of_twins(request, form, twins)
        with told_in(form):
            added = add_unit(**given, by=request.holder.actor(request.act), at=now())
            unit = Unit.objects.get(uscc=added.uscc)
            tell(request, f"已登记“{added.name}”，职权 {len(added.powers)} 项。")
            return see_other(reverse("desk:unit", args=[unit.pk]))
    words = {
        "title": "登记单位",
        "question": "登记后，单位管理员可以为本单位人员建立账户；有职权的事项才能报送。",
        "action": "登记",
        "back": reverse("desk:units"),
    }
    return render(request, "desk/confirm.html", words | {"form": form})


def _of_that_name(name: str, request: DeskRequest) -> list[Unit]:
    """Units on file under that very name, unless the officer has said that it is another one."""
    if request.POST.get(_ANOTHER):
        return []
    return list(Unit.objects.filter(name=name).select_related("region").order_by("uscc"))


def _ask_of_twins(request: DeskRequest, form: AddForm, twins: list[Unit]) -> HttpResponse:
    """Two units of one name are rare (a district's and the city's); mostly it is the same one, entered twice."""
    sent = [(name, value) for name in form.fields for value in request.POST.getlist(name)]
    asked = {
        "title": "已有同名单位",
        "question": f"已经登记了名称为“{twins[0].name}”的单位。是同一个单位的，请不要重复登记；"
        "名称相同、代码不同的另一个单位，可以继续登记。",
        "lines": [f"{one.name}，{one.uscc}，{one.region.name}，{state_of(one, today()).words}" for one in twins],
        "action": "是另一个单位，继续登记",
        "hidden": [*sent, (_ANOTHER, "1")],
        "back": reverse("desk:unit", args=[twins[0].pk]) if _may_open(request, twins[0]) else reverse("desk:units"),
    }
    return render(request, "desk/confirm.html", asked)


def _may_open(request: DeskRequest, unit: Unit) -> bool:
    return units_for(request.holder, request.act).filter(pk=unit.pk).exists()


def _counted(units: QuerySet[Unit], on: date) -> Any:
    """With `powers_held` and `people`: today's, in the same query."""
    held = Power.objects.filter(Q(held_until__isnull=True) | Q(held_until__gt=on), held_from__lte=on)
    return units.select_related("region", "successor").annotate(
        powers_held=Coalesce(Subquery(_number(held)), 0),
        people=Coalesce(Subquery(_number(Person.objects.filter(is_active=True))), 0),
    )


def _number(rows: "QuerySet[Any, Any]") -> Any:
    return rows.filter(unit=OuterRef("pk")).order_by().values("unit").annotate(n=Count("pk")).values("n")


def state_of(unit: Unit, on: date) -> listing.Tag:
    if unit.valid_until is None:
        return listing.Tag("存续", "ok")
    if unit.valid_until <= on:
        return listing.Tag(f"{unit.valid_until} 终止", "bad")
    return listing.Tag(f"将于 {unit.valid_until} 终止", "warn")


def _columns(on: date) -> list[listing.Column]:
    return [
        listing.Column("name", "单位", lambda u: u.name, kind="link", link=lambda u: reverse("desk:unit", args=[u.pk])),
        listing.Column("uscc", "统一社会信用代码", lambda u: u.uscc, kind="code"),
        listing.Column("region", "区划", lambda u: u.region.name),
        listing.Column("state", "状态", lambda u: state_of(u, on), kind="tag"),
        listing.Column("powers", "现有职权", lambda u: u.powers_held, kind="number"),
        listing.Column("people", "账户", lambda u: u.people, kind="number"),
        listing.Column("successor", "承接单位", lambda u: u.successor.name if u.successor else ""),
    ]


def _filters(request: DeskRequest, names: Mapping[str, str], on: date) -> list[listing.Filter]:
    held = Q(powers__held_until__isnull=True) | Q(powers__held_until__gt=on)
    states = {
        "valid": Q(valid_until__isnull=True) | Q(valid_until__gt=on),
        "ended": Q(valid_until__lte=on),
        "bare": Q(people=0),
    }
    return [
        listing.Filter("mingcheng", "名称或代码", "text", _named),
        listing.Filter(
            "quhua",
            "区划",
            "choice",
            lambda rows, code: rows.filter(region=code),
            choices=region_choices(request.holder, request.act),
        ),
        listing.Filter(
            "zhiquan",
            "有职权的事项",
            "choice",
            lambda rows, item: rows.filter(held, powers__item=item, powers__held_from__lte=on).distinct(),
            choices=sorted(names.items(), key=lambda one: one[1]),
        ),
        listing.Filter(
            "zhuangtai",
            "状态",
            "choice",
            lambda rows, state: rows.filter(states[state]),
            choices=[("valid", "存续"), ("ended", "已终止"), ("bare", "还没有账户")],
        ),
    ]


def _named(rows: Any, text: str) -> Any:
    return rows.filter(Q(name__contains=text) | Q(uscc=text.upper()))
