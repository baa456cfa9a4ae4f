import pytest

from mingxin.kernel import docnumber

STANDARD = "云市监罚〔2026〕12号"


@pytest.mark.parametrize(
    "text",
    [
        STANDARD,
        "云市监罚【2026】12号",
        "云市监罚[2026]12号",
        "云市监罚［2026］12号",
        "云市监罚(2026)12号",
        "云市监罚（２０２６）１２号",
        " 云市监罚 〔 2026 〕 12 号 ",
        "云市监罚﹝2026﹞12号",
    ],
)
def test_one_form_for_all_spellings(text: str) -> None:
    assert docnumber.normalise(text) == STANDARD


@pytest.mark.parametrize(
    ("text", "expected", "because"),
    [
        ("云市监罚〔2026〕第12号", "云市监罚〔2026〕第12号", "第 is kept"),
        ("云市监罚〔2026〕12", "云市监罚〔2026〕12", "号 is not invented"),
        ("云（城）市监罚〔2026〕12号", "云（城）市监罚〔2026〕12号", "brackets around other things stay"),
    ],
)
def test_nothing_is_invented(text: str, expected: str, because: str) -> None:
    assert docnumber.normalise(text) == expected, because


@pytest.mark.parametrize(
    ("text", "codes", "because"),
    [
        (STANDARD, [], "as it should be"),
        ("云市监罚[2026]12号", ["docnumber.brackets"], "square brackets"),
        ("云市监罚12号", ["docnumber.no_year"], "no year"),
        ("云市监罚〔2026〕12", ["docnumber.no_hao"], "no 号"),
        ("云市监罚2026-12号", [], "a year without brackets is unusual, not wrong"),
        ("12", ["docnumber.no_year", "docnumber.no_hao"], "a bare number"),
        ("〔12026〕号", ["docnumber.no_year"], "five digits are no year"),
    ],
)
def test_problems(text: str, codes: list[str], because: str) -> None:
    assert docnumber.problems(text) == codes, because
