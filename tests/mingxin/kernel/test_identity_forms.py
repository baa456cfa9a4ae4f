"""What plain characters say as an identity number, on the edges. All are invented: division 429913 does not exist."""

from datetime import date

import pytest

from mingxin.kernel import uscc
from mingxin.kernel.identity_forms import birth, from_float, holds, is_credit_code, is_old_form, is_rounded
from mingxin.kernel.resident_id import find_in
from tests.spec.spellings import CODE, number

ID = number()
ARABIC = str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩")
PLACES = {
    *range(11, 16), *range(21, 24), *range(31, 38), *range(41, 47), *range(50, 55), *range(61, 66), 71, *range(81, 84),
}  # fmt: skip


def test_a_place_is_a_province() -> None:
    """Of GB/T 2260: 71 Taiwan, 81 and 82 Hong Kong and Macao, 83 Taiwan's residents on the mainland."""
    assert {place for place in range(100) if birth(number(division=f"{place:02}9913"))} == PLACES


def test_a_foreigners_province_stands_behind_the_nine() -> None:
    assert {place for place in range(100) if birth(number(division=f"9{place:02}991"))} == PLACES
    assert birth("942999900101001") is None, "the old form was given to no foreigner"


BIRTHS = [
    ("18991231", None, "the day before the century"),
    ("19000101", date(1900, 1, 1), "its first day"),
    ("20991231", date(2099, 12, 31), "the last day that is taken"),
    ("21000101", None, "the day after"),
    ("19900229", None, "no leap year"),
    ("19920229", date(1992, 2, 29), "a leap year"),
    ("19901301", None, "no such month"),
]


@pytest.mark.parametrize(("day", "born", "because"), BIRTHS, ids=[row[2] for row in BIRTHS])
def test_the_day_of_birth(day: str, born: date | None, because: str) -> None:
    assert birth(f"429913{day}0011") == born


OLD = [
    ("429913291231001", False, "1929 is rather 2029 in some serial number"),
    ("429913300101001", True, "the first year"),
    ("429913991231001", True, "the last day"),
    ("429913000101001", False, "1900 is rather 2000"),
    ("42991390010100X", False, "the old form has no X"),
    ("429913900101001".translate(ARABIC), False, "digits of another script are not read"),
    ("42" + "9913900101001".translate(ARABIC), False, "nor behind a place in ours"),
]


@pytest.mark.parametrize(("text", "expected", "because"), OLD, ids=[row[2] for row in OLD])
def test_the_old_form(text: str, expected: bool, because: str) -> None:
    assert is_old_form(text) is expected


@pytest.mark.parametrize(
    "text",
    [f"{ID[:14]}A{ID[15:]}", ID[:2] + ID[2:17].translate(ARABIC) + ID[17]],
    ids=["a letter in the order number", "digits of another script"],
)
def test_what_only_resembles_the_new_form(text: str) -> None:
    assert holds(ID)
    assert not holds(text)


ROUNDED = [
    ("429913199001010000", True, "fifteen digits kept by Excel"),
    ("429913199001010400", False, "two noughts, and no step of binary floating point"),
    ("429913199013010000", False, "noughts behind no day"),
    (str(int(float(number(5)))), True, "a step of 64"),
    (str(int(float(number(5))) + 32), False, "half a step beside it"),
    (str(int(float(number(0)))), True, "of the first of a month, rounded down before its day"),
    (str(int(float(number(997, date(1990, 1, 31))))), True, "of the last of January, rounded up over its day"),
    ("659001193002290048", True, "Xinjiang's steps are of 128: of 28 February, rounded up over its day"),
    ("429913199004310000", True, "of 30 April, fifteen digits rounded up over its day"),
    ("429913199004320000", False, "two days over"),
    ("042991190010100064", False, "a place does not begin with nought"),
    ("42991319900101000X", False, "an X was never a number"),
    ("12345678901234567X", False, "nor is what could be no identity number anyway"),
]


@pytest.mark.parametrize(("text", "expected", "because"), ROUNDED, ids=[row[2] for row in ROUNDED])
def test_what_a_program_rounded(text: str, expected: bool, because: str) -> None:
    assert is_rounded(text) is expected


@pytest.mark.parametrize(
    "written",
    ["429913199001320000", "4.29913199001320E+17", "4.29913199004310E+17", "659001193002290048"],
)
def test_rounded_over_the_day_of_birth_is_found_all_the_same(written: str) -> None:
    assert find_in(f"当事人 {written} 称") == [(4, 4 + len(written))]


def test_seventeen_digits_and_an_x_of_no_place_are_passed_over() -> None:
    assert find_in("编号 12345678901234567X 止") == []


@pytest.mark.parametrize(
    ("written", "digits"),
    [
        ("4.29913199001011E+17", "429913199001011000"),
        ("4.2991319900101e17", "429913199001010000"),
        ("４．２９９１３１９９００１０１Ｅ＋１７", "429913199001010000"),
        ("4．2991319900101ｅ+17", "429913199001010000"),
        ("4.29913199001010999E+17", "429913199001010000"),
    ],
    ids=["as Excel writes it", "a nought left out", "full width", "half of it full width", "more than Excel keeps"],
)
def test_the_digits_of_a_float(written: str, digits: str) -> None:
    assert from_float(written) == digits


def plain_code(kind: str, division: str = "429913") -> str:
    """The first code of a department and type that is of digits alone."""
    codes = (uscc.compose(kind, division, f"{order:08}") for order in range(10_000_000, 10_009_999))
    return next(code for code in codes if code.isdecimal())


TYPES = {1: "1239", 2: "19", 3: "123459", 4: "19", 5: "1239", 6: "129", 7: "129", 8: "19", 9: "1239"}
KINDS = {f"{department}{kind}" for department, kinds in TYPES.items() for kind in kinds}


def test_a_credit_code_of_digits_is_known_by_department_and_type() -> None:
    """Of GB 32100, as far as departments are digits."""
    kinds = {f"{kind:02}" for kind in range(10, 100)}
    assert {kind for kind in kinds if is_credit_code(plain_code(kind))} == KINDS


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        (CODE, True),
        (plain_code("12", "100000"), True),
        (plain_code("12", "160000"), False),
        (f"{CODE[:17]}{(int(CODE[17]) + 1) % 10}", False),
        (f"{CODE[:17]}X", False),
        (f"{CODE[:16]}A{CODE[17]}", False),
    ],
    ids=["a code", "of a national body", "of no province", "mistyped", "an X at its end", "a letter in it"],
)
def test_a_credit_code_of_digits(code: str, expected: bool) -> None:
    assert is_credit_code(code) is expected
