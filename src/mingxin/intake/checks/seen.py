"""Cells of any field of which a sender sees something else than was read: faulty formulas, and what hides or alters."""

from collections.abc import Iterable
from typing import Final

import polars as pl

from mingxin.intake.checks.check import Check, Context, always
from mingxin.intake.reading.shown import FAULTS, UNCOMPUTED
from mingxin.intake.table import ROW, Unlike
from mingxin.rulebook.cards import FieldCard

_MARKS: Final = ("#", "Err:")
_ALONE: Final = r"^(?:(?s:.*);)?(?:{})(?:;(?s:.*))?$"  # or among those that were joined
_KINDS: Final = {"cell.formula_error": FAULTS, "cell.formula_without_value": UNCOMPUTED}
_WHY: Final = {
    Unlike.COVERED: "被合并单元格遮住，表格中看不到",
    Unlike.FORMAT: "设置的数字格式使显示的内容与保存的内容不同",
    Unlike.COLOUR: "文字与底色相同、字号过小或者重复填充，看不清写的是什么",
    Unlike.RUNS: "其中一部分文字与底色相同、字号过小、加了删除线，或者是数字后面的上标、下标",
}


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


def _unlike(ctx: Context) -> Iterable[pl.DataFrame]:
    """A result of a formula was shown once, and may be another today; all others are not what is seen now."""
    if ctx.unlike_cells.is_empty():
        return
    for card in ctx.kept_fields():
        there = ctx.unlike_cells.filter(pl.col("column") == ctx.letters.get(card.code, ""))
        cells = there.join(ctx.raw.select(ROW, value=card.code), on=ROW, how="inner", maintain_order="left")
        yield ctx.found("cell.formula", cells.filter(pl.col("why") == Unlike.FORMULA).select(ROW, "value"), card)
        for why, detail in _WHY.items():
            yield ctx.found(
                "cell.not_as_shown", cells.filter(pl.col("why") == why).select(ROW, "value"), card, detail=detail
            )


SEEN_CHECKS: Final = (
    Check(tuple(_KINDS), always, _faulty),
    Check(("cell.formula", "cell.not_as_shown"), always, _unlike),
)
