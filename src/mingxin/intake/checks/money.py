"""Amounts against the words of the decision and against its category."""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Final

import polars as pl

from mingxin.intake.checks.check import Check, Context, always, has_setting
from mingxin.intake.checks.fine_said import contradicted_by
from mingxin.intake.checks.numbers import plain_number
from mingxin.intake.table import ROW
from mingxin.kernel.money import amounts_in_text, looks_like_yuan
from mingxin.rulebook.cards import FieldCard, FieldType, Role

_UNLIKELY_WAN: Final = 1000  # above it, a number that the text does not state is looked at
_SMALLEST_SUSPECT_WAN: Final = 1  # no text states a fine below one yuan
_LED_BY: Final = ("款", "币", "以")  # 罚款2000元, 人民币2000元, 处以2000元: of 12000元, 2000元 is no statement


def _in_text(ctx: Context) -> Iterable[pl.DataFrame]:
    for setting in ctx.settings("fine_in_text"):
        amount, text = str(setting["amount"]), str(setting["text"])
        if not ctx.has(amount):
            continue
        card, other = ctx.card.field(amount), ctx.card.field(text)
        suspects = _suspects(ctx, card, text)
        told = pl.Series(ROW, [], dtype=pl.UInt32)
        if suspects.height:
            suspects = _with_verdicts(suspects)
            told = suspects.filter(pl.col("code") != "")[ROW]
            for code in ("money.yuan_for_wan", "money.unlikely"):
                yield ctx.found(code, suspects.filter(pl.col("code") == code), card, other=other.name)
        if card.role is Role.FINE_WAN and ctx.has(text):
            yield ctx.found("money.fine_disagrees", _disagreeing(ctx, card, text, told), card, other=other.name)


def _with_verdicts(suspects: pl.DataFrame) -> pl.DataFrame:
    """With the code of the finding ("" for none) and the right amount in 万元, judged once for equal cells."""
    judged = {pair: _judge(*pair) for pair in suspects.select("wan", "said").unique().iter_rows()}
    verdicts = [judged[pair] for pair in suspects.select("wan", "said").iter_rows()]
    return suspects.with_columns(
        code=pl.Series([code for code, _ in verdicts], dtype=pl.String),
        right=pl.Series([right for _, right in verdicts], dtype=pl.String),
    ).drop("said")


def _disagreeing(ctx: Context, card: FieldCard, text: str, told: pl.Series) -> pl.DataFrame:
    """Rows whose text names another fine than the amount; those in `told` are asked of for another reason already."""
    wan, said = pl.col(card.code), pl.col(text)
    number = wan.cast(pl.Float64, strict=False)
    is_plain = _states(said, card, led_by=_LED_BY).fill_null(value=False)
    rows = ctx.rows(
        card, (number > 0) & said.is_not_null() & ~is_plain & ~pl.col(ROW).is_in(told.implode()), wan=wan, said=said
    )
    if rows.is_empty():
        return rows
    judged = {pair: _other_fine(*pair) for pair in rows.select("wan", "said").unique().iter_rows()}
    verdicts = [judged[pair] for pair in rows.select("wan", "said").iter_rows()]
    return (
        rows.with_columns(
            yuan=pl.Series([yuan for yuan, _ in verdicts], dtype=pl.String),
            named=pl.Series([named for _, named in verdicts], dtype=pl.String),
        )
        .filter(pl.col("named") != "")
        .drop("said")
    )


def _other_fine(wan: str, said: str) -> tuple[str, str]:
    """The amount in yuan, and the sums that the text names instead; "" where it names none or leaves it open."""
    yuan = Decimal(wan) * 10_000
    return _spelled(yuan), "、".join(_spelled(one) for one in contradicted_by(yuan, said))


def _spelled(yuan: Decimal) -> str:
    return f"{yuan:,.2f}".removesuffix(".00")


def _suspects(ctx: Context, card: FieldCard, text: str) -> pl.DataFrame:
    """Rows whose text does not state the amount in the plainest way: as 2000元, 2000.00元 or 0.2万元."""
    wan = pl.col(card.code)
    number = wan.cast(pl.Float64, strict=False)
    said = pl.col(text) if ctx.has(text) else pl.lit("")
    said = said.fill_null("")
    is_stated = _states(said, card, led_by=("",))
    is_suspect = (number >= _SMALLEST_SUSPECT_WAN) & ~is_stated.fill_null(value=False)
    return ctx.rows(card, is_suspect, wan=wan, said=said)


def _states(said: pl.Expr, card: FieldCard, *, led_by: Iterable[str]) -> pl.Expr:
    wan = pl.col(card.code)
    plain = said.str.replace_all(",", "", literal=True)
    yuan = (wan.cast(pl.Float64, strict=False) * 10_000).round().cast(pl.Int64, strict=False).cast(pl.String)
    is_stated = pl.lit(value=False)
    for lead in led_by:
        for stated in (yuan + "元", yuan + ".00元", wan + "万元"):
            is_stated = is_stated | plain.str.contains(pl.lit(lead) + stated, literal=True)
    return is_stated


def _judge(wan: str, said: str) -> tuple[str, str]:
    """The code of the finding ("" for none) and the right amount in 万元."""
    amount = Decimal(wan)
    right = looks_like_yuan(amount, said)
    if right is not None:
        return "money.yuan_for_wan", plain_number(right)
    if amount > _UNLIKELY_WAN and amount * 10_000 not in amounts_in_text(said):
        return "money.unlikely", ""
    return "", ""


def _against_category(ctx: Context) -> Iterable[pl.DataFrame]:
    for setting in ctx.settings("category_amount"):
        category, amount = str(setting["category"]), str(setting["amount"])
        if ctx.has(category, amount):
            yield from _compared(ctx, setting, category, ctx.card.field(amount))


def _compared(ctx: Context, setting: Mapping[str, object], category: str, card: FieldCard) -> Iterable[pl.DataFrame]:
    words = [str(word) for word in list(setting["words"])]  # type: ignore[call-overload]
    pattern = f"(^|;)({'|'.join(words)})(;|$)"
    has_word = pl.col(category).str.contains(pattern)
    # An amount that cannot be read is told as such, not as missing.
    is_absent = ctx.plain[card.code].is_null() | (pl.col(card.code) == "0")
    is_given = pl.col(card.code).is_not_null() & (pl.col(card.code) != "0")
    word = pl.col(category).str.extract(pattern, 2)
    names = {"category_name": ctx.card.field(category).name}
    yield ctx.found("money.amount_missing", ctx.rows(card, has_word & is_absent, word=word), card, **names)
    yield ctx.found("money.category_missing", ctx.rows(card, ~has_word & is_given), card, word=words[0], **names)


def _above_believable(ctx: Context) -> Iterable[pl.DataFrame]:
    limit = ctx.card.believable.get("amount_wan_at_most")
    for card in ctx.kept_fields():
        if limit is not None and card.type is FieldType.NUMBER:
            above = pl.col(card.code).cast(pl.Float64, strict=False) > limit
            yield ctx.found("money.above_believable", ctx.rows(card, above), card, limit=str(limit))


MONEY_CHECKS: Final = (
    Check(("money.above_believable",), always, _above_believable),
    Check(("money.yuan_for_wan", "money.unlikely", "money.fine_disagrees"), has_setting("fine_in_text"), _in_text),
    Check(("money.amount_missing", "money.category_missing"), has_setting("category_amount"), _against_category),
)
