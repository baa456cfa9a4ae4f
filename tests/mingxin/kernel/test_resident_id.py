"""All numbers here are invented: division 429913 does not exist."""

import sys
import unicodedata
from datetime import date
from random import Random

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mingxin.intake.sifting.identity import may_hold
from mingxin.kernel import resident_id, uscc
from mingxin.kernel.digits import CROSSES, DIGITS
from tests.spec.lookalikes import KEPT, LOOKALIKES
from tests.spec.spellings import GAPS, STYLES, mistyped, number, spellings
from tests.spec.spellings_read import spellings_read

ID = number()
ID_X = next(n for serial in range(999) if (n := number(serial)).endswith("X"))
OLD = "429913900101001"

numbers = st.builds(
    number,
    st.integers(0, 999),
    st.dates(date(1930, 1, 1), date(2026, 1, 1)),
    st.from_regex(r"(11|42|65)[0-9]{4}", fullmatch=True),
)


def of_birth(*day: int) -> str:
    return mistyped(number(born=date(*day)))


def full_width(text: str) -> str:
    return "".join(chr(ord(char) + 0xFEE0) for char in text)


@pytest.mark.parametrize(
    ("text", "expected", "because"),
    [
        (ID, True, "right check digit"),
        (ID_X, True, "check character X"),
        (ID_X.lower(), True, "lower-case x"),
        (full_width(ID_X), True, "full-width"),
        (f"{ID[:6]} {ID[6:14]}-{ID[14:]}", True, "split"),
        (ID[:17] + str((int(ID[17]) + 1) % 10 if ID[17] != "X" else 0), False, "wrong check digit"),
        (number(division="009913"), False, "no province 00"),
        (number(division="942991"), True, "a foreigner's permanent residence, province second"),
        (OLD, True, "fifteen digits"),
        ("429913901301001", False, "fifteen digits, month 13"),
        ("429913260101001", False, "fifteen digits, a day of 2026 rather than a birth in 1926"),
        ("", False, "nothing"),
        (uscc.compose("91", "429913", "12345678"), False, "a credit code"),
        ("a" + ID, False, "more than the number"),
    ],
)
def test_is_resident_id(text: str, expected: bool, because: str) -> None:
    assert resident_id.is_resident_id(text) is expected, because


@pytest.mark.parametrize(
    ("text", "expected", "because"),
    [
        (ID, True, "a number"),
        (mistyped(ID), True, "its check digit wrong"),
        (f"{ID[:17]}A", True, "something else in the place of it"),
        (f"{ID[:6]} {ID[6:14]} {ID[14:]}", True, "parted"),
        (ID[:17], True, "its check character left out"),
        (ID[:16], False, "two digits short"),
        (f"{ID}0", False, "a digit too long"),
        (OLD, False, "the old form has no check digit that could be wrong"),
        (f"{ID[:16]}A{ID[17]}", False, "a letter amid the digits"),
        ("429913199013010017", False, "of no day"),
        ("009913199001010017", False, "of no place"),
    ],
)
def test_what_resembles_one(text: str, expected: bool, because: str) -> None:
    assert resident_id.resembles(text) is expected, because


@pytest.mark.parametrize(
    ("born", "on", "expected", "because"),
    [
        (date(2008, 11, 20), date(2026, 11, 19), True, "the day before the eighteenth birthday"),
        (date(2008, 11, 20), date(2026, 11, 20), False, "the birthday itself"),
        (date(2008, 11, 20), date(2026, 11, 21), False, "the day after"),
        (date(2008, 2, 29), date(2026, 2, 28), True, "born on a leap day: not yet on 28 February"),
        (date(2008, 2, 29), date(2026, 3, 1), False, "born on a leap day: of age on 1 March"),
    ],
)
def test_is_minor(born: date, on: date, expected: bool, because: str) -> None:
    assert resident_id.is_minor(number(born=born), on) is expected, because


def test_birth_date() -> None:
    assert resident_id.birth_date(ID) == date(1990, 1, 1)
    assert resident_id.birth_date(OLD) == date(1990, 1, 1)
    with pytest.raises(ValueError, match="not an identity number"):
        resident_id.birth_date("429913")


@pytest.mark.parametrize(
    "written",
    [
        ID,
        ID[:17],
        f"{ID[:17]}*",
        f"{ID[:6]} {ID[6:14]} {ID[14:17]}？",
        f"{ID_X[:17]}叉",
        f"{ID_X[:17]}10",
        f"{ID[:17]}十",
        f"{ID[:17]}艾克斯",
        f"{ID[:17]}K",
        OLD,
        "4.29913199001010e+017",
        f"{ID[:6]}1990年1月1日{ID[14:]}",
        f"{ID[:6]}一九九〇年一月一日{ID[14:]}",
        "4.29913199001010×10^17",
        f"{OLD[0]}.{OLD[1:]}E+14",
    ],
)
def test_the_birth_is_read_in_every_form(written: str) -> None:
    assert resident_id.find_in(written) == [(0, len(written))]
    assert resident_id.birth_in(written) == date(1990, 1, 1)


