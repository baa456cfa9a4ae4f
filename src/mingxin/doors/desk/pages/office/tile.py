"""What waits for the credit office this morning."""

from collections.abc import Mapping

from django.urls import reverse

from mingxin.access.permits import Act
from mingxin.access.queries.holders import units_for
from mingxin.doors.desk.guard import DeskRequest
from mingxin.doors.desk.pages.office import doubts, power_questions
from mingxin.intake.queries.batches import left_behind, visible
from mingxin.intake.queries.linking import unlinked_rows
from mingxin.kernel.clock import today


def waiting(request: DeskRequest) -> Mapping[str, object]:
    """`lines`: what there is of each kind; of a kind of which there is nothing, none."""
    holder = request.holder
    lines = (
        (
            "职权疑问",
            power_questions.waiting(holder),
            "件待答复",
            f"{reverse('desk:power_questions')}?zhuangtai=open",
        ),
        (
            "未关联数据",
            unlinked_rows(units_for(holder, Act.LINK), today=today()).batches,
            "个批次有未关联的行",
            reverse("desk:unlinked"),
        ),
        ("疑问数据", left_behind(visible(holder, Act.LINK)).count(), "个批次待补报", reverse("desk:office_questioned")),
        ("反复出现的说明", doubts.waiting(holder), "条待阅", reverse("desk:doubts")),
    )
    return {"lines": [line for line in lines if line[1]]}
