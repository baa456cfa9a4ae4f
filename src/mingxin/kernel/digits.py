"""Digits as people and programs write them, so that a number is found however it is spelled.

Character classes are spelled out (no \\s, no \\d, no \\p): Python's regular expressions and those of Polars read them
alike, and a newer Unicode in one of them changes nothing.
"""

import unicodedata
from typing import Final

_CHINESE: Final = (  # as read, for cheques here and in Japan, of Suzhou, of old, and as said on telephone and radio
    "〇○◯零洞", "一壹壱弌〡幺𠤪", "二贰貳貮弐弍㒃〢两兩𢎐", "三叁叄參参弎仨〣𠫽𠬙𢦘𣬛", "四肆亖〤𠁤𠃢𦉭", "五伍㠪〥𠄡",
    "六陆陸〦𠫪", "七柒漆㭍〧拐𠀁", "八捌〨", "九玖〩勾廾",
)  # fmt: skip
_BY_VALUE: Final = "0123456789²³¹⁰⁴⁵⁶⁷⁸⁹₀₁₂₃₄₅₆₇₈₉⓪⓿🄀🄋🄌"
_IN_ORDER: Final = {  # first character of a row: the number it stands for, and how many there are
    "①": (1, 20), "⑴": (1, 20), "⒈": (1, 20), "⓵": (1, 9), "❶": (1, 9), "➀": (1, 9), "➊": (1, 9),
    "㉑": (21, 15), "㊱": (36, 15), "０": (0, 10), "𝟎": (0, 10), "𝟘": (0, 10), "𝟢": (0, 10), "𝟬": (0, 10),
    "𝟶": (0, 10), "🄁": (0, 10), "🯰": (0, 10), "Ⅰ": (1, 9), "ⅰ": (1, 9),
}  # fmt: skip
_CHINESE_IN_ORDER: Final = ("㈠", "㊀", "𝍠")  # from one to nine; for nought stands 〇


def _digits_of_other_scripts() -> dict[str, str]:
    """Arabic, Indian and all others that Unicode calls digits, and numerals for one digit: the eye passes over one of
    them in the midst of a number, and a number of them is a number.
    """
    told = {}
    for char in map(chr, range(0x80, 0x20000)):
        if unicodedata.category(char) in ("Nd", "Nl", "No") and not unicodedata.decomposition(char).startswith("<frac"):
            value = unicodedata.numeric(char)
            if value in range(10):
                told[char] = str(int(value))
    return told


_OTHER_SCRIPTS: Final = _digits_of_other_scripts()
_FOLDED_BLOCKS: Final = (range(0x2E80, 0x3400), range(0xF900, 0xFB00), range(0x1F100, 0x1F300), range(0x2F800, 0x2FA20))


def folding_to(chars: str) -> dict[str, str]:
    """Radicals, circled ones and those of other encodings → which of these characters is seen in them."""
    folded = {chr(code): unicodedata.normalize("NFKC", chr(code)) for codes in _FOLDED_BLOCKS for code in codes}
    return {char: plain for char, plain in folded.items() if char != plain and len(plain) == 1 and plain in chars}


_MATHEMATICAL_X: Final = "".join(chr(0x1D400 + 52 * style + at) for style in range(13) for at in (23, 49))

_READ: Final = {char: str(value) for value, chars in enumerate(_CHINESE) for char in chars} | {
    chr(ord(first) + at): str(1 + at) for first in _CHINESE_IN_ORDER for at in range(9)
}
CHINESE: Final = _READ | {char: _READ[plain] for char, plain in folding_to("".join(_READ)).items()}
LETTERS: Final = dict.fromkeys("OoＯｏОоΟο", "0") | dict.fromkeys("IlＩｌ", "1")
"""Letters that are taken for nought and one."""
DIGITS: Final[dict[str, str]] = (
    _OTHER_SCRIPTS
    | {char: str(int(unicodedata.numeric(char))) for char in _BY_VALUE}
    | {chr(ord(first) + at): str(value + at) for first, (value, many) in _IN_ORDER.items() for at in range(many)}
    | CHINESE
    | LETTERS
)
"""Character → what it is read as: one digit, or two for ⑩ to ㊿."""
CROSSES: Final = "xXｘＸ×ХхΧχⅩⅹ✕✖✗✘⨉⨯╳❌☒☓🅧🆇Ⓧⓧˣ叉乂㐅ㄨメ" + _MATHEMATICAL_X
"""The last character X of an identity number, and what is taken for it."""

_WORDS: Final = "居民公身份证證件号號码碼年月日生出"  # 身份证号, 1990年: what may stand in the midst of a number
_SCRIPTS: Final = (
    ("A", "Z"), ("a", "z"), ("À", "Ö"), ("Ø", "ö"), ("ø", "˿"), ("Ͱ", "ӿ"), ("ぁ", "ゖ"), ("ァ", "ヺ"), ("㐀", "鿿"),
    ("가", "힣"), ("Ａ", "Ｚ"), ("ａ", "ｚ"), ("\U00020000", "\U0003ffff"),
)  # fmt: skip


def class_of(chars: str) -> str:
    """For regular expressions, in ranges: Python asks one after another whatever lies beyond the first plane."""
    ranges: list[list[int]] = []
    for code in sorted({ord(char) for char in chars}):
        if ranges and ranges[-1][1] == code - 1:
            ranges[-1][1] = code
        else:
            ranges.append([code, code])
    return "[" + "".join(chr(first) + ("-" + chr(last)) * (last > first) for first, last in ranges) + "]"


def _letters() -> str:
    """The letters of the scripts but for those that are read as digits, as a cross or as a word inside a number."""
    free = sorted({*DIGITS, *CROSSES, *_WORDS})
    parts = []
    for first, last in _SCRIPTS:
        begin = ord(first)
        for char in (*(char for char in free if first <= char <= last), chr(ord(last) + 1)):
            if begin < ord(char):
                parts.append(f"{chr(begin)}-{chr(ord(char) - 1)}")
            begin = ord(char) + 1
    return "".join(parts)


_PAIRS: Final = "".join(char for char, read in DIGITS.items() if len(read) == 2)
PAIR: Final = class_of(_PAIRS)
DIGIT: Final = class_of("".join(DIGITS))
CROSS: Final = class_of(CROSSES)
GAP: Final = f"[^{DIGIT[1:-1]}{CROSS[1:-1]}{_letters()}]"
"""Whatever may stand between two digits of one number: blanks, punctuation, signs, the words above; no letter."""


def is_invisible(char: str) -> bool:
    """Marks of direction, joiners, accents, variation selectors: nobody sees them, and they part nothing."""
    return unicodedata.category(char) in ("Cf", "Mn", "Me")
