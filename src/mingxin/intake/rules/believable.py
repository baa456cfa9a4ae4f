"""Believable ranges: what about a batch makes one ask before it is submitted. A question, never a wall."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

FEW: Final = 10  # below this, "half of last month" says nothing
HALF: Final = 0.5
FEW_OF_A_KIND: Final = 30  # a small file is of one kind more often than not
EXAMPLES: Final[Mapping[str, str]] = {  # of a steward's one sentence, by the kind of doubt
    "empty": "误传了空白模板，数据另行上传",
    "half": "受理窗口装修停办两周，本月办件减少",
    "one_kind": "本月只办理了这一类",
    "rows": "本月集中换证，许可数量增加",
    "amount": "已核对决定书，金额和单位无误",
    "old": "补报以往漏报的决定",
}
TIMES_USUAL: Final = 5  # both together: five times a handful is no oddity
ROWS_ABOVE_USUAL: Final = 200


@dataclass(frozen=True)
class Facts:
    """What is known of a batch. `last_month`: rows admitted for unit and item in the month before; None: no batch.

    `usual`: rows of an ordinary batch of the unit and item so far; None: this is the first. `kinds` counts its good
    rows by the item's first filter; `largest_wan` is the largest amount, in 万元.
    """

    reported: int
    good: int
    in_month: int  # rows admitted this month before it, and its own good ones
    last_month: int | None
    usual: int | None
    kinds: Mapping[str, int]
    largest_wan: Decimal | None
    oldest_years: int | None
    day_of_month: int


@dataclass(frozen=True)
class Doubted:
    kind: str
    sentence: str


def doubts(facts: Facts, believable: Mapping[str, int]) -> tuple[Doubted, ...]:
    """Every doubt in the order in which it is asked. `believable` is the card's own."""
    asked = (_empty(facts), _half(facts), _one_kind(facts), *_limits(facts, believable))
    return tuple(found for found in asked if found)


def _empty(facts: Facts) -> Doubted | None:
    if facts.reported:
        return None
    return Doubted("empty", "表中没有任何数据行。本期确实没有数据的，请改用“本期无”。")


def _half(facts: Facts) -> Doubted | None:
    """In the last days of a month: less than half of the month before."""
    if facts.last_month is None or facts.last_month < FEW or facts.day_of_month < 25 or not facts.reported:
        return None
    if facts.in_month >= facts.last_month * HALF:
        return None
    return Doubted("half", f"本月至今共 {facts.in_month} 行，不到上月（{facts.last_month} 行）的一半，是否有遗漏？")


def _one_kind(facts: Facts) -> Doubted | None:
    if facts.good < FEW_OF_A_KIND or len(facts.kinds) != 1:
        return None
    kind = next(iter(facts.kinds))
    return (
        Doubted("one_kind", f"全部 {facts.good} 行都是“{kind}”，是否填错了列，或者漏报了其他类别？") if kind else None
    )


def _many(facts: Facts, most_rows: int | None) -> Doubted | None:
    """More than any batch of the item is believed to have, or far more than this unit ever sends."""
    if most_rows is not None and facts.reported > most_rows:
        return Doubted("rows", f"一次报送 {facts.reported} 行，超过通常的 {most_rows} 行，是否重复导出？")
    usual = facts.usual
    if usual is None or facts.reported <= usual * TIMES_USUAL or facts.reported < usual + ROWS_ABOVE_USUAL:
        return None
    return Doubted(
        "rows", f"一次报送 {facts.reported} 行，而本单位以往一批通常约 {usual} 行，是否重复导出，或者误报了历史数据？"
    )


def _limits(facts: Facts, believable: Mapping[str, int]) -> tuple[Doubted | None, ...]:
    most_wan, years = believable.get("amount_wan_at_most"), believable.get("years_back_at_most")
    return (
        _many(facts, believable.get("rows_at_most")),
        Doubted("amount", f"最大的一笔金额为 {facts.largest_wan:f} 万元，超过通常范围，单位是否正确？")
        if most_wan is not None and facts.largest_wan is not None and facts.largest_wan > most_wan
        else None,
        Doubted("old", f"最早的决定距今已有 {facts.oldest_years} 年，是否误报了历史数据？")
        if years is not None and facts.oldest_years is not None and facts.oldest_years > years
        else None,
    )
