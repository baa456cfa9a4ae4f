"""Free text: unreadable characters, marks of direction, formulas, telephone numbers, length."""

from collections.abc import Iterable
from typing import Final

import polars as pl

from mingxin.intake.checks.check import Check, Context, always
from mingxin.intake.checks.judged import Judged, Remark, distinct
from mingxin.intake.checks.names import NAMED
from mingxin.intake.table import ROW
from mingxin.kernel.masking import PHONE_SHAPE, mask_phones_in
from mingxin.kernel.text import is_formula
from mingxin.rulebook.cards import FieldCard, FieldType

_UNREADABLE: Final = r"\p{Co}|\x{fffd}|锟斤拷|烫烫烫|屯屯屯"
# Embeddings, overrides and isolates show characters in another order than they are read in; a mark of a direction does
# where letters or digits stand on both of its sides, one from right to left wherever any follow it.
_DIRECTIONS: Final = r"[\x{061c}\x{200e}\x{200f}\x{202a}-\x{202e}\x{2066}-\x{2069}]"
_TURNED: Final = (
    r"[\x{202a}-\x{202e}\x{2066}-\x{2069}]|[\p{L}\p{N}]\x{200e}+[\p{L}\p{N}]|[\x{061c}\x{200f}](?s:.*)[\p{L}\p{N}]"
)
_FORMULA: Final = r"^[\t\r ]*['’]?[\t\r ]*[=+\-@＝＋－＠]"


def judge_texts(column: pl.Series, *, is_public: bool) -> Judged:
    """Mobile numbers masked where the text will be public; else the text stays as sent."""
    judged = Judged()
    if is_public:
        for value in distinct(column, column.str.contains(PHONE_SHAPE)):
            masked = mask_phones_in(value)
            if masked != value:
                judged.set(value, masked)
                judged.remarks.append(Remark(value, "phone.in_text", normal=masked))
    return judged


def _phones(ctx: Context) -> Iterable[pl.DataFrame]:
    """What is shown of the cell is the masked text: a finding must not carry the number on."""
    for card in ctx.kept_fields():
        if card.type is not FieldType.TEXT or card.code_set or card.role in NAMED:
            continue
        for findings in ctx.remarked(card):
            masked = ctx.cells.select(pl.col(ROW).cast(pl.UInt32), masked=pl.col(card.code).str.slice(0, 200))
            shown = findings.join(masked, on=ROW, how="left", maintain_order="left")
            yield shown.with_columns(value=pl.col("masked")).drop("masked")


def _written(ctx: Context) -> list[FieldCard]:
    return [card for card in ctx.kept_fields() if card.type in (FieldType.TEXT, FieldType.CODE)]


def _unreadable(ctx: Context) -> Iterable[pl.DataFrame]:
    for named in (True, False):
        cards = [card for card in _written(ctx) if (card.role in NAMED) is named]
        read = ctx.cells if named else ctx.plain
        for card in ctx.among(cards, read, lambda card: pl.col(card.code).str.contains(_UNREADABLE)):
            yield ctx.found("text.unreadable", ctx.rows(card, read[card.code].str.contains(_UNREADABLE)), card)


def _turned(ctx: Context) -> Iterable[pl.DataFrame]:
    """Cells of any type as sent: what was shown to the sender is not what is read, whatever is made of the marks."""
    for card in ctx.among(ctx.kept_fields(), ctx.raw, lambda card: pl.col(card.code).str.contains(_DIRECTIONS)):
        yield ctx.found("text.direction", ctx.rows(card, ctx.raw[card.code].str.contains(_TURNED)), card)


def _formulas(ctx: Context) -> Iterable[pl.DataFrame]:
    """Cells as sent that a spreadsheet might execute. The text is kept; every export writes it as text."""
    for card in ctx.among(_written(ctx), ctx.raw, lambda card: pl.col(card.code).str.contains(_FORMULA)):
        column = ctx.raw[card.code]
        suspects = ctx.raw.select(ROW, column.alias("value")).filter(column.str.contains(_FORMULA))
        suspects = suspects.filter(~pl.col("value").str.contains(r"^\s*[-－]+\s*$"))
        dangerous = [is_formula(value.lstrip("'’ ")) or is_formula(value) for value in suspects["value"]]
        yield ctx.found("formula.neutralised", suspects.filter(pl.Series(dangerous, dtype=pl.Boolean)), card)


def _too_long(ctx: Context) -> Iterable[pl.DataFrame]:
    fixed = (FieldType.USCC, FieldType.DATE, FieldType.NUMBER)
    limited = [card for card in ctx.kept_fields() if card.length is not None and card.type not in fixed]
    for card in ctx.among(limited, ctx.cells, _is_too_long):
        length = pl.col(card.code).str.len_chars()
        rows = ctx.rows(card, _is_too_long(card), length=length)
        yield ctx.found("length.exceeded", rows, card, limit=str(card.length))


def _is_too_long(card: FieldCard) -> pl.Expr:
    """Bytes first: they cost nothing to count and are never fewer than characters."""
    value = pl.col(card.code)
    return (value.str.len_bytes() > card.length) & (value.str.len_chars() > card.length)


TEXT_CHECKS: Final = (
    Check(("phone.in_text",), always, _phones),
    Check(("text.unreadable",), always, _unreadable),
    Check(("text.direction",), always, _turned),
    Check(("formula.neutralised",), always, _formulas),
    Check(("length.exceeded",), always, _too_long),
)
