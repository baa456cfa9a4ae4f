"""Rows that stayed behind, sent again: as a new batch of the same rows, mended at the desk, or closed with a reason."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

import polars as pl
from django.db import transaction

from mingxin.access.models import Unit
from mingxin.access.queries.succession import answering_unit, require_answers
from mingxin.catalogue.queries import card as card_of
from mingxin.intake.actions.adopted import LINKED, follow_mends
from mingxin.intake.actions.mending import MOST_ROWS, check_again, latest
from mingxin.intake.actions.receiving import next_number, short_number
from mingxin.intake.actions.settled import left_rows
from mingxin.intake.actions.steps import locked, move, tell
from mingxin.intake.actions.taking import frame, put_file
from mingxin.intake.kept_sieved import pack, unpack
from mingxin.intake.models import Batch, BatchState, RowMend
from mingxin.intake.queries.as_told import told_mends
from mingxin.intake.queries.batches import with_left
from mingxin.intake.rules.batch_states import OPEN
from mingxin.intake.table import ROW, Sieved
from mingxin.kernel.clock import CHINA
from mingxin.kernel.refusal import Refusal
from mingxin.kernel.resident_id import cut
from mingxin.kernel.told_row import ToldRow
from mingxin.ledger import actions as ledger
from mingxin.ledger import locks
from mingxin.ledger.actor import Actor
from mingxin.vault import actions as vault


@transaction.atomic
def supplement_of(number: str, *, by: Actor, at: datetime) -> Batch:
    """A new batch of the rows that stayed behind in an admitted one, under their numbers there; one that is not
    admitted yet is given back instead.

    It is sent by the unit that answers for the batch's: of one that has ended by its heir, under the heir's power.
    What was mended before stays mended, in the name of who did it. Of a supplement made at the desk the rows are those
    of the batch from which it was made. Refuses more rows than are checked again within a request.
    """
    locks.hold(locks.BATCHES)  # before the batch: in the order of lawful erasure
    source, on = locked(_origin(number)), at.astimezone(CHINA).date()
    require_answers(source.unit, by=by, on=on)
    sender = answering_unit(source.unit, on)
    if sender is None:
        raise Refusal(
            "supplement.nobody",
            f"“{source.unit.name}”已经终止，没有登记承接单位，这些行不能补报。",
            "由信用办登记承接单位以后，由承接单位补报；不必补报的，请注明不再补报。",
        )
    if source.state != BatchState.ADMITTED:
        raise Refusal("supplement.state", "只有已入库的批次才需要补报。", "未提交的批次可以直接在线修改。")
    open_one = source.desk_supplements.filter(state__in=OPEN).order_by("number").first()
    if open_one is not None:
        return open_one
    rows = _rows_to_send(source)
    card = card_of(source.item, on=on)
    made = _made_of(source, sender, by=by, at=at)
    tell(made, by=by, at=at, note=f"补报第 {short_number(source.number)} 批的疑问数据")
    move(made, BatchState.CHECKING, by=by, at=at)
    sieved = _only(unpack(vault.read_file(source.sieved_file), card), rows)
    put_file(made, "sieved", pack(sieved))
    kept, cells = _keep_mends(source, made, rows)
    doubted = check_again(made, sieved, cells, at=at)
    move(made, BatchState.READY, by=by, at=at, rows=(*kept, *doubted.rows), gone=doubted.gone)
    made.save()
    return made


@transaction.atomic
def close_questions(number: str, *, reason: str, by: Actor, at: datetime) -> Batch:
    """The rows that stay behind will not be sent again; the reason stands in the batch."""
    batch = locked(number)
    require_answers(batch.unit, by=by, on=at.astimezone(CHINA).date())
    if batch.state != BatchState.ADMITTED or batch.closed_at is not None or outstanding(batch) == 0:
        raise Refusal("questions.none", "这一批没有待处理的疑问数据。", "请刷新后再看。")
    if batch.desk_supplements.filter(state__in=OPEN).exists():
        raise Refusal(
            "questions.being_sent",
            "这一批的疑问数据正在补报，补报的批次还没有办完。",
            "请先提交或者撤回补报的批次，再注明不再补报。",
        )
    reason = cut(reason.strip())[0]
    if not reason:
        raise Refusal("questions.reason", "请写明不再补报的理由。", "例如：该决定书已作废，不应报送。")
    batch.closed_at, batch.closed_by, batch.closed_reason = at, by.name, reason[:300]
    batch.save(update_fields=["closed_at", "closed_by", "closed_reason"])
    ledger.write(
        action="intake.close_questions",
        object_type="batch",
        object_key=number,
        by=by,
        at=at,
        matter=reason[:200],
        rows=(batch,),
    )
    return batch


@transaction.atomic
def reopen_questions(number: str, *, by: Actor, at: datetime) -> Batch:
    """Undo of `close_questions`."""
    batch = locked(number)
    require_answers(batch.unit, by=by, on=at.astimezone(CHINA).date())
    if batch.closed_at is None:
        raise Refusal("questions.open", "这一批的疑问数据没有关闭。", "请刷新后再看。")
    batch.closed_at, batch.closed_by, batch.closed_reason = None, "", ""
    batch.save(update_fields=["closed_at", "closed_by", "closed_reason"])
    ledger.write(action="intake.reopen_questions", object_type="batch", object_key=number, by=by, at=at, rows=(batch,))
    return batch


def outstanding(batch: Batch) -> int:
    """Rows of the batch that stayed behind and that nobody has dealt with, as `with_left` counts them."""
    return with_left(Batch.objects.filter(pk=batch.pk)).values_list("left", flat=True).first() or 0


def _origin(number: str) -> str:
    """The batch whose rows a supplement made at the desk has; of another batch, itself."""
    return Batch.objects.filter(pk=number).values_list("rows_of", flat=True).first() or number


def _rows_to_send(source: Batch) -> set[int]:
    """The rows that can be mended at the desk. Refuses where there are none, and where they are too many."""
    if source.closed_at is not None:
        raise Refusal(
            "supplement.nothing",
            f"这一批的疑问数据已由{source.closed_by}注明不再补报。",
            "需要补报的，请先在本批页面点“恢复待补报”。",
        )
    rows = left_rows(source) if source.sieved_file else set()
    if not rows:
        raise Refusal("supplement.nothing", "这一批没有可以在线补报的行。", "请修改原表后上传补报。")
    if len(rows) > MOST_ROWS:
        raise Refusal(
            "supplement.too_long",
            f"还有 {len(rows)} 行待补报，超过 {MOST_ROWS} 行，不能在线修改。",
            "请在本批页面点“下载疑问数据表”，改好后点“上传补报文件”。",
        )
    return rows


def _made_of(source: Batch, sender: Unit, *, by: Actor, at: datetime) -> Batch:
    return Batch.objects.create(
        number=next_number(at),
        item=source.item,
        unit=sender,
        edition_id=source.edition_id,
        channel="desk",
        file_name=f"补报：{source.file_name}"[:200],
        original=None,
        state=BatchState.RECEIVED,
        received_at=at,
        checked_at=at,
        clocks=source.clocks,  # the days on which its rows are due move no nearer
        actor_login=by.login,
        actor_name=by.name,
        supplement_to_id=source.supplement_to_id or source.number,
        rows_of=source,
    )


def _keep_mends(source: Batch, made: Batch, rows: set[int]) -> tuple[list[ToldRow], Mapping[tuple[int, str], str]]:
    """What these rows were mended to last, with who, when and why: of each row in the newest batch that had it.

    The rows that this wrote, for the caller's entry, and what their cells say.
    """
    newest: dict[int, dict[str, RowMend]] = {}
    before = (
        source.desk_supplements.filter(state=BatchState.ADMITTED)
        .exclude(rows_file="")
        .order_by("received_at", "number")
    )
    for batch in (source, *before):
        had = rows if batch == source else rows & set(frame(batch.rows_file)[ROW])
        newest |= {row: {} for row in had}
        for mend in (mend for mend in told_mends(batch) if mend.row in had):
            if (first := newest[mend.row].get(mend.field)) is not None:
                mend.before = first.before  # from what was sent to what it says now
            newest[mend.row][mend.field] = mend
    kept = sorted((mend for cells in newest.values() for mend in cells.values()), key=lambda mend: (mend.at, mend.pk))
    written = RowMend.objects.bulk_create(
        RowMend(
            batch=made,
            row=mend.row,
            field=mend.field,
            before=mend.before,
            value=mend.value,
            ground=mend.ground,
            at=mend.at,
            actor_login=mend.actor_login,
            actor_name=mend.actor_name,
        )
        for mend in kept
    )
    followed = follow_mends(source, made, {mend.row for mend in kept if mend.ground == LINKED})
    return [*written, *followed], latest(written)


def _only(sieved: Sieved, rows: set[int]) -> Sieved:
    """The part of a table with these rows; what was refused or cut was told with the first batch."""
    is_wanted = pl.col(ROW).is_in(rows)
    table = replace(sieved.table, cells=sieved.table.cells.filter(is_wanted))
    return Sieved(table=table, refused=sieved.refused.clear(), cut=sieved.cut.clear(), findings=sieved.findings.clear())