@pytest.mark.parametrize(
    ("text", "found", "because"),
    [
        (f"当事人（{ID}）", [ID], "in prose"),
        (f"身份证号{ID}联系电话13800000000", [ID], "between Chinese characters"),
        (f"{ID}13800000000", [ID], "run together with a telephone number"),
        (f"13800000000 {ID}", [ID], "after a telephone number"),
        (full_width(ID_X), [full_width(ID_X)], "full-width"),
        (f"{ID[:6]} {ID[6:14]} {ID[14:]}", [f"{ID[:6]} {ID[6:14]} {ID[14:]}"], "spaces"),
        ("·".join(ID), ["·".join(ID)], "a middle dot between all digits"),
        (f"{ID[:14]}－{ID[14:]}", [f"{ID[:14]}－{ID[14:]}"], "full-width hyphen"),
        (f"x{ID_X.lower()}", [ID_X.lower()], "lower-case x, a letter before"),
        (f"{ID}、{ID_X}", [ID, ID_X], "two of them"),
        (OLD, [OLD], "old form"),
        (f"证号{OLD}。", [OLD], "old form in prose"),
        ("4.29913199001010E+17", ["4.29913199001010E+17"], "an Excel float"),
        ("4.2991319900101e+17", ["4.2991319900101e+17"], "the same without the trailing zero"),
        (str(int(float(ID))), [str(int(float(ID)))], "a float written out as an integer"),
        (ID[:15] + "000", [ID[:15] + "000"], "fifteen digits kept by Excel"),
        (uscc.compose("91", "429913", "12345678"), [], "a credit code"),
        (f"代码{uscc.compose('12', '429913', '12345678')}。", [], "a credit code in prose"),
        ("罚款420000元，2026年11月20日", [], "amounts and dates"),
        ("6222021234567890123", [], "a bank card"),
        ("东经114.429913900101001度", [], "digits after a decimal point"),
        ("JY429913900101001", [], "a licence number, letters touching fifteen digits"),
        ("jy429913900101001", [], "the same in small letters"),
        ("SC429913900101001", [], "a licence to make food"),
        ("XK429913900101001", [], "a licence to make what is under licence"),
        ("ID429913900101001", [OLD], "a short word that is no licence"),
        ("PASSPORT429913900101001", [OLD], "a word of eight letters"),
        ("PASSPORTS429913900101001", [], "of nine: some name of a thing"),
        (f"138{ID[:17]} {ID[17]}", [], "amid digits and parted: one in eleven has the check digit by chance"),
        (of_birth(1919, 12, 31), [], "mistyped, born before there are such numbers"),
        (of_birth(1920, 1, 1), [of_birth(1920, 1, 1)], "mistyped, of the first year that is looked for"),
        (of_birth(2009, 12, 31), [of_birth(2009, 12, 31)], "mistyped, of the last"),
        (of_birth(2010, 1, 1), [], "mistyped or a serial number of 2010: nothing says which"),
        ("公民身份號碼：429913199013010017", ["429913199013010017"], "said to be one, in traditional characters"),
        ("身份證：429913199013010017", ["429913199013010017"], "the same, in short"),
        ("13800000000、13900000000", [], "telephone numbers"),
        ("", [], "nothing"),
    ],
)
def test_find_in(text: str, found: list[str], because: str) -> None:
    assert [text[start:end] for start, end in resident_id.find_in(text)] == found, because


def test_cut_leaves_the_sentence() -> None:
    assert resident_id.cut(f"张某（{ID}）与李某（{ID_X}）") == (
        "张某（〔身份证号已删除〕）与李某（〔身份证号已删除〕）",
        2,
    )
    assert resident_id.cut("无身份证号") == ("无身份证号", 0)


def test_every_spelling_is_found_and_nothing_but_it() -> None:
    wrong = {}
    for one in (*spellings(), *spellings_read()):
        found = [one.text[start:end] for start, end in resident_id.find_in(one.text)]
        if found != [one.written.rstrip("\ufe0f\u20e3")]:
            wrong[one.because] = (one.text, found)
    assert wrong == {}


@pytest.mark.parametrize(
    "text",
    [
        f"身份证前14位{ID[:14]}，后4位{ID[14:]}参加会议",
        f"身份证号{ID[:14]}，后4位{ID[14:]}一案",
        f"社保号{ID[:14]}（参保）{ID[14:]}，男",
        f"{ID[:6]} {ID[6:14]} {ID[14:]}参加会议",
    ],
)
def test_a_word_that_begins_like_a_numeral_is_no_part_of_the_number(text: str) -> None:
    assert ID[14:] not in resident_id.cut(text)[0]
    assert resident_id.cut(text)[0].endswith(text[-2:])


