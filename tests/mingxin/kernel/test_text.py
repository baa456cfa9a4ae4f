import pytest
from hypothesis import given
from hypothesis import strategies as st

from mingxin.kernel import text
from mingxin.kernel.refusal import Refusal

HEADER = "企业名称,统一社会信用代码\n"


@pytest.mark.parametrize(
    ("encoding", "expected"),
    [("utf-8", "utf-8"), ("utf-8-sig", "utf-8-sig"), ("gb18030", "gb18030"), ("gbk", "gb18030")],
)
def test_decode_recognises(encoding: str, expected: str) -> None:
    decoded = text.decode((HEADER + "云泽市宏业建材有限公司,\n").encode(encoding))
    assert decoded == text.Decoded(HEADER + "云泽市宏业建材有限公司,\n", expected)


@pytest.mark.parametrize(
    ("data", "code", "line", "because"),
    [
        (HEADER.encode("utf-16"), "file.utf16", None, "marked UTF-16, as Excel's Unicode text"),
        ("a,b\n1,2".encode("utf-16-le"), "file.nul", 1, "UTF-16 without mark is full of NUL"),
        (b"a,b\n1,\x00", "file.nul", 2, "a NUL in the second line"),
        (HEADER.encode() + b"\xff\xff", "file.encoding", 2, "neither encoding"),
        (b"\xef\xbb\xbf" + HEADER.encode("gbk"), "file.encoding", 1, "marked as UTF-8 and is not"),
    ],
)
def test_decode_refuses(data: bytes, code: str, line: int | None, because: str) -> None:
    with pytest.raises(Refusal) as refused:
        text.decode(data)
    assert refused.value.code == code, because
    assert refused.value.data.get("line") == line
    assert refused.value.remedy


def test_decode_tells_of_damage_done_before() -> None:
    assert text.decode("名\ufffd称".encode()).problems == ("text.replacement_character",)
    assert text.decode("名\ue000称".encode()).problems == ("text.private_use",)


@pytest.mark.parametrize(
    ("code_position", "character", "because"),
    [
        (b"\xa6\xd9", "\ufe10", "vertical comma"),
        (b"\xa6\xda", "\ufe12", "vertical full stop: 2022 has these two crosswise"),
        (b"\xa6\xdb", "\ufe11", "vertical enumeration comma"),
        (b"\xa6\xdc", "\ufe13", "vertical colon"),
        (b"\xa6\xdf", "\ufe16", "vertical question mark"),
        (b"\xa6\xec", "\ufe17", "vertical lenticular bracket, left"),
        (b"\xa6\xed", "\ufe18", "and right"),
        (b"\xa6\xf3", "\ufe19", "vertical ellipsis"),
        (b"\xa8\xbc", "\u1e3f", "m with acute"),
        (b"\xfe\x51", "\U00020087", "extension B"),
        (b"\xfe\x52", "\U00020089", "extension B"),
        (b"\xfe\x53", "\U000200cc", "extension B"),
        (b"\xfe\x59", "\u9fb4", "first of the eight"),
        (b"\xfe\x61", "\u9fb5", ""),
        (b"\xfe\x66", "\u9fb6", ""),
        (b"\xfe\x67", "\u9fb7", ""),
        (b"\xfe\x6c", "\U000215d7", "extension B"),
        (b"\xfe\x6d", "\u9fb8", ""),
        (b"\xfe\x76", "\U0002298f", "extension B"),
        (b"\xfe\x7e", "\u9fb9", ""),
        (b"\xfe\x90", "\u9fba", ""),
        (b"\xfe\x91", "\U000241fe", "extension B"),
        (b"\xfe\xa0", "\u9fbb", "last of the eight"),
    ],
)
def test_characters_of_the_2022_edition(code_position: bytes, character: str, because: str) -> None:
    assert text.decode(HEADER.encode("gb18030") + code_position).text == HEADER + character, because


def test_old_windows_code_points_become_characters_too() -> None:
    assert text.map_private_use("\ue81a\ue863") == "㑳䶮", "GBK 1.0 kept 㑳 and 䶮 in the private area"
    assert not text.has_private_use(text.map_private_use("".join(map(chr, range(0xE815, 0xE865)))))


@given(st.text(st.characters(codec="gb18030", exclude_characters="\x00", exclude_categories=["Co", "Cs"])))
def test_what_is_written_in_gb18030_is_read_back(written: str) -> None:
    assert text.decode((HEADER + written).encode("gb18030")).text == HEADER + written


@pytest.mark.parametrize(
    ("cell", "expected", "because"),
    [
        ("　云泽市 ", "云泽市", "spaces of both widths"),
        ("ＡＢＣ１２３ｘ", "ABC123x", "letters and digits"),
        ("（一）：，；", "（一）：，；", "Chinese punctuation stays"),
        ("\ufeff名\u200b称\u00a0", "名称", "invisible characters"),
        ("云\u202e泽\u2066市\u2069\u061c", "云泽市", "marks of direction"),
        ("宏\ufe0f业\U000e0100\u3164\u180e", "宏业", "variation selectors and fillers"),
        ("甲　乙", "甲 乙", "a space inside becomes a plain one"),
        ("①", "①", "no compatibility folding beyond letters and digits"),
    ],
)
def test_clean(cell: str, expected: str, because: str) -> None:
    assert text.clean(cell) == expected, because


@pytest.mark.parametrize("cell", ["无", "/", "-", "—", "null", "NULL", "N/A", "none", "空", "暂无", " ／ ", "－"])
def test_words_for_nothing(cell: str) -> None:
    assert text.is_blank_word(cell)


@pytest.mark.parametrize("cell", ["", "无锡", "0", "--1", "无违法所得"])
def test_other_words(cell: str) -> None:
    assert not text.is_blank_word(cell)


@pytest.mark.parametrize(
    ("cell", "expected", "because"),
    [
        ("=1+1", True, "a formula"),
        ("＝1+1", True, "full-width, which spreadsheets in Chinese accept"),
        ("@SUM(A1)", True, "an old-style function"),
        ("+cmd|' /C calc'!A0", True, "a command"),
        ("-2+3+cmd|' /C calc'!A0", True, "begins like a number"),
        ("\t=1", True, "tab"),
        ("\r=1", True, "carriage return"),
        ("  =1", True, "spaces before"),
        ("-5", False, "a negative number"),
        ("-1,234.5", False, "with separator"),
        ("+0.2", False, "a signed number"),
        ("-", False, "a dash for nothing"),
        ("——", False, "a Chinese dash"),
        ("云泽市=1", False, "not at the start"),
        ("", False, "nothing"),
    ],
)
def test_is_formula(cell: str, expected: bool, because: str) -> None:
    assert text.is_formula(cell) is expected, because


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("请核对案由", "请核对案由。"),
        ("请核对案由。", "请核对案由。"),
        ("请核对案由。。 ", "请核对案由。"),
        ("请核对案由；", "请核对案由。"),
        ("是否填错了？", "是否填错了？"),
    ],
)
def test_a_sentence_before_another_has_one_full_stop(written: str, said: str) -> None:
    assert text.ended(written) == said
