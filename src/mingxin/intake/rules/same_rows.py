"""Which rows that stayed behind a later file brings again: told by the record they are about, whatever their numbers.

A row too many that waits costs its unit a look; one too few is a decision that nobody hears of any more. So in doubt
two rows are not the same.
"""

from collections.abc import Collection
from typing import Final

import polars as pl

from mingxin.intake.table import ROW
from mingxin.rulebook.cards import ItemCard, Role

IS_NEW: Final = "is_new"  # of a row that came: whether it is no record of before
MOST_SHAPES: Final = 100  # rows of rarer shapes are not compared cell by cell: they go on waiting
_CAME: Final = "·came"


def brought_again(
    behind: pl.DataFrame, came: pl.DataFrame, *, card: ItemCard, doubted: Collection[tuple[int, str]]
) -> set[int]:
    """The rows of `behind` that are about a record of `came`.

    Both have one normalised String column per field code, `behind` ROW as well and `came` IS_NEW. `doubted`: (row,
    field) of cells of `behind` that the check found fault with. A row comes again where the whole record key is the
    same; where, but for the code of the party, it is the same and the party has the same name; and where a new row,
    and it alone, says the same in every filled cell that nobody doubted.
    """
    codes = [f.code for f in card.fields if not f.cut and f.code in behind.columns and f.code in came.columns]
    left = behind.select(pl.col(ROW), *_folded(codes))
    other = came.select(pl.col(IS_NEW), *_folded(codes)).with_row_index(_CAME)
    party = [code for code in card.codes_of(Role.USCC, Role.NAME) if code in codes]
    deed = [code for code in card.record_key if code not in card.codes_of(Role.USCC)]
    pairs = [_joined(left, other, list(card.record_key), codes)]
    if deed:
        pairs += [_joined(left, other, [*deed, code], codes) for code in party]
    known = pl.concat(pairs)
    rest = left.filter(~pl.col(ROW).is_in(known[ROW].implode()))
    unclaimed = other.filter(pl.col(IS_NEW) & ~pl.col(_CAME).is_in(known[_CAME].implode()))
    alike = _alike(rest, unclaimed, party, set(doubted))
    return {*known[ROW].to_list(), *alike}


def _folded(codes: list[str]) -> list[pl.Expr]:
    """As record keys are compared: spaces and case set aside."""
    return [
        pl.col(code).fill_null("").str.replace_all(" ", "", literal=True).str.to_uppercase().alias(code)
        for code in codes
    ]


def _joined(left: pl.DataFrame, other: pl.DataFrame, key: list[str], codes: list[str]) -> pl.DataFrame:
    """Pairs of ROW and _CAME with the same key, each part of it filled."""
    if not set(key) <= set(codes):
        return pl.DataFrame(schema={ROW: left.schema[ROW], _CAME: other.schema[_CAME]})
    whole = left.filter(pl.all_horizontal(pl.col(code) != "" for code in key))
    return whole.join(other, on=key).select(ROW, _CAME)


def _alike(rest: pl.DataFrame, other: pl.DataFrame, party: list[str], doubted: set[tuple[int, str]]) -> set[int]:
    """Rows to which one row of the others, and to that one no other of them, is alike in all that nobody doubted."""
    if other.is_empty():
        return set()
    shapes: dict[tuple[str, ...], list[int]] = {}
    for cells in rest.iter_rows(named=True):
        row = cells.pop(ROW)
        shape = tuple(code for code, text in cells.items() if text and (row, code) not in doubted)
        if set(shape) & set(party):
            shapes.setdefault(shape, []).append(row)
    commonest = sorted(shapes.items(), key=lambda one: -len(one[1]))[:MOST_SHAPES]
    pairs = [
        rest.filter(pl.col(ROW).is_in(rows)).join(other, on=list(shape)).select(ROW, _CAME) for shape, rows in commonest
    ]
    if not pairs:
        return set()
    every = pl.concat(pairs)
    alone = every.filter(~pl.col(ROW).is_duplicated() & ~pl.col(_CAME).is_duplicated())
    return set(alone[ROW].to_list())
