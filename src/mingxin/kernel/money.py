"""Amounts of money: in a cell, and in the prose of a decision."""

import re
import unicodedata
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from mingxin.kernel.text import RAISED

_WAN: Final = Decimal(10_000)
_CELL: Final = re.compile(
    r"(?:人民币|RMB|CNY|[¥￥])?([+-]?(?:\d{1,3}(?:,\d{3})+|\d+)?(?:\.\d+)?(?:E[+-]?\d{1,2})?)(亿元|万元|元|万|亿)?[整正]?"
)
_UNITS: Final = {"万": "万元", "亿": "亿元"}

_DIGITS: Final = {char: value for value, chars in enumerate(
    ("零〇", "一壹", "二贰两貳", "三叁參", "四肆", "五伍", "六陆", "七柒", "八捌", "九玖")
) for char in chars}  # fmt: skip
_TENS: Final = {"十": 10, "拾": 10, "百": 100, "佰": 100, "千": 1000, "仟": 1000}
_MYRIADS: Final = {"万": 10**4, "萬": 10**4, "亿": 10**8, "億": 10**8}
_NUMERALS: Final = "".join((*_DIGITS, *_TENS, *_MYRIADS))
_ARABIC: Final = r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?"
_PROSE: Final = re.compile(
    rf"(?:人民币|¥|￥)\s*(?P<bare>(?>{_ARABIC}))(?![\d,.]*\s*[{_NUMERALS}元圆])"
    rf"|(?P<main>[\d{_NUMERALS}](?:[\d{_NUMERALS},.\s]{{0,40}}[\d{_NUMERALS}])?)\s*[元圆圓]"
    rf"(?:(?P<jiao>[\d{_NUMERALS}])角)?(?:零?(?P<fen>[\d{_NUMERALS}])分)?"
)
_SPACED_THOUSANDS: Final = re.compile(r"(?<=\d)[ \u00a0](?=\d{3}(?!\d))")
_TOKEN: Final = re.compile(rf"{_ARABIC}|[{_NUMERALS}]")


@dataclass(frozen=True)
class Amount:
    """A number as written. `unit` is 元, 万元 or 亿元 where the cell says so; None where the column decides."""

    value: Decimal
    unit: str | None


class AmountProblem(Exception):  # noqa: N818 - a finding about a cell, not a fault of the program
    """An amount cell that cannot be read. Code: amount.empty or amount.unreadable; detail is Chinese."""

    def __init__(self, code: str, detail: str) -> None:
        super().__init__(code, detail)
        self.code = code
        self.detail = detail


def parse_amount(text: str) -> Amount:
    """Read an amount cell: 1,234.50, ２０００, 0.2万元, ¥2000元整, 2E-05. Raises AmountProblem, also for 0.2¹."""
    written = "".join(unicodedata.normalize("NFKC", text).upper().split()).strip("'’")
    if not written:
        raise AmountProblem("amount.empty", "金额未填写。")
    found = _CELL.fullmatch(written)
    if found is None or RAISED & {*text} or not any(char.isdigit() for char in re.split("E", found[1])[0]):
        raise AmountProblem("amount.unreadable", "无法识别为金额，请只填写数字，例如“0.2”。")
    return Amount(Decimal(found[1].replace(",", "")), _UNITS.get(found[2], found[2]))


def amounts_in_text(text: str) -> list[Decimal]:
    """All amounts of a Chinese text, in yuan and in order: 2,000.00元, 0.2万元, 贰仟元整, 两万元, 3千元, 人民币500."""
    folded = _SPACED_THOUSANDS.sub("", unicodedata.normalize("NFKC", text))
    amounts = []
    for found in _PROSE.finditer(folded):
        value = _number(found["bare"] or found["main"])
        if value is None:
            continue
        for part, worth in (("jiao", Decimal("0.1")), ("fen", Decimal("0.01"))):
            value += (_number(found[part]) or 0) * worth if found[part] else 0
        amounts.append(value)
    return amounts


def looks_like_yuan(wan: Decimal, text: str) -> Decimal | None:
    """The right 万元 value, when a number given as 万元 equals an amount that the text states in 元.

    None when the text also states the number as 万元, for then nothing shows that it is wrong.
    """
    amounts = amounts_in_text(text)
    if wan <= 0 or wan not in amounts or wan * _WAN in amounts:
        return None
    return wan / _WAN


def _number(written: str) -> Decimal | None:
    """The value of Arabic, Chinese or mixed numerals (3万5千, 贰拾万, 1万2000).

    None where no digit is named at all (数千元, 单位：万元); 十 alone is ten.
    """
    total = section = Decimal(0)
    digit: Decimal | None = None
    is_named = False
    for word in _TOKEN.findall(written):
        if word in _MYRIADS:
            section += digit or 0
            total = (total + section) * _MYRIADS[word] if _MYRIADS[word] == 10**8 else total + section * _WAN
            section, digit = Decimal(0), None
        elif word in _TENS:
            if digit is None and word not in "十拾":
                digit = Decimal(0)
            section += (Decimal(1) if digit is None else digit) * _TENS[word]
            is_named = is_named or word in "十拾"
            digit = None
        else:
            digit = Decimal(_DIGITS[word]) if word in _DIGITS else Decimal(word.replace(",", ""))
            is_named = True
    return total + section + (digit or 0) if is_named else None
