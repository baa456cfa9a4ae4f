"""How people and programs spell an identity number, and what looks like one and is none.

All are invented: the division 429913 does not exist. The spellings are products of the ways below, so a new way in one of
them is tried with all of another.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date

from mingxin.kernel import uscc

WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
DIVISION = "429913"


def number(order: int = 1, born: date = date(1990, 1, 1), division: str = DIVISION) -> str:
    first17 = f"{division}{born:%Y%m%d}{order:03}"
    return first17 + "10X98765432"[sum(int(a) * b for a, b in zip(first17, WEIGHTS, strict=True)) % 11]


def mistyped(right: str) -> str:
    return right[:17] + str((int(right[17].replace("X", "9")) + 1) % 10)


def old(right: str) -> str:
    return right[:6] + right[8:17]


def short(right: str) -> str:
    return right[:17]


def in_fours(plain: str) -> str:
    return " ".join(plain[at : at + 4] for at in range(0, len(plain), 4))


PLAIN = number()
CHILD = number(born=date(2018, 5, 1))
WITH_X = next(one for order in range(99) if (one := number(order)).endswith("X"))
CODE = next(code for order in range(9999) if (code := uscc.compose("12", DIVISION, f"4200{order:04}")).isdecimal())


def style(zero: str) -> Callable[[str], str]:
    """Ten characters in a row, from this nought on."""
    return lambda text: "".join(chr(ord(zero) + int(char)) if char.isdigit() else char for char in text)


def written_with(ten: str) -> Callable[[str], str]:
    return lambda text: "".join(ten[int(char)] if char.isdigit() else char for char in text)


STYLES: dict[str, Callable[[str], str]] = {
    "plain": str,
    "full width": style("０"),
    "bold": style("𝟎"),
    "double-struck": style("𝟘"),
    "sans-serif": style("𝟢"),
    "monospace": style("𝟶"),
    "segmented": style("🯰"),
    "circled": written_with("⓪①②③④⑤⑥⑦⑧⑨"),
    "black circles": written_with("⓿❶❷❸❹❺❻❼❽❾"),
    "bracketed": written_with("0⑴⑵⑶⑷⑸⑹⑺⑻⑼"),
    "raised": written_with("⁰¹²³⁴⁵⁶⁷⁸⁹"),
    "lowered": written_with("₀₁₂₃₄₅₆₇₈₉"),
    "Chinese": written_with("〇一二三四五六七八九"),
    "Chinese with a ring": written_with("○一二三四五六七八九"),
    "for cheques": written_with("零壹贰叁肆伍陆柒捌玖"),
    "of Suzhou": written_with("〇〡〢〣〤〥〦〧〨〩"),
    "circled without serifs": written_with("🄋➀➁➂➃➄➅➆➇➈"),
    "black circles without serifs": written_with("🄌➊➋➌➍➎➏➐➑➒"),
    "Roman": written_with("0ⅠⅡⅢⅣⅤⅥⅦⅧⅨ"),
    "small Roman": written_with("0ⅰⅱⅲⅳⅴⅵⅶⅷⅸ"),
    "counting rods": written_with("〇𝍠𝍡𝍢𝍣𝍤𝍥𝍦𝍧𝍨"),
    "for cheques, in Japan": written_with("零壱弐参肆伍陸漆捌玖"),
    "for cheques, as Korea encoded them": written_with("\uf9b2壹貳\uf96b肆伍\uf9d3柒捌玖"),
    "as Korea encoded them": written_with("\uf9b2一二三四五\uf9d1七八九"),
    "radicals": written_with("〇\u2f00\u2f06三四五六七\u2f0b九"),
    "of old": written_with("零弌弍弎亖五六七八九"),
    "as said on the telephone": written_with("零幺两三四五六七八九"),
    "as said on the radio": written_with("洞幺两三四五六拐八勾"),
    "keys": lambda text: "".join(f"{char}\ufe0f\u20e3" if char.isdigit() else char for char in text),
}
GAPS = {
    "none": "",
    "four blanks": "    ",
    "wide blanks": "\u3000\u3000",
    "hyphen": "-",
    "dash": "——",
    "comma": ",",
    "Chinese comma": "，",
    "enumeration": "、",
    "dot": ".",
    "stop": "。",
    "middle dot": "·",
    "slash": "/",
    "backslash": "\\",
    "bars": " | ",
    "brackets": ")(",
    "corners": "】【",
    "line": "\r\n",
    "tab": "\t",
    "underscore": "_",
    "star": "*",
    "invisible": "\u200b",
    "left to right": "\u200e",
    "embedding": "\u202a",
    "isolate": "\u2066",
    "joiner": "\u2060",
    "soft hyphen": "\u00ad",
    "filler": "\u3164",
    "private": "\ue000",
}
LASTS = (*"Xxｘ×ХхΧχⅩⅹ✕✖☒☓🅧🆇叉乂㐅ㄨメ", "Ⓧ", "𝐗", "𝚇")
MASKS = ("*", "＊", "□", "■", "●", "█")
MISREAD = (*"？?十ⅪⅫK", "ｙ", "艾克斯")
LABELS = (
    *(
        "身份证",
        "身份证件号：",
        "身份证（号码）：",
        "居民身份证号码为",
        "证件号",
        "证件号码：",
        "有效证件号码是",
        "证件编号：",
    ),
    *("ID No.", "ID No: ", "ID Card ", "ID card no. ", "Identity Card No. ", "ID号：", "公民身份号码 ", "驾驶证号："),
    *("社会保障号码：", "居住证号", "身份证卡号", "法人证件号码："),
)
FLOATS = (
    *("E+17", "e+17", "E17", "e17", "e+017", "E+017", " E+17", " e+017", "E + 17", "×10^17", "x10^17", "*10^17"),
    *("× 10^17", "×10¹⁷", "×10**17", "·10^17", "Ｅ＋１７"),
)
AROUND = {
    "alone": ("", ""),
    "in brackets": ("张某（", "）"),
    "labelled": ("身份证号：", "，男"),
    "labelled close": ("公民身份号码", "。"),
    "in prose": ("当事人", "未明码标价"),
    "in a document number": ("云市监处罚〔2026〕", "号"),
    "after a letter": ("ID", ""),
    "after a full-width word": ("Ｎｏ", "。"),
    "quoted": ("“", "”"),
    "in a list": ("张三、", "、李四"),
    "numbered": ("（一）", "；（二）"),
}


@dataclass(frozen=True)
class Spelling:
    because: str
    before: str
    written: str
    after: str

    @property
    def text(self) -> str:
        return self.before + self.written + self.after


def pieces(plain: str) -> tuple[str, str, str]:
    """By meaning: division, birth, rest; also where the last character is missing."""
    return (plain[:6], plain[6:12], plain[12:]) if len(plain) == 15 else (plain[:6], plain[6:14], plain[14:])


def spellings() -> Iterator[Spelling]:
    """Every style with every gap; every last character and every surrounding with every form."""
    forms = {"right": PLAIN, "mistyped": mistyped(PLAIN), "short": short(PLAIN), "old": old(PLAIN)}
    for name, plain in forms.items():
        for style_name, write in STYLES.items():
            for gap_name, gap in GAPS.items():
                yield Spelling(f"{name}, {style_name}, {gap_name}", "", gap.join(map(write, pieces(plain))), "")
        for around, (before, after) in AROUND.items():
            for gap_name in ("none", "four blanks", "brackets", "left to right"):
                yield Spelling(f"{name}, {around}, {gap_name}", before, GAPS[gap_name].join(pieces(plain)), after)
    for last in LASTS:
        for name, plain in (("right", WITH_X), ("mistyped", mistyped(PLAIN)[:17] + "X")):
            yield Spelling(f"{name}, ends with {last}", "证号", plain[:17] + last, "。")
            yield Spelling(f"{name}, parted before {last}", "", " ".join((*pieces(plain[:17]), last)), "")
    yield from _without_the_last()
    yield from _labelled()
    yield from _others()


def _without_the_last() -> Iterator[Spelling]:
    """Seventeen digits, and something in the place of the check character or nothing: it can be computed."""
    for name, plain in (("of age", PLAIN), ("a child", CHILD)):
        for mask in MASKS:
            yield Spelling(f"{name}, masked with {mask}", "", short(plain) + mask, "")
            yield Spelling(f"{name}, in prose, masked with {mask}", "当事人", short(plain) + mask, "，男")
    for last in MISREAD:
        yield Spelling(f"misread as {last}", "", short(WITH_X) + last, "")
        yield Spelling(f"parted and misread as {last}", "证号", " ".join(pieces(short(PLAIN))) + last, "。")
    yield Spelling("X in brackets", "", short(WITH_X) + "（X", "）")
    yield Spelling("a child's, mistyped with X", "", short(CHILD) + "X", "")
    yield Spelling("ten for X", "", short(WITH_X) + "10", "")
    yield Spelling("ten for X, parted", "", " ".join((*pieces(short(WITH_X)), "10")), "")
    yield Spelling(
        "short, by the birthday", "", f"{PLAIN[:6]} {PLAIN[6:10]}年{PLAIN[10:12]}月{PLAIN[12:14]}日 {PLAIN[14:17]}", ""
    )
    yield Spelling("short, each by itself", "", " ".join(short(PLAIN)), "")
    yield Spelling("short, before a telephone number", "", short(PLAIN), " 13800000000")
    yield Spelling("short, after one", "13800000000，", short(PLAIN), "")
    yield Spelling("short, after one letter", "Y", short(PLAIN), "")
    yield Spelling("masked, in fours", "", in_fours(short(PLAIN)) + "*", "")
    for word in ("监护人之子", "当事人：", "法定代表人（", "学生，男，", "女儿 "):
        yield Spelling(f"a child's, mistyped, after {word}", word, mistyped(CHILD), "）")
        yield Spelling(f"a child's, short, after {word}", word, short(CHILD), "）")


def _labelled() -> Iterator[Spelling]:
    for label in LABELS:
        for name, written in {
            "a day that is none": "429913199013010017",
            "a digit short, of a child": short(CHILD),
            "two digits short": PLAIN[:16],
            "fifteen digits, no day": "429913901301001",
            "ten for X": short(mistyped(PLAIN)) + "10",
            "masked": PLAIN[:16] + "**",
        }.items():
            yield Spelling(f"{label}, {name}", label, written, "；")


def _others() -> Iterator[Spelling]:
    for name, written in {
        "in fours": in_fours(PLAIN),
        "by the birthday": f"{PLAIN[:6]} {PLAIN[6:10]}年{PLAIN[10:12]}月{PLAIN[12:14]}日 {PLAIN[14:]}",
        "each by itself": "，".join(PLAIN),
        "each by itself, mistyped": " ".join(mistyped(PLAIN)),
        "in thousands": ",".join(PLAIN[at : at + 3] for at in range(0, 18, 3)),
        "in thousands, mistyped": ",".join(mistyped(PLAIN)[at : at + 3] for at in range(0, 18, 3)),
        "a label between": f"{PLAIN[:6]}（身份证号：）{PLAIN[6:]}",
        "letters for nought and one": PLAIN.replace("0", "O", 3).replace("1", "l", 2),
        "letters for every nought and one": PLAIN.replace("0", "O").replace("1", "I"),
        **{f"a float with {power}": f"{PLAIN[0]}.{PLAIN[1:15]}{power}" for power in FLOATS},
        "a float of old": f"{PLAIN[0]}.{old(PLAIN)[1:]}E+14",
        "a float, short": f"{PLAIN[0]}.{PLAIN[1:15]}E+16",
        "a float with a comma": f"{PLAIN[0]},{PLAIN[1:15]}E+17",
        "rounded": PLAIN[:15] + "000",
        "in two styles": PLAIN[:6] + style("０")(PLAIN[6:14]) + written_with("〇一二三四五六七八九")(PLAIN[14:]),
        "a foreigner's": number(division="942991"),
    }.items():
        yield Spelling(name, "", written, "")
    yield Spelling("run together with a telephone number", "", PLAIN, "13800000000")
    yield Spelling("after a telephone number", "13800000000", PLAIN, "")
    yield Spelling("in fours after a telephone number", "13800000000 ", in_fours(PLAIN), " ")
    yield Spelling("parted and run together with a telephone number", "", " ".join(pieces(PLAIN)), "13800000000")
    yield Spelling("said to be one, of an impossible month", "身份证号码：", "429913199013010017", "")
    yield Spelling("said to be one, a digit short", "身份证号", "42991319900101001", "")
    yield Spelling("said to be one, of a child", "身份证：", mistyped(number(born=date(2018, 5, 1))), "")
    yield Spelling("a birth of this century", "", number(born=date(2018, 5, 1)), "")
