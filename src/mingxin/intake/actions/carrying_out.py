"""What ends a registered ruling: the withdrawal or the correction that it asks for. Within their transaction."""

from datetime import date, datetime
from typing import Final

from mingxin.archive.models import Record
from mingxin.intake.models import Ruling, RulingEnd, RulingSide
from mingxin.intake.rules.rulings import correction_carries_out, evades
from mingxin.kernel.refusal import Refusal
from mingxin.kernel.resident_id import cut
from mingxin.ledger import actions as ledger
from mingxin.ledger.actor import Actor

NOTE_LONGEST: Final = 200
_MEND: Final = {
    RulingSide.UNIT: "登记有误的，请先在信息页“取消登记”，再办理撤回。",
    RulingSide.OFFICE: "登记有误的，请与信用办联系，由信用办取消登记后再办理。",
}


def open_ruling(thread: str) -> Ruling | None:
    """The one that runs. Whoever means to end it holds the lock of changes first, as for the record itself."""
    return Ruling.objects.filter(thread=thread, ended_at__isnull=True).select_related("unit").first()


def carry_out_by_withdrawal(
    record: Record, *, reason_type: str, ruled_on: date | None, case: str, by: Actor, at: datetime
) -> Ruling | None:
    """End what runs on a record that is withdrawn now. The withdrawal may not tell a shorter story than the ruling."""
    found = open_ruling(record.thread)
    if found is None:
        return None
    how = evades(reason_type=reason_type, ruled_on=ruled_on, registered_on=found.ruled_on)
    mend = _MEND[RulingSide(found.side)]
    if how == "wrong_report":
        raise Refusal(
            "withdrawal.ruling_stands",
            f"这条信息已登记“{found.reason_type}”（{found.ruled_on}），不能按“报送错误”撤回。",
            f"请按登记的裁决选择撤回原因。{mend}",
        )
    if how == "later":
        raise Refusal(
            "withdrawal.after_ruling",
            f"填写的日期 {ruled_on} 晚于已登记的裁决日期 {found.ruled_on}，时限从登记的日期起算。",
            f"请改为 {found.ruled_on}，或者实际更早的日期。{mend}",
        )
    return end(found, RulingEnd.WITHDRAWN, f"{reason_type}，{case}", by=by, at=at)


def carry_out_by_correction(record: Record, *, reason: str, by: Actor, at: datetime) -> Ruling:
    """End a ruling that changed the decision: the record says now what the decision says."""
    found = open_ruling(record.thread)
    if found is None:
        raise Refusal("ruling.gone", "裁决登记刚刚已经办结或者取消。", "请重新打开这条信息，核对后再更正。")
    if not correction_carries_out(found.reason_type):
        raise Refusal(
            "ruling.not_by_correction",
            f"登记的裁决是“{found.reason_type}”，更正不能代替撤回。",
            "请办理撤回；只改写错的栏目的，请选择“与裁决无关”。",
        )
    return end(found, RulingEnd.CORRECTED, reason, by=by, at=at)


def end(ruling: Ruling, how: RulingEnd, note: str, *, by: Actor, at: datetime) -> Ruling:
    ruling.ended_at, ruling.ended_by, ruling.ended_how = at, by.name, how
    ruling.end_note = cut(note.strip())[0][:NOTE_LONGEST]
    ruling.save(update_fields=["ended_at", "ended_by", "ended_how", "end_note"])
    ledger.write(
        action="intake.dismiss_ruling" if how == RulingEnd.DISMISSED else "intake.carry_out_ruling",
        object_type="record",
        object_key=ruling.thread,
        by=by,
        at=at,
        matter=ruling.end_note,
        detail={"ruling": ruling.pk, "how": how.value, "ruled_on": ruling.ruled_on},
        rows=(ruling,),
    )
    return ruling
