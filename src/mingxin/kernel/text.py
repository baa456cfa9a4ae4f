"""Bytes to text, and text to the plain form in which cells are compared."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from mingxin.kernel.refusal import Refusal

# GB 18030-2022 gives these code positions their own characters; Python's codec leaves them in the private use area.
# Ten vertical forms (A6D9-A6DF, A6EC-A6ED, A6F3), fourteen ideographs of row FE, and A8BC.
_MAPPED_IN_2022: Final = {
    0xE78D: "\ufe10",
    0xE78E: "\ufe12",
    0xE78F: "\ufe11",
    0xE790: "\ufe13",
    0xE791: "\ufe14",
    0xE792: "\ufe15",
    0xE793: "\ufe16",
    0xE794: "\ufe17",
    0xE795: "\ufe18",
    0xE796: "\ufe19",
    0xE7C7: "\u1e3f",
    0xE816: "\U00020087",
    0xE817: "\U00020089",
    0xE818: "\U000200cc",
    0xE81E: "\u9fb4",
    0xE826: "\u9fb5",
    0xE82B: "\u9fb6",
    0xE82C: "\u9fb7",
    0xE831: "\U000215d7",
    0xE832: "\u9fb8",
    0xE83B: "\U0002298f",
    0xE843: "\u9fb9",
    0xE854: "\u9fba",
    0xE855: "\U000241fe",
    0xE864: "\u9fbb",
}


def _mapped_since_gbk() -> dict[int, str]:
    """Row FE of GBK 1.0 (U+E815 to U+E864): files made with old Windows fonts still carry these code points."""
    trails = [*range(0x50, 0x7F), *range(0x80, 0xA1)]
    return {0xE815 + index: bytes((0xFE, trail)).decode("gb18030") for index, trail in enumerate(trails)}


_PRIVATE_USE: Final[dict[int, str]] = _mapped_since_gbk() | _MAPPED_IN_2022

# Joiners, marks of direction, fillers, variation selectors, tags: a name with one of them looks like another's.
_INVISIBLE: Final = (
    (0x00AD, 0x00AD), (0x034F, 0x034F), (0x061C, 0x061C), (0x115F, 0x1160), (0x180B, 0x180E), (0x200B, 0x200F),
    (0x202A, 0x202E), (0x2060, 0x206F), (0x3164, 0x3164), (0xFE00, 0xFE0F), (0xFEFF, 0xFEFF), (0xFFA0, 0xFFA0),
    (0xFFF9, 0xFFFB), (0xE0000, 0xE007F), (0xE0100, 0xE01EF),
)  # fmt: skip
RAISED: Final = frozenset("²³¹⁰⁴⁵⁶⁷⁸⁹₀₁₂₃₄₅₆₇₈₉")
"""Digits of footnotes and powers: a reader takes 0.2¹ for 0.2, a program that folds widths for 0.21."""
INVISIBLE: Final = "".join(f"{chr(first)}-{chr(last)}" for first, last in _INVISIBLE)
"""As ranges of a character class, for Python and Polars alike."""
_DROPPED: Final = dict.fromkeys(code for first, last in _INVISIBLE for code in range(first, last + 1))
_FOLDED: Final[dict[int, str]] = {
    code: chr(code - 0xFEE0) for code in (*range(0xFF10, 0xFF1A), *range(0xFF21, 0xFF3B), *range(0xFF41, 0xFF5B))
} | dict.fromkeys((0x3000, 0x00A0, 0x2002, 0x2003, 0x2007, 0x2009, 0x202F), " ")
_BLANK_WORDS: Final = frozenset({"无", "/", "\\", "-", "—", "null", "n/a", "na", "none", "nil", "空", "暂无"})
_IN_PRIVATE_USE: Final = re.compile("[\ue000-\uf8ff]")  # looked for first: a large file is walked in C, not in Python
_SIGNED_NUMBER: Final = re.compile(r"[+\-]\s*[\d,]*\.?\d+(?:[eE][+\-]?\d+)?%?")


@dataclass(frozen=True)
class Decoded:
    """Text of a file. `problems` holds codes: text.private_use, text.replacement_character."""

    text: str
    encoding: str
    problems: tuple[str, ...] = ()


def decode(data: bytes) -> Decoded:
    """Read UTF-8 (with or without mark) or GB 18030-2022; anything else is refused, with the line where it broke."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise Refusal(
            "file.utf16",
            "文件是 UTF-16（“Unicode 文本”）编码，无法读取。",
            "请在 Excel 或 WPS 中另存为“CSV UTF-8（逗号分隔）”或 xlsx 后重新上传。",
        )
    if b"\x00" in data:
        raise Refusal(
            "file.nul",
            f"文件第 {_line_of(data, data.index(0))} 行含有空字符（NUL），不是文本文件或已损坏。",
            "请用 Excel 或 WPS 打开原文件，另存为 CSV 或 xlsx 后重新上传。",
            line=_line_of(data, data.index(0)),
        )
    if data.startswith(b"\xef\xbb\xbf"):
        return _decoded(data, "utf-8-sig")
    try:
        return _decoded(data, "utf-8")
    except Refusal:
        return _decoded(data, "gb18030")


