"""What can be printed, and what is said of the rest."""

import pytest
from fontTools.ttLib import TTFont

from mingxin.papers import fonts

CASES = [
    ("云泽市清河食品有限公司", [], "everyday characters"),
    ("㙍㛃䶮", [], "Extension A"),
    ("𠮷", [], "Extension B, from the small font"),
    ("𬭎𬬻𫟹", [], "Extension C and E in 通用规范汉字表"),
    ("〔2026〕①②％℃㎡№×—……“”", [], "what decisions are written with"),
    ("\U0002a6a5一\U0002a6a5", ["\U0002a6a5"], "no font has it; told once"),
    ("\ue863", ["\ue863"], "private use area: an old GB 18030 mapping"),
    ("一\u200b\ufeff\u202e二\t\n三\ufe00", [], "invisible: nothing is lost"),
    ("", [], "nothing"),
]


@pytest.mark.parametrize(("text", "missing", "because"), CASES, ids=[case[2] for case in CASES])
def test_uncovered(text: str, missing: list[str], because: str) -> None:
    assert fonts.uncovered(text) == missing


PRINTED = [
    ("张\U0002a6a5", "张〔U+2A6A5〕", "a character without a shape is told by its code"),
    ("张\ue863", "张〔U+E863〕", "private use area"),
    ("甲\t乙\x00丙", "甲 乙 丙", "controls become spaces"),
    ("甲\n乙", "甲\n乙", "a new line stays"),
    ("公司\u202e限有\u200b", "公司限有", "the direction of reading cannot be turned"),
]


@pytest.mark.parametrize(("text", "printed", "because"), PRINTED, ids=[case[2] for case in PRINTED])
def test_printable(text: str, printed: str, because: str) -> None:
    assert fonts.printable(text) == printed


def test_only_our_own_fonts_are_used() -> None:
    families = {(font.family, font.weight) for font in fonts.shared_fonts().fonts()}
    assert families == {("Noto Sans SC", 400), ("Noto Sans SC", 700), ("Mingxin Rare", 400)}


def test_bold_prints_whatever_regular_prints() -> None:
    assert set(TTFont(fonts.FOLDER / "NotoSansSC-Bold.ttf").getBestCmap()) >= set(TTFont(fonts.MAIN).getBestCmap())


def test_fonts_stay_small_enough_to_ship() -> None:
    sizes = {path.name: path.stat().st_size for path in fonts.FOLDER.iterdir()}
    assert sizes["MingxinRare-Regular.otf"] < 6_000_000
    assert all(size < 11_000_000 for size in sizes.values())
    assert "SIL OPEN FONT LICENSE" in (fonts.FOLDER / "OFL.txt").read_text(encoding="utf-8")
