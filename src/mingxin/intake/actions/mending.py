"""Cells mended at the desk, row by row, under the name of who mends; the whole batch is then checked again."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

import polars as pl
from django.db import transaction

from mingxin.access.queries.units import require_valid
from mingxin.archive.queries.moment import one_moment
from mingxin.catalogue.queries import card as card_of
from mingxin.intake.actions.adopted import reopen_adopted
from mingxin.intake.actions.doubting import Doubted, raise_doubts
from mingxin.intake.actions.examine import Judged, judge_again
from mingxin.intake.actions.steps import found, locked
from mingxin.intake.actions.taking import lay, take
from mingxin.intake.kept_sieved import unpack
from mingxin.intake.models import Batch, RowMend
from mingxin.intake.queries.as_told import require_batch_as_told, told_mends
from mingxin.intake.reading import room
from mingxin.intake.reading.limits import CODE as BEYOND
from mingxin.intake.rules.batch_states import MENDABLE, WORDS
from mingxin.intake.rules.laying_over import Cell, require_cell
from mingxin.intake.table import ROW, Sieved
from mingxin.kernel.clock import CHINA
from mingxin.kernel.refusal import Refusal
from mingxin.ledger import actions as ledger
from mingxin.ledger.actor import Actor
from mingxin.vault import actions as vault

TRIES: Final = 3  # somebody else's mend coming between checking and writing is rare
MOST_ROWS: Final = 20_000  # a batch is checked again within the request, so the steward sees at once what it did


@dataclass(frozen=True)
class Mend:
    """One cell: row as Excel shows it, field code, the new text ("" empties it), and where the text comes from."""

    row: int
    field: str
    value: str
    ground: str = "typed"


@dataclass(frozen=True)
class _CheckedAgain:
    """What a check of the mended batch found, its files, and what the batch was when it was read."""

    stamp: tuple[object, ...]
    judged: Judged
    laid: Mapping[str, vault.Laid]


def mend(number: str, mends: Iterable[Mend], *, by: Actor, at: datetime, seen: int | None = None) -> Batch:
    """Give cells of a batch that is not submitted other values, and check it again.

    Any row whose content was kept: a checker returns a batch for rows that no check finds fault with. What was sent
    stays as it was sent; a mend is laid over it, with who and when. Refuses an unknown cell, a field that is never
    kept, and a batch that is no longer the steward's to change. `seen` is `last_mend` as the caller had it when it
    compared: a cell that a colleague has mended since is not overwritten unseen.
    """
    wanted = list(mends)
    for _ in range(TRIES):
        checked, rows = _mended(_found(number), wanted, seen=seen, by=by, at=at)
        if (batch := _mend_now(number, checked, rows, by=by, at=at)) is not None:
            return batch
    with transaction.atomic():  # others keep mending the batch: it is checked while they wait
        checked, rows = _mended(_locked(number), wanted, seen=seen, by=by, at=at)
        batch = _mend_now(number, checked, rows, by=by, at=at)
    if batch is None:
        raise RuntimeError("a batch changed while it was locked")
    return batch


def undo_mends(number: str, *, row: int, by: Actor, at: datetime) -> Batch:
    """Take back every mend of a row, and check again."""
    for _ in range(TRIES):
        if (batch := _undo_now(number, row, _without(_found(number), row, at), by=by, at=at)) is not None:
            return batch
    with transaction.atomic():
        batch = _undo_now(number, row, _without(_locked(number), row, at), by=by, at=at)
    if batch is None:
        raise RuntimeError("a batch changed while it was locked")
    return batch


def _found(number: str) -> Batch:
    """The batch as the ledger told it last."""
    with one_moment():
        batch = found(number)
        require_batch_as_told(batch)
    return batch


def _locked(number: str) -> Batch:
    batch = locked(number)
    require_batch_as_told(batch)
    return batch


@transaction.atomic
def _mend_now(number: str, checked: _CheckedAgain, rows: list[RowMend], *, by: Actor, at: datetime) -> Batch | None:
    """None where the batch is no longer what was checked."""
    batch = locked(number)
    if _stamp(batch) != checked.stamp:
        return None
    require_valid(batch.unit, on=at.astimezone(CHINA).date())
    RowMend.objects.bulk_create(rows)
    doubted = _take_again(batch, checked, at=at)
    cells = [[one.row, one.field, one.ground] for one in rows]
    ledger.write(
        action="intake.mend",
        object_type="batch",
        object_key=batch.number,
        by=by,
        at=at,
        detail={"cells": cells[:200], "count": len(cells)},
        rows=(batch, *rows, *doubted.rows),
        gone=doubted.gone,
    )
    return batch


@transaction.atomic
def _undo_now(number: str, row: int, checked: _CheckedAgain, *, by: Actor, at: datetime) -> Batch | None:
    batch = locked(number)
    if _stamp(batch) != checked.stamp:
        return None
    require_valid(batch.unit, on=at.astimezone(CHINA).date())
    mends = list(batch.mends.filter(row=row))
    batch.mends.filter(row=row).delete()
    reopen_adopted(batch, by=by, at=at, row=row)
    doubted = _take_again(batch, checked, at=at)
    ledger.write(
        action="intake.undo_mend",
        object_type="batch",
        object_key=batch.number,
        by=by,
        at=at,
        detail={"row": row},
        rows=(batch, *doubted.rows),
        gone=(*mends, *doubted.gone),
    )
    return batch


def _without(batch: Batch, row: int, at: datetime) -> _CheckedAgain:
    """The batch checked as it would be without the mends of a row."""
    _require_mendable(batch)
    if not batch.mends.filter(row=row).exists():
        raise Refusal("mend.none", f"第 {row} 行没有在线修改过。", "请刷新后再看。")
    left = {cell: value for cell, value in latest(told_mends(batch)).items() if cell[0] != row}
    return _laid(batch, _judged_again(batch, _as_sent(batch, at), left, at=at))


def _mended(
    batch: Batch, wanted: list[Mend], *, seen: int | None, by: Actor, at: datetime
) -> tuple[_CheckedAgain, list[RowMend]]:
    """The batch as these mends would make it, and the rows that say so; nothing is written but files."""
    _require_mendable(batch)
    if not wanted:
        raise Refusal("mend.nothing", "没有修改任何内容。", "请在有问题的单元格中填写正确的内容后再保存。")
    sieved, stood = _as_sent(batch, at), latest(told_mends(batch))
    _require_cells(sieved, wanted)
    _require_unchanged(batch, wanted, seen, by)
    rows = list(_mends(batch, sieved, wanted, stood, by=by, at=at))
    judged = _judged_again(batch, sieved, {**stood, **{(one.row, one.field): one.value for one in rows}}, at=at)
    _require_nothing_refused(sieved, judged.sieved)
    return _laid(batch, judged), rows


def _mends(
    batch: Batch,
    sieved: Sieved,
    wanted: Collection[Mend],
    mended: Mapping[tuple[int, str], str],
    *,
    by: Actor,
    at: datetime,
) -> Iterator[RowMend]:
    """Each with what stood in its cell until now; `mended`: what earlier mends put there."""
    fields = {f.code: f for f in sieved.table.card.fields}
    stood = {**_texts(sieved, {m.row for m in wanted}), **mended}
    with _within_a_request():
        values = room.typed_cells([(m.row, m.value, fields[m.field]) for m in wanted], limits=room.within_a_request())
    for m, value in zip(wanted, values, strict=True):
        yield RowMend(
            batch=batch,
            row=m.row,
            field=m.field,
            before=stood.get((m.row, m.field), ""),
            value=value,
            ground=m.ground,
            at=at,
            actor_login=by.login,
            actor_name=by.name,
        )
        stood[m.row, m.field] = value


def _texts(sieved: Sieved, rows: Collection[int]) -> dict[tuple[int, str], str]:
    """(row, field) → the text as it was sent, of these rows; empty cells are left out."""
    cells = sieved.table.cells.filter(pl.col(ROW).is_in(list(rows)))
    return {
        (one[ROW], name): text
        for one in cells.iter_rows(named=True)
        for name, text in one.items()
        if name != ROW and text
    }


def _require_nothing_refused(before: Sieved, after: Sieved) -> None:
    """What a mend shows to be a person's or a matter that is never taken may not stay in the file as sent either."""
    refused = after.refused.join(before.refused, on=ROW, how="anti")
    if refused.height:
        raise Refusal(
            "mend.forbidden",
            f"第 {refused[ROW][0]} 行改后属于平台不得收集的信息（例如自然人），不能保存。",
            "请撤回本批（原文件随即销毁），在原表中删除这一行后重新上传。",
        )


