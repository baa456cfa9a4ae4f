"""The one button of a batch: what comes next, and nothing else."""

from dataclasses import dataclass

from django.urls import reverse

from mingxin.intake.actions.mending import MOST_ROWS
from mingxin.intake.models import Batch, BatchState
from mingxin.intake.queries.batches import asks_item
from mingxin.intake.rules.batch_states import CAN_BE_WITHDRAWN


@dataclass(frozen=True)
class Button:
    """`is_post`: pressing it does it, with what is `given` (name, value); else it leads there."""

    words: str
    address: str
    is_post: bool = False
    given: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Known:
    """What of a batch decides which button it is."""

    batch: Batch
    may_report: bool
    may_settle: bool  # what is left of it: withdrawn, sent again, closed, its questions answered; by an heir, too
    may_release: bool
    has_review: bool
    open_doubts: int
    power_asked: bool  # the office still looks whether the unit may report this
    open_questions: int
    left: int
    may_send_again: bool  # there is a unit that may send what is left
    month: str  # YYYY-MM, for which a sheet without rows may become 本期无
    left_elsewhere: int = 0  # of a supplement made at the desk: rows still to be sent with the batch they are of
    here: int = 0  # of those left, the rows whose content is kept: they can be mended at the desk


def next_step(known: Known) -> Button | None:
    """None where nobody can do anything now: it is worked on, or it is over."""
    batch = known.batch
    if batch.state == BatchState.SUBMITTED:
        return Button("去审核", reverse("desk:review", args=[batch.number])) if known.may_release else None
    if batch.state == BatchState.ADMITTED:
        return _after(known) if known.may_settle else None
    if not known.may_report:
        return None
    if asks_item(batch):
        return Button("选择事项", "#item")
    if batch.state in (BatchState.READY, BatchState.RETURNED):
        return _submit(known)
    if batch.state == BatchState.REFUSED:
        return Button("重新上传", reverse("desk:upload"))
    return None


def can_withdraw(known: Known) -> bool:
    return known.may_settle and known.batch.state in CAN_BE_WITHDRAWN


def _submit(known: Known) -> Button | None:
    batch = known.batch
    if not batch.reported:
        return _nothing_sent(known)
    if known.open_doubts:
        return Button("说明原因", "#doubts")
    if known.power_asked:
        return None
    good = batch.admitted + batch.updated
    if good + batch.unchanged == 0:
        behind = batch.questioned + batch.unlinked
        return Button(f"修改 {behind} 行", "#rows") if behind else None
    act = "提交审核" if known.has_review else "直接入库"
    parts = [f"新增 {batch.admitted}"] * bool(batch.admitted) + [f"更新 {batch.updated}"] * bool(batch.updated)
    words = f"{act} {good} 行（{'，'.join(parts)}）" if good else f"{act}（{batch.unchanged} 行没有变化）"
    return Button(words, reverse("desk:batch_submit", args=[batch.number]), is_post=True)


def _nothing_sent(known: Known) -> Button:
    """A sheet without rows says nothing of the month: that there is nothing is declared."""
    batch = known.batch
    if batch.supplement_to_id is not None:
        return Button("撤回本批", reverse("desk:batch_withdraw", args=[batch.number]))
    given = (("unit", batch.unit.uscc), ("item", batch.item), ("month", known.month), ("instead", batch.number))
    words = f"声明 {int(known.month[-2:])} 月本期无（撤回本批）"
    return Button(words, reverse("desk:zero_declare"), is_post=True, given=given)


def _after(known: Known) -> Button | None:
    batch = known.batch
    if known.may_send_again and known.left and known.here > MOST_ROWS:
        return Button("上传补报文件", "#send-again")
    if known.may_send_again and known.left and known.here:
        address = reverse("desk:batch_supplement", args=[batch.number])
        return Button(f"在线补报疑问数据 {known.here} 行", address, is_post=True)
    if known.open_questions:
        return Button(f"答复公示依据 {known.open_questions} 项", "#questions")
    if known.may_send_again and known.left_elsewhere:
        address = reverse("desk:batch", args=[batch.rows_of_id])
        return Button(f"到原批次补报 {known.left_elsewhere} 行", address)
    if known.left:  # rows that were refused and not kept: nothing is to be mended here
        return Button(f"注明 {known.left} 行不再补报", reverse("desk:batch_close", args=[batch.number]))
    return None
