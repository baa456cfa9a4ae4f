"""What a check found, kept with its batch: files by digest, counts, and the days that press."""

import io
from collections import Counter
from collections.abc import Mapping
from datetime import date
from typing import Final

import polars as pl

from mingxin.catalogue.queries import edition_in_force
from mingxin.intake.actions.examine import Judged
from mingxin.intake.kept_sieved import pack
from mingxin.intake.models import Batch
from mingxin.intake.rules.clocks import Clocks, by_due_day, clocks_of
from mingxin.intake.table import ROW
from mingxin.kernel.dates import DateProblem, parse_date
from mingxin.kernel.workdays import Calendar
from mingxin.rulebook.cards import ItemCard, Role
from mingxin.rulebook.queries import calendar
from mingxin.vault import actions as vault

_NO_DAY_AFTER: Final = date(9000, 1, 1)  # written where nobody knew the day; towards 9999-12-31 no day can be counted
_DOUBTFUL_DAYS: Final = ("date.future", "date.too_early", "date.long_ago")
FILES: Final = ("ready", "rows", "findings", "sieved", "marked")


def lay(judged: Judged) -> Mapping[str, vault.Laid]:
    """The files of a check, by kind; before the transaction that names them."""
    return {
        "ready": vault.lay_file(parquet(judged.comparison.rows)),
        "rows": vault.lay_file(parquet(judged.kept)),
        "findings": vault.lay_file(parquet(judged.findings)),
        "sieved": vault.lay_file(pack(judged.sieved)),
    }


def take(batch: Batch, judged: Judged, laid: Mapping[str, vault.Laid]) -> None:
    """Put files and counts of a check into the batch (unsaved); what it held before is let go."""
    edition = edition_in_force()
    batch.edition_id = edition.number if edition else 0
    for kind, file in laid.items():
        name_file(batch, kind, file)
    let_go(batch, "marked")
    verdicts = dict(judged.comparison.rows["verdict"].value_counts().iter_rows())
    batch.reported, batch.questioned, batch.unlinked = judged.reported, judged.questioned, judged.unlinked
    batch.admitted, batch.updated = verdicts.get("new", 0), verdicts.get("changed", 0)
    batch.unchanged = verdicts.get("unchanged", 0)
    batch.clocks = _clocks(judged, judged.sieved.table.card, batch.clocks)
    batch.dues = by_due_day(batch.clocks)
    doubted = _with_doubtful_day(judged, judged.sieved.table.card)
    clocked = (pl.col("verdict") == "new") & ~pl.col(ROW).is_in(doubted)
    oldest = judged.comparison.rows.filter(clocked)["decided_on"].min()
    batch.oldest_decided_on = oldest if isinstance(oldest, date) else None


def put_file(batch: Batch, kind: str, data: bytes) -> None:
    """Keep a working file for the batch in place of the one before."""
    name_file(batch, kind, vault.lay_file(data))


def name_file(batch: Batch, kind: str, laid: vault.Laid) -> None:
    """The same with a file that lies there already."""
    column = f"{kind}_file"
    before = getattr(batch, column)
    vault.name_file(laid, owner=batch.number, kind=kind)
    setattr(batch, column, laid.file)
    if before and before != laid.file:
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


def _clocks(judged: Judged, card: ItemCard, given: Clocks) -> Clocks:
    """The clocks of what was checked, by the calendar of now: rows may have been prepared a while ago."""
    if card.deadline_workdays is None:
        return {}
    doubted = _with_doubtful_day(judged, card)
    ready = judged.comparison.rows.filter((pl.col("verdict") == "new") & ~pl.col(ROW).is_in(doubted))
    good = dict(ready.drop_nulls("due_on")["decided_on"].value_counts().iter_rows())
    behind: Counter[date] = Counter()
    decided = card.by_role(Role.DECIDED_ON)
    if decided is not None and decided.code in judged.kept.columns:
        kept = judged.kept.filter(~pl.col(ROW).is_in(doubted))
        for written, rows in kept[decided.code].drop_nulls().value_counts().iter_rows():
            day = _day(written)
            if day is not None:
                behind[day] += rows
    return clocks_of(good, behind, term=card.deadline_workdays, worked=calendar(), given=given)


def _with_doubtful_day(judged: Judged, card: ItemCard) -> list[int]:
    """Rows whose day of decision is itself asked about, for its year is most likely mistyped: no clock runs from it."""
    decided = card.by_role(Role.DECIDED_ON)
    told = pl.col("code").is_in(_DOUBTFUL_DAYS) & (pl.col("field") == (decided.code if decided else ""))
    return judged.findings.filter(told)[ROW].unique().to_list()


def due_of(written: str, workdays: int, worked: Calendar) -> date | None:
    """None for a row whose day of decision cannot be read: it is among the faults."""
    day = _day(written)
    return worked.add_workdays(day, workdays).on if day is not None else None


def _day(written: str) -> date | None:
    try:
        day = parse_date(written)
    except DateProblem:
        return None
    return day if day < _NO_DAY_AFTER else None
