from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mingxin.kernel.money import Amount, AmountProblem, amounts_in_text, looks_like_yuan, parse_amount


@pytest.mark.parametrize(
    ("text", "value", "unit"),
    [
        ("0.2", "0.2", None),
        ("1,234.50", "1234.50", None),
        ("1，234．50", "1234.50", None),
        ("２０００", "2000", None),
        (".5", "0.5", None),
        ("-5", "-5", None),
        ("2E-05", "0.00002", None),
        ("0.2万元", "0.2", "万元"),
        ("0.2 万", "0.2", "万元"),
        ("2000元整", "2000", "元"),
        ("¥2,000.00", "2000", None),
        ("人民币3亿元", "3", "亿元"),
    ],
)
def test_parse_amount(text: str, value: str, unit: str | None) -> None:
    assert parse_amount(text) == Amount(Decimal(value), unit)


@pytest.mark.parametrize(
    ("text", "code", "because"),
    [
        ("", "amount.empty", "nothing"),
        (" ", "amount.empty", "a space"),
        ("万元", "amount.unreadable", "a unit alone"),
        ("1,00", "amount.unreadable", "a separator in the wrong place"),
        ("E5", "amount.unreadable", "an exponent alone"),
        ("nan", "amount.unreadable", "no number by name"),
        ("约2000", "amount.unreadable", "a guess"),
        ("2000美元", "amount.unreadable", "another currency"),
        ("0.2¹", "amount.unreadable", "the mark of a footnote"),
        ("2₂", "amount.unreadable", "a digit below the line"),
    ],
)
def test_parse_amount_refuses(text: str, code: str, because: str) -> None:
    with pytest.raises(AmountProblem) as problem:
        parse_amount(text)
    assert problem.value.code == code, because


@pytest.mark.parametrize(
    ("text", "amounts", "because"),
    [
        ("罚款人民币2,000.00元", ["2000"], "separators"),
        ("处0.2万元罚款", ["2000"], "ten thousands"),
        ("罚款贰仟元整", ["2000"], "capital numerals"),
        ("罚款两万元", ["20000"], "two"),
        ("罚款3千元", ["3000"], "mixed numerals"),
        ("罚款1万2000元、没收三万伍仟陆佰元", ["12000", "35600"], "two amounts"),
        ("壹拾贰万叁仟肆佰伍拾陆元柒角捌分", ["123456.78"], "to the fen"),
        ("十万元", ["100000"], "ten without a one"),
        ("一亿二千万元", ["120000000"], "hundred millions"),
        ("五百零三元", ["503"], "zero inside"),
        ("贰万元整（¥20000.00）", ["20000", "20000"], "words and figures"),
        ("人民币500", ["500"], "currency before, no unit"),
        ("2 000元", ["2000"], "a space for thousands"),
        ("２０００元", ["2000"], "full-width"),
        ("数千元以上，单位：万元", [], "no digit named"),
        ("2026年11月5日第12号", [], "dates and numbers"),
        ("", [], "nothing"),
    ],
)
def test_amounts_in_text(text: str, amounts: list[str], because: str) -> None:
    assert amounts_in_text(text) == [Decimal(amount) for amount in amounts], because


@pytest.mark.parametrize(
    ("wan", "text", "expected", "because"),
    [
        ("2000", "罚款2000元", "0.2", "yuan entered where ten thousands are asked"),
        ("2000", "罚款贰仟元整", "0.2", "the same in words"),
        ("0.2", "罚款2000元", None, "right as it is"),
        ("2000", "罚款2000万元", None, "really two thousand ten-thousands"),
        ("2000", "罚款3000元", None, "another amount: not ours to guess"),
        ("2000", "警告", None, "no amount in the text"),
        ("0", "罚款0元", None, "nothing to correct"),
    ],
)
def test_looks_like_yuan(wan: str, text: str, expected: str | None, because: str) -> None:
    assert looks_like_yuan(Decimal(wan), text) == (None if expected is None else Decimal(expected)), because


@given(st.integers(1, 10**9))
def test_written_amounts_are_read_back(yuan: int) -> None:
    assert amounts_in_text(f"罚款{yuan:,}元") == [yuan]
    assert parse_amount(f"{yuan:,}") == Amount(Decimal(yuan), None)


@given(st.text("0123456789,. 一二十百千万亿元¥角分人民币", max_size=200))
def test_no_prose_breaks_the_reading(text: str) -> None:
    assert all(amount >= 0 for amount in amounts_in_text(text))