def _decoded(data: bytes, encoding: str) -> Decoded:
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as broken:
        line = _line_of(data, broken.start)
        raise Refusal(
            "file.encoding",
            f"文件第 {line} 行有无法识别的字符，文件既不是 UTF-8 也不是 GB18030 编码。",
            "请用 Excel 或 WPS 打开原文件，另存为“CSV UTF-8（逗号分隔）”或 xlsx 后重新上传。",
            line=line,
        ) from broken
    problems = []
    if has_private_use(text):
        text = map_private_use(text)
        if has_private_use(text):
            problems.append("text.private_use")
    if "\ufffd" in text:
        problems.append("text.replacement_character")
    return Decoded(text, encoding, tuple(problems))


def _line_of(data: bytes, position: int) -> int:
    """The line (from 1) of a byte, as an editor counts."""
    return data.count(b"\n", 0, position) + 1


def map_private_use(text: str) -> str:
    """Give private-use code points that a Chinese standard has since encoded their real characters."""
    return text.translate(_PRIVATE_USE) if _IN_PRIVATE_USE.search(text) else text


def has_private_use(text: str) -> bool:
    """Whether characters remain that only the sender's own font can show (自造字)."""
    return _IN_PRIVATE_USE.search(text) is not None


def clean(text: str) -> str:
    """Strip, drop invisible characters, fold full-width letters, digits and spaces. Chinese punctuation stays."""
    return text.translate(_DROPPED).translate(_FOLDED).strip()


def visible(text: str) -> str:
    """Without characters that nobody sees, and stripped."""
    return text.translate(_DROPPED).strip()


def ended(text: str) -> str:
    """What somebody wrote, as a sentence before another: with one full stop, whatever it ended in."""
    written = text.strip()
    return written if written.endswith(("！", "？", "…")) else f"{written.rstrip('。.；;，,')}。"


def settled(text: str, fold: Callable[[str], str]) -> str:
    """Folded until folding changes nothing more. One pass may not do: NFKC makes two signs of one, and once a space
    between two signs is dropped or a letter is large, the same NFKC makes one of them (Y¯, ΐ).
    """
    while (folded := fold(text)) != text:
        text = folded
    return text


def is_blank_word(text: str) -> bool:
    """Whether a cell holds a word for "nothing" (无, /, null …). An empty cell is no word: False."""
    return clean(text).replace("－", "-").replace("／", "/").casefold() in _BLANK_WORDS


def is_formula(text: str) -> bool:
    """Whether a spreadsheet might execute the cell. Signed numbers and lone dashes are harmless."""
    if text.startswith(("\t", "\r")):
        return True
    start = text.lstrip(" ").replace("＝", "=", 1).replace("＋", "+", 1).replace("－", "-", 1).replace("＠", "@", 1)
    if start.startswith(("=", "@")):
        return True
    if start.startswith(("+", "-")):
        return start.strip("+-— ") != "" and not _SIGNED_NUMBER.fullmatch(start.strip())
    return False
