import string

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from stdnum.cn import uscc as oracle

from mingxin.kernel import uscc

VALID = uscc.compose("91", "429913", "MA4TEUTX")
IDENTITY = "429913199001010019"

org8 = st.text(string.digits + "ABCDEFGHJKLMNPQRTUWXY", min_size=8, max_size=8).filter(lambda text: set(text) != {"0"})
divisions = st.from_regex(r"42[0-9]{4}", fullmatch=True)
prefixes = st.sampled_from(["11", "12", "13", "19", "51", "52", "53", "59", "91", "92", "93", "99"])
codes = st.builds(uscc.compose, prefixes, divisions, org8)


def wrong_last(code: str) -> str:
    return code[:17] + ("0" if code[17] != "0" else "1")


@pytest.mark.parametrize(
    ("text", "problem", "because"),
    [
        (VALID, None, "a right code"),
        (VALID.lower(), None, "lower case is folded"),
        (f" {VALID[:4]} {VALID[4:10]}-{VALID[10:]}\u200b", None, "spaces, hyphen and zero-width are folded"),
        ("'" + VALID, None, "the apostrophe that Excel users type"),
        ("".join(chr(ord(char) + 0xFEE0) for char in VALID), None, "full-width is folded"),
        ("", "uscc.empty", "nothing"),
        (" － ", "uscc.empty", "a lone dash"),
        ("无", "uscc.empty", "a word for nothing"),
        ("000000000000000000", "uscc.filler", "its check digit would even hold"),
        ("00000000000000000X", "uscc.filler", "the filler found in real files"),
        ("111111111111111111", "uscc.filler", "one character repeated"),
        ("0", "uscc.filler", "a single zero"),
        (uscc.compose("91", "429913", "00000000"), "uscc.filler", "an organisation code of zeros"),
        (IDENTITY, "uscc.resident_id", "an identity number of a resident"),
        (IDENTITY[:17] + "1", "uscc.resident_id", "the same, last digit mistyped: no less a person's number"),
        ("4.29913199001011E+17", "uscc.resident_id", "the same, spoilt by a spreadsheet"),
        ("429913600101123", "uscc.resident_id", "the old form, and no registration number by check digit"),
        ("429913000000015", "uscc.old_registration_15", "no birth date in it"),
        ("4299132100015", "uscc.old_registration_13", "thirteen digits"),
        ("MA4TEST0" + uscc.inner_check_char("MA4TEST0"), "uscc.organisation_code", "nine characters, right check"),
        ("12345678-8", "uscc.organisation_code", "nine characters with hyphen"),
        ("123456780", "uscc.length", "nine characters with a wrong check"),
        (VALID[:17], "uscc.length", "cut short"),
        (VALID + "1", "uscc.length", "one too many"),
        ("9.14299E+17", "uscc.length", "scientific notation"),
        (VALID[:9] + "?" + VALID[10:], "uscc.character", "a character outside the alphabet"),
        ("B" + VALID[1:], "uscc.registering_department", "B registers nobody"),
        ("0" + VALID[1:], "uscc.registering_department", "neither does 0"),
        (wrong_last(VALID), "uscc.check_digit", "last character wrong"),
    ],
    ids=lambda value: value if isinstance(value, str) and " " in value else "",
)
def test_examine(text: str, problem: str | None, because: str) -> None:
    assert uscc.examine(text).problem == problem, because


def test_an_identity_number_does_not_travel_on_in_the_verdict() -> None:
    verdict = uscc.examine(IDENTITY)
    assert verdict.code == ""
    assert IDENTITY not in repr(verdict)


@pytest.mark.parametrize("department", uscc.DEPARTMENTS)
def test_every_registering_department_is_accepted_with_every_type(department: str) -> None:
    for kind in "12359":
        assert uscc.examine(uscc.compose(department + kind, "429913", "12345678")).problem is None


def test_a_remainder_of_zero_gives_the_check_digit_zero() -> None:
    first17 = next(
        first17
        for number in range(10_000_000, 10_001_000)
        if uscc.check_char(first17 := "91429913" + str(number) + uscc.inner_check_char(str(number))) == "0"
    )
    assert oracle.is_valid(first17 + "0")


def test_a_wrong_inner_code_only_warns() -> None:
    inner = "0" if uscc.organisation_code_of(VALID)[8] != "0" else "1"
    first17 = VALID[:16] + inner
    verdict = uscc.examine(first17 + uscc.check_char(first17))
    assert (verdict.problem, verdict.warning) == (None, "uscc.inner_code")


MENDABLE = uscc.compose("91", "429913", "10258102")


@pytest.mark.parametrize(
    ("sent", "suggestion", "because"),
    [
        (wrong_last(VALID), VALID, "inner code right: only the last character can be wrong"),
        (VALID[:4].replace("2", "Z") + VALID[4:], VALID, "Z never occurs, so it is a 2"),
        (MENDABLE[:8] + MENDABLE[8:].replace("0", "O"), MENDABLE, "several O, all of them 0"),
        (MENDABLE[:8] + MENDABLE[8:].replace("5", "S"), MENDABLE, "S is a 5"),
        (MENDABLE[:8] + MENDABLE[8:].replace("8", "B"), MENDABLE, "B is in the alphabet, yet 8 mends both checks"),
        (VALID[:2] + "13" + VALID[4:9] + "7" + VALID[10:], None, "two places wrong: nothing is certain"),
        (VALID[:9] + "?" + VALID[10:], None, "what ? was cannot be known"),
    ],
)
def test_suggestion(sent: str, suggestion: str | None, because: str) -> None:
    assert uscc.examine(sent).suggestion == suggestion, because


def test_the_finding_names_place_and_likely_digit() -> None:
    assert "第 3 位“Z”" in uscc.examine(VALID[:2] + "Z" + VALID[3:]).detail
    assert "数字“2”" in uscc.examine(VALID[:2] + "Z" + VALID[3:]).detail


@pytest.mark.parametrize(
    ("prefix", "kind"),
    [
        ("91", "enterprise"),
        ("92", "sole_trader"),
        ("93", "enterprise"),
        ("99", "enterprise"),
        ("11", "organisation"),
        ("52", "organisation"),
        ("N2", "organisation"),
        ("12", "organisation"),
    ],
)
def test_subject_kind(prefix: str, kind: str) -> None:
    assert uscc.subject_kind_of(uscc.compose(prefix, "429913", "12345678")) == kind


@given(codes)
def test_round_trip_and_oracle(code: str) -> None:
    assert oracle.is_valid(code)
    verdict = uscc.examine(code.lower())
    assert (verdict.code, verdict.problem, verdict.warning) == (code, None, None)
    assert uscc.organisation_code_of(code) == code[8:17]


@given(codes, st.integers(0, 17), st.sampled_from(uscc.ALPHABET))
def test_every_corruption_of_one_character_is_detected(code: str, place: int, char: str) -> None:
    assume(code[place] != char)
    verdict = uscc.examine(code[:place] + char + code[place + 1 :])
    assert verdict.problem is not None
    assert verdict.suggestion is None or uscc.examine(verdict.suggestion).problem is None


@given(codes)
def test_a_wrong_last_character_is_always_mended_back(code: str) -> None:
    verdict = uscc.examine(wrong_last(code))
    assert verdict.suggestion == code or verdict.problem == "uscc.resident_id"


@given(st.text(max_size=30))
def test_no_text_breaks_the_examination(text: str) -> None:
    verdict = uscc.examine(text)
    assert (verdict.problem is None) == uscc.is_valid(uscc.fold(text))
