"""The marked workbook of a batch: made once after each check, and kept until the batch's working files go."""

from datetime import datetime
from pathlib import Path
from typing import Final

from django.db import transaction

from mingxin.catalogue.queries import rulebook_of_edition
from mingxin.intake.actions.examine import bounds
from mingxin.intake.actions.mending import latest
from mingxin.intake.actions.opened import opened
from mingxin.intake.actions.steps import locked
from mingxin.intake.actions.taking import frame, name_file
from mingxin.intake.kept_sieved import unpack
from mingxin.intake.models import Batch
from mingxin.intake.queries.as_told import told_mends
from mingxin.intake.reading import room
from mingxin.intake.reading.asked import Bounds
from mingxin.intake.reading.handed import put_sieved
from mingxin.intake.rules.laying_over import Overlay
from mingxin.jobs.actions import ask
from mingxin.jobs.running import Running
from mingxin.kernel.clock import CHINA
from mingxin.kernel.refusal import Refusal
from mingxin.ledger import actions as ledger
from mingxin.ledger.actor import PLATFORM, Actor
from mingxin.rulebook.cards import ItemCard
from mingxin.vault import actions as vault

MARK: Final = "intake.mark"
MARKING: Final = "生成错误标注表"
_TRIES: Final = 3  # the batch may be checked again while its workbook is made


def ask_marked(batch: Batch, *, by: Actor, at: datetime) -> None:
    """Have the workbook made, where it is not kept: after a mend it tells of an earlier check.

    Raises Refusal where the original is gone.
    """
    require_original(batch)
    ask(kind=MARK, key=batch.number, by=by, at=at)


def run_mark(running: Running) -> None:
    """The job `intake.mark`; its key is the batch's number."""
    for _ in range(_TRIES):
        running.tell(MARKING, 0, 1)
        if make_marked(running.key, at=running.now()):
            break
    running.tell(MARKING, 1, 1)


def make_marked(number: str, *, at: datetime) -> bool:
    """Make the workbook of a batch as it was last checked, unless it is kept; whether it is kept now.

    False where the batch was checked again meanwhile. Raises Refusal where the original is gone.
    """
    batch = Batch.objects.select_related("original").get(pk=number)
    if batch.marked_file:
        return True
    require_original(batch)
    card = rulebook_of_edition(batch.edition_id).cards[batch.item]
    with opened(batch) as path, room.handed_over() as folder:
        return keep_marked(number, path, folder, card, at=at)


def require_original(batch: Batch) -> None:
    """The workbook is made of what was sent."""
    if batch.original is None or batch.original.wrapped_key is None or not batch.sieved_file:
        raise Refusal(
            "marked.gone",
            "这一批的原始文件已不再留存，不能生成错误标注表。",
            "可以下载“疑问数据表”，其中有需要修改的行。",
        )


def keep_marked(number: str, path: Path, folder: Path, card: ItemCard, *, at: datetime) -> bool:
    """Have the workbook written for a file that is open, and keep it with the batch; False where that was checked again
    meanwhile, or withdrawn. `folder`: where the child finds the sheet, if it was read before.
    """
    batch = Batch.objects.get(pk=number)
    if not batch.sieved_file:
        return False
    book, findings_file = rulebook_of_edition(batch.edition_id), batch.findings_file
    newest = batch.mends.order_by("-id").first()
    put_sieved(folder, unpack(vault.read_file(batch.sieved_file), card))
    out = folder / "marked.xlsx"
    room.write_marked(
        path,
        folder,
        _of_a_copy(bounds()),
        card,
        frame(findings_file),
        Overlay(latest(told_mends(batch)), book.forbidden, (newest.at if newest else at).astimezone(CHINA).date()),
        book.code_sets,
        out,
    )
    kept = vault.lay_file(out.read_bytes())
    with transaction.atomic():
        batch = locked(number)
        if not findings_file or batch.findings_file != findings_file:
            return False
        name_file(batch, "marked", kept)
        batch.save(update_fields=["marked_file"])
        ledger.write(
            action="intake.make_marked", object_type="batch", object_key=number, by=PLATFORM, at=at, rows=(batch,)
        )
    return True


def _of_a_copy(whole: Bounds) -> Bounds:
    """A cut copy may be longer than what was sent."""
    return Bounds(whole.max_bytes * 2, whole.max_rows * 2)
