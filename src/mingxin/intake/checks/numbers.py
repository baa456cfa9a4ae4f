"""Numbers as written in a cell, brought to one plain spelling."""

from collections.abc import Iterable
from decimal import Decimal
from typing import Final

import polars as pl

from mingxin.intake.checks.check import Check, Context, always
from mingxin.intake.checks.judged import Judged, Remark, distinct
from mingxin.kernel.money import Amount, AmountProblem, parse_amount
from mingxin.rulebook.cards import FieldType

_PLACES: Final = 6  # N(18,6) of the national table
_WHOLE_LIMIT: Final = Decimal(10) ** 12
_IN_WAN: Final = {"元": Decimal("0.0001"), "万元": Decimal(1), "亿元": Decimal(10_000)}
_IN_YUAN: Final = {"元": Decimal(1), "万元": Decimal(10_000), "亿元": Decimal(10) ** 8}
_PLAIN: Final = r"^(0|[1-9][0-9]{0,11})(\.[0-9]{0,5}[1-9])?$"


def judge_numbers(column: pl.Series, *, in_wan: bool) -> Judged:
    """Plain decimals without exponent or trailing zeros, in 万元 where the column says so."""
    judged = Judged()
    for value in distinct(column, ~column.str.contains(_PLAIN)):
        try:
            amount = parse_amount(value)
        except AmountProblem:
            judged.set(value, None)
            judged.remarks.append(Remark(value, "number.unreadable"))
            continue
        number = amount.value * _factor(amount, in_wan=in_wan)
        judged.set(value, plain_number(number))
        judged.remarks += _remarks(value, number)
        if in_wan and amount.unit and amount.unit != "万元":
            judged.remarks.append(Remark(value, "money.unit_in_cell", normal=plain_number(number)))
    return judged


def plain_number(number: Decimal) -> str:
    """Without exponent and trailing zeros: 2E+1 is 20, 0.20 is 0.2."""
    text = format(abs(number) if number == 0 else number, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def _factor(amount: Amount, *, in_wan: bool) -> Decimal:
    if amount.unit is None:
        return Decimal(1)
    return _IN_WAN[amount.unit] if in_wan else _IN_YUAN[amount.unit]


def _remarks(value: str, number: Decimal) -> Iterable[Remark]:
    trimmed = plain_number(number)
    places = len(trimmed.partition(".")[2])
    if number < 0:
        yield Remark(value, "number.negative")
    if places > _PLACES:
        yield Remark(value, "number.decimals", detail=str(places))
    if abs(number) >= _WHOLE_LIMIT:
        yield Remark(value, "number.too_large")


def _remarked(ctx: Context) -> Iterable[pl.DataFrame]:
    for card in ctx.kept_fields():
        if card.type is FieldType.NUMBER:
            yield from ctx.remarked(card)


NUMBER_CHECKS: Final = (
    Check(
        ("number.unreadable", "number.negative", "number.decimals", "number.too_large", "money.unit_in_cell"),
        always,
        _remarked,
    ),
)
