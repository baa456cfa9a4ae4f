"""权责清单: a file looked at line by line, entered whole, taken back whole."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, Final

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from mingxin.access.actions.powers import import_powers, undo_import
from mingxin.access.models import Power, PowerImport, PowerImportLine, Unit
from mingxin.access.permits import Act
from mingxin.access.queries.holders import units_for
from mingxin.access.queries.power_plans import PlannedLine, PowerLine, plan_of
from mingxin.doors.desk import listing
from mingxin.doors.desk.answers import see_other, tell
from mingxin.doors.desk.forms import DeskForm
from mingxin.doors.desk.guard import DeskRequest
from mingxin.doors.desk.pages.accounts.sides import told_in
from mingxin.doors.desk.pages.accounts.words import item_names
from mingxin.doors.desk.pages.office import carried, previews
from mingxin.doors.desk.pages.office.carried_plans import plain_plan, read_plan
from mingxin.doors.desk.pages.office.fields import table_file
from mingxin.doors.desk.pages.office.sheets import on_disk, table_bytes
from mingxin.doors.parts.handing import attached
from mingxin.intake.actions.powers_file import HEADERS, lines_of
from mingxin.intake.sifting.identity import clean_name
from mingxin.kernel.clock import now, today
from mingxin.kernel.refusal import Refusal
from mingxin.uses.sheets import CSV_TYPE
from mingxin.vault.actions import digest_of

KIND: Final = "powers"
_TAGS: Final = {
    "new": listing.Tag("新增", "ok"),
    "changed": listing.Tag("变更", "blue"),
    "ended": listing.Tag("终止", "warn"),
    "same": listing.Tag("不变"),
    "unknown_unit": listing.Tag("单位未登记", "bad"),
    "unknown_item": listing.Tag("事项不明", "bad"),
    "faulty": listing.Tag("有误", "bad"),
}
_FIRST: Final = ("unknown_unit", "unknown_item", "faulty", "ended", "changed", "new", "same")


class FileForm(DeskForm):
    file = table_file("权责清单", f"CSV 或 Excel，表头：{'、'.join(HEADERS)}。终止日期不填表示长期。")


@require_http_methods(["GET", "HEAD", "POST"])
def imports(request: DeskRequest) -> HttpResponseBase:
    """The imports that concern the region, and the way to a new one."""
    form = FileForm(request.POST, request.FILES) if request.method == "POST" else FileForm()
    if request.method == "POST" and form.is_valid():
        with told_in(form):
            return _preview(request, form.cleaned_data["file"])
    shown = listing.Listing(
        title="权责清单导入",
        rows=_imports(request).annotate(n=Count("lines")),
        order=("-at", "-id"),
        columns=[
            listing.Column("at", "导入时间", lambda i: i.at, kind="time"),
            listing.Column(
                "file",
                "文件",
                lambda i: i.file_name,
                kind="link",
                link=lambda i: reverse("desk:power_import", args=[i.pk]),
            ),
            listing.Column("lines", "涉及职权", lambda i: i.n, kind="number"),
            listing.Column("by", "导入人", lambda i: i.actor_name),
            listing.Column("state", "状态", _state, kind="tag"),
        ],
        filters=[listing.Filter("wenjian", "文件名", "text", lambda rows, text: rows.filter(file_name__contains=text))],
        empty="还没有导入过权责清单。",
    )
    if request.method == "POST":
        return render(request, "desk/office/powers_again.html", {"form": form}, status=400)
    return listing.show(request, shown, "desk/office/powers.html", {"form": form})


@require_safe
def template(request: DeskRequest) -> HttpResponse:
    """The list of the region as it is on file: to be changed and sent back."""
    units = units_for(request.holder, request.act)
    on, names = today(), item_names()
    held = Power.objects.filter(unit__in=units).exclude(held_until__lte=on).select_related("unit")
    lines = (
        (
            p.unit.uscc,
            p.unit.name,
            names.get(p.item, p.item),
            p.ground,
            p.held_from.isoformat(),
            p.held_until.isoformat() if p.held_until else "",
        )
        for p in held.order_by("unit__region", "unit__name", "item")
    )
    data = table_bytes(line for part in ([HEADERS], lines) for line in part)
    return attached(data, f"权责清单-{on:%Y%m%d}.csv", CSV_TYPE)


@require_POST
def apply(request: DeskRequest) -> HttpResponse:
    """Enter what was previewed, if it would still do the same, and still concerns the own region alone."""
    value = carried.opened(request, KIND)
    plan = read_plan(value["plan"])
    lines = [planned.line for planned in plan.lines]
    if _within(request, lines) != lines:
        raise Refusal("powers.region.changed", "清单中的单位已不在您负责的区域。", "请重新上传，核对后再导入。")
    made = import_powers(
        lines,
        file_name=value["name"],
        digest=value["digest"],
        by=request.holder.actor(request.act),
        at=now(),
        expected=plan,
    )
    counts = [f"{_TAGS[kind].words} {len(plan.of(kind))} 项" for kind in ("new", "changed", "ended") if plan.of(kind)]
    tell(request, f"已导入：{'，'.join(counts)}。", undo=reverse("desk:power_import_undo", args=[made.pk]))
    return see_other(reverse("desk:power_import", args=[made.pk]))


@require_safe
def one(request: DeskRequest, number: int) -> HttpResponseBase:
    found, names = _opened(request, number), item_names()
    lines = found.lines.select_related("power__unit").order_by("row", "id")
    shown = listing.Listing(
        title="导入的职权",
        rows=lines,
        order=("row", "id"),
        columns=[
            listing.Column("row", "清单行", lambda line: line.row, kind="number"),
            listing.Column("unit", "单位", lambda line: line.power.unit.name if line.power else ""),
            listing.Column("item", "事项", lambda line: names.get(line.power.item, "") if line.power else "已撤销"),
            listing.Column("kind", "办理", lambda line: "新增" if line.is_new else "变更"),
            listing.Column("from", "自", lambda line: line.power.held_from if line.power else None, kind="date"),
            listing.Column("until", "至", lambda line: line.power.held_until if line.power else None, kind="date"),
            listing.Column("ground", "依据", lambda line: line.power.ground if line.power else line.before_ground),
        ],
        empty="这次导入没有涉及职权。",
    )
    return listing.show(request, shown, "desk/office/power_import.html", {"found": found, "state": _state(found)})


@require_POST
def undo(request: DeskRequest, number: int) -> HttpResponse:
    found = _opened(request, number)
    undo_import(found.pk, by=request.holder.actor(request.act), at=now())
    tell(request, "已撤销这次导入，职权恢复为导入以前的样子。")
    return see_other(reverse("desk:power_imports"))


def _preview(request: DeskRequest, file: Any) -> HttpResponse:
    with on_disk(file.read()) as path:
        lines, digest = lines_of(path), digest_of(path)
    plan = plan_of(_within(request, lines), today=today())
    name = clean_name(file.name or "权责清单")
    value = {"plan": plain_plan(plan), "name": name, "digest": digest}
    counted = [f"{_TAGS[kind].words} {len(plan.of(kind))} 行" for kind in _FIRST if plan.of(kind)]
    order = sorted(plan.lines, key=lambda p: (_FIRST.index(p.kind), p.line.row))
    names = item_names()
    units = dict(Unit.objects.filter(uscc__in={line.uscc for line in lines}).values_list("uscc", "name"))
    warning = ""
    if plan.faults:
        warning = f"有 {len(plan.faults)} 行有问题。整份清单没有问题才能导入，请修改后重新上传。"
    elif not plan.effective:
        warning = "清单内容与现有登记完全一致，不需要导入。"
    return previews.show(
        request,
        previews.Preview(
            title="权责清单导入预览",
            back=reverse("desk:power_imports"),
            back_words="权责清单导入",
            summary=(f"{name}，共 {len(plan.lines)} 行：{'，'.join(counted)}。",),
            headers=("行", "办理", "单位", "事项", "说明", "依据"),
            lines=[_line(planned, names, units) for planned in order],
            carried=carried.seal(request, KIND, value),
            action="" if warning else f"导入 {len(plan.effective)} 项职权",
            address=reverse("desk:power_import_apply"),
            warning=warning,
        ),
    )


def _line(planned: PlannedLine, names: Mapping[str, str], units: Mapping[str, str]) -> tuple[object, ...]:
    line = planned.line
    unit = line.unit_name or units.get(line.uscc, line.uscc)
    item = names.get(line.item, line.said_item)
    return (line.row, _TAGS[planned.kind], unit, item, planned.sentence, line.ground)


def _within(request: DeskRequest, lines: Sequence[PowerLine]) -> list[PowerLine]:
    """A unit of another region is a fault of its line."""
    own = set(units_for(request.holder, request.act).values_list("uscc", flat=True))
    there = set(Unit.objects.filter(uscc__in={line.uscc for line in lines}).values_list("uscc", flat=True))
    foreign = there - own
    fault = "这个单位不在您负责的区域，请由它所在区域的信用办导入。"
    return [replace(line, fault=fault) if line.uscc in foreign else line for line in lines]


def _imports(request: DeskRequest) -> QuerySet[PowerImport]:
    """Those that touched nothing outside the region; of what was undone, those by the same person."""
    own = units_for(request.holder, Act.KEEP_UNITS)
    lines = PowerImportLine.objects.filter(power_import=OuterRef("pk"), power__isnull=False)
    inside, outside = Exists(lines.filter(power__unit__in=own)), Exists(lines.exclude(power__unit__in=own))
    return PowerImport.objects.filter(Q(inside) | Q(actor_login=request.holder.login)).exclude(outside)


def _opened(request: DeskRequest, number: int) -> PowerImport:
    found = _imports(request).filter(pk=number).first()
    if found is None:
        raise Http404
    return found


def _state(made: PowerImport) -> listing.Tag:
    return listing.Tag(f"已撤销（{made.undone_by}）") if made.undone_at else listing.Tag("已导入", "ok")