def last_mend(batch: Batch) -> int:
    """The newest mend of the batch, 0 before the first: what somebody who reads its cells now has seen."""
    return batch.mends.order_by("-id").values_list("id", flat=True).first() or 0


def latest(mends: Iterable[RowMend]) -> Mapping[tuple[int, str], str]:
    """(row, field) → the value that was given last, of mends in their order."""
    return {(m.row, m.field): m.value for m in mends}


def check_again(batch: Batch, sieved: Sieved, values: Mapping[Cell, str], *, at: datetime) -> Doubted:
    """For a batch that nobody else can reach yet; `values`: what its cells were mended to."""
    return _take_again(batch, _laid(batch, _judged_again(batch, sieved, values, at=at)), at=at)


def _judged_again(batch: Batch, sieved: Sieved, values: Mapping[Cell, str], *, at: datetime) -> Judged:
    """Raises Refusal where that is too much for a request."""
    with _within_a_request():
        return judge_again(
            sieved, values, unit=batch.unit, as_of=at.astimezone(CHINA).date(), received_at=batch.received_at
        )


@contextmanager
def _within_a_request() -> Iterator[None]:
    """What is too much for one is told as what somebody did at the desk, not as a file."""
    try:
        yield
    except Refusal as refusal:
        if refusal.code != BEYOND:
            raise
        raise Refusal(
            "mend.beyond_limits",
            "重新检查这一批所需的时间或者内存超过在线修改的限度，修改没有保存。",
            "请下载错误标注表，修改后重新上传。",
        ) from None


