"""Cells of any field in which a formula came to nothing: what its sender sees there is no value, and is not empty."""

from collections.abc import Iterable
from typing import Final

import polars as pl

from mingxin.intake.checks.check import Check, Context, always
from mingxin.intake.reading.shown import FAULTS, UNCOMPUTED
from mingxin.intake.table import ROW
from mingxin.rulebook.cards import FieldCard

_MARKS: Final = ("#", "Err:")
_ALONE: Final = r"^(?:(?s:.*);)?(?:{})(?:;(?s:.*))?$"  # or among those that were joined
_KINDS: Final = {"cell.formula_error": FAULTS, "cell.formula_without_value": UNCOMPUTED}


def _faulty(ctx: Context) -> Iterable[pl.DataFrame]:
    for card in ctx.among(ctx.kept_fields(), ctx.raw, _may_be_faulty):
        cells = ctx.raw.select(ROW, value=card.code)
        for code, pattern in _KINDS.items():
            yield ctx.found(code, cells.filter(pl.col("value").str.contains(_ALONE.format(pattern))), card)


def _may_be_faulty(card: FieldCard) -> pl.Expr:
    cell = pl.col(card.code).str
    return pl.any_horizontal(
        *(cell.contains(mark, literal=True) if card.joined_from else cell.starts_with(mark) for mark in _MARKS)
    )


FORMULA_CHECKS: Final = (Check(tuple(_KINDS), always, _faulty),)
