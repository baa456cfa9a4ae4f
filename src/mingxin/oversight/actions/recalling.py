"""Taking a reminder back within its day: the unit is told, and the paper carries the mark from then on."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import Q

from mingxin.access.models import Unit
from mingxin.access.queries.holders import subtree
from mingxin.access.queries.standing import units_stand_as_told
from mingxin.kernel.clock import CHINA
from mingxin.kernel.refusal import Refusal
from mingxin.kernel.resident_id import cut
from mingxin.kernel.text import ended
from mingxin.ledger import actions as ledger
from mingxin.ledger.actor import Actor
from mingxin.ledger.row_proof import STOCK, all_as_told, stand_among
from mingxin.notices.actions import send as send_notice
from mingxin.oversight.actions.letter import Letter, Recalled, set_and_sign, signer
from mingxin.oversight.models import Reminder, ReminderLine
from mingxin.uses.reports.actions import papers

RECALLED_KIND = "reminder.recalled"


@transaction.atomic
def recall(number: str, *, reason: str, link: str, by: Actor, at: datetime) -> Reminder:
    """Take a reminder back on the day it was sent: it is marked 已收回, and the unit is told why.

    For the office that sent it, and for those whose division lies above that office's.
    """
    found = Reminder.objects.select_for_update(of=("self",)).select_related("office").filter(number=number).first()
    if found is None:
        raise Refusal("reminder.unknown", "没有这份催报通知书。", "请从催报记录中打开。")
    _require_sender(found, by)
    if found.recalled_at is not None:
        day = found.recalled_at.astimezone(CHINA).date()
        raise Refusal(
            "reminder.recalled", f"{number}已经在 {day} 收回，不必再办理。", "下载的通知书上带有“已收回”标记。"
        )
    if found.sent_on != at.astimezone(CHINA).date():
        raise Refusal("reminder.too_late", f"{number}不是今天发出的，不能收回。", "需要说明情况的，请直接联系该单位。")
    reason = cut(reason.strip())[0][:200]
    if not reason:
        raise Refusal("reminder.reason", "请写明收回的理由。", "理由会告知该单位，并写在收回的通知书上。")
    found.recalled_at, found.recalled_by, found.recall_reason = at, by.name, reason
    found.save(update_fields=["recalled_at", "recalled_by", "recall_reason"])
    lines = list(found.lines.all())
    for line in lines:
        line.is_recalled = True
    ReminderLine.objects.bulk_update(lines, ["is_recalled"])
    send_notice(
        kind=RECALLED_KIND,
        key=number,
        unit_id=found.unit_id,
        subject=f"已收回：催报通知书 {number}",
        text=f"今天发出的催报通知书 {number} 已由{by.unit_name or by.name}收回，不必按其办理。"
        f"理由：{ended(reason)}给您添麻烦了。",
        link=link,
        by=by,
        at=at,
    )
    ledger.write(
        action="oversight.recall_reminder",
        object_type="reminder",
        object_key=number,
        by=by,
        at=at,
        matter=reason,
        detail={"unit": found.unit_id, "month": found.month.isoformat()},
        rows=(found, *lines),
    )
    return found


def paper_of(reminder: Reminder, *, at: datetime) -> bytes:
    """The signed paper as it is to be handed out `at`: as it was sent, or stamped 已收回.

    The stamped one is set anew each time from what is on file, so that no copy without the mark can be fetched; the
    paper that went out stays among the issued ones. `reminder` with its units and lines.
    """
    if reminder.recalled_at is None:
        return papers().read(reminder.file)
    said = list(reminder.lines.order_by("id"))
    _require_as_told(reminder, said)
    lines = (line.said.partition("：") for line in said)
    letter = Letter(
        unit_name=reminder.unit.name,
        office_name=reminder.office.name,
        month=reminder.month,
        answer_by=reminder.answer_by,
        contact=reminder.contact,
        lines=[(item, said) for item, _, said in lines],
    )
    recalled = Recalled(reminder.recalled_at, reminder.recall_reason)
    return set_and_sign(
        letter, number=reminder.number, key=signer(at=at), at=reminder.sent_at, recalled=recalled, signed_at=at
    )


def _require_as_told(reminder: Reminder, lines: Sequence[ReminderLine]) -> None:
    """It is signed anew: what is printed is what was told of it."""
    of_it = Q(object_type="reminder", object_key=reminder.number)
    if not (
        stand_among([reminder], of_it)
        and all_as_told(ReminderLine, lines, of=of_it, besides=Q(action=STOCK))
        and units_stand_as_told([reminder.unit, reminder.office])
    ):
        raise Refusal(
            "reminder.altered",
            f"{reminder.number}的登记与账本的记载不符，可能有人绕过平台改动过，因此没有出具。",
            "请转告系统管理员运行 mingxin ledger verify --records 核对；恢复以后再下载。",
        )


def _require_sender(found: Reminder, by: Actor) -> None:
    mine = Unit.objects.filter(uscc=by.unit).values_list("region_id", flat=True).first()
    if mine is None or found.office.region_id not in subtree(mine):
        raise Refusal(
            "reminder.not_yours",
            f"{found.number}由{found.office.name}发出，只能由发出单位或者其上级信用办收回。",
            "确需收回的，请联系发出单位。",
        )