@pytest.mark.parametrize(
    "written",
    [
        f"{ID[:14]}尾号{ID[14:]}",
        f"{ID[:6]}生于1990年1月1日，后四位{ID[14:]}",
        f"{ID[:7].replace('9', 'g')}{ID[7:]}",
        ID[::-1],
    ],
    ids=["words between", "the day in words", "a letter for a digit", "backwards"],
)
def test_the_birth_is_read_where_something_said_what_it_is(written: str) -> None:
    assert resident_id.birth_in(written) == date(1990, 1, 1)


def test_what_looks_like_one_and_is_none_stays() -> None:
    assert {because: text for text, because in KEPT.items() if resident_id.cut(text) != (text, 0)} == {}


@pytest.mark.parametrize("kind", LOOKALIKES)
def test_of_five_thousand_lookalikes_none_is_cut(kind: str) -> None:
    random = Random(20261130)
    made = [LOOKALIKES[kind](random) for _ in range(5_000)]
    assert [text for text in made if resident_id.find_in(text)] == []


def test_every_character_that_unicode_reads_as_digits_is_read_so() -> None:
    """But for fractions; and so is every digit of another script."""
    missing = []
    for char in map(chr, range(sys.maxunicode + 1)):
        plain = unicodedata.normalize("NFKC", char)
        digits = "".join(one for one in plain if one in "0123456789")
        is_number = digits and not any(one.isalpha() or one == "\u2044" for one in plain)
        if unicodedata.category(char) == "Nd":
            is_number, digits = True, str(unicodedata.digit(char))
        if is_number and DIGITS.get(char) != digits:
            missing.append(char)
    assert missing == []


def test_every_numeral_for_one_digit_is_read_so_or_as_a_cross() -> None:
    """Also as it was encoded for other standards: what is shown is the same."""
    missing = []
    for char in map(chr, range(0x2E80, sys.maxunicode + 1)):
        folded = unicodedata.normalize("NFKC", char)
        value = unicodedata.numeric(folded, None) if len(folded) == 1 else None
        if value is not None and value in range(10) and char not in CROSSES and DIGITS.get(char) != str(int(value)):
            missing.append(char)
    assert missing == []


around = st.text(st.characters(codec="utf-8", exclude_categories=["N", "Cs"], exclude_characters=[*DIGITS]), max_size=8)
gaps = st.sampled_from([*GAPS.values(), " - ", "号："])


@st.composite
def written(draw: st.DrawFn) -> str:
    """An identity number as people and programs write it, parted anywhere."""
    plain, write = draw(numbers), draw(st.sampled_from([*STYLES.values()]))
    form = draw(st.sampled_from(["whole", "parted", "float"]))
    if form == "float":
        return f"{plain[0]}.{plain[1:15]}E+17"
    return "".join(write(char) + (draw(gaps) if form == "parted" else "") for char in plain[:17]) + plain[17]


@settings(deadline=None)
@given(around, written(), around)
def test_every_written_form_is_cut_and_none_is_left(before: str, identity: str, after: str) -> None:
    text, count = resident_id.cut(before + "：" + identity + "，" + after)
    assert count == 1
    assert resident_id.find_in(text) == []
    assert identity not in text


pieces_of_cells = st.sampled_from(
    [*DIGITS, *CROSSES, *GAPS.values(), "E+", "A", "身份证号", "号", "1990", "429913", "\n"]
)
jumbled = st.lists(pieces_of_cells, max_size=40).map("".join)


@settings(max_examples=50, deadline=None)
@given(st.lists(st.one_of(written(), jumbled, st.text(max_size=20)), min_size=1, max_size=20))
def test_the_prefilter_of_columns_misses_nothing(cells: list[str]) -> None:
    _assert_none_is_missed(cells)


def test_the_prefilter_of_columns_misses_no_spelling() -> None:
    every = (*spellings(), *spellings_read())
    _assert_none_is_missed([one.text for one in every] + [one.written for one in every])


def _assert_none_is_missed(cells: list[str]) -> None:
    column = pl.Series("cell", cells, dtype=pl.String)
    shaped = column.str.contains(resident_id.SHAPE).to_list()
    held = column.to_frame().select(may_hold("cell"))["cell"].to_list()
    taken = zip(cells, shaped, held, strict=True)
    assert not [cell for cell, *passed in taken if resident_id.find_in(cell) and not all(passed)]


@given(
    st.from_regex(r"(91|92|11|52)42[0-9]{4}", fullmatch=True), st.from_regex(r"[0-9A-HJ-NPQRTUWXY]{8}", fullmatch=True)
)
def test_a_credit_code_is_found_only_if_it_is_an_identity_number_too(prefix: str, org8: str) -> None:
    code = uscc.compose(prefix[:2], prefix[2:], org8)
    assert bool(resident_id.find_in(code)) is resident_id.is_resident_id(code)
