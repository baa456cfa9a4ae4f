"""Opening a batch for somebody, and under which unit's name an act upon it stands."""

from django.http import Http404

from mingxin.access.permits import Act
from mingxin.access.queries.holders import place_of
from mingxin.doors.desk.guard import DeskRequest
from mingxin.intake.models import Batch
from mingxin.intake.queries.batches import find
from mingxin.ledger.actor import Actor


def opened(request: DeskRequest, number: str) -> Batch:
    """The batch, if the act of this page is permitted upon it; another unit's does not exist for this person."""
    batch = find(number, holder=request.holder, act=request.act)
    if batch is None:
        raise Http404
    return batch


def actor_upon(request: DeskRequest, batch: Batch) -> Actor:
    return request.holder.actor(request.act, place=place_of(batch.unit))


def may_upon(request: DeskRequest, act: Act, batch: Batch) -> bool:
    return request.holder.may(act, place=place_of(batch.unit), item=batch.item or None)


def row_number(text: str) -> int:
    """A row as an address or a form names it; 0 for anything else."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 9 else 0
