"""The columns of what is public, with filters that stay in the address, and their files."""

from collections.abc import Callable
from datetime import date
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, QueryDict
from django.shortcuts import render
from django.views.decorators.http import require_safe

from mingxin.doors.parts.addresses import address_of
from mingxin.doors.parts.handing import attached_file
from mingxin.doors.portal.refusals import not_found_for
from mingxin.kernel.clock import today
from mingxin.kernel.dates import DateProblem, parse_date
from mingxin.kernel.refusal import Refusal
from mingxin.uses.publicity import public
from mingxin.uses.publicity.public import Exported, Filters

NAME_LONGEST = 60
_WORDS = {public.TOO_MANY: ("文件太大", 400), public.BUSY: ("请稍后再试", 503)}
EXPORTS = {"csv": public.export_csv, "xlsx": public.export_xlsx}


@require_safe
def columns(request: HttpRequest) -> HttpResponse:
    shown = public.show_columns(as_of=today())
    return render(request, "portal/columns.html", {"section": "columns", "columns": shown})


@require_safe
def column(request: HttpRequest, item: str) -> HttpResponse:
    filters, problems = read_filters(request.GET)
    with not_found_for(public.NO_COLUMN):
        page = public.show_column(item, filters, as_of=today(), after=request.GET.get("after", ""))
    kept = urlencode([(name, value) for name, value in request.GET.items() if value and name != "after"])
    context = {
        "section": "columns",
        "page": page,
        "filters": filters,
        "problems": problems,
        "asked": f"?{kept}" if kept else "",
        "decided_from": str(filters.decided_from or ""),
        "decided_until": str(filters.decided_until or ""),
        "onward": f"{kept}&after={page.onward}" if kept else f"after={page.onward}",
    }
    return render(request, "portal/column.html", context)


@require_safe
def export(request: HttpRequest, item: str, form: str) -> HttpResponseBase:
    write = EXPORTS.get(form)
    if write is None:
        raise Http404
    filters, problems = read_filters(request.GET)
    if problems:  # else the file would hold what nobody asked for
        told = {
            "title": "没有生成文件",
            "meaning": "".join(problems),
            "next_step": "请返回栏目页，改正筛选条件后再下载。",
        }
        return render(request, "portal/error.html", told, status=400)
    return _file(request, lambda: write(item, filters, as_of=today(), address=address_of(request)))


@require_safe
def removals(request: HttpRequest, item: str) -> HttpResponseBase:
    return _file(request, lambda: public.export_removals(item, as_of=today(), address=address_of(request)))


def _file(request: HttpRequest, write: Callable[[], Exported]) -> HttpResponseBase:
    try:
        with not_found_for(public.NO_COLUMN):
            return _whole(write())
    except Refusal as refusal:
        if refusal.code not in _WORDS:
            raise
        title, status = _WORDS[refusal.code]
        context = {"title": title, "meaning": refusal.message, "next_step": refusal.remedy}
        answer = render(request, "portal/error.html", context, status=status)
        if wait := refusal.data.get("seconds"):
            answer["Retry-After"] = str(wait)
        return answer


def read_filters(query: QueryDict) -> tuple[Filters, list[str]]:
    """Filters from an address, and what in it could not be understood. Nothing here can name another day."""
    problems: list[str] = []
    unit = query.get("danwei", "")
    name = query.get("mingcheng", "").strip()[:NAME_LONGEST]
    if len(name) == 1:
        problems.append("名称请至少输入两个字。")
        name = ""
    days: dict[str, date | None] = {}
    for parameter, label in (("cong", "起始日期"), ("zhi", "截止日期")):
        days[parameter] = None
        if written := query.get(parameter, "").strip():
            try:
                days[parameter] = parse_date(written)
            except DateProblem as problem:
                problems.append(f"{label}：{problem.detail}")
    begun, ended = days["cong"], days["zhi"]
    if begun is not None and ended is not None and ended < begun:
        problems.append("起始日期晚于截止日期，请对调后再筛选。")
    values = tuple(query.get(f"f{position}", "")[:200] for position in (1, 2, 3))
    filters = Filters(
        unit=int(unit) if unit.isascii() and unit.isdecimal() and len(unit) < 10 else None,
        values=values if any(values) else (),
        decided_from=begun,
        decided_until=ended,
        name=name,
    )
    return filters, problems


def _whole(exported: Exported) -> HttpResponseBase:
    response = attached_file(exported.content, exported.file_name, exported.content_type)
    response["X-Rows"] = str(exported.rows)
    response["X-Left-Out"] = str(exported.left_out)
    return response
