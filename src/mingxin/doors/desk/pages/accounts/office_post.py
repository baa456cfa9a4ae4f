"""Before somebody becomes 信用办工作人员: what that opens is named, and said yes to."""

from collections.abc import Collection
from typing import Final

from django.http import HttpResponse
from django.shortcuts import render

from mingxin.access.models import StaffRole, Unit
from mingxin.access.queries.holders import subtree
from mingxin.doors.desk.forms import DeskForm
from mingxin.doors.desk.guard import DeskRequest

_SURE: Final = "sure"


def ask_first(
    request: DeskRequest, form: DeskForm, roles: Collection[str], *, name: str, unit: Unit, back: str
) -> HttpResponse | None:
    """A page that asks, with the whole form on it; None where nothing has to be asked, or yes was said."""
    if StaffRole.OFFICER not in roles or request.POST.get(_SURE):
        return None
    units = Unit.objects.filter(region__in=subtree(unit.region_id)).count()
    sent = [(key, value) for key in form.fields for value in request.POST.getlist(key)]
    words = {
        "title": "确认信用办工作人员岗位",
        "question": f"{name}（{unit.name}）将担任信用办工作人员。请确认该单位就是{unit.region.name}的信用办所在单位。",
        "lines": (
            f"将能查看和管理本区域（{unit.region.name}及其下辖）全部单位的报送，现有 {units} 个单位。",
            "可以登记单位和职权、发出催报、办理未关联数据和疑问，编制月报。",
            "办理的每件事都记在本人名下。",
        ),
        "action": "确认，安排这个岗位",
        "danger": True,
        "hidden": [*sent, (_SURE, "1")],
        "back": back,
    }
    return render(request, "desk/confirm.html", words)
