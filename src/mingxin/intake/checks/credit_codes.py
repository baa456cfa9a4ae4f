"""Unified social credit codes: judged one by one only where a whole-column test does not pass them."""

import re
from collections.abc import Iterable
from functools import cache
from typing import Final

import polars as pl

from mingxin.intake.checks.check import Check, Context, always
from mingxin.intake.checks.judged import Judged, Remark
from mingxin.intake.table import ROW
from mingxin.kernel import uscc
from mingxin.rulebook.cards import FieldCard, FieldType, Role

_SHAPE: Final = rf"^[{uscc.DEPARTMENTS}][{uscc.ALPHABET}]{{16}}[{uscc.ALPHABET}]$"
# What only the kernel can judge: fillers, and codes built like an identity number with a date of birth inside.
_DOUBTFUL: Final = r"^.{8}0{8}|^.{6}(19|20)[0-9]{2}[01][0-9][0-3][0-9]|" + "|".join(f"^{c}{{8}}" for c in uscc.ALPHABET)
_FEW: Final = 100  # values: fewer are examined one by one in less time than the whole-column test takes
_LONG: Final = r"^\s*\d{16,}\s*$"
_SCIENTIFIC: Final = r"^\s*\d(\.\d+)?[eE]\+?\d+\s*$"
_PROBLEMS: Final = (
    "uscc.filler",
    "uscc.old_registration_15",
    "uscc.old_registration_13",
    "uscc.organisation_code",
    "uscc.length",
    "uscc.character",
    "uscc.registering_department",
    "uscc.check_digit",
    "uscc.inner_code",
    "uscc.folded",
)


def judge_credit_codes(column: pl.Series) -> Judged:
    values = column.unique().drop_nulls()
    judged = Judged()
    for value in values if values.len() < _FEW else values.filter(~_surely_right(values)):
        verdict = uscc.examine(value)
        judged.set(value, verdict.code or None)
        hint = f"，很可能应为“{verdict.suggestion}”" if verdict.suggestion else ""
        code = verdict.problem or verdict.warning
        if code and code != "uscc.empty":
            judged.remarks.append(Remark(value, code, verdict.detail, hint))
        if not verdict.problem and value.strip() != verdict.code:
            judged.remarks.append(Remark(value, "uscc.folded", normal=verdict.code))
    return judged


def _surely_right(values: pl.Series) -> pl.Series:
    """Whether both check characters hold and nothing else is doubtful."""
    code = pl.col("code")
    is_shaped = code.str.contains(_SHAPE) & ~code.str.contains(_DOUBTFUL)
    shaped = values.alias("code").to_frame().filter(is_shaped)
    return values.is_in(shaped.filter(_characters_hold())["code"].implode())


@cache
def _characters_hold() -> pl.Expr:
    """Whether both check characters of a well-shaped code hold: the same arithmetic as the kernel's, by column."""
    code = pl.col("code")
    first17 = _weighted(code, range(17), [pow(3, place, 31) for place in range(17)], uscc.ALPHABET)
    inner = _weighted(code, range(8, 16), [3, 7, 9, 10, 5, 8, 4, 2], "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ")
    expected = _characters(31 - first17 % 31, uscc.ALPHABET + "0")
    expected_inner = _characters(11 - inner % 11, "0123456789X0")
    return (code.str.slice(17) == expected) & (code.str.slice(16, 1) == expected_inner)


def _weighted(codes: pl.Expr, places: Iterable[int], weights: list[int], alphabet: str) -> pl.Expr:
    """Σ value × weight over the given places, the value being the place of a character in the alphabet."""
    worth = pl.lit(pl.Series([max(alphabet.find(chr(byte)), 0) for byte in range(128)], dtype=pl.Int32))
    letters = codes.cast(pl.Binary).bin.reinterpret(dtype=pl.Array(pl.UInt8, 18))
    worths = (
        worth.gather(letters.arr.get(place).cast(pl.UInt32)) * weight
        for place, weight in zip(places, weights, strict=True)
    )
    return pl.sum_horizontal(worths)


def _characters(places: pl.Expr, alphabet: str) -> pl.Expr:
    return pl.lit(pl.Series(list(alphabet))).gather(places.cast(pl.UInt32))


def lost_digits(ctx: Context, card: FieldCard) -> pl.DataFrame:
    """ROW and value of cells whose number a spreadsheet rounded: more than fifteen digits, or an exponent."""
    value = pl.col("value")
    is_suspect = value.str.contains(_LONG) | value.str.contains(_SCIENTIFIC)
    suspects = ctx.raw.lazy().select(ROW, pl.col(card.code).alias("value")).filter(is_suspect).collect()
    if suspects.is_empty():
        return suspects
    stored = ctx.number_cells.filter(pl.col("column") == ctx.letters.get(card.code, ""))[ROW]
    is_number = pl.col(ROW).is_in(stored.cast(pl.UInt32).implode())
    return suspects.filter(is_number | value.str.contains(_SCIENTIFIC))


def _examined(ctx: Context) -> Iterable[pl.DataFrame]:
    for card in ctx.kept_fields():
        if card.type is not FieldType.USCC:
            continue
        lost = lost_digits(ctx, card)
        yield ctx.found("uscc.number_lost_digits", lost, card)
        for findings in ctx.remarked(card):
            yield findings.join(lost.select(pl.col(ROW).cast(pl.UInt32)), on=ROW, how="anti", maintain_order="left")


def _only_old_number(ctx: Context) -> Iterable[pl.DataFrame]:
    """The old number stands in its own column while the credit code is empty: say where to look the code up."""
    card = ctx.by_role(Role.USCC)
    for role in (Role.REGISTRATION_NUMBER, Role.ORGANISATION_CODE):
        other = ctx.by_role(role)
        if card is None or other is None:
            continue
        is_lone = ctx.plain[card.code].is_null() & ctx.plain[other.code].is_not_null()
        rows = ctx.plain.select(ROW, pl.col(other.code).alias("value")).filter(is_lone)
        yield ctx.found("uscc.only_old_number", rows, card, other=_short(other.name))


def _short(name: str) -> str:
    """行政相对人代码_2（工商注册号） is known to clerks as 工商注册号."""
    inner = re.search(r"（(.+)）$", name)
    return inner[1] if inner else name


CREDIT_CODE_CHECKS: Final = (
    Check((*_PROBLEMS, "uscc.resident_id", "uscc.number_lost_digits"), always, _examined),
    Check(("uscc.only_old_number",), always, _only_old_number),
)
