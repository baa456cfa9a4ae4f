"""What a check found, kept with its batch: files by digest, counts, and the days that press."""

import io
from datetime import date

import polars as pl

from mingxin.catalogue.queries import edition_in_force
from mingxin.intake.actions.examine import Judged
from mingxin.intake.kept_sieved import pack
from mingxin.intake.models import Batch
from mingxin.intake.table import ROW
from mingxin.kernel.dates import DateProblem, parse_date
from mingxin.kernel.workdays import Calendar
from mingxin.rulebook.cards import ItemCard, Role
from mingxin.rulebook.queries import calendar
from mingxin.vault import actions as vault

FILES = ("ready", "rows", "findings", "sieved", "marked")


def take(batch: Batch, judged: Judged) -> None:
    """Put files and counts of a check into the batch (unsaved); what it held before is let go."""
    edition = edition_in_force()
    batch.edition_id = edition.number if edition else 0
    for kind, data in (
        ("ready", parquet(judged.comparison.rows)),
        ("rows", parquet(judged.kept)),
        ("findings", parquet(judged.findings)),
        ("sieved", pack(judged.sieved)),
    ):
        put_file(batch, kind, data)
    let_go(batch, "marked")
    verdicts = dict(judged.comparison.rows["verdict"].value_counts().iter_rows())
    batch.reported, batch.questioned, batch.unlinked = judged.reported, judged.questioned, judged.unlinked
    batch.admitted, batch.updated = verdicts.get("new", 0), verdicts.get("changed", 0)
    batch.unchanged = verdicts.get("unchanged", 0)
    batch.dues, batch.oldest_decided_on = _dues(judged, judged.sieved.table.card)


def put_file(batch: Batch, kind: str, data: bytes) -> None:
    """Keep a working file for the batch in place of the one before."""
    column = f"{kind}_file"
    before, after = getattr(batch, column), vault.keep_file(data, owner=batch.number, kind=kind)
    setattr(batch, column, after)
    if before and before != after:
        vault.release_file(before, owner=batch.number, kind=kind)


def let_go(batch: Batch, *kinds: str) -> int:
    """Release working files of the batch (unsaved); how many there were."""
    gone = 0
    for kind in kinds:
        digest = getattr(batch, f"{kind}_file")
        if digest:
            setattr(batch, f"{kind}_file", "")
            vault.release_file(digest, owner=batch.number, kind=kind)
            gone += 1
    return gone


def parquet(rows: pl.DataFrame) -> bytes:
    buffer = io.BytesIO()
    rows.write_parquet(buffer)
    return buffer.getvalue()


def frame(digest: str) -> pl.DataFrame:
    return pl.read_parquet(io.BytesIO(vault.read_file(digest)))


def _dues(judged: Judged, card: ItemCard) -> tuple[dict[str, list[int]], date | None]:
    """Rows by the day on which they are due: [good ones, those that stay behind]; and the earliest decision."""
    dues: dict[str, list[int]] = {}
    ready = judged.comparison.rows.filter(pl.col("verdict") == "new")
    for day, rows in ready.drop_nulls("due_on").group_by("due_on").len().iter_rows():
        dues.setdefault(day.isoformat(), [0, 0])[0] += rows
    decided = card.by_role(Role.DECIDED_ON)
    if decided is not None and card.deadline_workdays is not None and decided.code in judged.kept.columns:
        worked = calendar()
        for written in judged.kept.sort(ROW)[decided.code].drop_nulls():
            day = due_of(written, card.deadline_workdays, worked)
            if day is not None:
                dues.setdefault(day.isoformat(), [0, 0])[1] += 1
    return dict(sorted(dues.items())), ready["decided_on"].min()  # type: ignore[return-value]


def due_of(written: str, workdays: int, worked: Calendar) -> date | None:
    """None for a row whose day of decision cannot be read: it is among the faults."""
    try:
        return worked.add_workdays(parse_date(written), workdays).on
    except DateProblem:
        return None
