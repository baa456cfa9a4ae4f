"""Opening a batch for somebody, and under which unit's name an act upon it stands."""

from typing import Final

from django.http import Http404

from mingxin.access.permits import Act
from mingxin.access.queries.holders import place_of
from mingxin.doors.desk.guard import DeskRequest
from mingxin.intake.models import Batch
from mingxin.intake.queries.batches import find, may_read_rows
from mingxin.kernel.refusal import Refusal
from mingxin.ledger.actor import Actor

RESERVED: Final = (
    "这一事项须经当事人授权才能查阅，其中的内容只由报送单位的经办人查看；提交审核的，审核人在放行以前也可以查看。"
)


def opened(request: DeskRequest, number: str) -> Batch:
    """The batch, if the act of this page is permitted upon it; another unit's does not exist for this person."""
    batch = find(number, holder=request.holder, act=request.act)
    if batch is None:
        raise Http404
    return batch


def require_rows(request: DeskRequest, batch: Batch) -> None:
    """Raises Refusal("permit.rows") where the batch is seen by this person, and what stands in it is not."""
    if not may_read_rows(request.holder, batch):
        raise Refusal("permit.rows", RESERVED, "件数、状态和问题种类请看批次页面；需要修改的，请联系报送单位的经办人。")


def actor_upon(request: DeskRequest, batch: Batch) -> Actor:
    return request.holder.actor(request.act, place=place_of(batch.unit))


def may_upon(request: DeskRequest, act: Act, batch: Batch) -> bool:
    return request.holder.may(act, place=place_of(batch.unit), item=batch.item or None)


def row_number(text: str) -> int:
    """A row as an address or a form names it; 0 for anything else."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 9 else 0
