"""Spellings of an identity number that take reading: days as days are written, words between, digits of other scripts,
letters for digits.
"""

import unicodedata
from collections.abc import Callable, Iterator
from datetime import date

from tests.spec.spellings import PLAIN, Spelling, mistyped, number, pieces, short, style, written_with

TENS = ("", "十", "二十", "三十")


def in_words(number_of: int) -> str:
    """1 to 39 as said: 三, 十, 十二, 三十一."""
    return TENS[number_of // 10] + "〇一二三四五六七八九"[number_of % 10] * (number_of % 10 > 0)


def parted_by(sign: str) -> Callable[[date], str]:
    return lambda day: sign.join(map(str, (day.year, day.month, day.day)))


DAYS: dict[str, Callable[[date], str]] = {
    "in words": lambda day: f"{day.year}年{day.month}月{day.day}日",
    "in words, blanks between": lambda day: f"{day.year} 年 {day.month} 月 {day.day} 日 ",
    "in Chinese": lambda day: (
        f"{written_with('〇一二三四五六七八九')(str(day.year))}年{in_words(day.month)}月{in_words(day.day)}日"
    ),
    "in Chinese with noughts": lambda day: (
        f"{written_with('零一二三四五六七八九')(str(day.year))}年{in_words(day.month)}月{in_words(day.day)}日"
    ),
    "months in Chinese": lambda day: f"{day.year}年{in_words(day.month)}月{in_words(day.day)}日",
    "full width": lambda day: style("０")(f"{day.year}年{day.month}月{day.day}日"),
    **{f"with {sign}": parted_by(sign) for sign in ("-", "/", ".", "．", "－", "—", "·", " ", "、", "_")},
}
"""Days of birth as people write them, for the most part without noughts."""
DAY_GAPS = ("", " ", "-", "/", "，", " - ", "（")
BORN = (
    date(1985, 3, 12),
    date(1985, 3, 2),
    date(1990, 10, 1),
    date(1979, 12, 31),
    date(2001, 2, 20),
    date(1966, 11, 10),
)
WORDS_BETWEEN = {
    "the last four": ("身份证号", "{0}{1}尾号{2}"),
    "a dash": ("居民身份证", "{0}{1}-尾号{2}"),
    "places counted": ("身份证前14位", "{0}{1}后4位{2}"),
    "places counted in Chinese": ("身份证号码前十四位", "{0}{1}，后四位{2}"),
    "the end in brackets": ("证件号", "{0}{1}（末四位：{2}"),
    "explained": ("身份证:", "{0}(湖北云泽){1}(生日){2}"),
    "named parts": ("公民身份号码：", "{0}出生{1}顺序码{2}"),
    "three parts counted": ("身份证号前6位", "{0}，中间8位{1}，最后4位是{2}"),
    "letters": ("ID No. ", "{0}a{1}b{2}"),
    "English words": ("ID card no: ", "{0} born {1} no {2}"),
    "more English words": ("ID No. ", "{0}, date of birth {1}, last four {2}"),
    "a card encoded in radicals": ("\u2f9d份证号", "{0} {1} 尾号{2}"),
}
OTHER_SCRIPTS = tuple(
    char
    for char in map(chr, range(0x80, 0x20000))
    if unicodedata.category(char) == "Nd" and unicodedata.digit(char) == 0
)
LETTERS_FOR = {"0": "OoОо", "1": "IlＩi|｜¦│丨!！", "2": "Zz", "5": "SsЅ", "8": "BВ"}


def spellings_read() -> Iterator[Spelling]:
    yield from _dated()
    yield from _worded()
    yield from _in_other_scripts()
    yield from _lettered()
    yield from _turned()


def _dated() -> Iterator[Spelling]:
    """The day of birth as a day is written, its place before it and the rest behind it."""
    for born in BORN:
        right = number(born=born)
        for name, plain in {"right": right, "mistyped": mistyped(right), "short": short(right)}.items():
            for way, write in DAYS.items():
                for gap in DAY_GAPS:
                    if gap or write(born).endswith("日"):
                        text = plain[:6] + gap + write(born) + gap + plain[14:]
                        because = f"{name}, born {born}, {way}, parted by {gap!r}"
                        yield Spelling(because, "", text, "")
                        yield Spelling(f"{because}, labelled", "身份证号：", text, "；")
                        yield Spelling(f"{because}, in prose", "当事人张某（", text, "）未明码标价")


def _worded() -> Iterator[Spelling]:
    """After a word for identity number, with words between the digits."""
    for born in BORN:
        right = number(12, born=born)
        for way, (label, form) in WORDS_BETWEEN.items():
            for name, plain in {"right": right, "mistyped": mistyped(right)}.items():
                yield Spelling(f"{way}, {name}, born {born}", label, form.format(*pieces(plain)), "）。")
                in_parts = form.format(plain[:6], DAYS["in words"](born), plain[14:])
                yield Spelling(f"{way}, {name}, born {born}, the day in words", label, in_parts, "")
    yield Spelling("the last in tens", "身份证号", PLAIN[:14] + "十二十五", "")


def _in_other_scripts() -> Iterator[Spelling]:
    """All digits of a script, or one of them in the midst."""
    for zero in OTHER_SCRIPTS:
        write = style(zero)
        yield Spelling(f"digits from {zero!r} on", "", write(PLAIN[:17]) + PLAIN[17], "")
        for at in (0, 1, 7, 13, 16):
            mixed = PLAIN[:at] + write(PLAIN[at]) + PLAIN[at + 1 :]
            yield Spelling(f"the digit {at} from {zero!r} on", "", mixed, "")
            yield Spelling(f"the digit {at} from {zero!r} on, parted", "", " ".join(pieces(mixed)), "")


def _lettered() -> Iterator[Spelling]:
    """After a word for identity number, with letters that look like digits."""
    for born in (date(1985, 3, 12), date(1982, 8, 25)):
        right = number(258, born=born)
        for digit, letters in LETTERS_FOR.items():
            for letter in letters:
                for label in ("身份证号", "证件号码：", "公民身份号码 "):
                    every, last = right.replace(digit, letter), right[:14] + right[14:].replace(digit, letter)
                    yield Spelling(f"{letter} for every {digit}, born {born}", label, every, "，")
                    yield Spelling(f"{letter} for {digit} at the end, born {born}", label, last, "")
        mixed = right.replace("5", "S").replace("8", "B").replace("2", "Z")
        yield Spelling(f"three letters, born {born}", "身份证", mixed, "。")


def _turned() -> Iterator[Spelling]:
    """Typed backwards behind a mark that turns it round again for the eye."""
    for begin, end in (
        ("\u202e", ""),
        ("\u202e", "\u202c"),
        ("\u2067\u202e", "\u202c\u2069"),
        ("张某\u202e", "\u202c，男"),
    ):
        yield Spelling(f"backwards behind {begin!r}", begin, PLAIN[::-1], end)
        yield Spelling(f"the same, parted, behind {begin!r}", begin, " ".join(pieces(PLAIN))[::-1], end)
    for mark in "\u202b\u2067\u200f\u061c":
        yield Spelling(f"its parts in the other order behind {mark!r}", mark, " ".join(reversed(pieces(PLAIN))), "")
    yield Spelling("half of it backwards", "", PLAIN[:6] + "\u202e" + PLAIN[:5:-1], "")
