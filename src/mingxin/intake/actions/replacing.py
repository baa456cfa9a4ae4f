"""A mended file in place of a batch that is not submitted: the one received, the other withdrawn, at once."""

from datetime import datetime
from pathlib import Path
from typing import Final

from django.db import transaction

from mingxin.intake.actions.receiving import short_number
from mingxin.intake.actions.submitting import withdraw_batch
from mingxin.intake.actions.uploading import receive_once
from mingxin.intake.models import Batch
from mingxin.intake.rules.batch_states import MENDABLE
from mingxin.kernel.refusal import Refusal
from mingxin.ledger.actor import Actor
from mingxin.vault import actions as vault

_REMEDY: Final = "待审核的可以请审核人退回；已入库的请用“上传补报文件”或者“更正”。"


@transaction.atomic
def replace_batch(number: str, path: Path, *, file_name: str, by: Actor, at: datetime) -> Batch:
    """Take the file as the same item of the same unit, and withdraw the batch; both happen or neither.

    Refuses the very file that is to be replaced, a batch that is no longer the steward's to change, and whatever
    `receive` refuses: the batch then stays as it is.
    """
    batch = Batch.objects.select_related("unit", "original", "supplement_to").get(pk=number)
    if batch.state not in MENDABLE:
        raise Refusal("replace.state", f"这一批现在是“{batch.get_state_display()}”，不能替换。", _REMEDY)
    if batch.original is not None and batch.original.digest == vault.digest_of(path):
        raise Refusal(
            "replace.same", "这个文件与本批原来的文件完全相同，没有替换。", "请确认修改已经保存，再选择修改后的文件。"
        )
    made, _ = receive_once(
        path,
        unit=batch.unit,
        file_name=file_name,
        by=by,
        at=at,
        item=batch.item,
        supplement_to=batch.supplement_to,
    )
    withdraw_batch(
        number, reason=f"上传修改后的文件，由第 {short_number(made.number)} 批替换", by=by, at=at
    )  # looks at the state again, under its lock
    return made
