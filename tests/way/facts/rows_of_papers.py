"""What papers and pages say besides figures, read from the rows: no query of the product is asked."""

from collections import Counter
from typing import Any, Final

from mingxin.archive.models import Change, Record
from mingxin.intake.models import Batch, ZeroReport
from tests.way.facts.rows import Rows
from tests.way.facts.rows_of_records import HIDES, Counts, beijing

RELEASES: Final = ("审核放行", "直接入库（本事项不需审核）", "命令行导入（不经审核）")


def corrected(rows: Rows) -> Counts:
    """Thread of what shows → the day on which it was corrected last, as a number of days."""
    shown = {one.thread for one in rows.shown}
    made = Record.objects.filter(thread__in=shown, change__kind="correction").select_related("change")
    found: Counts = {}
    for one in made:
        found[one.thread] = max(beijing(one.change.at).toordinal(), found.get(one.thread, 0))
    return found


def never_reported(rows: Rows) -> set[str]:
    """Items of records of which nobody sent anything that was admitted, nor declared that there was nothing."""
    sent = {one.item for one in rows.batches if one.state == "admitted"}
    none = {one.item for one in ZeroReport.objects.all() if one.revoked_at is None}
    return {item for item, card in rows.cards.items() if card.effect == "record"} - sent - none


def uncollected(rows: Rows) -> Counts:
    return {rows.cards[item].name: 1 for item in never_reported(rows)}


def uncollected_columns(rows: Rows) -> Counts:
    return {item: 1 for item in never_reported(rows) if rows.cards[item].disclosure == "public"}


def release_of(batch: Batch) -> str:
    """By what was done before it was let go: submitted to another, anything else at the desk, or nothing."""
    steps = list(batch.steps.order_by("id").values_list("state", flat=True))
    before = steps[: steps.index("released")] if "released" in steps else []
    if not before:
        return RELEASES[2]
    return RELEASES[0] if before[-1] == "submitted" else RELEASES[1]


def releases(rows: Rows) -> Counts:
    return {(one.number, release_of(one)): 1 for one in rows.batches if one.state == "admitted"}


def ended_by_batch(rows: Rows) -> Counts:
    """(batch, whether anybody ever saw it) → of what it wrote, whose term is over."""
    unseen, found = {one.thread for one in rows.unseen}, Counter[Any]()
    ended = {one.thread for one in rows.records if _has_ended(rows, one)}
    written = dict(Change.objects.exclude(batch="").values_list("number", "batch"))
    for batch in rows.batches:
        if batch.state == "admitted" and batch.change_id in written:
            threads = set(Record.objects.filter(change=batch.change_id).values_list("thread", flat=True))
            found.update((batch.number, one not in unseen) for one in threads & ended)
    return found


def _has_ended(rows: Rows, one: Record) -> bool:
    if one.publicity != "public" or one.hidden_from is None or one.hidden_from > rows.day:
        return False
    return not any(
        mark.kind in HIDES and mark.from_on <= rows.day and (mark.until_on is None or rows.day < mark.until_on)
        for mark in rows.marks[one.thread]
    )