def _laid(batch: Batch, judged: Judged) -> _CheckedAgain:
    return _CheckedAgain(_stamp(batch), judged, lay(_with_first(judged, batch.sieved_file, batch)))


def _take_again(batch: Batch, checked: _CheckedAgain, *, at: datetime) -> Doubted:
    take(batch, checked.judged, checked.laid)
    batch.save()
    return raise_doubts(batch, checked.judged, at=at)


def _stamp(batch: Batch) -> tuple[object, ...]:
    """What a check of the batch rests on: with another one it must be made anew."""
    return (
        batch.state, batch.item, batch.sieved_file, batch.findings_file, last_mend(batch), batch.mends.count(),
    )  # fmt: skip


def _with_first(judged: Judged, first: str, batch: Batch) -> Judged:
    """The sieved file stays as it was sent: mends are laid over it anew each time, so that they can be taken back."""
    return replace(judged, sieved=unpack(vault.read_file(first), judged.sieved.table.card))


def _require_mendable(batch: Batch) -> None:
    if batch.state not in MENDABLE:
        raise Refusal(
            "mend.state",
            f"这一批现在是“{WORDS[batch.state]}”，不能在线修改。",
            "待审核的可以请审核人退回；已入库的请用“补报疑问数据”或者“更正”。",
        )
    if not batch.sieved_file:
        raise Refusal("mend.gone", "这一批的工作数据已不再留存，不能在线修改。", "请修改原表后重新上传。")
    if batch.reported > MOST_ROWS:
        raise Refusal("mend.too_long", f"超过 {MOST_ROWS} 行的批次不能在线修改。", "请下载错误标注表，修改后补报。")


def _as_sent(batch: Batch, at: datetime) -> Sieved:
    return unpack(vault.read_file(batch.sieved_file), card_of(batch.item, on=at.astimezone(CHINA).date()))


def _require_cells(sieved: Sieved, mends: Iterable[Mend]) -> None:
    fields = {f.code: f for f in sieved.table.card.fields}
    refused, kept = set(sieved.refused[ROW]), set(sieved.table.cells[ROW])
    for m in mends:
        if m.field not in fields or fields[m.field].cut:
            raise Refusal("mend.field", "这一列不能在线修改。", "平台不保存证件号码，这一列可以不填。")
        require_cell(m.value, fields[m.field])
        if m.row in refused:
            raise Refusal(
                "mend.refused", f"第 {m.row} 行已整行退回，内容没有保存，不能在线修改。", "这一行不应报送，不必处理。"
            )
        if m.row not in kept:
            raise Refusal("mend.row", f"表中没有第 {m.row} 行数据。", "行号以表格软件左侧显示的为准，请核对后再试。")


def _require_unchanged(batch: Batch, mends: Iterable[Mend], seen: int | None, by: Actor) -> None:
    if seen is None:
        return
    wanted = {(m.row, m.field) for m in mends}
    for later in batch.mends.filter(pk__gt=seen).exclude(actor_login=by.login).order_by("-id"):
        if (later.row, later.field) in wanted:
            raise Refusal(
                "mend.crossed",
                f"第 {later.row} 行的这个单元格刚刚由{later.actor_name}修改过，您的修改没有保存。",
                "请刷新页面，看过同事的修改后再决定是否改动。",
                row=later.row,
                field=later.field,
            )
