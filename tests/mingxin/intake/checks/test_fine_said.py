"""Whether a decision names another fine than the amount given: told where it is plain, silent where it is open."""

import unicodedata
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mingxin.intake.checks.fine_said import contradicted_by

SAID: list[tuple[str, str, str, list[str]]] = [
    ("the sum as it is given", "16000", "罚款人民币16,000.00元", []),
    ("another sum", "5000", "罚款人民币16,000.00元", ["16000.00"]),
    ("ten times it", "340000", "处以34,000元罚款", ["34000"]),
    ("the end of it: 2000元 stands in 12000元", "2000", "罚款12000元。", ["12000"]),
    ("in words", "5000", "罚款壹万陆仟元整", ["16000"]),
    ("in words and figures, both right", "16000", "罚款人民币16,000.00元（大写：壹万陆仟元整）", []),
    ("in words and figures, both another", "5000", "罚款人民币16,000.00元（大写：壹万陆仟元整）", ["16000.00"]),
    ("in 万元", "5000", "罚款1.6万元", ["16000"]),
    ("full-width", "5000", "罚款１６，０００元。", ["16000"]),
    ("after a warning", "5000", "警告、罚款16000元", ["16000"]),
    ("with the surcharge that stands under every fine", "5000",
     "罚款16000元。逾期不缴纳的，每日按罚款数额的百分之三加处罚款。", ["16000"]),
    ("two fines, one of them meant", "5000", "对单位罚款16000元，对分公司罚款5000元。", []),
    ("two fines, together", "21000", "罚款16000元；罚款5000元。", []),
    ("two fines, neither", "7000", "罚款16000元；罚款5000元。", ["16000", "5000"]),
    ("beside a confiscation, right", "5000", "没收违法所得3000元，并处罚款5000元。", []),
    ("beside a confiscation, the fine is another", "7000", "没收违法所得3000元，并处罚款5000元。", ["5000"]),
    ("the amount is of the confiscation and the fine", "8000", "没收违法所得3000元并处罚款5000元。", []),
    ("which of two in one breath is open", "7000", "没收违法所得3000元和罚款5000元。", []),
    ("only the confiscation has a sum", "7000", "没收违法所得3000元，并处罚款。", []),
    ("no sum", "5000", "警告，并处罚款。", []),
    ("no text", "5000", "", []),
    ("no fine is named", "5000", "责令退还16000元。", []),
    ("a number without unit", "5000", "罚款16000", []),
    ("by the day", "16000", "自11月2日起每日罚款1000元。", []),
    ("by the day, short", "16000", "罚款1000元/日", []),
    ("by the share", "20000", "处合同价款2,000,000元百分之一的罚款。", []),
    ("by the share, in figures", "20000", "处工程合同款2,000,000元1%罚款。", []),
    ("by the multiple", "9000", "处违法所得3000元三倍罚款。", []),
    ("between the limits of the law", "10000", "依法处5000元以上50000元以下罚款。", []),
    ("to the cent", "16666.67", "罚款16666.666元", []),
    ("a cent apart by rounding", "16666.67", "罚款16666.66元", []),
    ("two cents apart", "16666.68", "罚款16666.66元", ["16666.66"]),
]  # fmt: skip


@pytest.mark.parametrize(("yuan", "said", "named"), [pytest.param(*case[1:], id=case[0]) for case in SAID])
def test_what_the_text_says_instead(yuan: str, said: str, named: list[str]) -> None:
    assert contradicted_by(Decimal(yuan), said) == tuple(map(Decimal, named))


SUMS = st.integers(1, 99_999_999).map(lambda fen: Decimal(fen) / 100)
WAYS = st.sampled_from(
    ["罚款{}元", "罚款人民币{}元。", "处以{}元罚款", "警告；罚款{}元整", "没收违法所得，并处罚款{}元"]
)


@given(SUMS, WAYS)
def test_the_same_sum_is_never_told(fine: Decimal, way: str) -> None:
    for spelled in (f"{fine:,.2f}", f"{fine:.2f}"):
        assert contradicted_by(fine, way.format(spelled)) == ()
    assert contradicted_by(fine, way.format(f"{fine / 10_000:f}").replace("元", "万元")) == ()


@given(SUMS, SUMS, WAYS)
def test_another_single_sum_is_always_told(given: Decimal, fine: Decimal, way: str) -> None:
    told = contradicted_by(given, way.format(f"{fine:,.2f}"))
    assert told == (() if abs(given - fine) <= Decimal("0.01") else (fine,))


@given(st.lists(SUMS, min_size=1, max_size=6), st.data())
def test_any_of_several_together_is_never_told(fines: list[Decimal], data: st.DataObject) -> None:
    meant = data.draw(st.lists(st.sampled_from(range(len(fines))), min_size=1, unique=True))
    said = "；".join(f"罚款{fine:,.2f}元" for fine in fines)
    assert contradicted_by(sum((fines[i] for i in meant), Decimal(0)), said) == ()


@given(SUMS, st.text(max_size=60))
def test_no_text_breaks_it(fine: Decimal, said: str) -> None:
    told = contradicted_by(fine, said)
    assert fine not in told, "an amount never contradicts itself"
    assert not told or "罚" in unicodedata.normalize("NFKC", said), "only where the text speaks of a fine"
