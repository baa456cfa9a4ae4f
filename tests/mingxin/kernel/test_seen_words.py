import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mingxin.kernel.seen_words import pattern_of, seen
from mingxin.rulebook.loader import load_rulebook

SPELLINGS = [
    ("婚姻", "婚\u3000姻状况"),
    ("民族", "民·族"),
    ("宗教", "宗\u200b教信仰"),
    ("指纹", "指紋"),
    ("DNA", "ｄｎａ样本"),
    ("信访", "信訪件"),
    ("欠费", "欠 费金额"),
    ("健康状况", "健\u0301康狀況"),
    ("行政拘留", "⾏政拘\ufe00留"),
]


@pytest.mark.parametrize(("word", "spelled"), SPELLINGS)
def test_a_word_is_seen_however_it_is_spelled(word: str, spelled: str) -> None:
    assert seen(word) in seen(spelled)
    assert pl.select(pl.lit(spelled).str.contains(pattern_of(["别的", word]))).item()


@pytest.mark.parametrize(("word", "spelled"), [("民族", "民间、宗族"), ("信访", "信用"), ("DNA", "DN")])
def test_another_word_is_not(word: str, spelled: str) -> None:
    assert not pl.select(pl.lit(spelled).str.contains(pattern_of([word]))).item()


@pytest.mark.parametrize(("word", "spelled"), SPELLINGS)
def test_an_element_of_a_card_is_known_by_it(word: str, spelled: str) -> None:
    forbidden = load_rulebook().forbidden
    if word in forbidden.never_words():
        assert any(element.matches([spelled], []) for element in forbidden.never)


@given(st.text(alphabet=st.sampled_from("行政拘留處處罰罚·。 \u200b\u3164aＡⅣ①"), max_size=12))
def test_the_pattern_finds_what_is_seen(text: str) -> None:
    found = pl.select(pl.lit(text).str.contains(pattern_of(["拘留", "处罚", "a"]))).item()
    assert found == any(word in seen(text) for word in ("拘留", "处罚", "a"))
