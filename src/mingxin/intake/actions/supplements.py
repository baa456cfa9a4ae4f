"""Rows that stayed behind, sent again: as a new batch of the same rows, mended at the desk, or closed with a reason."""

from dataclasses import replace
from datetime import datetime

import polars as pl
from django.db import transaction

from mingxin.catalogue.queries import card as card_of
from mingxin.catalogue.queries import rulebook_of_edition
from mingxin.intake.actions.mending import check_again, mended
from mingxin.intake.actions.receiving import next_number, short_number
from mingxin.intake.actions.steps import locked, move, tell
from mingxin.intake.actions.taking import frame, put_file
from mingxin.intake.kept_sieved import pack, unpack
from mingxin.intake.models import Batch, BatchState
from mingxin.intake.table import ROW, Sieved
from mingxin.kernel.clock import CHINA
from mingxin.kernel.refusal import Refusal
from mingxin.kernel.resident_id import cut
from mingxin.ledger import actions as ledger
from mingxin.ledger import locks
from mingxin.ledger.actor import Actor
from mingxin.vault import actions as vault


@transaction.atomic
def supplement_of(number: str, *, by: Actor, at: datetime) -> Batch:
    """A new batch of the rows that stayed behind in an admitted one; an open one is given back instead.

    Rows that a supplement left behind are still those of the batch that it mends: they are taken from there.
    """
    locks.hold(locks.BATCHES)  # before the batch: in the order of lawful erasure
    parent = locked(root_of(number))
    if parent.state != BatchState.ADMITTED:
        raise Refusal("supplement.state", "只有已入库的批次才需要补报。", "未提交的批次可以直接在线修改。")
    open_one = parent.supplements.filter(original__isnull=True, state__in=["ready", "returned", "submitted"]).first()
    if open_one is not None:
        return open_one
    if not parent.sieved_file or not parent.rows_file or outstanding(parent) == 0:
        raise Refusal("supplement.nothing", "这一批没有可以在线补报的行。", "请修改原表后上传补报。")
    card = card_of(parent.item, on=at.astimezone(CHINA).date())
    sieved = _only(unpack(vault.read_file(parent.sieved_file), card), left_rows(parent))
    if sieved.table.cells.is_empty():
        raise Refusal("supplement.nothing", "这一批没有可以在线补报的行。", "请修改原表后上传补报。")
    made = Batch.objects.create(
        number=next_number(at),
        item=parent.item,
        unit=parent.unit,
        edition_id=parent.edition_id,
        channel="desk",
        file_name=f"补报：{parent.file_name}"[:200],
        original=None,
        state=BatchState.RECEIVED,
        received_at=at,
        checked_at=at,
        actor_login=by.login,
        actor_name=by.name,
        supplement_to=parent,
    )
    tell(made, by=by, at=at, note=f"补报第 {short_number(parent.number)} 批的疑问数据")
    move(made, BatchState.CHECKING, by=by, at=at)
    put_file(made, "sieved", pack(sieved))
    check_again(made, mended(sieved, made, at), at=at)
    move(made, BatchState.READY, by=by, at=at)
    made.save()
    return made


@transaction.atomic
def close_questions(number: str, *, reason: str, by: Actor, at: datetime) -> Batch:
    """The rows that stay behind will not be sent again; the reason stands in the batch."""
    batch = locked(number)
    if batch.state != BatchState.ADMITTED or batch.closed_at is not None or outstanding(batch) == 0:
        raise Refusal("questions.none", "这一批没有待处理的疑问数据。", "请刷新后再看。")
    reason = cut(reason.strip())[0]
    if not reason:
        raise Refusal("questions.reason", "请写明不再补报的理由。", "例如：该决定书已作废，不应报送。")
    batch.closed_at, batch.closed_by, batch.closed_reason = at, by.name, reason[:300]
    batch.save(update_fields=["closed_at", "closed_by", "closed_reason"])
    ledger.write(
        action="intake.close_questions", object_type="batch", object_key=number, by=by, at=at, matter=reason[:200]
    )
    return batch


@transaction.atomic
def reopen_questions(number: str, *, by: Actor, at: datetime) -> Batch:
    """Undo of `close_questions`."""
    batch = locked(number)
    if batch.closed_at is None:
        raise Refusal("questions.open", "这一批的疑问数据没有关闭。", "请刷新后再看。")
    batch.closed_at, batch.closed_by, batch.closed_reason = None, "", ""
    batch.save(update_fields=["closed_at", "closed_by", "closed_reason"])
    ledger.write(action="intake.reopen_questions", object_type="batch", object_key=number, by=by, at=at)
    return batch


def root_of(number: str) -> str:
    """The batch whose rows a supplement brings again; of another batch, itself."""
    return Batch.objects.filter(pk=number).values_list("supplement_to", flat=True).first() or number


def outstanding(batch: Batch) -> int:
    """Rows of an admitted batch that nobody has dealt with: not sent again, not closed.

    What a file brought that was on file already counts for nothing: the same file sent twice would count twice.
    """
    if batch.closed_at is not None or batch.state != BatchState.ADMITTED or batch.supplement_to_id is not None:
        return 0
    sent_again = batch.supplements.filter(state=BatchState.ADMITTED)
    again = sum(s.admitted + s.updated + (s.unchanged if s.original_id is None else 0) for s in sent_again)
    return max(0, batch.questioned + batch.unlinked - again)


def left_rows(parent: Batch) -> set[int]:
    """Rows that stayed behind and that no supplement made at the desk has admitted."""
    return set(frame(parent.rows_file)[ROW]) - settled_rows(parent) if parent.rows_file else set()


def settled_rows(parent: Batch) -> set[int]:
    """Rows of the parent that a supplement made at the desk has admitted: it keeps their row numbers."""
    settled: set[int] = set()
    for made in parent.supplements.filter(state=BatchState.ADMITTED, original__isnull=True):
        sent = set(unpack_rows(made))
        left = set(frame(made.rows_file)[ROW]) if made.rows_file else set()
        settled |= sent - left
    return settled


def unpack_rows(batch: Batch) -> list[int]:
    card = rulebook_of_edition(batch.edition_id).cards[batch.item]
    return unpack(vault.read_file(batch.sieved_file), card).table.cells[ROW].to_list() if batch.sieved_file else []


def _only(sieved: Sieved, rows: set[int]) -> Sieved:
    """The part of a table with these rows; what was refused or cut was told with the first batch."""
    is_wanted = pl.col(ROW).is_in(rows)
    table = replace(sieved.table, cells=sieved.table.cells.filter(is_wanted))
    return Sieved(table=table, refused=sieved.refused.clear(), cut=sieved.cut.clear(), findings=sieved.findings.clear())
