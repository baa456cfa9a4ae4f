"""A waiting batch against what is on file at this moment, and whether that is still what its checker saw."""

import hashlib

import polars as pl

from mingxin.archive.actions.admit import compare_now
from mingxin.intake.actions.receiving import short_number
from mingxin.intake.actions.taking import frame
from mingxin.intake.models import Batch, BatchState
from mingxin.intake.rules.batch_states import OPEN
from mingxin.intake.table import ROW
from mingxin.kernel.refusal import Refusal

ADMISSIBLE = ("new", "changed", "unchanged")
_SEEN = (ROW, "thread", "verdict", "current_id", "publicity")


def compared_again(batch: Batch) -> pl.DataFrame:
    """The ready rows of a batch as its admission would find them now."""
    return compare_now(frame(batch.ready_file), unit_id=batch.unit_id, received_at=batch.received_at).rows


def seal_of(rows: pl.DataFrame) -> str:
    """Which rows would do what to which version on file: 32 hex digits that change with any of it."""
    seen = rows.select(_SEEN).sort(ROW)
    return hashlib.sha256(seen.write_csv().encode()).hexdigest()[:32]


def others_with(batch: Batch, *states: str) -> dict[str, int]:
    """Batches of the unit and item that are under way with other content for the same decisions: number → rows.

    `states`: where these stand; by default before their release or on the way to the archive.
    """
    if not batch.ready_file:
        return {}
    mine = frame(batch.ready_file).select("thread", "content_digest")
    found: dict[str, int] = {}
    others = Batch.objects.filter(unit=batch.unit_id, item=batch.item, state__in=states or OPEN).exclude(ready_file="")
    for number, digest in (
        others.exclude(pk=batch.pk).order_by("received_at", "number").values_list("number", "ready_file")
    ):
        rows = frame(digest).join(mine, on="thread", suffix="_mine")
        differing = rows.filter(pl.col("content_digest") != pl.col("content_digest_mine")).height
        if differing:
            found[number] = differing
    return found


def require_as_seen(batch: Batch, seen: str) -> None:
    """Refuse to release what would do something else than the checker saw (`seen` "": than the check found)."""
    before = next(iter(others_with(batch, BatchState.RELEASED)), "")
    if before:
        raise Refusal(
            "release.another_first",
            f"另一批 {short_number(before)} 正在入库，也含有这些文号而内容不同，内容已有变化，请重新核对。",
            "请等那一批入库（通常一两分钟），刷新本页重新核对后再放行。",
        )
    rows = compared_again(batch)
    if not rows["verdict"].is_in(ADMISSIBLE).any():
        raise Refusal(
            "release.nothing_left",
            "内容已有变化，请重新核对：检查之后在案的信息有了变更，这一批现在没有可以入库的行。",
            "请退回报送人，写明这些文号已有更新、更正或者撤回。",
        )
    if seal_of(rows) != (seen or seal_of(frame(batch.ready_file))):
        raise Refusal(
            "release.changed",
            "内容已有变化，请重新核对：核对之后，在案的信息有了变更，放行的结果与核对时不同。",
            "请打开这一批，按现在的差别重新核对后再放行。",
        )
