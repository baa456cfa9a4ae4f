"""Fields that must be filled in, always or under a condition."""

from collections.abc import Iterable
from typing import Final

import polars as pl

from mingxin.intake.checks import frame
from mingxin.intake.checks.check import Check, Context, always
from mingxin.intake.rules.conditions import CONDITIONS
from mingxin.intake.table import ROW
from mingxin.kernel.text import clean, is_blank_word
from mingxin.rulebook.cards import FieldCard

_SHEET: Final = pl.DataFrame({ROW: [0]}, schema={ROW: pl.UInt32})


def required_rows(ctx: Context, card: FieldCard) -> pl.Expr:
    """Where the field must be filled in."""
    return CONDITIONS[card.required].holds(ctx.card, frozenset(ctx.cells.columns))


def rows_lacking_columns(ctx: Context) -> frozenset[int]:
    """Rows that cannot be admitted because a required column is not in the sheet at all."""
    lacking = [required_rows(ctx, card) for card in _absent(ctx)]
    if not lacking or ctx.cells.is_empty():
        return frozenset()
    return frozenset(ctx.cells.filter(pl.any_horizontal(lacking))[ROW])


def _absent(ctx: Context) -> list[FieldCard]:
    """Fields without a column that at least one row needs."""
    absent = [card for card in ctx.card.fields if card.code not in ctx.cells.columns and not card.cut]
    return [card for card in absent if card.required != "never" and not card.optional_column]


def _empty(ctx: Context) -> Iterable[pl.DataFrame]:
    """Nothing usable was sent: an empty cell or a word for nothing. What was sent and unreadable is said elsewhere."""
    told_with_category = {str(setting["amount"]) for setting in ctx.settings("category_amount")}
    required = [card for card in ctx.kept_fields() if card.required != "never" and card.code not in told_with_category]
    with_gaps = [card for card in required if ctx.plain[card.code].null_count()]
    for card in ctx.among(with_gaps, ctx.cells, lambda card: _is_empty(ctx, card)):
        rows = _with_state(ctx.rows(card, _is_empty(ctx, card)))
        yield ctx.found("required.empty", rows, card, condition=CONDITIONS[card.required].words)


def _with_state(rows: pl.DataFrame) -> pl.DataFrame:
    """What stands in the cell that is held to be empty: its sender may see a word there."""
    words = {
        value: f"填的是“{clean(value)}”，视为没有填写"
        for value in rows["value"].drop_nulls().unique()
        if is_blank_word(value)
    }
    state = pl.col("value").replace_strict(words, default=None, return_dtype=pl.String) if words else pl.lit(None)
    return rows.with_columns(state=state.fill_null("现在是空的"))


def _is_empty(ctx: Context, card: FieldCard) -> pl.Expr:
    return required_rows(ctx, card) & pl.lit(ctx.plain[card.code].is_null())


def _missing_column(ctx: Context) -> Iterable[pl.DataFrame]:
    for card in _absent(ctx):
        count = ctx.cells.filter(required_rows(ctx, card)).height
        if count:
            yield frame.found("column.missing", _SHEET, field=card.code, name=card.name, count=str(count))


def _unlikely_size(ctx: Context) -> Iterable[pl.DataFrame]:
    limit, count = ctx.card.believable.get("rows_at_most"), ctx.cells.height
    if limit is not None and count > limit:
        yield frame.found("table.unlikely_size", _SHEET, item=ctx.card.name, count=str(count), limit=str(limit))


REQUIRED_CHECKS: Final = (
    Check(("required.empty",), always, _empty),
    Check(("column.missing",), always, _missing_column),
    Check(("table.unlikely_size",), always, _unlikely_size),
)
