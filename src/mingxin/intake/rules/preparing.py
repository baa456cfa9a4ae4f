"""From checked rows to rows that the archive takes: identity, content, publicity and deadlines of each."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

import polars as pl

from mingxin.archive.rules.digests import content_digest, payload_of, thread_of
from mingxin.archive.rules.prepared import PREPARED
from mingxin.catalogue.rules.severity import CriterionLine
from mingxin.intake.rules.distinct import Row, Values, each
from mingxin.intake.rules.settling import settle
from mingxin.intake.table import ROW
from mingxin.kernel import uscc
from mingxin.kernel.workdays import Calendar
from mingxin.rulebook.cards import ItemCard, Nature, Role
from mingxin.rulebook.publicity import Publicity

_KIND: Final = pl.Schema({"subject_kind": pl.String()})
_DEADLINE: Final = pl.Schema({"due_on": pl.Date(), "is_provisional": pl.Boolean(), "workdays": pl.Int32()})
_FILTERS: Final = ("filter_1", "filter_2", "filter_3")


@dataclass(frozen=True)
class Preparing:
    """What preparing needs to know besides the rows; all of it as in force on `as_of`."""

    card: ItemCard
    publicity: Publicity
    criteria: Sequence[CriterionLine]
    calendar: Calendar
    as_of: date


def prepare(rows: pl.DataFrame, given: Preparing) -> pl.DataFrame:
    """Rows in the schema PREPARED. `rows`: ROW and one normalised String column per field code, no errors left.

    What rows share is worked out once for each different value; content and its digests row by row.
    """
    card = given.card
    codes = {role: f.code for f in card.fields if (role := f.role) is not None and f.code in rows.columns}
    known = rows.select(
        ROW,
        _text(codes.get(Role.USCC)).alias("uscc"),
        _text(codes.get(Role.NAME)).alias("name"),
        _text(codes.get(Role.DOCUMENT_NUMBER)).alias("document_number"),
        _text(codes.get(Role.DECIDED_ON)).replace("", None).str.to_date("%Y-%m-%d").alias("decided_on"),
        *_filters(card, rows.columns),
        pl.lit(card.nature is Nature.NEGATIVE).alias("negative"),
    )
    known = each(known, ["uscc"], _KIND, lambda row: (uscc.subject_kind_of(row["uscc"]),))
    known = each(known, ["decided_on"], _DEADLINE, _deadliner(given))
    said = rows.select(pl.col(code).alias(role) for role, code in codes.items())
    rule = given.publicity.rules[card.publicity]
    settled = settle(
        said, rule, given.publicity, given.criteria, given.as_of, sole_trader_public=card.sole_trader_public
    )
    whole = known.hstack(settled).with_columns(_contents(rows, known, card))
    return whole.select(pl.col(name).cast(kind) for name, kind in PREPARED.items())


def _text(code: str | None) -> pl.Expr:
    return pl.col(code).fill_null("") if code else pl.lit("")


def _filters(card: ItemCard, columns: Sequence[str]) -> list[pl.Expr]:
    """The three declared filter columns; what the card does not declare stays empty."""
    declared = [f.code for f in card.fields if f.filter and f.code in columns]
    padded = [*declared, None, None, None]
    return [_text(code).str.slice(0, 100).alias(name) for name, code in zip(_FILTERS, padded, strict=False)]


def _deadliner(given: Preparing) -> Callable[[Row], Values]:
    """due_on, is_provisional and workdays for a day of decision; nothing where the card sets no term."""
    term = given.card.deadline_workdays

    def work(row: Row) -> Values:
        decided_on = row["decided_on"]
        if decided_on is None or term is None:
            return (None, None, None)
        deadline = given.calendar.add_workdays(decided_on, term)
        return (deadline.on, deadline.provisional, given.calendar.workdays_between(decided_on, given.as_of))

    return work


def _contents(rows: pl.DataFrame, known: pl.DataFrame, card: ItemCard) -> list[pl.Series]:
    """thread, payload and content_digest of each row."""
    kept = [f.code for f in card.fields if not f.cut and f.code in rows.columns]
    payloads = [payload_of(dict(zip(kept, values, strict=True))) for values in rows.select(kept).iter_rows()]
    content = known.select("document_number", "decided_on", *_FILTERS).iter_rows()
    digests = [content_digest(payload, values) for payload, values in zip(payloads, content, strict=True)]
    keys = rows.select(_text(code).str.replace_all(" ", "", literal=True) for code in card.record_key)
    threads = [thread_of(card.code, [part.upper() for part in key]) for key in keys.iter_rows()]
    made = {"thread": threads, "payload": payloads, "content_digest": digests}
    return [pl.Series(name, values, dtype=pl.String) for name, values in made.items()]
