"""A 口径表 taken in: looked at beside the one in force, then entered as a new edition."""

from datetime import date
from typing import Final

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from mingxin.access.models import Unit
from mingxin.doors.desk.answers import see_other, tell
from mingxin.doors.desk.forms import DeskForm
from mingxin.doors.desk.guard import DeskRequest
from mingxin.doors.desk.listing import Tag
from mingxin.doors.desk.pages.accounts.sides import told_in
from mingxin.doors.desk.pages.office import carried, previews
from mingxin.doors.desk.pages.office.criteria import item_name
from mingxin.doors.desk.pages.office.criteria_lines import ShownLine, shown_lines
from mingxin.doors.desk.pages.office.fields import day, table_file
from mingxin.doors.desk.pages.office.places import actor_for, opened_unit
from mingxin.doors.desk.pages.office.sheets import on_disk, text_of
from mingxin.intake.actions.criteria import HEADERS, criteria_of, import_criteria, newest_edition, read_criteria
from mingxin.kernel.clock import now, today

KIND: Final = "criteria"


class FileForm(DeskForm):
    file = table_file("口径表", f"CSV 或 Excel，表头：{'、'.join(HEADERS)}。")
    in_force_from = day("自哪天起施行", help_text="这一天起作出检查的批次按新口径；已经公示的信息不变。")


@require_http_methods(["GET", "HEAD", "POST"])
def bring(request: DeskRequest, number: int, item: str) -> HttpResponse:
    unit = opened_unit(request, number)
    name = item_name(unit, item)
    form = (
        FileForm(request.POST, request.FILES)
        if request.method == "POST"
        else FileForm(initial={"in_force_from": today()})
    )
    if request.method == "POST" and form.is_valid():
        with told_in(form):
            text = text_of(form.cleaned_data["file"])
            return _preview(request, unit, item, name, text, form.cleaned_data["in_force_from"])
    context = {
        "title": "导入口径表",
        "crumbs": [("口径表", reverse("desk:criteria")), (f"{unit.name} · {name}", _back(unit, item))],
        "form": form,
        "action": "预览",
        "help": (
            "从上到下逐行比对，先符合的一行生效，所以重的写在前面。",
            "类别有几个词的，用分号隔开，须全部符合；金额单位是万元，含下限，不含上限。",
            "没有一行符合的，按通用规则；通用规则也不能确定的，平台向报送单位提问。",
        ),
        "template": reverse("desk:criteria_template", args=[unit.pk, item]),
    }
    return render(request, "desk/office/upload.html", context, status=400 if form.is_bound else 200)


@require_POST
def apply(request: DeskRequest, number: int, item: str) -> HttpResponse:
    unit = opened_unit(request, number)
    name = item_name(unit, item)
    value = carried.opened(request, f"{KIND}.{unit.pk}.{item}")
    begin = date.fromisoformat(value["from"])
    with on_disk(value["text"].encode()) as path:
        lines = import_criteria(
            path,
            unit=unit,
            item=item,
            in_force_from=begin,
            by=actor_for(request, unit),
            at=now(),
            seen=value.get("seen", -1),  # one sealed before an upgrade knew of none
        )
    tell(request, f"已导入{unit.name}的{name}口径表，{lines} 行，自 {begin} 起施行。")
    return see_other(_back(unit, item))


def _preview(request: DeskRequest, unit: Unit, item: str, name: str, text: str, begin: date) -> HttpResponse:
    with on_disk(text.encode()) as path:
        lines = shown_lines(read_criteria(path))
    before = shown_lines(criteria_of(unit, item, begin))
    last = newest_edition(unit, item)
    gone = [line for line in before if line not in lines]
    rows = [(place, *_cells(line), _tag(line, before)) for place, line in enumerate(lines, start=1)]
    rows += [("", *_cells(line), Tag("不再适用", "bad")) for line in gone]
    summary = [
        f"{unit.name}，{name}：第 {last + 1} 版，{len(lines)} 行，自 {begin} 起施行。",
        f"与这一天原来施行的口径相比：新增 {sum(line not in before for line in lines)} 行，不再适用 {len(gone)} 行。",
    ]
    what = {"text": text, "from": begin.isoformat(), "seen": last}
    return previews.show(
        request,
        previews.Preview(
            title="口径表导入预览",
            back=_back(unit, item),
            back_words=f"{unit.name} · {name}",
            summary=summary,
            headers=("次序", "类别", "金额", "失信程度", "是否公开", "依据", "与原口径"),
            lines=rows,
            carried=carried.seal(request, f"{KIND}.{unit.pk}.{item}", what),
            action=f"导入为第 {last + 1} 版",
            address=reverse("desk:criteria_apply", args=[unit.pk, item]),
            warning="施行日期早于今天：今天起检查的批次按新口径，已经入库的信息不变。" if begin < today() else "",
        ),
    )


def _cells(line: ShownLine) -> tuple[str, ...]:
    return line.category, line.amounts, line.severity, "是" if line.is_public else "否", line.ground


def _tag(line: ShownLine, before: list[ShownLine]) -> Tag:
    return Tag("相同") if line in before else Tag("新增", "ok")


def _back(unit: Unit, item: str) -> str:
    return reverse("desk:criteria_of", args=[unit.pk, item])
